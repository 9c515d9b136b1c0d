; The 8042 and its keyboard: raw scan codes into the event ring, and from there to characters (US layout).

KBC_DATA        equ 0x60
KBC_STATUS      equ 0x64        ; reading; writing gives commands
KBC_FULL        equ 0x01        ; a byte waits in KBC_DATA
KBC_BUSY        equ 0x02        ; do not write yet
KBC_AUX         equ 0x20        ; the waiting byte comes from the mouse
KBC_READ_MODE   equ 0x20
KBC_WRITE_MODE  equ 0x60
KBC_AUX_ON      equ 0xA8
KBC_MODE        equ 0x47        ; both interrupts, system flag, translation to set 1
KBC_POLLS       equ 20000       ; about 20 ms of status reads: far more than a reply takes
KBC_DRAIN       equ 32          ; bytes taken in one interrupt at most

        section .bss
key_prefix      resb 1          ; 0xE0 or 0xE1 while a sequence is open
key_skip        resb 1          ; bytes of the Pause key still to ignore
key_shift       resb 1          ; bit 0 left, bit 1 right
key_ctrl        resb 1          ; bit 0 left, bit 1 right
key_alt         resb 1
caps_lock       resb 1
num_lock        resb 1
trace_on        resb 1
key_count       resd 1          ; scan code bytes seen
key_last        resb 8          ; the last eight, newest last
        section .text

; Waits until the 8042 takes a byte, then writes al to its command port.
kbc_command:
        call kbc_ready
        out KBC_STATUS, al
        ret
kbc_write:
        call kbc_ready
        out KBC_DATA, al
        ret
kbc_ready:
        push ax
        push cx
        mov cx, KBC_POLLS
.poll:  in al, KBC_STATUS
        test al, KBC_BUSY
        jz .ready
        loop .poll
.ready: pop cx
        pop ax
        ret

; Before our interrupts are installed.
keys_open:
        pushad
        pushf
        cli
        mov al, KBC_AUX_ON
        call kbc_command
        mov al, KBC_WRITE_MODE
        call kbc_command
        mov al, KBC_MODE
        call kbc_write
        popf
        popad
        ret

keyboard_irq:
        pushad
        push ds
        push cs
        pop ds
        call kbc_drain
        mov al, PIC_EOI
        out PIC_MASTER, al
        pop ds
        popad
        iret

; Reads what waits, from either device: both interrupts may find the other's byte first.
kbc_drain:
        mov cx, KBC_DRAIN
.next:  in al, KBC_STATUS
        test al, KBC_FULL
        jz .done
        mov ah, al
        in al, KBC_DATA
        test ah, KBC_AUX
        jnz .mouse
        call leds_answer
        jnc .more
        mov byte [put_type], EVENT_KEY
        xor ah, ah
        mov [put_x], ax
        call event_put
        jmp .more
.mouse: call mouse_byte
.more:  loop .next
.done:  ret

; ev_x low = a raw byte -> CF clear: al = character or 0, ah = key code (make codes only).
key_decode:
        mov al, [ev_x]
        cmp byte [key_skip], 0
        je .first
        dec byte [key_skip]
        jmp .none
.first: cmp al, 0xE0
        je .e0
        cmp al, 0xE1
        je .e1
        cmp al, 0xFA            ; acknowledgement: not a key
        je .none
        mov ah, al
        and ah, 0x7F            ; ah = the key's code
        cmp byte [key_prefix], 0
        je .plain
        mov byte [key_prefix], 0
        cmp ah, 0x2A            ; E0 2A / E0 36: shifts that the keyboard itself inserts
        je .none
        cmp ah, 0x36
        je .none
        or ah, 0x80
.plain: call key_modifier
        jnc .none
        test al, 0x80
        jnz .none               ; released
        call key_character
        clc
        ret
.e0:    mov byte [key_prefix], 0xE0
        jmp .none
.e1:    mov byte [key_skip], 5  ; Pause: E1 1D 45 E1 9D C5
.none:  stc
        ret

; al = raw byte, ah = key code -> CF clear: it was a modifier.
key_modifier:
        push bx
        push si
        mov si, .table
.find:  cmp byte [si], 0
        je .locks
        cmp [si], ah
        je .found
        add si, 4
        jmp .find
.found: mov bx, [si+2]
        mov ah, [si+1]
        or [bx], ah
        test al, 0x80
        jz .yes
        not ah
        and [bx], ah
.yes:   clc
.exit:  pop si
        pop bx
        ret
.locks: test al, 0x80
        jnz .no
        cmp ah, 0x3A
        jne .num
        xor byte [caps_lock], 1
        jmp .light
.num:   cmp ah, 0x45
        jne .no
        xor byte [num_lock], 1
.light: call leds_update
        jmp .yes
.no:    stc
        jmp .exit
.table: db 0x2A, 1              ; key code, bit; then the variable
        dw key_shift
        db 0x36, 2
        dw key_shift
        db 0x1D, 1
        dw key_ctrl
        db 0x9D, 2
        dw key_ctrl
        db 0x38, 1
        dw key_alt
        db 0xB8, 2
        dw key_alt
        db 0

; ah = key code -> al = character or 0; the keypad's arrows become the arrow keys.
key_character:
        push bx
        xor al, al
        cmp ah, 0x9C            ; Enter and / of the keypad
        je .enter
        cmp ah, 0xB5
        je .slash
        test ah, 0x80
        jnz .done
        cmp ah, 0x56            ; behind the main block, except the keypad's: no characters
        ja .done
        cmp ah, 0x47
        jb .main
        cmp ah, 0x4A
        je .main
        cmp ah, 0x4E
        je .main
        cmp byte [num_lock], 0
        jne .main
        or ah, 0x80             ; without Num Lock the keypad moves
        jmp .done
.enter: mov ah, K_ENTER
        mov al, 13
        jmp .done
.slash: mov al, '/'
        jmp .done
.main:  movzx bx, ah
        mov al, [keys_plain+bx]
        cmp byte [key_shift], 0
        je .caps
        cmp ah, 0x47
        jae .caps
        mov al, [keys_shift+bx]
.caps:  cmp byte [caps_lock], 0
        je .ctrl
        mov bl, al              ; Caps Lock turns letters round, nothing else
        or bl, 0x20
        cmp bl, 'a'
        jb .ctrl
        cmp bl, 'z'
        ja .ctrl
        xor al, 0x20
.ctrl:  cmp byte [key_ctrl], 0
        jne .none
        cmp byte [key_alt], 0
        je .done
.none:  xor al, al              ; Ctrl and Alt make no characters
.done:  pop bx
        ret

; Characters by set-1 code, 0x00 to 0x56.
keys_plain:
        db 0, 27, "1234567890-=", 8, 9, "qwertyuiop[]", 13, 0, "asdfghjkl;'`", 0
        db "\zxcvbnm,./", 0, "*", 0, " ", 0
        times 0x47-($-keys_plain) db 0
        db "789-456+1230.", 0, 0, "\"
keys_shift:
        db 0, 27, "!@#$%^&*()_+", 8, 9, "QWERTYUIOP{}", 13, 0, 'ASDFGHJKL:"~', 0
        db "|ZXCVBNM<>?", 0, "*", 0, " ", 0
        times 0x47-($-keys_shift) db 0
