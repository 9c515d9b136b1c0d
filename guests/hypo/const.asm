; Every constant that more than one file needs: memory map, ports, key codes, colours, limits.

; ---- memory map (linear addresses; the segments below are these / 16) ----
BOOT_ADDR       equ 0x7C00      ; where every PC BIOS puts a boot sector
KERNEL_SEG      equ 0x1000      ; kernel, its variables and its stack share one 64 KiB segment
KERNEL_SECTORS  equ 64          ; size on the media: 32 KiB, checked when assembling
SECTOR          equ 512         ; bytes
KERNEL_BYTES    equ KERNEL_SECTORS * SECTOR
VBE_INFO_SEG    equ 0x0060      ; 512 bytes for int 10h AX=4F00
VBE_MODE_SEG    equ 0x0080      ; 256 bytes for int 10h AX=4F01
FONT_SEG        equ 0x0100      ; the BIOS's own 8x16 font, copied: 256 x 16 bytes
FONT_LINEAR     equ FONT_SEG * 16
BUFFER_SEG      equ 0x2000      ; 64 KiB for disk transfers, never crosses a DMA boundary
TEXT_SEG        equ 0xB800      ; VGA text memory

; ---- the installed disk ----
FIRST_DISK      equ 0x80        ; BIOS number of the first hard disk
KERNEL_LBA      equ 1           ; right behind the boot sector, as on the floppy
SETTINGS_LBA    equ KERNEL_LBA + KERNEL_SECTORS
PACKAGE_LBA     equ 128         ; where the made-up packages begin
PACKAGE_SECTORS equ 512         ; 256 KiB: enough for a progress bar worth watching

; ---- text screen ----
COLUMNS         equ 80
ROWS            equ 25
ROW_BYTES       equ COLUMNS * 2

; ---- characters: none from B0 to B2 (shades), whose ninth column QEMU draws and v86 leaves blank ----
BACK_CHAR       equ 0xFA        ; a dot in the middle of the cell

; ---- text attributes (background * 16 + foreground; bit 7 would blink) ----
A_BACK          equ 0x13        ; cyan dots on blue
A_BAR           equ 0x30        ; black on cyan: title and key lines
A_BOX           equ 0x70        ; black on grey: dialogues
A_BOX_HIGH      equ 0x7F        ; white on grey
A_BOX_RED       equ 0x74        ; red on grey
A_BOX_BLUE      equ 0x71        ; blue on grey
A_SELECT        equ 0x1F        ; white on blue: the chosen line
A_FIELD         equ 0x1E        ; yellow on blue: text fields
A_SHADOW        equ 0x08        ; dark grey on black
A_ERROR         equ 0x4F        ; white on red
A_GREEN         equ 0x2F        ; white on green
A_CONSOLE       equ 0x07        ; grey on black

; ---- key codes: set-1 make code, + 0x80 for those behind an E0 prefix ----
K_ESC           equ 0x01
K_BACKSPACE     equ 0x0E
K_TAB           equ 0x0F
K_ENTER         equ 0x1C
K_R             equ 0x13
K_F8            equ 0x42
K_UP            equ 0xC8
K_DOWN          equ 0xD0
K_DELETE        equ 0xD3

; ---- time: the 8254's input clock ----
PIT_HZ          equ 1193182
PIT_MS          equ 1193        ; counts a millisecond, rounded down

; ---- text fields ----
NAME_MAX        equ 15          ; characters of a user name
PASSWORD_MIN    equ 4
PASSWORD_MAX    equ 15
LINE_MAX        equ 250         ; characters of a command line

; ---- offsets in a page record (see page.asm) ----
PAGE_NAME       equ 0
PAGE_ENTER      equ 2
PAGE_KEY        equ 4
PAGE_POINTER    equ 6
PAGE_TICK       equ 8

; A page: name on serial (and of its reference screen), then its four routines.
%macro page_record 5
        dw %1, %2, %3, %4, %5
%endmacro

; One text of a text page: row, column, attribute, bytes.
%macro item 4+
        db %1, %2, %3, %4, 0
%endmacro
%define items_end db 0xFF
