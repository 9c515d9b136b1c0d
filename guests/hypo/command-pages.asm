; The commands that lead to a page, end the session, or list the commands.

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
