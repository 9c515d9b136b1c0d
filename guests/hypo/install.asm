; The installer's text pages up to the user: language, licence, disk.

        section .bss
language_at     resb 1
        section .text

; -------------------------------------------------------------- language
page_language:  page_record .name, language_enter, language_key, nothing, nothing
.name:          db 'language', 0

LANGUAGES       equ 6
language_list:  db 9, 16, 24, LANGUAGES
                dw .en, .de, .fr, .es, .it, .pt
.en:            db 'English', 0
.de:            db 'Deutsch', 0
.fr:            db 'Fran', 0x87, 'ais', 0
.es:            db 'Espa', 0xA4, 'ol', 0
.it:            db 'Italiano', 0
.pt:            db 'Portugu', 0x88, 's', 0

language_enter:
        mov si, .title
        mov di, .keys
        call frame_draw
        mov si, .items
        call text_items
language_draw:
        mov si, language_list
        mov al, [language_at]
        jmp list_draw
language_enter.title: db ' Language ', 0
language_enter.keys:  db 'Up/Down: choose   Enter: go on   Esc: back', 0
language_enter.items:
        item 6, 14, A_BOX, 'Choose the language of the installed system.'
        item 7, 14, A_BOX, 'The installer itself goes on in English.'
        item 17, 14, A_BOX_BLUE, 'Six languages, one keyboard: US.'
        items_end

language_key:
        cmp ah, K_ENTER
        je .go
        cmp ah, K_ESC
        je .back
        mov si, language_list
        mov al, [language_at]
        call list_key
        jc .done
        mov [language_at], al
        call language_draw
.done:  ret
.go:    mov word [page_next], page_licence
        ret
.back:  mov word [page_next], page_boot_menu
        ret

; --------------------------------------------------------------- licence
page_licence:   page_record .name, licence_enter, licence_key, nothing, nothing
.name:          db 'licence', 0

licence_enter:
        mov si, .title
        mov di, .keys
        call frame_draw
        mov si, .items
        jmp text_items
.title: db ' Licence ', 0
.keys:  db 'F8: I agree   Esc: back', 0
.items: item 6, 13, A_BOX_HIGH, 'HYPOTHETICAL OS LICENCE'
        item 8, 13, A_BOX, 'This system does nothing useful, and does it reliably.'
        item 9, 13, A_BOX, 'You may copy it, change it and give it away.'
        item 10, 13, A_BOX, 'You may not rely on it for anything but tests.'
        item 12, 13, A_BOX, 'There is no warranty. If it shows a page at the wrong'
        item 13, 13, A_BOX, 'time, that is what your test was written to find.'
        item 15, 13, A_BOX, 'Whoever presses the wrong key agrees to nothing.'
        item 18, 13, A_BOX_RED, 'Press F8 to agree, or Esc to go back.'
        items_end

licence_key:
        cmp ah, K_F8
        je .agree
        cmp ah, K_ESC
        jne .done
        mov word [page_next], page_language
        ret
.agree: call disk_probe
        mov word [page_next], page_disk
        cmp dword [disk_sectors], 0
        jne .done
        mov word [page_next], page_no_disk
.done:  ret

; ------------------------------------------------------------------ disk
page_disk:      page_record .name, disk_enter, disk_key, nothing, nothing
.name:          db 'disk', 0
page_no_disk:   page_record .name, no_disk_enter, no_disk_key, nothing, nothing
.name:          db 'no-disk', 0

disk_enter:
        mov si, .title
        mov di, .keys
        call frame_draw
        mov si, .items
        call text_items
        mov di, number_text
        mov eax, [disk_sectors]
        shr eax, 11             ; sectors to MiB
        call put_decimal
        mov si, .mib
        call put_text
        mov si, number_text
        mov dx, 9 << 8 | 24
        mov ah, A_BOX_HIGH
        call text_put
        mov si, .empty
        cmp byte [disk_system], 0
        je .state
        mov si, .used
.state: mov dh, 10
        jmp text_put
.title: db ' Disk ', 0
.keys:  db 'Enter: use this disk   Esc: back', 0
.mib:   db ' MiB', 0
.empty: db 'no system', 0
.used:  db 'an installed system, which will be lost', 0
.items: item 6, 14, A_BOX, 'Hypothetical OS can be installed on this disk:'
        item 8, 14, A_BOX, 'Disk      first hard disk'
        item 9, 14, A_BOX, 'Size'
        item 10, 14, A_BOX, 'Holds'
        item 13, 14, A_BOX_RED, 'Everything on it will be overwritten.'
        item 18, 14, A_BOX, 'Press Enter to go on.'
        items_end

disk_key:
        cmp ah, K_ENTER
        je .go
        cmp ah, K_ESC
        jne .done
        mov word [page_next], page_licence
.done:  ret
.go:    mov word [page_next], page_user
        ret

no_disk_enter:
        mov si, .title
        mov di, .keys
        call frame_error
        mov si, .items
        jmp text_items
.title: db ' No disk ', 0
.keys:  db 'Enter: look again   R: restart the computer   Esc: back', 0
.items: item 7, 14, A_ERROR, 'No hard disk was found.'
        item 9, 14, A_ERROR, 'Attach a disk to the first controller and look again;'
        item 10, 14, A_ERROR, 'most computers see a new disk only after a restart.'
        item 18, 14, A_ERROR, 'Nothing has been changed.'
        items_end

no_disk_key:
        cmp ah, K_ENTER
        je licence_key.agree
        cmp ah, K_R
        je reboot_now
        cmp ah, K_ESC
        jne .done
        mov word [page_next], page_licence
.done:  ret
