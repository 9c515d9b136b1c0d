; The main loop: commands, events, ticks and page changes, asleep when there is nothing to do.
; A page is a record of five words (page_record in const.asm); a routine that it lacks is `nothing`.

        section .bss
        alignb 4
page            resw 1          ; the page shown
page_next       resw 1          ; the page asked for, 0: none
page_before     resw 1          ; the page shown before this one
ticks_seen      resd 1
spin            resb 1          ; a page measures time: do not sleep
        section .text

main_loop:
        sti
        mov byte [wake], 0
        call page_change
        call serial_service     ; a command line may have come over COM1
        call page_change
        call pointer_poll
        call event_next
        jc .quiet
        mov byte [wake], 1      ; more may wait
        call event_dispatch
        call page_change
.quiet: mov eax, [ticks]
        cmp eax, [ticks_seen]
        je .idle
        mov [ticks_seen], eax
        call acpi_poll
        mov bx, [page]
        call [bx + PAGE_TICK]
        call page_change
.idle:  call sprite_show
        cmp byte [spin], 0
        jne main_loop
        cli
        cmp byte [wake], 0
        jne main_loop
        sti
        hlt                     ; the next timer, key, mouse or serial interrupt
        jmp main_loop

nothing:
        ret

; Enters the page asked for and tells COM1 its name.
page_change:
        pushad
        mov bx, [page_next]
        test bx, bx
        jz .done
        mov word [page_next], 0
        mov si, [page]
        cmp si, bx
        je .same
        mov [page_before], si
.same:  mov [page], bx
        mov byte [spin], 0
        push bx
        call [bx + PAGE_ENTER]
        pop bx
        call sprite_show        ; the page is complete when its line comes
        mov si, [bx + PAGE_NAME]
        test si, si
        jz .done
        call page_report
        cmp bx, page_desktop
        jne .done
        mov si, .ready
        call serial_text
        call serial_newline
.done:  popad
        ret
.ready: db 'ready', 0

; si = name -> the line "page NAME" on COM1.
page_report:
        push si
        mov si, .word
        call serial_text
        pop si
        call serial_text
        call serial_newline
        ret
.word:  db 'page ', 0

event_dispatch:
        pushad
        mov bx, [page]
        cmp byte [ev_type], EVENT_POINTER
        je .pointer
        call viewer_note_key
        cmp byte [trace_on], 0
        jne .trace_key
        call key_decode
        jc .done
        cmp ah, K_DELETE
        jne .key
        cmp byte [key_ctrl], 0
        je .key
        cmp byte [key_alt], 0
        jne reboot_now
.key:   call [bx + PAGE_KEY]
        jmp .done
.trace_key:
        mov si, .sc
        call serial_text
        mov al, [ev_x]
        mov di, trace_line
        call put_hex
        mov si, trace_line
        call serial_text
        call serial_newline
        jmp .done
.pointer:
        call pointer_apply
        call viewer_note_pointer
        cmp byte [trace_on], 0
        je .page
        call trace_pointer
.page:  call [bx + PAGE_POINTER]
.done:  popad
        ret
.sc:    db 'sc ', 0

        section .bss
trace_line      resb 64
        section .text

; The line "ptr KIND X Y BUTTONS WHEEL" on COM1, in decimal, as the device sent it.
trace_pointer:
        mov di, trace_line
        mov si, .ptr
        call put_text
        call put_packet
        mov si, trace_line
        call serial_text
        jmp serial_newline
.ptr:   db 'ptr ', 0

; The packet in ev_* as text at di.
put_packet:
        pushad
        movzx bx, byte [ev_kind]
        add bx, bx
        mov si, [pointer_names+bx]
        call put_text
        movzx eax, word [ev_x]
        movzx ecx, word [ev_y]
        cmp byte [ev_kind], POINTER_PS2
        jne .xy
        movsx eax, ax           ; relative: signed
        movsx ecx, cx
.xy:    call .number
        mov eax, ecx
        call .number
        movzx eax, byte [ev_buttons]
        call .number
        movsx eax, byte [ev_wheel]
        call .number
        popad
        ret
.number:mov byte [di], ' '
        inc di
        jmp put_signed
