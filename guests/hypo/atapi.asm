; Reads the sector of a CD that holds its label, by ATAPI commands on the old ports, polling.

ISO_SECTOR      equ 16          ; the primary volume descriptor
ISO_BYTES       equ 2048
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

        section .bss
        alignb 4
ata_base        resw 1          ; the channel's first port
        section .text

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
