; VMware's absolute pointer through the backdoor port, as QEMU's vmmouse and v86 implement it too.

VMW_PORT        equ 0x5658
VMW_MAGIC       equ 0x564D5868
VMW_VERSION     equ 10          ; commands, in ecx
VMW_DATA        equ 39
VMW_STATUS      equ 40
VMW_COMMAND     equ 41
VMW_READ_ID     equ 0x45414552  ; arguments of VMW_COMMAND, in ebx
VMW_ABSOLUTE    equ 0x53424152
VMW_DISABLE     equ 0x000000F5
VMW_ID          equ 0x3442554A
VMW_ERROR       equ 0xFFFF      ; high word of the status: disabled or overrun
VMW_PACKET      equ 4           ; words: buttons, x, y, wheel
VMW_MOST        equ 64          ; packets taken in one pass

; cx = command, ebx = argument -> eax, ebx, ecx, edx as the host sets them.
vmw_call:
        mov eax, VMW_MAGIC
        movzx ecx, cx
        mov edx, VMW_PORT
        in eax, dx
        ret

; CF clear: it is there and sends absolute positions from now on.
vmware_open:
        pushad
        mov cx, VMW_VERSION
        mov ebx, ~VMW_MAGIC
        call vmw_call
        cmp ebx, VMW_MAGIC
        jne .no
        mov cx, VMW_COMMAND
        mov ebx, VMW_READ_ID
        call vmw_call
        mov cx, VMW_STATUS
        xor ebx, ebx
        call vmw_call
        test ax, ax
        jz .no
        mov cx, VMW_DATA
        mov ebx, 1
        call vmw_call
        cmp eax, VMW_ID
        jne .no
        mov cx, VMW_COMMAND
        mov ebx, VMW_ABSOLUTE
        call vmw_call
        clc
        jmp .done
.no:    stc
.done:  popad
        ret

vmware_close:
        pushad
        mov cx, VMW_COMMAND
        mov ebx, VMW_DISABLE
        call vmw_call
        popad
        ret

; Moves waiting packets into the event ring.
vmware_poll:
        pushad
        mov bp, VMW_MOST
.next:  mov cx, VMW_STATUS
        xor ebx, ebx
        call vmw_call
        mov edx, eax
        shr edx, 16
        cmp dx, VMW_ERROR
        jne .count
        call vmware_open        ; its queue ran over: start again
        jmp .done
.count: cmp ax, VMW_PACKET
        jb .done
        mov cx, VMW_DATA
        mov ebx, VMW_PACKET
        call vmw_call
        cli
        mov [put_x], bx
        mov [put_y], cx
        mov [put_wheel], dl
        call .buttons
        mov [put_buttons], al
        mov byte [put_type], EVENT_POINTER
        mov byte [put_kind], POINTER_VMWARE
        call event_put
        sti
        dec bp
        jnz .next
.done:  popad
        ret
; VMware's bits (left 20, right 10, middle 08) to ours (1, 2, 4).
.buttons:
        mov ah, al
        xor al, al
        test ah, 0x20
        jz .right
        or al, 1
.right: test ah, 0x10
        jz .middle
        or al, 2
.middle:test ah, 0x08
        jz .set
        or al, 4
.set:   ret
