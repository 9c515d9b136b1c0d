; The commands: each finds argc and argv, prints through out_*, returns CF set for failure.

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
