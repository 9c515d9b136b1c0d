; ACPI, as much as a power button and power off need: RSDP, RSDT, FADT, PM1 registers, \_S5 in the DSDT.

RSDT_ENTRIES    equ 36          ; offsets, ACPI specification chapter 5.2
RSDP_RSDT       equ 16
FADT_DSDT       equ 40
FADT_SMI        equ 48
FADT_ENABLE     equ 52
FADT_PM1A_EVT   equ 56
FADT_PM1A_CNT   equ 64
FADT_EVT_LEN    equ 88
PM1_BUTTON      equ 0x0100      ; power button, in status and enable
PM1_SCI         equ 0x0001      ; control: the machine is in ACPI mode
PM1_SLEEP       equ 0x2000      ; control: go to sleep now
PM1_TYPE_MASK   equ 0x1C00      ; control: into which state
AML_PACKAGE     equ 0x12
AML_BYTE        equ 0x0A

        section .bss
        alignb 4
acpi_fadt       resd 1
acpi_status     resw 1          ; ports; 0: no ACPI
acpi_control    resw 1
        section .text

; Finds the tables, switches to ACPI mode, listens for the power button.
acpi_open:
        pushad
        push es
        call flat_on
        xor ax, ax
        mov es, ax
        movzx esi, word [es:0x40E]      ; extended BIOS data: its first KiB may hold the RSDP
        shl esi, 4
        jz .rom
        mov ecx, 1024 / 16
        call acpi_scan
        jnc .found
.rom:   mov esi, 0xE0000
        mov ecx, 0x20000 / 16
        call acpi_scan
        jc .done
.found: mov esi, [fs:esi + RSDP_RSDT]
        mov ecx, [fs:esi + 4]           ; the table's length
        sub ecx, RSDT_ENTRIES
        shr ecx, 2
        jz .done
.entry: mov ebx, [fs:esi + RSDT_ENTRIES]
        cmp dword [fs:ebx], 'FACP'
        je .fadt
        add esi, 4
        dec ecx
        jnz .entry
        jmp .done
.fadt:  mov [acpi_fadt], ebx
        mov dx, [fs:ebx + FADT_PM1A_CNT]
        mov [acpi_control], dx
        in ax, dx
        test al, PM1_SCI
        jnz .button
        mov dx, [fs:ebx + FADT_SMI]
        mov al, [fs:ebx + FADT_ENABLE]
        test dx, dx
        jz .button
        test al, al
        jz .button
        out dx, al              ; the firmware's own code does the switch before this returns
.button:mov dx, [fs:ebx + FADT_PM1A_EVT]
        test dx, dx
        jz .done
        mov [acpi_status], dx
        mov ax, PM1_BUTTON
        out dx, ax              ; writing a one clears it
        movzx cx, byte [fs:ebx + FADT_EVT_LEN]
        shr cx, 1               ; the enable half follows the status half
        add dx, cx
        in ax, dx
        or ax, PM1_BUTTON
        out dx, ax
.done:  pop es
        popad
        ret

; esi = linear address, ecx = paragraphs -> CF clear: esi = RSDP.
acpi_scan:
        cmp dword [fs:esi], 'RSD '
        jne .next
        cmp dword [fs:esi + 4], 'PTR '
        jne .next
        push ecx
        push esi
        mov cx, 20              ; its checksum covers 20 bytes
        xor al, al
.sum:   add al, [fs:esi]
        inc esi
        loop .sum
        pop esi
        pop ecx
        test al, al
        jz .found
.next:  add esi, 16
        dec ecx
        jnz acpi_scan
        stc
        ret
.found: clc
        ret

; Every tick: was the power button pressed?
acpi_poll:
        pusha
        mov dx, [acpi_status]
        test dx, dx
        jz .done
        in ax, dx
        cmp ax, -1              ; no device behind the port
        je .done
        test ax, PM1_BUTTON
        jz .done
        mov ax, PM1_BUTTON
        out dx, ax
        cmp word [page], page_shutdown
        je .done
        mov word [page_next], page_shutdown
.done:  popa
        ret

; Off: by ACPI, then by ports known from emulators, then by APM. Returns if all fail.
acpi_off:
        pushad
        cmp dword [acpi_fadt], 0
        je .ports
        call flat_on
        call acpi_s5
        jc .ports
        mov dx, [acpi_control]
        shl ax, 10
        mov bx, ax
        in ax, dx
        and ax, ~PM1_TYPE_MASK & 0xFFFF
        or ax, bx
        out dx, ax              ; the type first, then the order: some chipsets want both steps
        or ax, PM1_SLEEP
        out dx, ax
.ports: mov si, .known
.next:  mov dx, [si]
        test dx, dx
        jz .bochs
        mov ax, [si+2]
        out dx, ax
        add si, 4
        jmp .next
.bochs: mov dx, 0x8900          ; Bochs: a word, letter by letter
        mov si, .word
.letter:lodsb
        test al, al
        jz .apm
        out dx, al
        jmp .letter
.apm:   mov ax, 0x5301          ; connect the real-mode interface
        xor bx, bx
        int 0x15
        mov ax, 0x530E          ; speak version 1.2
        xor bx, bx
        mov cx, 0x0102
        int 0x15
        mov ax, 0x5307          ; all devices: off
        mov bx, 1
        mov cx, 3
        int 0x15
        popad
        ret
.known: dw 0x0604, 0x2000       ; QEMU
        dw 0xB004, 0x2000       ; Bochs, older QEMU
        dw 0x4004, 0x3400       ; VirtualBox
        dw 0
.word:  db 'Shutdown', 0

; CF clear: ax = the type of sleep "off", read from the DSDT's \_S5 package.
acpi_s5:
        push ebx
        push ecx
        mov ebx, [acpi_fadt]
        mov ebx, [fs:ebx + FADT_DSDT]
        mov ecx, [fs:ebx + 4]
        sub ecx, 16             ; what follows the name
        jbe .none
.next:  cmp dword [fs:ebx], '_S5_'
        je .found
        inc ebx
        dec ecx
        jnz .next
.none:  stc
        jmp .done
.found: cmp byte [fs:ebx + 4], AML_PACKAGE
        jne .none
        movzx eax, byte [fs:ebx + 5]    ; the package's length: its top bits count more bytes
        shr eax, 6
        lea ebx, [ebx + eax + 7]        ; behind length and number of elements
        mov al, [fs:ebx]
        cmp al, AML_BYTE
        jne .small              ; 0 and 1 stand for themselves
        mov al, [fs:ebx + 1]
.small: and ax, 7
        clc
.done:  pop ecx
        pop ebx
        ret
