; The desktop's three colour themes.

THEMES          equ 3

        section .bss
        alignb 4
theme_at        resb 1
        alignb 4
theme:                          ; the colours in use, 00RRGGBB
th_backdrop     resd 1
th_window       resd 1
th_edge         resd 1
th_title        resd 1
th_title_ink    resd 1
th_ink          resd 1
th_button       resd 1
th_button_on    resd 1
th_button_ink   resd 1
th_field        resd 1
th_field_ink    resd 1
th_panel        resd 1
th_panel_ink    resd 1
th_accent       resd 1
THEME_COLOURS   equ ($ - theme) / 4
        section .text

        align 4, db 0
themes:
; backdrop, window, edge, title, its ink, ink, button, button on, its ink, field, its ink, panel, its ink, accent
.sea:   dd 0x1E4A78, 0xE6E9ED, 0x20262C, 0x2C6E49, 0xFFFFFF, 0x20262C, 0xB8C4D0, 0xF2B134, 0x101418
        dd 0xFFFFFF, 0x101418, 0x14202C, 0x9CE0B0, 0xE4572E
.night: dd 0x101018, 0x2A2A36, 0x6C6C80, 0x503078, 0xF0E8FF, 0xE0E0E8, 0x44445A, 0x2FA572, 0xF8F8FF
        dd 0x181820, 0xE8E8F0, 0x0C0C12, 0xE8C070, 0x58A6FF
.sand:  dd 0xC8B088, 0xFFF8E8, 0x604830, 0xA03828, 0xFFF8E0, 0x403020, 0xE8D8B8, 0x3878C0, 0x201008
        dd 0xFFFFFF, 0x301808, 0x503820, 0xFFE8B0, 0x287850

; Copies the theme theme_at to th_*.
theme_use:
        pushad
        push es
        push ds
        pop es
        movzx si, byte [theme_at]
        imul si, si, THEME_COLOURS * 4
        add si, themes
        mov di, theme
        mov cx, THEME_COLOURS
        rep movsd
        pop es
        popad
        ret
