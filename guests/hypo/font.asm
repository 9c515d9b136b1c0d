; The page with all characters of the text font, for whoever needs their pictures.

page_font:      page_record .name, font_enter, font_key, nothing, nothing
.name:          db 'font', 0
FONT_ROW        equ 4           ; character n stands at row 4 + n / 16, column 24 + 2 * (n % 16)
FONT_COLUMN     equ 24

font_enter:
        pusha
        push es
        call text_mode
        mov dx, 0
        mov cx, ROWS << 8 | COLUMNS
        mov ax, A_CONSOLE << 8 | ' '
        call text_fill
        mov si, .items
        call text_items
        mov ax, A_CONSOLE << 8
        mov dx, FONT_ROW << 8 | FONT_COLUMN
.row:   call text_place
        mov cx, 16
.glyph: stosw
        add di, 2
        inc al
        loop .glyph
        inc dh
        test al, al
        jnz .row
        pop es
        popa
        ret
.items: item 1, 24, A_CONSOLE, 'All 256 characters of the font'
        item 22, 24, A_CONSOLE, 'Esc goes back.'
        items_end

font_key:
        cmp ah, K_ESC
        jne .done
        mov ax, [page_before]
        mov [page_next], ax
.done:  ret
