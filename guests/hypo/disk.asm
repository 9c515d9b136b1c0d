; The first hard disk through int 13h with block addresses; what is installed on it; booting it.

DISK_TRIES      equ 3
SETTINGS_LANGUAGE equ 8         ; offsets in the settings sector, behind the magic
SETTINGS_NAME   equ 16
SETTINGS_HASH   equ 32

        section .bss
        alignb 4
boot_drive      resb 1
disk_system     resb 1          ; 1: our system is installed
        alignb 4
disk_sectors    resd 1          ; 0: no disk; more than 2 TiB count as 2 TiB
disk_packet     resb 16
disk_params     resb 32         ; int 13h AH=48h fills 26 bytes and up
disk_settings   resb 64         ; the beginning of the settings sector
        section .text

disk_magic:     db 'HYPOSYS1'

; Finds the disk and what is on it.
disk_probe:
        pushad
        push es
        mov dword [disk_sectors], 0
        mov byte [disk_system], 0
        push ds
        pop es
        mov di, disk_settings
        mov cx, 64
        xor al, al
        rep stosb
        mov ah, 0x48
        mov dl, FIRST_DISK
        mov si, disk_params
        mov word [disk_params], 26
        int 0x13
        jc .done
        mov eax, [disk_params+16]
        cmp dword [disk_params+20], 0
        je .size
        mov eax, -1
.size:  mov [disk_sectors], eax
        cmp eax, SETTINGS_LBA
        jbe .done
        mov eax, SETTINGS_LBA
        mov cx, 1
        xor bx, bx
        call disk_read
        jc .done
        push ds
        mov ax, BUFFER_SEG
        mov ds, ax
        xor si, si
        mov di, disk_settings
        mov cx, 64
        rep movsb
        pop ds
        mov si, disk_magic
        mov di, disk_settings
        mov cx, 8
        repe cmpsb
        jne .done
        mov byte [disk_system], 1
.done:  pop es
        popad
        ret

; eax = first sector, cx = sectors, bx = offset in the buffer. CF set: failed.
disk_read:
        push dx
        mov dh, 0x42
        jmp disk_io
disk_write:
        push dx
        mov dh, 0x43
disk_io:
        pushad
        mov byte [disk_packet], 16
        mov byte [disk_packet+1], 0
        mov [disk_packet+4], bx
        mov word [disk_packet+6], BUFFER_SEG
        mov [disk_packet+8], eax
        mov dword [disk_packet+12], 0
        mov bp, DISK_TRIES
.again: mov [disk_packet+2], cx ; the BIOS writes here what it did
        pusha
        mov ah, dh
        xor al, al              ; write without verify
        mov dl, FIRST_DISK
        mov si, disk_packet
        int 0x13
        popa
        jnc .done
        dec bp
        jnz .again
        stc
.done:  popad
        pop dx
        ret

; Boots the disk as the BIOS would. Returns if it holds no boot sector.
disk_boot:
        pushad
        push es
        xor eax, eax
        xor bx, bx
        mov cx, 1
        call disk_read
        jc .no
        mov ax, BUFFER_SEG
        mov es, ax
        cmp word [es:510], 0xAA55
        jne .no
        call irq_remove
        push ds
        mov ax, BUFFER_SEG
        mov ds, ax
        xor ax, ax
        mov es, ax
        xor si, si
        mov di, BOOT_ADDR
        mov cx, SECTOR
        rep movsb
        pop ds
        mov dx, FIRST_DISK
        sti
        jmp 0:BOOT_ADDR
.no:    pop es
        popad
        ret
