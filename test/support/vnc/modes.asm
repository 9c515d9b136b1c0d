; Boot sector: each key sets the next video mode, paints it, and sends its number on COM1 as a letter from 'A'.
; Assembled by the tests: nasm -f bin modes.asm. Needs Bochs' display interface (QEMU's standard VGA).

        bits    16
        org     0x7c00

BANK_INDEX      equ     5               ; Bochs VBE: index of the bank register
DISPI_INDEX     equ     0x1ce
DISPI_DATA      equ     0x1cf
COM1            equ     0x3f8

        cli
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        sti
        cld
        mov     si, modes
next:   lodsw                           ; the mode's number, 0 at the end
        test    ax, ax
        jz      stop
        mov     bx, ax
        test    bh, bh
        jz      old
        mov     ax, 0x4f02              ; VBE: set mode BX, banked
        jmp     set
old:    mov     ah, 0                   ; VGA: set mode AL
set:    int     0x10
        lodsb                           ; how many banks of 64 KiB
        movzx   cx, al
        mov     ax, 0xb800
        cmp     bl, 3
        jne     graphics
        mov     es, ax
        call    fill_text
        jmp     painted
graphics:
        mov     ax, 0xa000
        mov     es, ax
        xor     bp, bp                  ; the bank
bank:   push    cx
        test    bh, bh
        jz      .paint
        mov     dx, DISPI_INDEX
        mov     ax, BANK_INDEX
        out     dx, ax
        inc     dx
        mov     ax, bp
        out     dx, ax
.paint: call    fill
        inc     bp
        pop     cx
        loop    bank
painted:
        mov     dx, COM1
        mov     al, [letter]
        out     dx, al
        mov     al, 10
        out     dx, al
        inc     byte [letter]
        xor     ax, ax                  ; BIOS: wait for a key
        int     0x16
        jmp     next
stop:   hlt
        jmp     stop

; A bank: steps of 128 bytes in its first half, noise in its third quarter, one value in the last.
fill:   xor     di, di
        mov     dx, bp
        imul    dx, dx, 0x4d35
        or      dx, 1
.byte:  mov     ax, di
        test    ax, ax
        js      .upper
        shr     ax, 7
        add     ax, bp
        jmp     .store
.upper: test    ah, 0x40
        mov     al, 0x5a
        jnz     .store
        imul    dx, dx, 0x6255          ; a small generator of noise
        add     dx, 0x3619
        mov     al, dh
.store: stosb
        test    di, di
        jnz     .byte
        ret

; All characters in all colours, none of which blinks.
fill_text:
        xor     di, di
.cell:  mov     ax, di
        shr     ax, 1
        mov     ah, al
        rol     ah, 3
        and     ah, 0x7f
        stosw
        cmp     di, 80 * 25 * 2
        jb      .cell
        mov     ax, 0x0100              ; no cursor
        mov     cx, 0x2000
        int     0x10
        ret

letter: db      'A'
modes:  dw      0x03
        db      0                       ; 80x25 text
        dw      0x13
        db      1                       ; 320x200, 256 colours
        dw      0x12
        db      1                       ; 640x480, 16 colours in planes
        dw      0x101
        db      5                       ; 640x480, 8 bits
        dw      0x110
        db      10                      ; 640x480, 15 bits
        dw      0x111
        db      10                      ; 640x480, 16 bits
        dw      0x112
        db      15                      ; 640x480, 24 bits
        dw      0x143
        db      30                      ; 800x600, 32 bits
        dw      0x144
        db      48                      ; 1024x768, 32 bits
        dw      0x145
        db      80                      ; 1280x1024, 32 bits
        dw      0

        times   510 - ($ - $$) db 0
        dw      0xaa55
