; One ring of timestamped key and pointer events; `lag` holds each back for that long.

EVENT_KEY       equ 1           ; ev_x low byte = one raw scan code byte
EVENT_POINTER   equ 2
RING_EVENTS     equ 512         ; a page of typed text under a lag of seconds
RING_BYTES      equ RING_EVENTS * 16

        section .bss
        alignb 4
ring            resb RING_BYTES
ring_head       resw 1          ; offset of the oldest event
ring_used       resw 1          ; bytes
ring_lost       resw 1          ; events that found it full
lag_counts      resd 1          ; PIT counts
; the event taken last; the same layout as in the ring
ev              equ $
ev_type         resb 1
ev_kind         resb 1          ; pointers: POINTER_PS2 ...
ev_x            resw 1
ev_y            resw 1
ev_buttons      resb 1
ev_wheel        resb 1          ; signed, positive towards the user
ev_time         resd 1          ; PIT counts when it arrived
                resd 1
; the event being put in (by interrupt handlers, interrupts off)
put             equ $
put_type        resb 1
put_kind        resb 1
put_x           resw 1
put_y           resw 1
put_buttons     resb 1
put_wheel       resb 1
put_time        resd 1
                resd 1
        section .text

; Interrupts must be off; takes the fields put_*, sets the time itself.
event_put:
        pushad
        push es
        push ds
        pop es
        mov byte [wake], 1
        call now
        mov [put_time], eax
        cmp word [ring_used], RING_BYTES
        jb .room
        inc word [ring_lost]
        jmp .done
.room:  mov di, [ring_head]
        add di, [ring_used]
        cmp di, RING_BYTES
        jb .place
        sub di, RING_BYTES
.place: add di, ring
        mov si, put
        mov cx, 4
        cld
        rep movsd
        add word [ring_used], 16
.done:  pop es
        popad
        ret

; CF clear: an event whose lag is over is in ev_*.
event_next:
        pushad
        push es
        push ds
        pop es
        cli
        cmp word [ring_used], 0
        je .none
        mov si, [ring_head]
        add si, ring
        call now
        sub eax, [si + (put_time - put)]
        cmp eax, [lag_counts]
        jb .none
        mov di, ev
        mov cx, 4
        rep movsd
        sub word [ring_used], 16
        mov ax, [ring_head]
        add ax, 16
        cmp ax, RING_BYTES
        jb .head
        xor ax, ax
.head:  mov [ring_head], ax
        sti
        clc
        jmp .done
.none:  sti
        stc
.done:  pop es
        popad
        ret
