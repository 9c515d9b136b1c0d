; COM1, 115200 8N1: a ring for what arrives, bounded waits for what leaves.

COM1            equ 0x3F8
COM_IER         equ COM1 + 1    ; interrupts
COM_FCR         equ COM1 + 2    ; FIFO
COM_LCR         equ COM1 + 3    ; line format
COM_MCR         equ COM1 + 4    ; modem lines
COM_LSR         equ COM1 + 5    ; line status
COM_SCRATCH     equ COM1 + 7
LSR_DATA        equ 0x01
LSR_READY       equ 0x20        ; the next byte may be written
COM_DIVISOR     equ 1           ; 115200 / 1
RX_BYTES        equ 1024        ; a power of two
TX_PATIENCE     equ PIT_MS * 1000       ; for one byte: a busy host may be slow to take it
STUCK_IN_LINE   equ 1           ; values of serial_stuck: nobody reads; dropping the rest of a line
STUCK_BETWEEN   equ 2           ; at the beginning of a line, not willing to wait

        section .bss
        alignb 4
serial_there    resb 1
serial_stuck    resb 1
rx_ring         resb RX_BYTES
rx_in           resw 1          ; counts up, modulo RX_BYTES
rx_out          resw 1
        section .text

serial_open:
        pushad
        mov dx, COM_SCRATCH     ; a missing port does not remember
        mov al, 0x5A
        out dx, al
        in al, dx
        cmp al, 0x5A
        jne .done
        mov byte [serial_there], 1
        mov si, .setup
.next:  mov dx, [si]
        mov al, [si+2]
        add si, 3
        test dx, dx
        jz .done
        out dx, al
        jmp .next
.done:  popad
        ret
.setup: dw COM_IER
        db 0
        dw COM_LCR
        db 0x80                 ; the divisor is now at COM1 and COM1+1
        dw COM1
        db COM_DIVISOR
        dw COM1 + 1
        db 0
        dw COM_LCR
        db 0x03                 ; 8 bits, no parity, one stop bit
        dw COM_FCR
        db 0x07                 ; FIFOs on and empty, an interrupt for each byte
        dw COM_MCR
        db 0x0B                 ; DTR, RTS, and OUT2, which lets the interrupt through
        dw COM_IER
        db 0x01                 ; data received
        dw 0

serial_irq:
        pushad
        push ds
        push cs
        pop ds
        mov byte [wake], 1
        call serial_drain
        mov al, PIC_EOI
        out PIC_MASTER, al
        pop ds
        popad
        iret

serial_drain:
        mov cx, RX_BYTES
.next:  mov dx, COM_LSR
        in al, dx
        test al, LSR_DATA
        jz .done
        mov dx, COM1
        in al, dx
        mov bx, [rx_in]
        mov si, bx
        sub si, [rx_out]
        cmp si, RX_BYTES
        jae .more               ; full: lost
        and bx, RX_BYTES - 1
        mov [rx_ring+bx], al
        inc word [rx_in]
.more:  loop .next
.done:  ret

; CF clear: al = a received byte.
serial_get:
        push bx
        mov bx, [rx_out]
        cmp bx, [rx_in]
        je .none
        and bx, RX_BYTES - 1
        mov al, [rx_ring+bx]
        inc word [rx_out]
        clc
        jmp .done
.none:  stc
.done:  pop bx
        ret

; al -> COM1. When the port takes nothing for TX_PATIENCE, the rest of the line is dropped, and so
; are whole lines until the port is ready at the beginning of one: a line comes whole or cut once.
serial_put:
        push eax
        push ecx
        push edx
        cmp byte [serial_there], 0
        je .done
        mov cl, al
        cmp byte [serial_stuck], STUCK_IN_LINE
        je .drop
        mov dx, COM_LSR
        in al, dx
        test al, LSR_READY
        jnz .send
        cmp byte [serial_stuck], STUCK_BETWEEN
        je .stuck
        call now
        mov edx, eax
.wait:  push dx
        mov dx, COM_LSR
        in al, dx
        pop dx
        test al, LSR_READY
        jnz .send
        call now
        sub eax, edx
        cmp eax, TX_PATIENCE
        jb .wait
.stuck: mov byte [serial_stuck], STUCK_IN_LINE
.drop:  cmp cl, 10
        jne .done
        mov byte [serial_stuck], STUCK_BETWEEN
        jmp .done
.send:  mov byte [serial_stuck], 0
        mov al, cl
        mov dx, COM1
        out dx, al
.done:  pop edx
        pop ecx
        pop eax
        ret

; si = text -> COM1.
serial_text:
        push ax
        push si
.next:  lodsb
        test al, al
        jz .done
        call serial_put
        jmp .next
.done:  pop si
        pop ax
        ret
serial_newline:
        push ax
        mov al, 13
        call serial_put
        mov al, 10
        call serial_put
        pop ax
        ret
