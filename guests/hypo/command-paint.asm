; The command that paints the desktop's square, and the names of colours.

do_paint:
        cmp word [page], page_desktop
        jne .where
        call first_argument
        jc .wrong
        call colour_argument
        jc .wrong
        mov edi, eax
        mov ax, PAINT_X
        mov bx, PAINT_Y
        mov cx, PAINT_SIZE
        mov dx, PAINT_SIZE
        call fill
        clc
        ret
.where: mov si, .no
        call out_line
        stc
        ret
.wrong: mov si, .usage
        jmp out_usage
.no:    db 'not on the desktop', 0
.usage: db 'paint NAME | RRGGBB', 0

; si = a colour's name or six hex digits -> CF clear: eax = 00RRGGBB.
colour_argument:
        mov bx, .names
.next:  mov di, [bx]
        test di, di
        jz .hex
        call text_equal
        je .found
        add bx, 6
        jmp .next
.found: mov eax, [bx+2]
        clc
        ret
.hex:   call text_length
        cmp cx, 6
        jne .no
        xor ebx, ebx
.digit: lodsb
        cmp al, '9'
        jbe .number
        or al, 0x20
        sub al, 'a' - '0' - 10
        cmp al, '0' + 10
        jb .no
.number:sub al, '0'
        cmp al, 16
        jae .no
        shl ebx, 4
        or bl, al
        loop .digit
        mov eax, ebx
        clc
        ret
.no:    stc
        ret
.names: dw .black
        dd 0x000000
        dw .red
        dd 0xFF0000
        dw .green
        dd 0x00FF00
        dw .blue
        dd 0x0000FF
        dw .yellow
        dd 0xFFFF00
        dw .cyan
        dd 0x00FFFF
        dw .magenta
        dd 0xFF00FF
        dw .white
        dd 0xFFFFFF
        dw 0
.black: db 'black', 0
.red:   db 'red', 0
.green: db 'green', 0
.blue:  db 'blue', 0
.yellow:db 'yellow', 0
.cyan:  db 'cyan', 0
.magenta: db 'magenta', 0
.white: db 'white', 0
