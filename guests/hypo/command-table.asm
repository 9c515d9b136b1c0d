; The table of commands: name, routine, and what `help` says behind the name.

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
