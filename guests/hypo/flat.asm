; "Unreal" mode: real-mode code whose FS and ES reach all 4 GiB, for the frame buffer and the ACPI tables.

        section .bss
flat_wanted     resb 1          ; a graphics mode is on: restore flat segments after every tick
        section .text

        align 8, db 0
flat_gdt:       dq 0
                dq 0x00CF92000000FFFF   ; data, base 0, limit 4 GiB
flat_gdtr:      dw flat_gdtr - flat_gdt - 1
                dd KERNEL_SEG * 16 + flat_gdt

; fs = 0 with a limit of 4 GiB; es keeps its value and gets the limit.
flat_on:
        push eax
        push bx
        push es
        pushf
        cli
        lgdt [cs:flat_gdtr]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp short .protected    ; the jump empties the prefetch queue
.protected:
        mov bx, 8
        mov fs, bx
        mov es, bx
        and al, 0xFE
        mov cr0, eax
        jmp short .real
.real:  xor bx, bx
        mov fs, bx
        popf
        pop es
        pop bx
        pop eax
        ret

; Address line 20 must be open, or every other megabyte of the frame buffer is unreachable.
a20_on: pushad
        mov ax, 0x2401
        int 0x15
        in al, 0x92             ; "fast A20"
        test al, 2
        jnz .open
        or al, 2
        and al, 0xFE            ; bit 0 would reset the machine
        out 0x92, al
.open:  popad
        ret
