; Where commands print: the desktop's output area, the text console or COM1, one character at a time.

OUT_COLUMNS     equ 42
OUT_ROWS        equ 16

        section .bss
        alignb 4
out_device      resw 1          ; the routine that takes a character in al
out_row         resw 1
out_column      resw 1
out_cells       resb OUT_COLUMNS * OUT_ROWS     ; what the area should show
out_shown       resb OUT_COLUMNS * OUT_ROWS     ; what it shows
out_number      resb 16
        section .text

out_char:
        jmp [out_device]

; si = text.
out_text:
        push ax
        push si
.next:  lodsb
        test al, al
        jz .done
        call out_char
        jmp .next
.done:  pop si
        pop ax
        ret

; si = text and a new line.
out_line:
        call out_text
out_newline:
        push ax
        mov al, 10
        call out_char
        pop ax
        ret

; eax = number.
out_decimal:
        push si
        push di
        mov di, out_number
        call put_decimal
        mov si, out_number
        call out_text
        pop di
        pop si
        ret

out_space:
        push ax
        mov al, ' '
        call out_char
        pop ax
        ret

; COM1 as a device.
serial_out:
        cmp al, 10
        je serial_newline
        jmp serial_put

; The desktop's area as a device: al = character, 10 for a new line. Drawn by output_flush.
output_put:
        pusha
        cmp al, 10
        je .line
        mov bx, [out_row]
        imul bx, bx, OUT_COLUMNS
        add bx, [out_column]
        mov [out_cells+bx], al
        inc word [out_column]
        cmp word [out_column], OUT_COLUMNS
        jb .done
.line:  mov word [out_column], 0
        inc word [out_row]
        cmp word [out_row], OUT_ROWS
        jb .done
        dec word [out_row]
        push es
        push ds
        pop es
        mov si, out_cells + OUT_COLUMNS
        mov di, out_cells
        mov cx, OUT_COLUMNS * (OUT_ROWS - 1)
        rep movsb
        xor al, al
        mov cx, OUT_COLUMNS
        rep stosb
        pop es
.done:  popa
        ret

output_clear:
        pusha
        push es
        push ds
        pop es
        mov word [out_row], 0
        mov word [out_column], 0
        mov di, out_cells
        mov cx, OUT_COLUMNS * OUT_ROWS
        xor al, al
        rep stosb
        pop es
        popa
        ret

; After the area was cleared on the screen: all cells count as blank.
output_redraw:
        pusha
        push es
        push ds
        pop es
        mov di, out_shown
        mov cx, OUT_COLUMNS * OUT_ROWS
        xor al, al
        rep stosb
        pop es
        popa
; Draws the cells that changed.
output_flush:
        pushad
        mov eax, [th_field_ink]
        mov [ink], eax
        mov eax, [th_field]
        mov [paper], eax
        xor si, si
        mov bx, OUT_Y
.row:   mov ax, OUT_X
        mov dx, OUT_COLUMNS
.cell:  mov cl, [out_cells+si]
        cmp cl, [out_shown+si]
        je .same
        mov [out_shown+si], cl
        call draw_glyph         ; character 0 is blank in this font
.same:  inc si
        add ax, 8
        dec dx
        jnz .cell
        add bx, 16
        cmp si, OUT_COLUMNS * OUT_ROWS
        jb .row
        popad
        ret
