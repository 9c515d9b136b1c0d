; Command lines: words, quotes, $?, and ; && || between commands; and the shell that listens on COM1.

ARGS_MAX        equ 64          ; words of one command
STATUS_UNKNOWN  equ 127         ; as in POSIX: command not found

        section .bss
        alignb 4
shell_line      resb LINE_MAX + 1
shell_words     resb LINE_MAX * 2       ; the words, each with its zero; $? can grow
argc            resw 1
argv            resw ARGS_MAX
status          resw 1          ; of the last command
shell_skip      resb 1          ; the next command is not executed (after && or ||)
shell_next      resb 1          ; what ended the command: 0, ; & |
serial_line     resb LINE_MAX + 1
serial_length   resw 1
serial_shell    resb 1          ; echo and prompt are on
serial_cr       resb 1          ; the last byte was CR: an LF behind it ends nothing
        section .text

shell_prompt:   db 'hypo# ', 0

; Runs shell_line; output goes to out_device.
shell_run:
        pushad
        push es
        push ds
        pop es
        mov si, shell_line
        mov byte [shell_skip], 0
.next:  call shell_split
        cmp word [argc], 0
        je .ended
        cmp byte [shell_skip], 0
        jne .ended
        push si
        call shell_execute
        pop si
.ended: mov al, [shell_next]
        test al, al
        jz .done
        mov byte [shell_skip], 0
        cmp al, ';'
        je .next
        cmp al, '|'
        je .or
        cmp word [status], 0    ; &&: only after success
        je .next
        inc byte [shell_skip]
        jmp .next
.or:    cmp word [status], 0
        jne .next
        inc byte [shell_skip]
        jmp .next
.done:  pop es
        popad
        ret

; si = rest of the line -> argc, argv, shell_next; si behind the command.
shell_split:
        mov word [argc], 0
        mov di, shell_words
.blank: lodsb
        cmp al, ' '
        je .blank
        cmp al, 9
        je .blank
        call .is_end
        je .end
        mov bx, [argc]
        cmp bx, ARGS_MAX
        jae .word
        add bx, bx
        mov [argv+bx], di
        inc word [argc]
.word:  xor ah, ah              ; ah = the open quote
.char:  cmp al, '"'
        je .quote
        cmp al, "'"
        je .quote
        cmp al, '\'
        je .escape
        cmp al, '$'
        jne .plain
        cmp ah, "'"
        je .plain
        cmp byte [si], '?'
        jne .plain
        inc si
        push eax
        movzx eax, word [status]
        call put_decimal
        pop eax
        jmp .more
.escape:cmp ah, 0
        jne .plain              ; inside quotes it stands for itself
        cmp byte [si], 0
        je .plain
        movsb
        jmp .more
.quote: test ah, ah
        jz .open
        cmp ah, al
        jne .plain
        xor ah, ah
        jmp .more
.open:  mov ah, al
        jmp .more
.plain: stosb
.more:  lodsb
        test al, al
        jz .close
        test ah, ah
        jnz .char
        cmp al, ' '
        je .close
        cmp al, 9
        je .close
        call .is_end
        jne .char
.close: mov byte [di], 0
        inc di
        cmp al, ' '
        je .blank
        cmp al, 9
        je .blank
.end:   mov [shell_next], al
        test al, al
        jz .done
        cmp al, ';'
        je .done
        inc si                  ; the second & or |
.done:  ret
; ZF set: al (with what follows at si) ends a command.
.is_end:test al, al
        jz .yes
        cmp al, ';'
        je .yes
        cmp al, '&'
        je .twice
        cmp al, '|'
        jne .no
.twice: cmp al, [si]
.no:
.yes:   ret

; Finds and runs the command in argv; its CF becomes the status unless it sets one.
shell_execute:
        mov si, [argv]
        mov bx, commands
.find:  mov di, [bx]
        test di, di
        jz .unknown
        call text_equal
        je .found
        add bx, COMMAND_BYTES
        jmp .find
.found: mov word [status], 0
        push bp
        call [bx+2]
        pop bp
        jnc .done
        cmp word [status], 0
        jne .done
        mov word [status], 1
.done:  jmp page_change         ; at once: what follows on the line is meant for the new page
.unknown:
        call out_text
        mov si, .text
        call out_line
        mov word [status], STATUS_UNKNOWN
        ret
.text:  db ': not found', 0

; Takes what came over COM1; runs at most one line, so that pages change in between.
serial_service:
        pushad
.next:  call serial_get
        jc .done
        mov byte [wake], 1
        mov ah, [serial_cr]
        mov byte [serial_cr], 0
        cmp al, 10
        je .lf
        cmp al, 13
        je .cr
        cmp al, 8
        je .back
        cmp al, 127
        je .back
        cmp al, ' '
        jb .next
        mov bx, [serial_length]
        cmp bx, LINE_MAX
        jae .next
        mov [serial_line+bx], al
        inc word [serial_length]
        call .echo
        jmp .next
.back:  cmp word [serial_length], 0
        je .next
        dec word [serial_length]
        cmp byte [serial_shell], 0
        je .next
        mov si, .rubout
        call serial_text
        jmp .next
.lf:    test ah, ah
        jnz .next
        jmp .line
.cr:    mov byte [serial_cr], 1
.line:  mov al, 10
        call .echo
        mov bx, [serial_length]
        mov byte [serial_line+bx], 0
        mov word [serial_length], 0
        mov si, serial_line
        mov di, shell_line
        call put_text
        mov word [out_device], serial_out
        call shell_run
        cmp byte [serial_shell], 0
        je .done
        mov si, shell_prompt
        call serial_text
.done:  popad
        ret
.echo:  cmp byte [serial_shell], 0
        jne serial_out
        ret
.rubout:db 8, ' ', 8, 0
