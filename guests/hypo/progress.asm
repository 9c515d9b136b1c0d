; Writes packages, kernel, settings and boot sector to the disk, reads each back, and shows how far it is.

CHUNK_SECTORS   equ 32          ; 16 KiB: one step, one tick of the clock
CHUNK_BYTES     equ CHUNK_SECTORS * SECTOR
PACKAGE_STEPS   equ PACKAGE_SECTORS / CHUNK_SECTORS
KERNEL_STEPS    equ KERNEL_SECTORS / CHUNK_SECTORS
STEPS           equ PACKAGE_STEPS + KERNEL_STEPS + 2
VERIFY_AT       equ 0x8000      ; offset in the buffer of what was read back
BAR_ROW         equ 12
BAR_COLUMN      equ 20
BAR_CELLS       equ 40          ; two a step

        section .bss
        alignb 4
progress_at     resw 1          ; steps done
chunk_lba       resd 1
chunk_count     resw 1          ; sectors
        section .text

page_progress:  page_record .name, progress_enter, nothing, nothing, progress_tick
.name:          db 'progress', 0
page_installed: page_record .name, installed_enter, installed_key, nothing, nothing
.name:          db 'installed', 0
page_write_error: page_record .name, write_error_enter, write_error_key, nothing, nothing
.name:          db 'write-error', 0

progress_enter:
        mov word [progress_at], 0
        mov si, .title
        mov di, .keys
        call frame_draw
        mov si, .items
        call text_items
        mov dx, BAR_ROW << 8 | BAR_COLUMN
        mov cx, 1 << 8 | BAR_CELLS
        mov ax, A_BOX << 8 | BACK_CHAR
        jmp text_fill
.title: db ' Installing ', 0
.keys:  db 'Please wait', 0
.items: item 7, 14, A_BOX, 'Hypothetical OS is being written to the disk.'
        item 8, 14, A_BOX, 'Each part is read back and compared.'
        item 18, 14, A_BOX_BLUE, 'Do not switch off the computer.'
        items_end

progress_tick:
        call chunk_prepare
        call chunk_store
        jc .error
        inc word [progress_at]
        mov ax, [progress_at]
        mov bx, BAR_CELLS
        mul bx
        mov bx, STEPS
        div bx
        mov cl, al
        mov ch, 1
        mov dx, BAR_ROW << 8 | BAR_COLUMN
        mov ax, A_BOX_BLUE << 8 | 0xDB
        call text_fill
        cmp word [progress_at], STEPS
        jb .done
        mov word [page_next], page_installed
.done:  ret
.error: mov word [page_next], page_write_error
        ret

; Fills the buffer with step progress_at and sets chunk_lba, chunk_count.
; The boot sector comes last: an install that was cut off does not boot.
chunk_prepare:
        pushad
        push es
        mov ax, BUFFER_SEG
        mov es, ax
        xor di, di
        mov word [chunk_count], CHUNK_SECTORS
        movzx eax, word [progress_at]
        sub ax, PACKAGE_STEPS
        jae .kernel
        add ax, PACKAGE_STEPS   ; a package: numbers that follow from its place
        imul eax, eax, CHUNK_SECTORS
        add eax, PACKAGE_LBA
        mov [chunk_lba], eax
        mov cx, CHUNK_BYTES / 4
.number:imul eax, eax, 1103515245
        add eax, 12345
        stosd
        loop .number
        jmp .done
.kernel:sub ax, KERNEL_STEPS
        jae .last
        add ax, KERNEL_STEPS
        imul eax, eax, CHUNK_SECTORS
        mov si, ax
        add eax, KERNEL_LBA
        mov [chunk_lba], eax
        shl si, 9               ; sectors to bytes of our own image
        mov cx, CHUNK_BYTES / 4
        rep movsd
        jmp .done
.last:  mov word [chunk_count], 1
        test ax, ax
        jnz .boot
        mov dword [chunk_lba], SETTINGS_LBA
        call settings_prepare
        jmp .done
.boot:  mov dword [chunk_lba], 0
        mov si, disk_boot_sector
        mov cx, SECTOR
        rep movsb
.done:  pop es
        popad
        ret

; es:0 = the settings sector.
settings_prepare:
        xor di, di
        mov cx, SECTOR
        xor al, al
        rep stosb
        xor di, di
        mov si, disk_magic
        mov cx, 8
        rep movsb
        mov al, [language_at]
        mov [es:SETTINGS_LANGUAGE], al
        mov si, user_name
        mov di, SETTINGS_NAME
        mov cx, NAME_MAX + 1
        rep movsb
        mov si, user_password
        call text_hash
        mov [es:SETTINGS_HASH], eax
        ret

; Writes the chunk, reads it back, compares. CF set: failed.
chunk_store:
        pushad
        push es
        mov eax, [chunk_lba]
        mov cx, [chunk_count]
        xor bx, bx
        call disk_write
        jc .done
        mov bx, VERIFY_AT
        call disk_read
        jc .done
        shl cx, 7               ; sectors to doublewords
        push ds
        mov ax, BUFFER_SEG
        mov ds, ax
        mov es, ax
        xor si, si
        mov di, bx
        repe cmpsd
        pop ds
        je .done                ; CF is clear when equal
        stc
.done:  pop es
        popad
        ret

installed_enter:
        mov byte [user_password], 0
        mov si, .title
        mov di, .keys
        call frame_draw
        mov si, .items
        jmp text_items
.title: db ' Installed ', 0
.keys:  db 'Enter: restart', 0
.items: item 7, 14, A_BOX_BLUE, 'Hypothetical OS is installed.'
        item 9, 14, A_BOX, 'Remove nothing: the computer boots from its disk'
        item 10, 14, A_BOX, 'before it looks at the install medium.'
        item 18, 14, A_BOX, 'Press Enter to restart the computer.'
        items_end
installed_key:
        cmp ah, K_ENTER
        je reboot_now
        ret

write_error_enter:
        mov si, .title
        mov di, .keys
        call frame_error
        mov si, .items
        jmp text_items
.title: db ' Write error ', 0
.keys:  db 'Esc: back to the disk page   R: restart the computer', 0
.items: item 7, 14, A_ERROR, 'The disk did not take what was written to it.'
        item 9, 14, A_ERROR, 'It needs one MiB, and it must be writable.'
        item 18, 14, A_ERROR, 'The disk does not boot now.'
        items_end
write_error_key:
        cmp ah, K_R
        je reboot_now
        cmp ah, K_ESC
        jne .done
        mov word [page_next], page_disk
.done:  ret

        align 4, db 0
disk_boot_sector:
        incbin "build/disk.bin"
