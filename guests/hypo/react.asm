; Measures reaction: paints GO after a random time, reports the PIT counts until the first key.

REACT_MIN       equ 3000        ; ms, unless the command says otherwise
REACT_MAX       equ 10000
REACT_ROW       equ 6           ; the block
REACT_COLUMN    equ 16
REACT_ROWS      equ 13
REACT_COLUMNS   equ 48
REACT_LETTER    equ 10          ; columns: eight of the glyph and a gap
A_WAIT          equ 0x4F        ; white on red
A_GO            equ 0x2F        ; white on green

        section .bss
        alignb 4
react_rounds    resd 1
react_round     resd 1          ; 1 to react_rounds
react_min       resd 1          ; ms
react_span      resd 1
react_delay     resd 1          ; PIT counts of this round
react_since     resd 1          ; PIT counts: last key, or when GO was there
react_going     resb 1
react_line      resb 32
        section .text

page_react:     page_record .name, react_enter, react_key, nothing, react_tick
.name:          db 'react', 0

do_react:
        call number_argument
        jc .wrong
        test eax, eax
        jz .wrong
        mov [react_rounds], eax
        mov dword [react_min], REACT_MIN
        mov dword [react_span], REACT_MAX - REACT_MIN
        cmp word [argc], 4
        jb .go
        mov si, [argv+4]
        call get_decimal
        jc .wrong
        mov ebx, eax
        mov si, [argv+6]
        call get_decimal
        jc .wrong
        sub eax, ebx
        jb .wrong
        mov [react_min], ebx
        mov [react_span], eax
.go:    mov dword [react_round], 1
        mov word [page_next], page_react
        clc
        ret
.wrong: mov si, .usage
        jmp out_usage
.usage: db 'react ROUNDS [MIN-MS MAX-MS]', 0

react_enter:
        pusha
        call text_mode
        mov dx, 0
        mov cx, ROWS << 8 | COLUMNS
        mov ax, A_CONSOLE << 8 | ' '
        call text_fill
        mov si, .items
        call text_items
        popa
        jmp react_wait
.items: item 2, 16, A_CONSOLE, 'Press a key as soon as the block below says GO.'
        items_end

; A new round: WAIT on the screen, a new random time.
react_wait:
        pushad
        mov byte [react_going], 0
        mov byte [spin], 0
        mov ah, A_WAIT
        mov si, .wait
        call react_block
        call random
        xor edx, edx
        mov ecx, [react_span]
        inc ecx
        div ecx
        mov eax, edx
        add eax, [react_min]
        call ms_to_counts
        mov [react_delay], eax
        call now
        mov [react_since], eax
        popad
        ret
.wait:  db 'WAIT', 0

; ah = attribute, si = four letters or fewer, drawn large from the font.
react_block:
        pusha
        mov dx, REACT_ROW << 8 | REACT_COLUMN
        mov cx, REACT_ROWS << 8 | REACT_COLUMNS
        mov al, ' '
        call text_fill
        call text_length
        imul cx, cx, REACT_LETTER / 2
        mov dl, REACT_COLUMN + REACT_COLUMNS / 2
        sub dl, cl
        mov dh, REACT_ROW + 1
.letter:mov bl, [si]
        inc si
        test bl, bl
        jz .done
        call .glyph
        add dl, REACT_LETTER
        jmp .letter
.done:  popa
        ret
; bl = letter, dh, dl = place, ah = attribute: one cell a pixel, the glyph's rows 2 to 12.
.glyph: pusha
        push es
        push ds
        movzx si, bl
        shl si, 4
        add si, 2
        mov bx, FONT_SEG
        mov ds, bx
        mov bp, 11
.row:   call text_place
        mov bl, [si]
        inc si
        mov cx, 8
.cell:  mov al, ' '
        add bl, bl
        jnc .put
        mov al, 0xDB
.put:   stosw
        loop .cell
        inc dh
        dec bp
        jnz .row
        pop ds
        pop es
        popa
        ret

react_tick:
        cmp byte [react_going], 0
        jne .done
        call now
        sub eax, [react_since]
        cmp eax, [react_delay]
        jb .done
        mov ah, A_GO
        mov si, .go
        call react_block
        mov byte [react_going], 1
        mov byte [spin], 1      ; awake until the key: its interrupt is not to wait for the processor to wake up
        call now
        mov [react_since], eax
.done:  ret
.go:    db 'GO', 0

react_key:
        cmp byte [react_going], 0
        je .early
        mov eax, [ev_time]
        sub eax, [react_since]
        js .early               ; it came before GO was painted
        push eax
        mov di, react_line
        mov si, .word
        call put_text
        mov eax, [react_round]
        call put_decimal
        mov byte [di], ' '
        inc di
        pop eax
        call put_decimal
        mov si, react_line
        call serial_text
        call serial_newline
        mov eax, [react_round]
        inc dword [react_round]
        cmp eax, [react_rounds]
        jb react_wait
        mov byte [spin], 0
        mov si, .over
        call serial_text
        call serial_newline
        mov ax, [page_before]
        mov [page_next], ax
        ret
.early: call now                ; the time counts from the last key
        mov [react_since], eax
        ret
.word:  db 'react ', 0
.over:  db 'react done', 0
