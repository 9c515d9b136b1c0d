; The mouse pointer on the screen: saves what it covers, hides before something is drawn under it.

SPRITE_SIZE     equ 16          ; pixels, both ways

        section .bss
        alignb 4
sprite_under    resd SPRITE_SIZE * SPRITE_SIZE
sprite_x        resw 1          ; where it is drawn
sprite_y        resw 1
sprite_wide     resw 1          ; what of it is inside the screen
sprite_high     resw 1
sprite_shown    resb 1
        section .text

; Each row: the black outline's bits, then the white inside's.
sprite_bits:
        dw 0b1000000000000000, 0b0000000000000000
        dw 0b1100000000000000, 0b0000000000000000
        dw 0b1010000000000000, 0b0100000000000000
        dw 0b1001000000000000, 0b0110000000000000
        dw 0b1000100000000000, 0b0111000000000000
        dw 0b1000010000000000, 0b0111100000000000
        dw 0b1000001000000000, 0b0111110000000000
        dw 0b1000000100000000, 0b0111111000000000
        dw 0b1000000010000000, 0b0111111100000000
        dw 0b1000001111000000, 0b0111110000000000
        dw 0b1001001000000000, 0b0110110000000000
        dw 0b1010100100000000, 0b0100011000000000
        dw 0b1100100100000000, 0b0000011000000000
        dw 0b1000010010000000, 0b0000001100000000
        dw 0b0000010010000000, 0b0000001100000000
        dw 0b0000001100000000, 0b0000000000000000

; Draws it at the pointer's position, if a graphics mode is on.
sprite_show:
        cmp byte [graphic], 0
        je .done
        pushad
        cmp byte [sprite_shown], 0
        je .draw
        mov ax, [pointer_x]
        mov bx, [pointer_y]
        cmp ax, [sprite_x]
        jne .move
        cmp bx, [sprite_y]
        je .same
.move:  call sprite_hide
.draw:  mov ax, [pointer_x]
        mov bx, [pointer_y]
        mov [sprite_x], ax
        mov [sprite_y], bx
        mov cx, [screen_width]
        sub cx, ax
        mov dx, [screen_height]
        sub dx, bx
        mov si, SPRITE_SIZE
        cmp cx, si
        jbe .wide
        mov cx, si
.wide:  cmp dx, si
        jbe .high
        mov dx, si
.high:  mov [sprite_wide], cx
        mov [sprite_high], dx
        mov byte [sprite_shown], 1
        call pixel_address
        mov si, sprite_bits
        mov di, sprite_under
.row:   push cx
        push ebx
        mov ax, [si]
        mov bp, [si+2]
.pixel: push eax
        mov eax, [fs:ebx]
        mov [di], eax
        pop eax
        add di, 4
        add ax, ax
        jnc .inside
        mov dword [fs:ebx], 0x000000
.inside:add bp, bp
        jnc .next
        mov dword [fs:ebx], 0xFFFFFF
.next:  add ebx, 4
        loop .pixel
        pop ebx
        pop cx
        add ebx, [pitch]
        add si, 4
        dec dx
        jnz .row
.same:  popad
.done:  ret

sprite_hide:
        pushad
        cmp byte [sprite_shown], 0
        je .done
        mov byte [sprite_shown], 0
        mov ax, [sprite_x]
        mov bx, [sprite_y]
        call pixel_address
        mov si, sprite_under
        mov dx, [sprite_high]
.row:   mov cx, [sprite_wide]
        push ebx
.pixel: lodsd
        mov [fs:ebx], eax
        add ebx, 4
        loop .pixel
        pop ebx
        add ebx, [pitch]
        dec dx
        jnz .row
.done:  popad
        ret

; ax, bx, cx, dx = a box about to be drawn: hides the pointer if it is in the way.
sprite_guard:
        cmp byte [sprite_shown], 0
        je .done
        push si
        mov si, [sprite_x]
        sub si, ax
        cmp si, cx              ; left edge right of the box?
        jge .clear
        add si, SPRITE_SIZE
        jle .clear
        mov si, [sprite_y]
        sub si, bx
        cmp si, dx
        jge .clear
        add si, SPRITE_SIZE
        jle .clear
        call sprite_hide
.clear: pop si
.done:  ret
