; The 80x25 text screen: fill, text, lists of texts, boxes, the hardware cursor.

CRTC            equ 0x3D4       ; index; data one higher
CURSOR_START    equ 0x0A        ; registers
CURSOR_END      equ 0x0B
CURSOR_HIGH     equ 0x0E
CURSOR_LOW      equ 0x0F
CURSOR_TOP      equ 13          ; scan lines of an underline cursor in a 16-line cell
CURSOR_BOTTOM   equ 14
CURSOR_OFF      equ 0x20

        section .bss
graphic         resb 1          ; 0: text mode, 1: a VBE mode
        section .text

; Text mode 3, 720x400, from whatever was on. The cursor is hidden.
text_mode:
        pushad
        cmp byte [text_ready], 0
        jne .hide
        mov byte [flat_wanted], 0
        mov byte [graphic], 0
        mov byte [sprite_shown], 0
        mov ax, 0x0003
        int 0x10
        mov word [screen_width], COLUMNS * 9
        mov word [screen_height], ROWS * 16
        mov byte [text_ready], 1
.hide:  call cursor_hide
        popad
        ret

        section .bss
text_ready      resb 1
        section .text

; dh = row, dl = column -> di = offset, es = text memory.
text_place:
        push ax
        push bx
        mov ax, TEXT_SEG
        mov es, ax
        movzx ax, dh
        movzx bx, dl
        imul ax, ax, COLUMNS
        add ax, bx
        add ax, ax
        mov di, ax
        pop bx
        pop ax
        ret

; dh, dl = corner, ch = rows, cl = columns, ax = attribute and character.
text_fill:
        pusha
        push es
        movzx bx, cl
        movzx bp, ch
.row:   call text_place
        mov cx, bx
        rep stosw
        inc dh
        dec bp
        jnz .row
        pop es
        popa
        ret

; dh, dl = place, ah = attribute, si = text.
text_put:
        pusha
        push es
        call text_place
.next:  lodsb
        test al, al
        jz .done
        stosw
        jmp .next
.done:  pop es
        popa
        ret

; si = items (macro `item`), up to items_end.
text_items:
        pusha
.next:  lodsb
        cmp al, 0xFF
        je .done
        mov dh, al
        lodsb
        mov dl, al
        lodsb
        mov ah, al
        call text_put
.skip:  lodsb
        test al, al
        jnz .skip
        jmp .next
.done:  popa
        ret

; A double-lined box with a shadow: dh, dl = corner, ch, cl = size, ah = attribute.
text_box:
        pusha
        push dx
        inc dh
        add dl, 2
        push ax
        mov ax, A_SHADOW << 8 | ' '
        call text_fill          ; the shadow, mostly covered by the box
        pop ax
        pop dx
        mov al, ' '
        call text_fill
        push es
        movzx bx, cl
        sub bx, 2
        movzx bp, ch
        sub bp, 2
        mov cx, 0xC9BB          ; upper corners
        push dx
        call .edge
        pop dx
.side:  inc dh
        call text_place
        mov al, 0xBA
        stosw
        add di, bx
        add di, bx
        stosw
        dec bp
        jnz .side
        inc dh
        mov cx, 0xC8BC          ; lower corners
        call .edge
        pop es
        popa
        ret
.edge:  call text_place
        mov al, ch
        stosw
        push cx
        mov cx, bx
        mov al, 0xCD
        rep stosw
        pop cx
        mov al, cl
        stosw
        ret

; dh, dl = place: an underline that the hardware blinks.
cursor_show:
        pusha
        push es
        call text_place
        pop es
        shr di, 1
        mov ax, CURSOR_TOP << 8 | CURSOR_START
        call crtc
        mov ax, CURSOR_BOTTOM << 8 | CURSOR_END
        call crtc
        mov bx, di
        mov al, CURSOR_HIGH
        mov ah, bh
        call crtc
        mov al, CURSOR_LOW
        mov ah, bl
        call crtc
        popa
        ret

cursor_hide:
        pusha
        mov ax, CURSOR_OFF << 8 | CURSOR_START
        call crtc
        popa
        ret

crtc:   push dx
        mov dx, CRTC
        out dx, ax
        pop dx
        ret
