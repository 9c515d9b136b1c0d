; What the text pages are made of: the frame, a list to choose from, a text field.

BOX_ROW         equ 4           ; the dialogue of every page
BOX_COLUMN      equ 10
BOX_ROWS        equ 17
BOX_COLUMNS     equ 60

; si = the dialogue's title, di = the line of keys: background, bars, dialogue.
frame_draw:
        pusha
        call text_mode
        mov ah, A_BOX
        call frame_back
        jmp frame_rest
; The same in the colours of an error.
frame_error:
        pusha
        call text_mode
        mov ah, A_ERROR
        call frame_back
frame_rest:
        push si
        mov si, .name
        mov dx, 0x0002
        mov ah, A_BAR
        call text_put
        mov si, di
        mov dx, (ROWS - 1) << 8 | 2
        call text_put
        pop si
        call text_length        ; the title in the middle of the upper edge
        mov dl, BOX_COLUMN + BOX_COLUMNS / 2
        shr cl, 1
        sub dl, cl
        mov dh, BOX_ROW
        mov ah, A_SELECT
        call text_put
        popa
        ret
.name:  db 'Hypothetical OS 1.0', 0

; ah = attribute of the dialogue.
frame_back:
        pusha
        push ax
        mov dx, 0
        mov cx, ROWS << 8 | COLUMNS
        mov ax, A_BACK << 8 | BACK_CHAR
        call text_fill
        mov cx, 1 << 8 | COLUMNS
        mov ax, A_BAR << 8 | ' '
        call text_fill
        mov dh, ROWS - 1
        call text_fill
        pop ax
        mov dx, BOX_ROW << 8 | BOX_COLUMN
        mov cx, BOX_ROWS << 8 | BOX_COLUMNS
        call text_box
        popa
        ret

; A list: record at si: row, column, width, count, then a word for each text.
; al = the chosen one; the hardware cursor is left alone.
list_draw:
        pusha
        mov dh, [si]
        mov dl, [si+1]
        mov bl, [si+3]          ; left to draw
        mov bh, al
        xor bp, bp
        lea di, [si+4]
.next:  mov ah, A_BOX
        cmp bh, 0
        jne .draw
        mov ah, A_SELECT
.draw:  dec bh
        mov al, ' '
        mov ch, 1
        mov cl, [si+2]
        call text_fill
        push si
        push dx
        inc dl
        mov si, [di]
        call text_put
        pop dx
        pop si
        add di, 2
        inc dh
        dec bl
        jnz .next
        popa
        ret

; ah = key code, al = chosen, si = list -> al = chosen after an arrow key. CF set: another key.
list_key:
        cmp ah, K_UP
        je .up
        cmp ah, K_DOWN
        jne .other
        inc al
        cmp al, [si+3]
        jb .same
        dec al
.same:  clc
        ret
.up:    sub al, 1
        jnc .same
        xor al, al
        clc
        ret
.other: stc
        ret

; A text field: record at si: row, column, most characters, 1 if hidden, buffer.
field_draw:
        pusha
        push es
        mov dh, [si]
        mov dl, [si+1]
        mov cl, [si+2]
        inc cl                  ; room for the cursor behind the last character
        mov ch, 1
        mov ax, A_FIELD << 8 | ' '
        call text_fill
        call text_place
        mov bl, [si+3]
        mov si, [si+4]
.next:  lodsb
        test al, al
        jz .done
        test bl, bl
        jz .put
        mov al, '*'
.put:   stosw
        jmp .next
.done:  pop es
        popa
        ret

; Puts the cursor behind the field's text.
field_cursor:
        pusha
        mov dh, [si]
        mov dl, [si+1]
        mov si, [si+4]
        call text_length
        add dl, cl
        call cursor_show
        popa
        ret

; al = character, ah = key code: edits the buffer (limit in the record). CF set: another key.
field_key:
        pusha
        mov bl, [si+2]
        xor bh, bh
        mov di, [si+4]
        mov si, di
        call text_length
        add di, cx
        cmp ah, K_BACKSPACE
        je .back
        cmp al, ' '
        jb .other
        cmp cx, bx
        jae .done               ; full: the key is taken and does nothing
        mov [di], al
        mov byte [di+1], 0
        jmp .done
.back:  jcxz .done
        mov byte [di-1], 0
.done:  popa
        clc
        ret
.other: popa
        stc
        ret
