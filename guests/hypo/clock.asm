; The real-time clock: reading it, its text, its place on the desktop.

CLOCK_X         equ 376
CLOCK_Y         equ 48
RTC_INDEX       equ 0x70
RTC_UPDATING    equ 0x80        ; register A
RTC_BINARY      equ 0x04        ; register B: not BCD

        section .bss
clock_second    resb 1          ; shown
rtc             resb 6          ; second, minute, hour, day, month, year
        section .text

; al = CMOS register -> al = its value.
rtc_register:
        out RTC_INDEX, al
        in al, RTC_INDEX + 1
        ret

; Reads the real-time clock into rtc, as plain numbers. CF set: it is being updated.
rtc_read:
        pushad
        mov al, 0x0A
        call rtc_register
        test al, RTC_UPDATING
        stc
        jnz .done
        mov si, .registers
        mov di, rtc
        mov cx, 6
.next:  lodsb
        call rtc_register
        mov [di], al
        inc di
        loop .next
        mov al, 0x0B
        call rtc_register
        test al, RTC_BINARY
        jnz .plain
        mov cx, 6
.bcd:   dec di
        mov al, [di]
        mov ah, al
        shr ah, 4
        and al, 15
        aad                     ; al = ah * 10 + al
        mov [di], al
        loop .bcd
.plain: clc
.done:  popad
        ret
.registers: db 0, 2, 4, 7, 8, 9

; di -> "HH:MM:SS YYYY-MM-DD".
rtc_text:
        push ax
        mov al, [rtc+2]
        call put_two
        mov byte [di], ':'
        inc di
        mov al, [rtc+1]
        call put_two
        mov byte [di], ':'
        inc di
        mov al, [rtc]
        call put_two
        mov dword [di], ' 20'
        add di, 3
        mov al, [rtc+5]
        call put_two
        mov byte [di], '-'
        inc di
        mov al, [rtc+4]
        call put_two
        mov byte [di], '-'
        inc di
        mov al, [rtc+3]
        call put_two
        pop ax
        ret

clock_draw:
        call rtc_read
        jc .done
        mov al, [rtc]
        cmp al, [clock_second]
        je .done
        mov [clock_second], al
        mov di, view_line
        call rtc_text
        call panel_ink
        mov ax, CLOCK_X
        mov bx, CLOCK_Y
        mov cx, VIEW_CHARS
        call view_draw
.done:  ret
