; Tells the keyboard which lock lights to show, without waiting for its answers.

KBD_SET_LEDS    equ 0xED        ; the keyboard acknowledges it, then its argument
KBD_ACK         equ 0xFA
KBD_RESEND      equ 0xFE
LED_NUM         equ 0x02
LED_CAPS        equ 0x04

        section .bss
led_state       resb 1          ; 0: idle, 1: command sent, 2: argument sent
        section .text

; The locks have changed.
leds_update:
        pushf
        cli
        push ax
        mov byte [led_state], 1
        mov al, KBD_SET_LEDS
        call kbc_write
        pop ax
        popf
        ret

; al = a byte from the keyboard (interrupts off) -> CF clear: it was an answer to us.
leds_answer:
        cmp byte [led_state], 0
        je .key
        cmp al, KBD_ACK
        je .next
        cmp al, KBD_RESEND
        jne .key
        mov byte [led_state], 0
        ret                     ; cmp was equal: CF is clear
.next:  dec byte [led_state]
        jz .first
        mov byte [led_state], 0
        ret
.first: mov byte [led_state], 2
        push ax
        xor al, al
        cmp byte [num_lock], 0
        je .caps
        or al, LED_NUM
.caps:  cmp byte [caps_lock], 0
        je .send
        or al, LED_CAPS
.send:  call kbc_write
        pop ax
        clc
        ret
.key:   stc
        ret
