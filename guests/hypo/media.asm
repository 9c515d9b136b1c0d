; The labels of what is in the floppy and CD drives, so that a test sees media come and go.

LABEL_FLAG      equ 0x26        ; offsets in a FAT boot sector
LABEL_TEXT      equ 0x2B
LABEL_CHARS     equ 11
ISO_LABEL       equ 40
ISO_CHARS       equ 32
FIRST_CD        equ 0xE0        ; SeaBIOS's numbers of CD drives

        section .bss
        alignb 4
media_label     resb 34
        section .text

do_media:
        mov si, .floppy
        call out_text
        call floppy_label
        call .tell
        mov si, .cd
        call out_text
        call cd_label
.tell:  mov si, media_label
        jnc .show
        mov si, word_none
.show:  call out_line
        clc
        ret
.floppy:db 'floppy ', 0
.cd:    db 'cd ', 0

; si = label in the buffer's segment, cx = characters -> media_label without trailing blanks.
label_take:
        push ds
        push es
        push ds
        pop es
        mov ax, BUFFER_SEG
        mov ds, ax
        mov di, media_label
        rep movsb
        pop es
        pop ds
.trim:  mov byte [di], 0
        dec di
        cmp di, media_label
        jb .empty
        cmp byte [di], ' '
        jbe .trim
        ret
.empty: mov word [media_label], '-'     ; a medium without a label
        ret

; CF clear: media_label = the floppy's.
floppy_label:
        pushad
        push es
        mov ax, BUFFER_SEG
        mov es, ax
        mov bp, MEDIA_TRIES
.again: xor bx, bx
        mov ax, 0x0201
        mov cx, 1
        xor dx, dx
        int 0x13
        jnc .read
        xor ax, ax
        xor dx, dx
        int 0x13
        dec bp
        jnz .again
        stc
        jmp .done
.read:  mov si, LABEL_TEXT
        mov cx, LABEL_CHARS
        cmp byte [es:LABEL_FLAG], 0x29
        je .take
        xor cx, cx
.take:  call label_take
        clc
.done:  pop es
        popad
        ret

; CF clear: media_label = the CD's volume id.
cd_label:
        pushad
        push es
        mov si, .places
.next:  mov dx, [si]
        test dx, dx
        jz .bios
        mov [ata_base], dx
        mov al, [si+2]
        add si, 3
        call atapi_read
        jc .next
        jmp .read
.bios:  call cd_bios            ; not on the old ports (AHCI)
        jc .done
.read:  mov ax, BUFFER_SEG
        mov es, ax
        cmp dword [es:1], 'CD00'
        jne .other
        mov si, ISO_LABEL
        mov cx, ISO_CHARS
        jmp .take
.other: xor cx, cx
.take:  call label_take
        clc
.done:  pop es
        popad
        ret
.places:dw 0x170                ; first port of the channel, device select
        db 0xA0
        dw 0x170
        db 0xB0
        dw 0x1F0
        db 0xB0
        dw 0x1F0
        db 0xA0
        dw 0

; The same sector by the BIOS. CF set: no drive or no medium.
cd_bios:
        pushad
        mov word [disk_packet], 16
        mov word [disk_packet+2], 1
        mov word [disk_packet+4], 0
        mov word [disk_packet+6], BUFFER_SEG
        mov dword [disk_packet+8], ISO_SECTOR
        mov dword [disk_packet+12], 0
        mov bp, MEDIA_TRIES
.again: mov word [disk_packet+2], 1
        push bp
        mov ah, 0x42
        mov dl, FIRST_CD
        mov si, disk_packet
        int 0x13
        pop bp
        jnc .done
        dec bp
        jnz .again
        stc
.done:  popad
        ret
