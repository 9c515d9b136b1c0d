; The pointer: chooses PS/2, VMware or VirtualBox, keeps its position and buttons on the screen.

POINTER_PS2     equ 0
POINTER_VMWARE  equ 1
POINTER_VBOX    equ 2

        section .bss
        alignb 4
pointer_kind    resb 1
pointer_buttons resb 1
pointer_pressed resb 1          ; buttons that went down with this event
pointer_x       resw 1          ; pixels
pointer_y       resw 1
pointer_count   resd 1          ; packets seen
        section .text

pointer_names:  dw .ps2, .vmware, .vbox
.ps2:           db 'ps2', 0
.vmware:        db 'vmware', 0
.vbox:          db 'vbox', 0

; The best one present: absolute before relative.
pointer_auto:
        call pointer_vmware
        jnc .done
        call pointer_vbox
        jnc .done
        call pointer_ps2
.done:  ret

; Each: CF set and nothing changed if the device is not there.
pointer_vmware:
        call vmware_open
        jc .done
        cmp byte [pointer_kind], POINTER_VBOX
        jne .set
        call vbox_close
.set:   mov byte [pointer_kind], POINTER_VMWARE
        clc
.done:  ret
pointer_vbox:
        call vbox_open
        jc .done
        cmp byte [pointer_kind], POINTER_VMWARE
        jne .set
        call vmware_close
.set:   mov byte [pointer_kind], POINTER_VBOX
        clc
.done:  ret
pointer_ps2:
        cmp byte [mouse_present], 1
        jb .done
        cmp byte [pointer_kind], POINTER_VMWARE
        jne .vbox
        call vmware_close
.vbox:  cmp byte [pointer_kind], POINTER_VBOX
        jne .set
        call vbox_close
.set:   mov byte [pointer_kind], POINTER_PS2
        clc
.done:  ret

; Asks the devices that are asked, not heard.
pointer_poll:
        cmp byte [pointer_kind], POINTER_VMWARE
        je vmware_poll
        cmp byte [pointer_kind], POINTER_VBOX
        je vbox_poll
        ret

; Applies the pointer event in ev_*: position, buttons, what was pressed.
pointer_apply:
        pushad
        inc dword [pointer_count]
        mov al, [ev_buttons]
        mov ah, [pointer_buttons]
        mov [pointer_buttons], al
        not ah
        and ah, al
        mov [pointer_pressed], ah
        cmp byte [ev_kind], POINTER_PS2
        je .relative
        mov ax, [ev_x]
        mov bx, [screen_width]
        call .scale
        mov [pointer_x], ax
        mov ax, [ev_y]
        mov bx, [screen_height]
        call .scale
        mov [pointer_y], ax
        jmp .done
.relative:
        mov ax, [pointer_x]
        add ax, [ev_x]
        mov bx, [screen_width]
        call .clamp
        mov [pointer_x], ax
        mov ax, [pointer_y]
        sub ax, [ev_y]          ; a mouse counts upwards
        mov bx, [screen_height]
        call .clamp
        mov [pointer_y], ax
.done:  popad
        ret
; ax = 0..65535 of bx pixels -> ax = pixel. Senders compute pixel * 65535 / size and round
; down (QEMU in steps of two): without the small addition the result is one pixel short.
.scale: add ax, 4
        jnc .times
        mov ax, 0xFFFF
.times: push dx
        mul bx
        mov ax, dx
        pop dx
        ret
.clamp: test ax, ax
        jns .low
        xor ax, ax
.low:   cmp ax, bx
        jl .in2
        lea ax, [bx-1]
.in2:   ret
