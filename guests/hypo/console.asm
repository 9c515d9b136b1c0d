; The command line on the text screen: 80x25, a prompt, scrolling, a blinking cursor.

        section .bss
        alignb 4
console_row     resb 1
console_column  resb 1
console_text    resb LINE_MAX + 1
        section .text

page_console:   page_record .name, console_enter, console_key, nothing, nothing
.name:          db 'console', 0

console_field:  db 0, 0, LINE_MAX, 0    ; a field_key record without a place
                dw console_text

console_enter:
        pusha
        call text_mode
        mov dx, 0
        mov cx, ROWS << 8 | COLUMNS
        mov ax, A_CONSOLE << 8 | ' '
        call text_fill
        mov byte [console_row], 0
        mov byte [console_column], 0
        mov byte [console_text], 0
        push word [out_device]  ; the command that leads here may come over COM1
        mov word [out_device], console_put
        mov si, .banner
        call out_line
        call console_prompt
        pop word [out_device]
        popa
        ret
.banner:db 'Hypothetical OS 1.0 command line. Type help for the commands.', 10, 0

console_prompt:
        push si
        mov si, shell_prompt
        call out_text
        pop si
console_cursor:
        push dx
        mov dh, [console_row]
        mov dl, [console_column]
        call cursor_show
        pop dx
        ret

; The screen as a device: al = character, 10 for a new line, 8 takes one back.
console_put:
        pusha
        push es
        mov dh, [console_row]
        mov dl, [console_column]
        cmp al, 10
        je .line
        cmp al, 8
        je .back
        call text_place
        mov ah, A_CONSOLE
        stosw
        inc dl
        cmp dl, COLUMNS
        jb .done
.line:  xor dl, dl
        inc dh
        cmp dh, ROWS
        jb .done
        dec dh
        push ds
        mov ax, TEXT_SEG
        mov ds, ax
        mov es, ax
        mov si, ROW_BYTES
        xor di, di
        mov cx, COLUMNS * (ROWS - 1)
        rep movsw
        mov ax, A_CONSOLE << 8 | ' '
        mov cx, COLUMNS
        rep stosw
        pop ds
        jmp .done
.back:  sub dl, 1
        jnc .blank
        mov dl, COLUMNS - 1
        sub dh, 1
        jnc .blank
        xor dx, dx
.blank: call text_place
        mov ax, A_CONSOLE << 8 | ' '
        stosw
.done:  mov [console_row], dh
        mov [console_column], dl
        pop es
        popa
        ret

console_key:
        pushad
        mov word [out_device], console_put
        cmp ah, K_ENTER
        je .enter
        mov si, console_text
        call text_length
        mov bx, cx
        push ax
        mov si, console_field
        call field_key
        pop ax
        jc .done
        mov si, console_text
        call text_length
        cmp cx, bx
        je .done
        jb .back
        call out_char
        jmp .cursor
.back:  mov al, 8
        call out_char
.cursor:call console_cursor
        jmp .done
.enter: call out_newline
        mov si, console_text
        mov di, shell_line
        call put_text
        mov byte [console_text], 0
        call shell_run
        cmp word [page], page_console
        jne .done               ; the command led to another page
        call console_prompt
.done:  popad
        ret
