; The kernel of Hypothetical OS: entry, set-up and the list of its parts (NASM, flat binary at KERNEL_SEG:0).
        cpu 586
        bits 16
        org 0
%include "const.asm"

        section .bss nobits align=4 follows=.text
bss_start:

        section .text
        jmp near kernel_start
        align 4, db 0
        db 'HYPO'               ; the boot sector looks for this

kernel_start:
        cli
        mov ax, cs
        mov ds, ax
        mov ss, ax
        xor esp, esp              ; the stack grows down from the segment's end
        mov es, ax
        cld
        mov di, bss_start       ; variables start as zero: the image itself stays
        mov cx, bss_end         ; unchanged in memory and is what gets installed
        sub cx, di
        xor al, al
        rep stosb
        mov [boot_drive], dl
        sti
        call a20_on
        call font_copy
        call serial_open
        call time_open
        call keys_open
        call mouse_open
        call irq_install
        call pointer_auto
        call acpi_open
        call disk_probe
        mov word [page_next], page_boot_menu
        cmp byte [boot_drive], FIRST_DISK
        jb .run
        mov word [page_next], page_desktop
.run:   jmp main_loop

%include "page.asm"             ; the main loop and what a page is
%include "irq.asm"              ; interrupt vectors
%include "time.asm"             ; ticks, PIT counts, random numbers
%include "flat.asm"             ; 4 GiB data segments in real mode
%include "event.asm"            ; the ring of key and pointer events, lag
%include "keyboard.asm"         ; 8042, scan codes to characters
%include "leds.asm"             ; lock lights
%include "mouse.asm"            ; PS/2 packets
%include "vmware.asm"           ; VMware's absolute pointer
%include "vbox.asm"             ; VirtualBox's absolute pointer
%include "pointer.asm"          ; chooses one of the three, keeps position and buttons
%include "serial.asm"           ; COM1
%include "string.asm"           ; numbers, comparisons
%include "text.asm"             ; 80x25 drawing
%include "widget.asm"           ; frame, list and text field of the text pages
%include "menu.asm"             ; the boot menu
%include "install.asm"          ; installer pages before the disk is touched
%include "user.asm"             ; the page with name and password
%include "progress.asm"         ; writing the disk
%include "disk.asm"             ; int 13h
%include "power.asm"            ; reboot, power off, their pages
%include "acpi.asm"             ; tables, power button
%include "vbe.asm"              ; graphics modes
%include "draw.asm"             ; filled boxes and text in graphics
%include "sprite.asm"           ; the mouse pointer
%include "confirm.asm"          ; the page that only a mouse passes
%include "theme.asm"            ; colours of the desktop
%include "desktop.asm"          ; the desktop and its widgets
%include "buttons.asm"          ; its buttons
%include "clock.asm"            ; the real-time clock
%include "viewer.asm"           ; animation, last keys and packets
%include "output.asm"           ; where commands print
%include "console.asm"          ; the command line page
%include "shell.asm"            ; command lines
%include "command-table.asm"    ; their names
%include "commands.asm"         ; those that talk and set
%include "command-paint.asm"
%include "command-disk.asm"
%include "command-pages.asm"    ; those that lead elsewhere
%include "font.asm"             ; all characters
%include "atapi.asm"            ; CD drives
%include "media.asm"            ; labels of floppy and CD
%include "react.asm"            ; reaction time

        times KERNEL_BYTES-($-$$) db 0

        section .bss
        alignb 4
bss_end:
VARIABLES_MOST  equ 0xF000 - KERNEL_BYTES       ; leaves 4 KiB of stack above them
        times -((bss_end - bss_start) / VARIABLES_MOST) resb 1  ; stops the build beyond that
