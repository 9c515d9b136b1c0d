; Time: a tick 18.2 times a second, and the 8254's counter, exact to one count (1.193182 MHz).
; An emulator on a busy host delivers ticks late or drops some. So ticks are not counted for measuring:
; the counter tells the time modulo one tick, the processor's time stamp which tick it is.

PIT_COUNTER     equ 0x40        ; channel 0, which makes IRQ 0
PIT_COMMAND     equ 0x43
PIT_RATE_MODE   equ 0x34        ; channel 0, low then high byte, mode 2: counts down by one
PIT_LATCH       equ 0x00
TSC_SHIFT       equ 10          ; of the time stamp: at 3 GHz its low 32 bits then last 24 minutes
CALIBRATION     equ 12000       ; counts, 10 ms
SAMPLES         equ 8           ; the one that took least time counts: the host may interrupt us

        section .bss
        alignb 4
ticks           resd 1          ; timer interrupts since the start
time_now        resd 1          ; counts at the last look
time_stamp      resd 1          ; shifted time stamp then
time_phase      resw 1          ; counter then
        alignb 4
stamp_counts    resd 1          ; counts a shifted time stamp, times 65536
random_state    resd 1
wake            resb 1          ; set by every interrupt handler: look before sleeping
        section .text

; Some BIOSes leave mode 3, which counts down by two; the rate stays the BIOS's (65536 counts a tick).
time_open:
        pushad
        pushf
        cli
        mov al, PIT_RATE_MODE
        out PIT_COMMAND, al
        xor al, al
        out PIT_COUNTER, al
        out PIT_COUNTER, al
        call time_sample
        mov esi, eax
        mov di, cx
.wait:  call pit_phase
        sub cx, di
        cmp cx, CALIBRATION
        jb .wait
        call time_sample
        mov [time_stamp], eax
        mov [time_phase], cx
        sub eax, esi
        mov ebx, eax            ; time stamps
        sub cx, di
        movzx eax, cx           ; counts
        shl eax, 16
        xor edx, edx
        div ebx
        mov [stamp_counts], eax
        popf
        popad
        ret

; cx = counts since the counter was reloaded, 0 to 65535.
pit_phase:
        mov al, PIT_LATCH
        out PIT_COMMAND, al
        in al, PIT_COUNTER
        mov cl, al
        in al, PIT_COUNTER
        mov ch, al
        neg cx
        ret

; eax = time stamp, shifted to 32 bits.
stamp:  push edx
        rdtsc
        shrd eax, edx, TSC_SHIFT
        pop edx
        ret

; eax = time stamp and cx = phase of the same moment, as nearly as possible.
time_sample:
        push ebx
        push edx
        push esi
        push bp
        mov ebx, -1             ; the shortest time so far
        mov bp, SAMPLES
.next:  call stamp
        mov edx, eax
        call pit_phase
        call stamp
        sub eax, edx
        cmp eax, ebx
        jae .more
        mov ebx, eax
        mov esi, edx
        push cx
        pop word [time_phase]
.more:  dec bp
        jnz .next
        mov eax, esi
        mov cx, [time_phase]
        pop bp
        pop esi
        pop edx
        pop ebx
        ret

timer_irq:
        push ds
        push cs
        pop ds
        inc dword [ticks]
        mov byte [wake], 1
        push eax
        call now                ; looks often enough to tell the ticks apart
        pop eax
        pushf
        call far [old_timer]    ; sends the end of interrupt
        cli
        cmp byte [flat_wanted], 0
        je .done
        call flat_on            ; a BIOS may have used protected mode and lost our segments
.done:  pop ds
        iret

; eax = PIT counts since the start, modulo 2^32 (one hour): compare by subtracting. Never goes back.
now:    push ebx
        push ecx
        push edx
        pushf
        cli
        call stamp
        mov ebx, eax
        call pit_phase
        mov eax, ebx
        sub eax, [time_stamp]
        jns .forward
        xor eax, eax            ; a restored machine may have an older time stamp
.forward:
        mul dword [stamp_counts]
        shrd eax, edx, 16       ; eax = counts since the last look, about
        mov dx, cx
        sub dx, [time_phase]
        movzx edx, dx           ; edx = the same exactly, but modulo one tick
        sub eax, edx
        add eax, 0x8000         ; whole ticks to add, rounded to the nearest number
        xor ax, ax
        add edx, eax
        js .done                ; a look ahead of the last one by jitter: that one stays
        add [time_now], edx
        mov [time_stamp], ebx
        mov [time_phase], cx
.done:  mov eax, [time_now]
        popf
        pop edx
        pop ecx
        pop ebx
        ret

; eax = milliseconds -> eax = PIT counts.
ms_to_counts:
        push edx
        mov edx, PIT_MS
        mul edx
        pop edx
        ret

; eax = a random number (xorshift; what seeds it is when keys came).
random: push edx
        call now
        xor eax, [random_state]
        jnz .seeded
        mov eax, 0x2545F491     ; any value but zero
.seeded:mov edx, eax
        shl edx, 13
        xor eax, edx
        mov edx, eax
        shr edx, 17
        xor eax, edx
        mov edx, eax
        shl edx, 5
        xor eax, edx
        mov [random_state], eax
        pop edx
        ret
