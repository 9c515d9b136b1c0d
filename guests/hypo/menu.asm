; The boot menu: what to do, and a countdown after which it does that by itself.

COUNTDOWN       equ 10          ; seconds until the boot menu goes on by itself

        section .bss
        alignb 4
menu_at         resb 1          ; chosen entry
menu_counting   resb 1
menu_shown      resb 1          ; seconds on the screen
menu_since      resd 1          ; PIT counts
        section .text

MENU_COUNT_ROW  equ 17
MENU_CHOICES    equ 3

page_boot_menu: page_record .name, menu_enter, menu_key, nothing, menu_tick
.name:          db 'boot-menu', 0

menu_list:      db 10, 16, 40, MENU_CHOICES
                dw .install, .disk, .console
.install:       db 'Install Hypothetical OS', 0
.disk:          db 'Boot from the disk', 0
.console:       db 'Command line', 0

menu_enter:
        mov al, [disk_system]   ; an installed disk is what one wants to boot
        mov [menu_at], al
        mov byte [menu_counting], 1
        mov byte [menu_shown], 0
        call now
        mov [menu_since], eax
        mov si, .title
        mov di, .keys
        call frame_draw
        mov si, .items
        call text_items
        call menu_draw
        jmp menu_tick
.title: db ' Boot menu ', 0
.keys:  db 'Up/Down: choose   Enter: go on   any key stops the countdown', 0
.items: item 6, 14, A_BOX_BLUE, 'Welcome to the hypothetical operating system.'
        item 7, 14, A_BOX, 'It is made to be tested: every page has a name.'
        item 9, 14, A_BOX, 'What shall this computer do?'
        items_end

menu_draw:
        mov si, menu_list
        mov al, [menu_at]
        call list_draw
        mov dh, [menu_list]
        add dh, al
        mov dl, [menu_list+1]
        sub dl, 2
        jmp cursor_show

menu_tick:
        cmp byte [menu_counting], 0
        je .done
        call now
        sub eax, [menu_since]
        xor edx, edx
        mov ecx, PIT_HZ
        div ecx
        mov bl, COUNTDOWN
        sub bl, al
        jbe .over
        cmp bl, [menu_shown]
        je .done
        mov [menu_shown], bl
        mov di, number_text
        mov al, bl
        call put_two
        mov si, .digits
        mov dx, MENU_COUNT_ROW << 8 | 14
        mov ah, A_BOX
        call text_put
        mov si, number_text
        mov dl, 14 + 22            ; behind the words
        mov ah, A_BOX_HIGH
        call text_put
.done:  ret
.over:  mov byte [menu_counting], 0
        jmp menu_go
.digits:db 'Going on by itself in    seconds.', 0

        section .bss
number_text     resb 24
        section .text

menu_key:
        cmp byte [menu_counting], 0
        je .stopped
        mov byte [menu_counting], 0
        mov dx, MENU_COUNT_ROW << 8 | 14
        mov cx, 1 << 8 | 40
        push ax
        mov ax, A_BOX << 8 | ' '
        call text_fill
        pop ax
.stopped:
        cmp ah, K_ENTER
        je menu_go
        mov si, menu_list
        mov al, [menu_at]
        call list_key
        jc .done
        mov [menu_at], al
        call menu_draw
.done:  ret

menu_go:
        mov al, [menu_at]
        cmp al, 1
        je .disk
        ja .console
        mov word [page_next], page_language
        ret
.console:
        mov word [page_next], page_console
        ret
.disk:  call disk_boot          ; returns only if it cannot
        mov si, .no
        mov dx, MENU_COUNT_ROW << 8 | 14
        mov ah, A_BOX_RED
        jmp text_put
.no:    db 'The disk holds nothing that boots.', 0
