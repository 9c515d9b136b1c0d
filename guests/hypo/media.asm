; The labels of what is in the floppy and CD drives, so that a test sees media come and go.

LABEL_FLAG      equ 0x26        ; offsets in a FAT boot sector
LABEL_TEXT      equ 0x2B
LABEL_CHARS     equ 11
ISO_SECTOR      equ 16          ; the primary volume descriptor
ISO_BYTES       equ 2048
ISO_LABEL       equ 40
ISO_CHARS       equ 32
SENSE_BYTES     equ 18
MEDIA_TRIES     equ 4           ; the first command after a change only reports the change
ATA_PATIENCE    equ PIT_MS * 500
ATA_BUSY        equ 0x80        ; status bits
ATA_DATA        equ 0x08
ATA_ERROR       equ 0x01
ATA_IDENTIFY    equ 0xA1        ; IDENTIFY PACKET DEVICE: a disk refuses it
ATA_PACKET      equ 0xA0
ATA_NO_IRQ      equ 0x02        ; device control: we poll
ATA_CONTROL     equ 0x206       ; from a channel's first port to its device control
FIRST_CD        equ 0xE0        ; SeaBIOS's numbers of CD drives

        section .bss
        alignb 4
media_label     resb 34
ata_base        resw 1
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

; al = device select on channel ata_base -> CF clear: sector 16 is in the buffer.
atapi_read:
        pushad
        push es
        mov bx, BUFFER_SEG
        mov es, bx
        mov dx, [ata_base]
        add dx, 7
        mov ah, al
        in al, dx
        cmp al, 0xFF            ; an empty bus
        je .no
        mov al, ah
        dec dx
        out dx, al
        mov dx, [ata_base]
        add dx, ATA_CONTROL
        mov al, ATA_NO_IRQ
        out dx, al
        mov al, ATA_IDENTIFY
        call ata_command
        jc .close
        mov bp, MEDIA_TRIES
.again: mov si, .read
        mov cx, ISO_BYTES / 2
        call atapi_packet
        jnc .close
        mov si, .sense          ; a changed medium answers nothing else until it was asked why
        mov cx, SENSE_BYTES / 2
        call atapi_packet
        dec bp
        jnz .again
        stc
.close: pushf
        mov dx, [ata_base]
        add dx, ATA_CONTROL
        xor al, al
        out dx, al              ; interrupts as before
        popf
        jmp .done
.no:    stc
.done:  pop es
        popad
        ret
.read:  db 0x28, 0, 0, 0, 0, ISO_SECTOR, 0, 0, 1, 0, 0, 0       ; READ(10), one sector
.sense: db 0x03, 0, 0, 0, SENSE_BYTES, 0, 0, 0, 0, 0, 0, 0      ; REQUEST SENSE

; al = command that ends with data; the data goes to the buffer. CF set: refused.
ata_command:
        mov dx, [ata_base]
        add dx, 7
        out dx, al
        call ata_wait
        jc ata_failed
        test al, ATA_DATA
        jz ata_failed
        mov cx, 256
ata_data:
        mov dx, [ata_base]
        xor di, di
        rep insw
        call ata_wait
        ret
ata_failed:
        stc
        ret

; si = twelve command bytes, cx = words that follow; they go to the buffer. CF set: failed.
atapi_packet:
        push cx
        call .send
        pop cx
        jnc ata_data
        ret
.send:  mov dx, [ata_base]
        inc dx
        xor al, al
        out dx, al              ; features: no DMA
        add dx, 3
        out dx, al              ; at most 2048 bytes a transfer
        inc dx
        mov al, ISO_BYTES >> 8
        out dx, al
        add dx, 2
        mov al, ATA_PACKET
        out dx, al
        call ata_wait
        jc ata_failed
        test al, ATA_DATA
        jz ata_failed
        mov dx, [ata_base]
        mov cx, 6
        rep outsw
        call ata_wait
        jc ata_failed
        test al, ATA_DATA       ; clears CF
        jz ata_failed
        ret

; Waits until the device is not busy: al = status; CF set: error or patience is over.
ata_wait:
        push ebx
        push edx
        call now
        mov ebx, eax
        mov dx, [ata_base]
        add dx, ATA_CONTROL     ; the alternative status: reading it changes nothing
        in al, dx               ; the first value may be stale
        in al, dx
.poll:  mov dx, [ata_base]
        add dx, 7
        in al, dx
        test al, ATA_BUSY
        jz .ready
        call now
        sub eax, ebx
        cmp eax, ATA_PATIENCE
        jb .poll
        stc
        jmp .done
.ready: test al, ATA_ERROR
        jz .done                ; test has cleared CF
        stc
.done:  pop edx
        pop ebx
        ret

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
