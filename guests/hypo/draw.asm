; Drawing in the frame buffer: filled boxes, frames, 8x16 text; all relative to an origin.

        section .bss
        alignb 4
origin_x        resw 1          ; added to every x and y
origin_y        resw 1
ink             resd 1          ; text colour, 00RRGGBB
paper           resd 1          ; behind it
        section .text

; ax, bx = corner, cx, dx = size, edi = colour.
fill:   pushad
        push es
        add ax, [origin_x]
        add bx, [origin_y]
        call sprite_guard
        call pixel_address
        push edi
        xor si, si
        mov es, si
        pop eax                 ; the colour
        mov edi, ebx
        movzx ecx, cx
.row:   push ecx
        push edi
        a32 rep stosd
        pop edi
        pop ecx
        add edi, [pitch]
        dec dx
        jnz .row
        pop es
        popad
        ret

; ax, bx = pixel -> ebx = its address.
pixel_address:
        push eax
        movzx eax, ax
        movzx ebx, bx
        imul ebx, [pitch]
        lea ebx, [ebx + eax*4]
        add ebx, [frame_buffer]
        pop eax
        ret

; A box with a frame of one pixel: ax, bx, cx, dx as fill, edi = inside, esi = frame.
; No pixel is drawn twice: video memory is slow where every access is emulated.
panel:  pushad
        xchg edi, esi
        push bx
        push dx
        mov bp, dx
        mov dx, 1
        call fill               ; upper edge
        add bx, bp
        dec bx
        call fill               ; lower edge
        pop dx
        pop bx
        inc bx
        sub dx, 2
        push ax
        push cx
        mov bp, cx
        mov cx, 1
        call fill               ; left edge
        add ax, bp
        dec ax
        call fill               ; right edge
        pop cx
        pop ax
        mov edi, esi
        inc ax
        sub cx, 2
        call fill
        popad
        ret

; si = text at ax, bx in ink on paper.
draw_text:
        pusha
.next:  push ax
        lodsb
        mov cl, al
        pop ax
        test cl, cl
        jz .done
        call draw_glyph
        add ax, 8
        jmp .next
.done:  popa
        ret

; The same, padded with blanks to cx characters, cut off there.
draw_padded:
        pusha
        mov dx, cx
.next:  test dx, dx
        jz .done
        mov cl, [si]
        test cl, cl
        jnz .glyph
        mov cl, ' '
        dec si
.glyph: inc si
        call draw_glyph
        add ax, 8
        dec dx
        jmp .next
.done:  popa
        ret

; cl = character at ax, bx.
draw_glyph:
        pushad
        add ax, [origin_x]
        add bx, [origin_y]
        push cx
        mov cx, 8
        mov dx, 16
        call sprite_guard
        pop cx
        call pixel_address
        movzx esi, cl
        shl esi, 4
        add esi, FONT_LINEAR
        mov edx, [ink]
        xor edx, [paper]
        mov ch, 16
.row:   mov al, [fs:esi]
        inc esi
        mov edi, ebx
        mov cl, 8
.pixel: add al, al              ; the next bit into the carry
        sbb ebp, ebp            ; all ones for ink
        and ebp, edx
        xor ebp, [paper]
        mov [fs:edi], ebp
        add edi, 4
        dec cl
        jnz .pixel
        add ebx, [pitch]
        dec ch
        jnz .row
        popad
        ret
