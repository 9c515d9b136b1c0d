; The page that asks for a name and a hidden password, and the error page for a short one.

        section .bss
user_name       resb NAME_MAX + 1
user_password   resb PASSWORD_MAX + 1
user_focus      resb 1          ; 0: name, 1: password
        section .text

page_user:      page_record .name, user_enter, user_key, nothing, nothing
.name:          db 'user', 0
page_weak:      page_record .name, weak_enter, weak_key, nothing, nothing
.name:          db 'weak-password', 0

name_field:     db 9, 28, NAME_MAX, 0
                dw user_name
password_field: db 11, 28, PASSWORD_MAX, 1
                dw user_password

user_enter:
        mov si, .title
        mov di, .keys
        call frame_draw
        mov si, .items
        call text_items
user_draw:
        mov si, password_field
        call field_draw
        mov si, name_field
        call field_draw
        call user_field
        jmp field_cursor
user_enter.title: db ' User ', 0
user_enter.keys:  db 'Tab: other field   Enter: go on   Esc: back', 0
user_enter.items:
        item 6, 14, A_BOX, 'Who will use this computer?'
        item 9, 14, A_BOX, 'Name'
        item 11, 14, A_BOX, 'Password'
        item 14, 14, A_BOX_BLUE, 'A name of up to 15 characters, a password of 4 to 15.'
        item 18, 14, A_BOX, 'Press Enter when both are filled in.'
        items_end

; si = the field that has the focus.
user_field:
        mov si, name_field
        cmp byte [user_focus], 0
        je .done
        mov si, password_field
.done:  ret

user_key:
        call user_field
        call field_key
        jnc user_draw
        cmp ah, K_TAB
        je .other
        cmp ah, K_UP
        je .other
        cmp ah, K_DOWN
        je .other
        cmp ah, K_ESC
        je .back
        cmp ah, K_ENTER
        jne .done
        cmp byte [user_name], 0
        je .no_name
        mov si, user_password
        call text_length
        mov word [page_next], page_weak
        cmp cx, PASSWORD_MIN
        jb .done
        mov word [page_next], page_confirm
.done:  ret
.other: xor byte [user_focus], 1
        jmp user_draw
.no_name:
        mov byte [user_focus], 0
        jmp user_draw
.back:  mov word [page_next], page_disk
        ret

weak_enter:
        mov byte [user_password], 0
        mov byte [user_focus], 1
        mov si, .title
        mov di, .keys
        call frame_error
        mov si, .items
        jmp text_items
.title: db ' Weak password ', 0
.keys:  db 'Esc: back to the user page', 0
.items: item 7, 14, A_ERROR, 'This password is too short.'
        item 9, 14, A_ERROR, 'It needs at least 4 characters. The one you typed'
        item 10, 14, A_ERROR, 'has been forgotten, the name is kept.'
        item 18, 14, A_ERROR, 'Press Esc to type another.'
        items_end

weak_key:
        cmp ah, K_ESC
        jne .done
        mov word [page_next], page_user
.done:  ret

; eax = FNV-1a of the password: what the disk keeps instead of the password.
FNV_START       equ 0x811C9DC5
FNV_PRIME       equ 0x01000193
; si = text -> eax = its hash.
text_hash:
        push edx
        push si
        mov eax, FNV_START
.next:  movzx edx, byte [si]
        test dl, dl
        jz .done
        inc si
        xor eax, edx
        imul eax, eax, FNV_PRIME
        jmp .next
.done:  pop si
        pop edx
        ret
