; The boot sector: loads the kernel behind it to KERNEL_SEG:0 and jumps there (floppy; -DDISK makes the hard disk's).
        cpu 386
        bits 16
        org 0x7C00
%include "const.asm"

FLOPPY_TRACK    equ 18          ; sectors a track of a 1.44 MB floppy
FLOPPY_HEADS    equ 2
TRIES           equ 4           ; a real floppy's motor may need some

        jmp short start
        nop
%ifndef DISK
; FAT12 parameter block: a host can list the (empty) volume and read its label.
        db 'HYPO 1.0'           ; OEM name
        dw SECTOR
        db 1                    ; sectors a cluster
        dw 1 + KERNEL_SECTORS   ; reserved: this sector and the kernel
        db 2                    ; FATs
        dw 224                  ; root directory entries
        dw 2880                 ; sectors in all
        db 0xF0                 ; 1.44 MB medium
        dw 9                    ; sectors a FAT
        dw FLOPPY_TRACK, FLOPPY_HEADS
        dd 0, 0
        db 0, 0, 0x29           ; drive, reserved, "label follows"
        dd 0x4F505948           ; volume id
        db 'HYPO SETUP '        ; volume label, 11 characters
        db 'FAT12   '
%endif

start:  cli
        xor ax, ax
        mov ds, ax
        mov ss, ax
        mov sp, BOOT_ADDR
        jmp 0:.here             ; some BIOSes start us at 07C0:0000
.here:  sti
        cld
        mov [drive], dl

%ifdef DISK
        mov si, packet          ; one LBA read: needs no geometry
        mov ah, 0x42
        int 0x13
        jc fail
%else
        mov ax, KERNEL_SEG
        mov es, ax
        mov si, KERNEL_LBA      ; si = next sector
        mov bp, KERNEL_SECTORS  ; bp = sectors left
.track: mov ax, si
        xor dx, dx
        mov bx, FLOPPY_TRACK
        div bx                  ; ax = track, dx = sector in it
        mov cl, dl
        inc cl                  ; sectors count from 1
        sub bx, dx              ; bx = sectors left in this track
        cmp bx, bp
        jbe .fits
        mov bx, bp
.fits:  mov dh, al
        and dh, FLOPPY_HEADS - 1
        shr al, 1
        mov ch, al              ; cylinder
        mov di, TRIES
.again: mov al, bl
        mov ah, 2
        push bx
        xor bx, bx
        mov dl, [drive]
        int 0x13
        pop bx
        jnc .read
        xor ax, ax              ; reset the drive, try again
        int 0x13
        dec di
        jnz .again
        jmp fail
.read:  add si, bx
        sub bp, bx
        shl bx, 5               ; sectors to paragraphs
        mov ax, es
        add ax, bx
        mov es, ax
        test bp, bp
        jnz .track
%endif
        mov ax, KERNEL_SEG
        mov es, ax
        cmp dword [es:4], 'HYPO'
        jne fail
        mov dl, [drive]
        jmp KERNEL_SEG:0

fail:   mov si, message
.next:  lodsb
        test al, al
        jz .stop
        mov ah, 0x0E
        mov bx, 7
        int 0x10
        jmp .next
.stop:  hlt
        jmp .stop

message db 'Hypothetical OS: cannot read the kernel.', 0
drive   db 0
%ifdef DISK
        align 4
packet  db 16, 0
        dw KERNEL_SECTORS
        dw 0, KERNEL_SEG
        dq KERNEL_LBA
        times 446-($-$$) db 0   ; a partition entry, so that hosts see a used disk
        db 0x80, 0, 2, 0, 0x7F, 0xFE, 0xFF, 0xFF        ; active, type 7F (experimental)
        dd KERNEL_LBA, PACKAGE_LBA + PACKAGE_SECTORS - KERNEL_LBA
%endif
        times 510-($-$$) db 0
        dw 0xAA55
