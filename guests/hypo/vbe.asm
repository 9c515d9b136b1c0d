; Graphics modes: finds a 32-bit mode by its size, sets it with a linear frame buffer.

VBE_OK          equ 0x004F
VBE_USABLE      equ 0x81        ; mode attributes: supported, has a linear frame buffer
VBE_LINEAR      equ 0x4000      ; in the mode number: use it
VBE_MODES       equ 14          ; offsets in the info block
MODE_PITCH      equ 16          ; offsets in the mode block
MODE_WIDTH      equ 18
MODE_HEIGHT     equ 20
MODE_BITS       equ 25
MODE_BUFFER     equ 40

        section .bss
        alignb 4
screen_width    resw 1          ; pixels
screen_height   resw 1
pitch           resd 1          ; bytes a row
frame_buffer    resd 1          ; linear address
        section .text

; ax = width, bx = height -> the mode is set and black; CF set: there is none.
graphic_mode:
        pushad
        push es
        mov si, ax
        mov bp, bx
        mov ax, VBE_INFO_SEG
        mov es, ax
        xor di, di
        mov dword [es:di], 'VBE2'
        mov ax, 0x4F00
        int 0x10
        cmp ax, VBE_OK
        jne .none
        mov bx, [es:VBE_MODES]  ; a far pointer to the list
        mov ax, [es:VBE_MODES+2]
.next:  mov es, ax
        mov cx, [es:bx]
        cmp cx, -1
        je .none
        add bx, 2
        push ax
        call .fits
        pop ax
        jne .next
        mov bx, cx
        or bx, VBE_LINEAR
        mov ax, 0x4F02
        int 0x10
        cmp ax, VBE_OK
        jne .none
        mov eax, [es:MODE_BUFFER]
        mov [frame_buffer], eax
        movzx eax, word [es:MODE_PITCH]
        mov [pitch], eax
        mov [screen_width], si
        mov [screen_height], bp
        mov byte [text_ready], 0
        mov byte [graphic], 1
        mov byte [sprite_shown], 0
        mov byte [flat_wanted], 1
        call flat_on
        shr si, 1               ; the pointer waits at the bottom, where it covers nothing
        mov [pointer_x], si
        sub bp, 32
        mov [pointer_y], bp
        clc
        jmp .done
.none:  stc
.done:  pop es
        popad
        ret
; cx = mode -> ZF set if it is the one; es = its mode block.
.fits:  mov ax, VBE_MODE_SEG
        mov es, ax
        xor di, di
        push cx
        mov ax, 0x4F01
        int 0x10
        pop cx
        cmp ax, VBE_OK
        jne .no
        mov al, [es:0]
        and al, VBE_USABLE
        cmp al, VBE_USABLE
        jne .no
        cmp [es:MODE_WIDTH], si
        jne .no
        cmp [es:MODE_HEIGHT], bp
        jne .no
        cmp byte [es:MODE_BITS], 32
.no:    ret

; Copies the BIOS's 8x16 font and puts in its glyphs for nine columns: what text mode shows,
; whether this BIOS changes the font for text mode or not.
font_copy:
        pushad
        push es
        push ds
        mov ax, 0x1130
        mov bh, 6
        int 0x10                ; es:bp = font
        mov si, bp
        push es
        pop ds
        mov ax, FONT_SEG
        mov es, ax
        xor di, di
        mov cx, 256 * 16 / 4
        cld
        rep movsd
        mov ax, 0x1130
        mov bh, 7
        int 0x10                ; es:bp = list of character and 16 bytes, up to character 0
        mov si, bp
        push es
        pop ds
        mov ax, FONT_SEG
        mov es, ax
.other: lodsb
        test al, al
        jz .done
        movzx di, al
        shl di, 4
        mov cx, 16 / 4
        rep movsd
        jmp .other
.done:  pop ds
        pop es
        popad
        ret
