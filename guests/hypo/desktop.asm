; The desktop: one window with buttons, a text field, output, and the panels of viewer.asm.

WINDOW_W        equ 608         ; fits 640x480; in the middle of larger screens
WINDOW_H        equ 440
TITLE_H         equ 32
FIELD_X         equ 16          ; the text field's text, relative to the window; its box is 4 pixels larger
FIELD_Y         equ 112
FIELD_CHARS     equ 42
OUT_X           equ 16          ; the output area's text
OUT_Y           equ 160
PAINT_X         equ 368
PAINT_Y         equ 304
PAINT_SIZE      equ 64
DESKTOP_W       equ 800         ; the mode unless `mode` says otherwise
DESKTOP_H       equ 600

        section .bss
        alignb 4
desktop_w       resw 1          ; wanted mode, 0: the default
desktop_h       resw 1
field_text      resb LINE_MAX + 1
        section .text

page_desktop:   page_record .name, desktop_enter, desktop_key, desktop_pointer, desktop_tick
.name:          db 'desktop', 0

desktop_field:  db 0, 0, LINE_MAX, 0    ; a field_key record without a place on the text screen
                dw field_text

desktop_enter:
        pushad
        mov ax, [desktop_w]
        mov bx, [desktop_h]
        test ax, ax
        jnz .mode
        mov ax, DESKTOP_W
        mov bx, DESKTOP_H
.mode:  cmp byte [graphic], 0
        je .set
        cmp ax, [screen_width]
        jne .set
        cmp bx, [screen_height]
        je .draw                ; the same mode: a new theme, perhaps
.set:   call graphic_mode
        jc .none
.draw:  call theme_use
        call desktop_draw
        popad
        ret
.none:  mov word [desktop_w], 0
        mov word [page_next], page_console
        popad
        ret

desktop_draw:
        pushad
        mov cx, [screen_width]  ; the window's place: the middle, on the characters' 8x16 grid
        sub cx, WINDOW_W
        shr cx, 1
        and cx, -8
        mov dx, [screen_height]
        sub dx, WINDOW_H
        shr dx, 1
        and dx, -16
        call backdrop_draw
        mov [origin_x], cx
        mov [origin_y], dx
        xor ax, ax
        xor bx, bx
        mov cx, WINDOW_W
        mov dx, WINDOW_H
        mov edi, [th_window]
        mov esi, [th_edge]
        call panel
        mov ax, 1
        mov bx, 1
        sub cx, 2
        mov dx, TITLE_H - 1
        mov edi, [th_title]
        call fill
        mov eax, [th_title_ink]
        mov [ink], eax
        mov eax, [th_title]
        mov [paper], eax
        mov ax, 16
        mov bx, 8
        mov si, .title
        call draw_text
        mov ax, 368
        mov si, .host
        call draw_text
        mov ax, 456
        mov si, disk_settings + SETTINGS_NAME
        cmp byte [si], 0
        jne .user
        mov si, .guest
.user:  call draw_text
        call ink_window
        mov si, .labels
.label: mov ax, [si]
        test ax, ax
        jz .boxes
        mov bx, [si+2]
        add si, 4
        call draw_text
.skip:  lodsb
        test al, al
        jnz .skip
        jmp .label
.boxes: xor bx, bx
.button:call button_draw
        inc bx
        cmp bx, BUTTONS
        jb .button
        mov ax, FIELD_X - 4
        mov bx, FIELD_Y - 4
        mov cx, FIELD_CHARS * 8 + 8
        mov dx, 24
        mov edi, [th_field]
        mov esi, [th_edge]
        call panel
        call desktop_field_draw
        mov bx, OUT_Y - 4
        mov dx, OUT_ROWS * 16 + 8
        call panel
        call output_redraw
        mov ax, PAINT_X
        mov bx, PAINT_Y
        mov cx, PAINT_SIZE
        mov dx, PAINT_SIZE
        mov edi, [th_panel]
        call panel
        call viewer_draw
        popad
        ret
.title: db 'Hypothetical OS 1.0', 0
.host:  db 'host hypo', 0
.guest: db 'guest', 0
.labels:dw 16, 88
        db 'Text and commands', 0
        dw 16, 136
        db 'Output', 0
        dw 368, 140
        db 'Keys and pointer', 0
        dw 368, 288
        db 'Paint', 0
        dw 368, 392
        db 'Type help and press Enter.', 0
        dw 0

; cx, dx = the window's corner: fills what is around it.
backdrop_draw:
        pushad
        mov dword [origin_x], 0 ; and origin_y behind it
        mov edi, [th_backdrop]
        mov si, cx
        mov bp, dx
        xor ax, ax
        xor bx, bx
        mov cx, [screen_width]
        call fill               ; above
        lea bx, [bp + WINDOW_H]
        mov dx, [screen_height]
        sub dx, bx
        call fill               ; below
        mov bx, bp
        mov cx, si
        mov dx, WINDOW_H
        call fill               ; left
        lea ax, [si + WINDOW_W]
        mov cx, [screen_width]
        sub cx, ax
        call fill               ; right
        popad
        ret

; Text colours for the window's own background.
ink_window:
        push eax
        mov eax, [th_ink]
        mov [ink], eax
        mov eax, [th_window]
        mov [paper], eax
        pop eax
        ret

; The end of the text that fits, and a cursor that does not blink.
desktop_field_draw:
        pushad
        mov eax, [th_field_ink]
        mov [ink], eax
        mov eax, [th_field]
        mov [paper], eax
        mov si, field_text
        call text_length
        sub cx, FIELD_CHARS - 1
        jbe .start
        add si, cx
.start: mov ax, FIELD_X
        mov bx, FIELD_Y
        mov cx, FIELD_CHARS
        call draw_padded
        call text_length
        shl cx, 3
        add ax, cx
        add bx, 13
        mov cx, 8
        mov dx, 2
        mov edi, [th_accent]
        call fill
        popad
        ret

desktop_key:
        pushad
        mov si, desktop_field
        call field_key
        jnc .draw
        cmp ah, K_ESC
        je .clear
        cmp ah, K_ENTER
        jne .done
        mov si, field_text
        mov di, shell_line      ; a command may redraw everything: the field is empty by then
        call put_text
        mov byte [field_text], 0
        call desktop_field_draw
        mov word [out_device], output_put
        mov si, .prompt
        call out_text
        mov si, shell_line
        call out_text
        call out_newline
        call shell_run
        cmp word [page], page_desktop
        jne .done               ; the command led to another page
        call output_flush
        jmp .done
.clear: mov byte [field_text], 0
.draw:  call desktop_field_draw
.done:  popad
        ret
.prompt:db 'hypo# ', 0

desktop_tick:
        call output_flush
        jmp viewer_tick
