; Takes the timer, keyboard, serial and mouse interrupts, and gives them back before another system is booted.

PIC_MASTER      equ 0x20        ; command port of the first 8259, its mask is one higher
PIC_SLAVE       equ 0xA0
PIC_EOI         equ 0x20
IRQS_MASTER     equ 0b00010111  ; timer, keyboard, the second 8259, COM1
IRQS_SLAVE      equ 0b00010000  ; mouse
IRQ_COUNT       equ 4           ; lines of irq_table

        section .bss
old_vectors     resd IRQ_COUNT
old_masks       resb 2
old_timer       equ old_vectors ; the BIOS's own tick: it counts the day and stops floppy motors
        section .text

irq_table:      ; interrupt number, our handler
        dw 0x08, timer_irq
        dw 0x09, keyboard_irq
        dw 0x0C, serial_irq
        dw 0x74, mouse_irq
                                ; IRQ_COUNT of them

irq_install:
        pushad
        push es
        pushf
        cli
        xor ax, ax
        mov es, ax
        mov si, irq_table
        mov di, old_vectors
        mov cx, IRQ_COUNT
.next:  mov bx, [si]
        shl bx, 2
        mov eax, [es:bx]
        mov [di], eax
        mov ax, [si+2]
        mov [es:bx], ax
        mov [es:bx+2], cs
        add si, 4
        add di, 4
        loop .next
        in al, PIC_MASTER + 1
        mov [old_masks], al
        and al, ~IRQS_MASTER & 0xFF
        out PIC_MASTER + 1, al
        in al, PIC_SLAVE + 1
        mov [old_masks+1], al
        and al, ~IRQS_SLAVE & 0xFF
        or al, 0b00000010       ; ACPI's interrupt has no handler: acpi_poll looks instead
        out PIC_SLAVE + 1, al
        popf
        pop es
        popad
        ret

; Leaves interrupts off: the next system's boot sector follows at once.
irq_remove:
        pushad
        push es
        cli
        xor ax, ax
        mov es, ax
        mov si, irq_table
        mov di, old_vectors
        mov cx, IRQ_COUNT
.next:  mov bx, [si]
        shl bx, 2
        mov eax, [di]
        mov [es:bx], eax
        add si, 4
        add di, 4
        loop .next
        mov al, [old_masks]
        out PIC_MASTER + 1, al
        mov al, [old_masks+1]
        out PIC_SLAVE + 1, al
        pop es
        popad
        ret
