; The desktop's three buttons: a click changes a button's colour, the next one changes it back.

BUTTONS         equ 3
BUTTON_Y        equ 48          ; relative to the window's corner
BUTTON_W        equ 96
BUTTON_H        equ 32
BUTTON_CLEAR    equ 2           ; also empties field and output

        section .bss
button_on       resb BUTTONS
        section .text

button_left:    dw 16, 128, 240
button_names:   dw .start, .colour, .clear
.start:         db 'start', 0
.colour:        db 'colour', 0
.clear:         db 'clear', 0

; bx = button.
button_draw:
        pushad
        mov edi, [th_button]
        cmp byte [button_on+bx], 0
        je .colour
        mov edi, [th_button_on]
.colour:mov [paper], edi
        mov eax, [th_button_ink]
        mov [ink], eax
        mov esi, [th_edge]
        push bx
        add bx, bx
        mov ax, [button_left+bx]
        mov bx, BUTTON_Y
        mov cx, BUTTON_W
        mov dx, BUTTON_H
        call panel
        pop bx
        add bx, bx
        mov si, [button_names+bx]
        call text_length
        shl cx, 2
        add ax, BUTTON_W / 2
        sub ax, cx
        mov bx, BUTTON_Y + 8
        call draw_text
        popad
        ret

desktop_pointer:
        pushad
        test byte [pointer_pressed], 1
        jz .done
        mov ax, [pointer_y]
        sub ax, [origin_y]
        sub ax, BUTTON_Y
        cmp ax, BUTTON_H
        jae .done
        xor bx, bx
.next:  mov ax, [pointer_x]
        sub ax, [origin_x]
        mov si, bx
        add si, si
        sub ax, [button_left+si]
        cmp ax, BUTTON_W
        jb .hit
        inc bx
        cmp bx, BUTTONS
        jb .next
        jmp .done
.hit:   xor byte [button_on+bx], 1
        call button_draw
        cmp bx, BUTTON_CLEAR
        jne .done
        mov byte [field_text], 0
        call desktop_field_draw
        call output_clear
        call output_flush
.done:  popad
        ret
