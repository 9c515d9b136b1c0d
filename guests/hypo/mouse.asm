; The PS/2 mouse: switches it on with its wheel, assembles 3- and 4-byte packets into events.

AUX_WRITE       equ 0xD4        ; 8042: the next byte goes to the mouse
MOUSE_ACK       equ 0xFA
MOUSE_DEFAULTS  equ 0xF6
MOUSE_RATE      equ 0xF3
MOUSE_GET_ID    equ 0xF2
MOUSE_ENABLE    equ 0xF4
MOUSE_WHEEL_ID  equ 3           ; "IntelliMouse": packets have a fourth byte

        section .bss
mouse_present   resb 1
mouse_length    resb 1          ; bytes a packet
mouse_at        resb 1          ; bytes of the current packet so far
mouse_packet    resb 4
        section .text

; Polled, before our interrupts are installed. No mouse: returns after the polls.
mouse_open:
        pushad
        pushf
        cli
        mov byte [mouse_length], 3
        mov al, MOUSE_DEFAULTS
        call mouse_send
        jc .done
        mov byte [mouse_present], 1
        mov si, .knock          ; this sequence of rates turns the wheel on
.next:  lodsb
        test al, al
        jz .id
        call mouse_send
        jmp .next
.id:    mov al, MOUSE_GET_ID
        call mouse_send
        call mouse_receive
        jc .enable
        cmp al, MOUSE_WHEEL_ID
        jne .enable
        mov byte [mouse_length], 4
.enable:
        mov al, MOUSE_ENABLE
        call mouse_send
.done:  popf
        popad
        ret
.knock: db MOUSE_RATE, 200, MOUSE_RATE, 100, MOUSE_RATE, 80, 0

; al -> mouse; CF set: nobody acknowledged.
mouse_send:
        push ax
        mov ah, al
        mov al, AUX_WRITE
        call kbc_command
        mov al, ah
        call kbc_write
        call mouse_receive
        pop ax
        ret

; CF clear: al = a byte from the mouse. Keys pressed meanwhile are not lost.
mouse_receive:
        push cx
        mov cx, KBC_POLLS
.poll:  in al, KBC_STATUS
        test al, KBC_FULL
        jz .more
        test al, KBC_AUX
        in al, KBC_DATA
        jnz .mine
        mov byte [put_type], EVENT_KEY
        mov byte [put_x+1], 0
        mov [put_x], al
        call event_put
.more:  loop .poll
        stc
        jmp .done
.mine:  clc
.done:  pop cx
        ret

mouse_irq:
        pushad
        push ds
        push cs
        pop ds
        mov byte [wake], 1
        call kbc_drain
        mov al, PIC_EOI
        out PIC_SLAVE, al
        out PIC_MASTER, al
        pop ds
        popad
        iret

; al = a byte from the mouse (interrupts off).
mouse_byte:
        push bx
        movzx bx, byte [mouse_at]
        test bx, bx
        jnz .store
        test al, 0x08           ; always set in a packet's first byte: else we are out of step
        jz .done
.store: mov [mouse_packet+bx], al
        inc bx
        mov [mouse_at], bl
        cmp bl, [mouse_length]
        jb .done
        mov byte [mouse_at], 0
        call mouse_event
.done:  pop bx
        ret

mouse_event:
        push ax
        mov ah, [mouse_packet]
        mov al, ah
        and al, 7               ; left, right, middle
        mov [put_buttons], al
        movzx bx, byte [mouse_packet+1]
        test ah, 0x10           ; the ninth bit, the sign
        jz .x
        mov bh, 0xFF
.x:     mov [put_x], bx
        movzx bx, byte [mouse_packet+2]
        test ah, 0x20
        jz .y
        mov bh, 0xFF
.y:     mov [put_y], bx
        xor al, al
        cmp byte [mouse_length], 4
        jne .wheel
        mov al, [mouse_packet+3]
        shl al, 4               ; four bits, signed
        sar al, 4
.wheel: mov [put_wheel], al
        mov byte [put_type], EVENT_POINTER
        mov byte [put_kind], POINTER_PS2
        cmp byte [pointer_kind], POINTER_VMWARE
        je .done                ; a hint that the other device has data, nothing more
        cmp byte [pointer_kind], POINTER_VBOX
        je .vbox
        call event_put
        jmp .done
.vbox:  call vbox_packet        ; the motion is only a nudge, the buttons are real
.done:  pop ax
        ret
