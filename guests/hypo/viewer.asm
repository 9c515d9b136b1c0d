; The desktop's right column: animation, the last scan codes and pointer packets, the settings.

VIEW_X          equ 376         ; text of the panel
VIEW_Y          equ 160
VIEW_CHARS      equ 27
VIEW_ROWS       equ 6
ANIM_X          equ 368
ANIM_Y          equ 80
ANIM_W          equ 232
ANIM_H          equ 56
ANIM_BALL       equ 16
INFO_X          equ 448
INFO_Y          equ 304
INFO_CHARS      equ 17

        section .bss
        alignb 4
view_dirty      resb 1
view_line       resb 80
anim_x          resw 1
anim_y          resw 1
anim_dx         resw 1          ; pixels a tick
anim_dy         resw 1
view_packet     resb 64         ; the last packet as text
        section .text

viewer_note_key:
        pushad
        inc dword [key_count]
        mov eax, [key_last+1]   ; shift the last eight by one
        mov [key_last], eax
        mov ax, [key_last+5]
        mov [key_last+4], ax
        mov al, [key_last+7]
        mov [key_last+6], al
        mov al, [ev_x]
        mov [key_last+7], al
        mov byte [view_dirty], 1
        popad
        ret

viewer_note_pointer:
        pushad
        mov di, view_packet
        call put_packet
        mov byte [view_dirty], 1
        popad
        ret

; Everything once, after the window was drawn.
viewer_draw:
        pushad
        mov esi, [th_edge]
        mov edi, [th_panel]
        mov ax, VIEW_X - 8
        mov bx, VIEW_Y - 4
        mov cx, ANIM_W
        mov dx, VIEW_ROWS * 16 + 8
        call panel
        mov bx, CLOCK_Y - 4
        mov dx, 24
        call panel
        mov bx, ANIM_Y
        mov dx, ANIM_H
        call panel
        mov byte [clock_second], 0xFF
        mov word [anim_x], 2
        mov word [anim_y], 2
        mov word [anim_dx], 5
        mov word [anim_dy], 3
        mov byte [view_dirty], 1
        call viewer_tick
        popad
        ret

viewer_tick:
        pushad
        call clock_draw
        call anim_draw
        cmp byte [view_dirty], 0
        je .done
        mov byte [view_dirty], 0
        call panel_ink
        call view_text
        call info_text
.done:  popad
        ret

panel_ink:
        push eax
        mov eax, [th_panel_ink]
        mov [ink], eax
        mov eax, [th_panel]
        mov [paper], eax
        pop eax
        ret

; Draws view_line at ax, bx, padded to cx.
view_draw:
        push si
        mov si, view_line
        call draw_padded
        pop si
        ret

view_text:
        mov di, view_line
        mov bx, key_last
        mov cx, 8
.byte:  mov al, [bx]
        inc bx
        call put_hex
        mov byte [di], ' '
        inc di
        loop .byte
        mov byte [di-1], 0
        mov ax, VIEW_X
        mov bx, VIEW_Y
        mov cx, VIEW_CHARS
        call view_draw
        mov si, .bytes
        mov eax, [key_count]
        call .pair
        mov di, view_line
        movzx si, byte [pointer_kind]
        add si, si
        mov si, [pointer_names+si]
        call put_text
        mov si, .at
        call put_text
        movzx eax, word [pointer_x]
        call put_decimal
        mov byte [di], ','
        inc di
        movzx eax, word [pointer_y]
        call put_decimal
        call .line
        mov di, view_line
        mov si, view_packet
        call put_text
        call .line
        mov di, view_line
        mov si, .buttons
        call put_text
        mov ah, [pointer_buttons]
        mov cx, 3               ; left, right, middle
.bit:   shr ah, 1
        mov al, '0'
        adc al, 0
        mov [di], al
        inc di
        loop .bit
        mov si, .lost
        call put_text
        movzx eax, word [ring_lost]
        call put_decimal
        call .line
        mov si, .packets
        mov eax, [pointer_count]
.pair:  mov di, view_line
        call put_text
        call put_decimal
.line:  add bx, 16
        mov ax, VIEW_X
        mov cx, VIEW_CHARS
        jmp view_draw
.bytes: db 'bytes ', 0
.at:    db ' at ', 0
.buttons: db 'buttons ', 0
.lost:  db '  lost ', 0
.packets: db 'packets ', 0

; Mode, theme and lag, right of the painted square.
info_text:
        call ink_window
        mov di, view_line
        mov si, .mode
        call put_text
        movzx eax, word [screen_width]
        call put_decimal
        mov byte [di], 'x'
        inc di
        movzx eax, word [screen_height]
        call put_decimal
        mov bx, INFO_Y
        call .line
        mov di, view_line
        mov si, .theme
        call put_text
        movzx eax, byte [theme_at]
        inc ax
        call put_decimal
        call .line
        mov di, view_line
        mov si, .lag
        call put_text
        mov eax, [lag_ms]
        call put_decimal
        mov si, .ms
        call put_text
.line:  mov ax, INFO_X
        mov cx, INFO_CHARS
        call view_draw
        add bx, 16
        ret
.mode:  db 'mode ', 0
.theme: db 'theme ', 0
.lag:   db 'lag ', 0
.ms:    db ' ms', 0

; One step of the square that bounces in its box.
anim_draw:
        mov edi, [th_panel]
        call .square
        mov si, anim_x
        mov bp, ANIM_W - ANIM_BALL - 2
        call .step
        mov si, anim_y
        mov bp, ANIM_H - ANIM_BALL - 2
        call .step
        mov edi, [th_accent]
.square:mov ax, [anim_x]
        add ax, ANIM_X
        mov bx, [anim_y]
        add bx, ANIM_Y
        mov cx, ANIM_BALL
        mov dx, ANIM_BALL
        jmp fill
; si = place (its speed 4 bytes behind), bp = the largest place.
.step:  mov ax, [si]
        add ax, [si+4]
        cmp ax, 2
        jl .turn
        cmp ax, bp
        jg .turn
        mov [si], ax
        ret
.turn:  neg word [si+4]
        ret
