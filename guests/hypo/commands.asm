; The commands: each finds argc and argv, prints through out_*, returns CF set for failure.

COMMAND_BYTES   equ 6           ; name, routine, what `help` says

commands:
        dw .n_echo, do_echo, .h_echo
        dw .n_serial, do_serial, .h_serial
        dw .n_mode, do_mode, .h_mode
        dw .n_theme, do_theme, .h_theme
        dw .n_paint, do_paint, .h_paint
        dw .n_lag, do_lag, .h_lag
        dw .n_trace, do_trace, .h_trace
        dw .n_react, do_react, .h_react
        dw .n_pointer, do_pointer, .h_pointer
        dw .n_media, do_media, .h_media
        dw .n_disk, do_disk, .h_disk
        dw .n_login, do_login, .h_login
        dw .n_date, do_date, .h_date
        dw .n_ticks, do_ticks, .h_ticks
        dw .n_page, do_page, .h_page
        dw .n_font, do_font, .h_font
        dw .n_install, do_install, .h_install
        dw .n_desktop, do_desktop, .h_desktop
        dw .n_console, do_console, .h_console
        dw .n_clear, do_clear, .h_clear
        dw .n_shell, do_shell, .h_shell
        dw .n_reboot, do_reboot, .h_reboot
        dw .n_poweroff, do_poweroff, .h_poweroff
        dw .n_halt, do_halt, .h_halt
        dw .n_help, do_help, .h_help
        dw .n_true, do_true, .h_true
        dw .n_false, do_false, .h_false
        dw 0
.n_echo:        db 'echo', 0
.h_echo:        db 'TEXT', 0
.n_serial:      db 'serial', 0
.h_serial:      db 'TEXT to COM1', 0
.n_mode:        db 'mode', 0
.h_mode:        db 'WxH | text', 0
.n_theme:       db 'theme', 0
.h_theme:       db '[1-3]', 0
.n_paint:       db 'paint', 0
.h_paint:       db 'COLOUR', 0
.n_lag:         db 'lag', 0
.h_lag:         db 'MS', 0
.n_trace:       db 'trace', 0
.h_trace:       db 'on | off', 0
.n_react:       db 'react', 0
.h_react:       db 'N [MIN MAX]', 0
.n_pointer:     db 'pointer', 0
.h_pointer:     db 'auto|ps2|vmware|vbox', 0
.n_media:       db 'media', 0
.h_media:       db 'floppy, CD', 0
.n_disk:        db 'disk', 0
.h_disk:        db 'size, system, user', 0
.n_login:       db 'login', 0
.h_login:       db 'PASSWORD', 0
.n_date:        db 'date', 0
.h_date:        db 0
.n_ticks:       db 'ticks', 0
.h_ticks:       db 0
.n_page:        db 'page', 0
.h_page:        db 'its name', 0
.n_font:        db 'font', 0
.h_font:        db 'all glyphs', 0
.n_install:     db 'install', 0
.h_install:     db 0
.n_desktop:     db 'desktop', 0
.h_desktop:     db 0
.n_console:     db 'console', 0
.h_console:     db 0
.n_clear:       db 'clear', 0
.h_clear:       db 0
.n_shell:       db 'shell', 0
.h_shell:       db '[off] echo on COM1', 0
.n_reboot:      db 'reboot', 0
.h_reboot:      db 0
.n_poweroff:    db 'poweroff', 0
.h_poweroff:    db 0
.n_halt:        db 'halt', 0
.h_halt:        db 0
.n_help:        db 'help', 0
.h_help:        db 0
.n_true:        db 'true', 0
.h_true:        db 0
.n_false:       db 'false', 0
.h_false:       db 0

        section .bss
        alignb 4
lag_ms          resd 1
        section .text

word_on:        db 'on', 0
word_off:       db 'off', 0
word_none:      db 'none', 0

; CF clear: si = the first argument. CF set: there is none.
first_argument:
        mov si, [argv+2]
        cmp word [argc], 2
        ret

; CF clear: eax = the number in the first argument.
number_argument:
        call first_argument
        jc .done
        call get_decimal
.done:  ret

; The words behind the command, one blank between two, through out_device.
out_arguments:
        mov bx, 1
.next:  cmp bx, [argc]
        jae .done
        cmp bx, 1
        je .word
        call out_space
.word:  mov di, bx
        add di, di
        mov si, [argv+di]
        call out_text
        inc bx
        jmp .next
.done:  ret

do_echo:
        call out_arguments
        call out_newline
do_true:
        clc
        ret
do_false:
        stc
        ret

do_serial:
        push word [out_device]
        mov word [out_device], serial_out
        call out_arguments
        call out_newline
        pop word [out_device]
        clc
        ret

do_mode:
        call first_argument
        jc .wrong
        mov di, .text
        call text_equal
        je do_console
        call get_decimal
        jc .wrong
        mov bx, ax
        lodsb
        or al, 0x20
        cmp al, 'x'
        jne .wrong
        call get_decimal
        jc .wrong
        xchg ax, bx
        mov si, .modes          ; only what every platform has
.next:  cmp word [si], 0
        je .wrong
        cmp ax, [si]
        jne .other
        cmp bx, [si+2]
        je .set
.other: add si, 4
        jmp .next
.set:   mov [desktop_w], ax
        mov [desktop_h], bx
        mov word [page_next], page_desktop
        clc
        ret
.wrong: mov si, .usage
        jmp out_usage
.text:  db 'text', 0
.modes: dw 640, 480, 800, 600, 1024, 768, 0
.usage: db 'mode 640x480 | 800x600 | 1024x768 | text', 0

; si = how a command is used -> "usage: ...", CF set.
out_usage:
        push si
        mov si, .usage
        call out_text
        pop si
        call out_line
        stc
        ret
.usage: db 'usage: ', 0

do_theme:
        mov al, [theme_at]
        inc al
        cmp word [argc], 2
        jb .wrap
        call number_argument
        jc .wrong
        cmp eax, THEMES
        ja .wrong
        dec al
        js .wrong
.wrap:  cmp al, THEMES
        jb .set
        xor al, al
.set:   mov [theme_at], al
        cmp word [page], page_desktop
        jne .done
        call desktop_enter      ; the same page in other colours: not reported again
.done:  clc
        ret
.wrong: mov si, .usage
        jmp out_usage
.usage: db 'theme [1-3]', 0

do_lag:
        call number_argument
        jc .wrong
        cmp eax, LAG_MOST
        ja .wrong
        mov [lag_ms], eax
        call ms_to_counts
        mov [lag_counts], eax
        mov byte [view_dirty], 1
        clc
        ret
.wrong: mov si, .usage
        jmp out_usage
.usage: db 'lag 0-60000', 0
LAG_MOST        equ 60000       ; one minute: counts wrap after an hour

do_trace:
        call first_argument
        jc .wrong
        mov di, word_on
        call text_equal
        je .on
        mov di, word_off
        call text_equal
        jne .wrong
        mov byte [trace_on], 0
        mov byte [key_prefix], 0        ; the decoder missed what was traced
        mov byte [key_skip], 0
        mov byte [key_shift], 0
        mov byte [key_ctrl], 0
        mov byte [key_alt], 0
        clc
        ret
.on:    mov byte [trace_on], 1
        clc
        ret
.wrong: mov si, .usage
        jmp out_usage
.usage: db 'trace on | off', 0

do_pointer:
        call first_argument
        jc .tell
        mov bx, .kinds
.next:  mov di, [bx]
        test di, di
        jz .wrong
        call text_equal
        je .found
        add bx, 4
        jmp .next
.found: call [bx+2]
        jc .absent
.tell:  movzx bx, byte [pointer_kind]
        add bx, bx
        mov si, [pointer_names+bx]
        call out_line
        mov byte [view_dirty], 1
        clc
        ret
.absent:mov si, .no
        call out_line
        stc
        ret
.wrong: mov si, .usage
        jmp out_usage
.kinds: dw .auto, pointer_auto
        dw pointer_names.ps2, pointer_ps2
        dw pointer_names.vmware, pointer_vmware
        dw pointer_names.vbox, pointer_vbox
        dw 0
.auto:  db 'auto', 0
.no:    db 'not there', 0
.usage: db 'pointer [auto|ps2|vmware|vbox]', 0

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

do_disk:
        call disk_probe
        mov eax, [disk_sectors]
        test eax, eax
        jz .none
        mov si, .size
        call out_text
        shr eax, 11             ; sectors to MiB
        call out_decimal
        mov si, .mib
        call out_line
        mov si, .system
        call out_text
        cmp byte [disk_system], 0
        je .empty
        mov si, .yes
        call out_line
        mov si, .user
        call out_text
        mov si, disk_settings + SETTINGS_NAME
        call out_line
        clc
        ret
.empty: mov si, word_none
        call out_line
        clc
        ret
.none:  mov si, .size
        call out_text
        mov si, word_none
        call out_line
        stc
        ret
.size:  db 'disk ', 0
.mib:   db ' MiB', 0
.system:db 'system ', 0
.yes:   db 'installed', 0
.user:  db 'user ', 0

; Tells whether the password typed in the installer was this one.
do_login:
        call first_argument
        jc .wrong
        cmp byte [disk_system], 0
        je .wrong
        call text_hash
        cmp eax, [disk_settings + SETTINGS_HASH]
        jne .wrong
        mov si, .hello
        call out_text
        mov si, disk_settings + SETTINGS_NAME
        call out_line
        clc
        ret
.wrong: mov si, .no
        call out_line
        stc
        ret
.hello: db 'hello ', 0
.no:    db 'wrong password', 0

do_date:
        call rtc_read
        jc do_date              ; less than 2 ms a second
        mov di, view_line
        call rtc_text
        mov si, view_line
        call out_line
        clc
        ret

do_ticks:
        mov eax, [ticks]
        call out_decimal
        call out_newline
        clc
        ret

do_page:
        mov bx, [page]
        mov si, [bx + PAGE_NAME]
        call out_line
        clc
        ret

do_install:
        mov word [page_next], page_language
        clc
        ret
do_desktop:
        mov word [page_next], page_desktop
        clc
        ret
do_console:
        mov word [page_next], page_console
        clc
        ret
do_font:
        mov word [page_next], page_font
        clc
        ret

do_clear:
        cmp word [out_device], output_put
        je .area
        cmp word [page], page_console
        jne .done
        mov word [page_next], page_console
.done:  clc
        ret
.area:  call output_clear
        clc
        ret

do_shell:
        mov byte [serial_shell], 1
        call first_argument
        jc .done
        mov di, word_off
        call text_equal
        jne .done
        mov byte [serial_shell], 0
.done:  clc
        ret

do_reboot:
        jmp reboot_now
do_poweroff:
        mov word [page_next], page_shutdown
        clc
        ret
do_halt:
        jmp halt_now

; Two columns on the console and COM1, one where lines are short.
do_help:
        mov bx, commands
        xor dx, dx              ; column
.next:  mov si, [bx]
        test si, si
        jz .done
        call text_length
        call out_text
        call out_space
        mov ax, cx
        inc ax
        mov si, [bx+4]
        call text_length
        add ax, cx
        call out_text
        add bx, COMMAND_BYTES
        xor dx, 1
        jz .line
        cmp word [out_device], output_put
        je .line0
.pad:   call out_space
        inc ax
        cmp ax, 38
        jb .pad
        jmp .next
.line0: xor dx, dx
.line:  call out_newline
        jmp .next
.done:  test dx, dx
        jz .end
        call out_newline
.end:   clc
        ret

; ------------------------------------------------------------------ font
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
