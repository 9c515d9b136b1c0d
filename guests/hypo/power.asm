; Restart, power off, and the pages shown on the way.

RESET_PULSE     equ 0xFE        ; 8042 command: pulse the processor's reset line
PCI_RESET       equ 0xCF9       ; chipset reset control
SHUTDOWN_TICKS  equ 18          ; one second on the page: someone may want to see it

        section .bss
        alignb 4
shutdown_at     resd 1          ; tick of power off
        section .text

page_shutdown:  page_record .name, shutdown_enter, nothing, nothing, shutdown_tick
.name:          db 'shutdown', 0

shutdown_enter:
        mov eax, [ticks]
        add eax, SHUTDOWN_TICKS
        mov [shutdown_at], eax
        mov si, .title
        mov di, .keys
        call frame_draw
        mov si, .items
        jmp text_items
.title: db ' Shutdown ', 0
.keys:  db 'Please wait', 0
.items: item 8, 14, A_BOX_BLUE, 'Hypothetical OS is shutting down.'
        item 10, 14, A_BOX, 'There is nothing to save: it never had anything.'
        items_end

shutdown_tick:
        mov eax, [ticks]
        cmp eax, [shutdown_at]
        jb .done
        call acpi_off           ; returns if nothing switched us off
        jmp halt_now
.done:  ret

; The end without power off. Interrupts stay off: v86 reports this as halted.
halt_now:
        mov si, .title
        mov di, .keys
        call frame_draw
        mov si, .items
        call text_items
        mov si, .name
        call page_report
        cli
.stop:  hlt
        jmp .stop
.name:  db 'halted', 0
.title: db ' Halted ', 0
.keys:  db 'No keys', 0
.items: item 8, 14, A_BOX, 'It is now safe to switch off this computer.'
        items_end

reboot_now:
        cli
        push es
        xor ax, ax
        mov es, ax
        mov word [es:0x472], ax ; a cold start, with memory test and all
        pop es
        mov al, RESET_PULSE
        call kbc_command
        mov cx, KBC_POLLS       ; it takes a moment
.wait:  in al, KBC_STATUS
        loop .wait
        mov dx, PCI_RESET
        mov al, 0x06
        out dx, al
        lidt [.nothing]         ; the last resort: a fault without handlers
        int 3
.nothing:
        dw 0
        dd 0
