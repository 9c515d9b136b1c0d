; Time: a tick 18.2 times a second, and the 8254's counter between two ticks (1.193182 MHz).

PIT_COUNTER     equ 0x40        ; channel 0, which makes IRQ 0
PIT_COMMAND     equ 0x43
PIT_RATE_MODE   equ 0x34        ; channel 0, low then high byte, mode 2: counts down by one
PIT_LATCH       equ 0x00

        section .bss
        alignb 4
ticks           resd 1          ; timer interrupts since the start
last_now        resd 1          ; see now
random_state    resd 1
wake            resb 1          ; set by every interrupt handler: look before sleeping
        section .text

; Some BIOSes leave mode 3, which counts down by two; the rate stays the BIOS's (65536 counts a tick).
time_open:
        pushad
        pushf
        cli
        mov al, PIT_RATE_MODE
        out PIT_COMMAND, al
        xor al, al
        out PIT_COUNTER, al
        out PIT_COUNTER, al
        popf
        popad
        ret

timer_irq:
        push ds
        push cs
        pop ds
        inc dword [ticks]
        mov byte [wake], 1
        pushf
        call far [old_timer]    ; sends the end of interrupt
        cli
        cmp byte [flat_wanted], 0
        je .done
        call flat_on            ; a BIOS may have used protected mode and lost our segments
.done:  pop ds
        iret

; eax = PIT counts since the start, modulo 2^32 (one hour): compare by subtracting.
now:    push ecx
        push edx
        pushf
        cli
        mov al, PIT_LATCH
        out PIT_COMMAND, al
        in al, PIT_COUNTER
        mov cl, al
        in al, PIT_COUNTER
        mov ch, al
        neg cx                  ; cx = counts since the last reload
        mov dx, [ticks]
        mov al, 0x0A            ; read the 8259's requests
        out PIC_MASTER, al
        in al, PIC_MASTER
        test al, 1
        jz .whole
        test cx, cx             ; tick pending: it belongs to a counter that has just wrapped
        js .whole
        inc dx
.whole: mov eax, edx
        shl eax, 16
        mov ax, cx
        mov edx, eax            ; an emulator may deliver the tick late: never go back
        sub edx, [last_now]
        jns .newer
        add eax, 0x10000
        mov edx, eax
        sub edx, [last_now]
        jns .newer
        mov eax, [last_now]
.newer: mov [last_now], eax
        popf
        pop edx
        pop ecx
        ret

; eax = milliseconds -> eax = PIT counts.
ms_to_counts:
        push edx
        mov edx, PIT_MS
        mul edx
        pop edx
        ret

; eax = a random number (xorshift; what seeds it is when keys came).
random: push edx
        call now
        xor eax, [random_state]
        jnz .seeded
        mov eax, 0x2545F491     ; any value but zero
.seeded:mov edx, eax
        shl edx, 13
        xor eax, edx
        mov edx, eax
        shr edx, 17
        xor eax, edx
        mov edx, eax
        shl edx, 5
        xor eax, edx
        mov [random_state], eax
        pop edx
        ret
