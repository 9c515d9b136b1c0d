; VirtualBox's absolute pointer: positions from the VMMDev PCI device, buttons and wheel from the PS/2 mouse.

VMMDEV_ID       equ 0xCAFE      ; of vendor VMMDEV_VENDOR
VMMDEV_VENDOR   equ 0x80EE
VMMDEV_VERSION  equ 0x00010001  ; of the request header
VMMDEV_GET_MOUSE equ 1          ; requests
VMMDEV_SET_MOUSE equ 2
VMMDEV_GUEST_INFO equ 50
VMMDEV_ABSOLUTE equ 0x01        ; mouse feature: the guest takes absolute positions
VMMDEV_INTERFACE equ 0x00010004 ; of the additions we claim to be
PCI_FIND        equ 0xB102      ; PCI BIOS, int 1Ah
PCI_READ_DWORD  equ 0xB10A
PCI_BAR0        equ 0x10

        section .bss
        alignb 4
vbox_port       resw 1          ; 0: not there
vbox_x          resw 1
vbox_y          resw 1
vbox_buttons    resb 1          ; from the latest PS/2 packet
vbox_seen       resb 1          ; buttons of the latest event
        alignb 4
vbox_request    resd 9          ; size, version, type, result, 2 reserved, 3 of data
        section .text

; CF clear: there, and told that we take absolute positions.
vbox_open:
        pushad
        mov ax, PCI_FIND
        mov cx, VMMDEV_ID
        mov dx, VMMDEV_VENDOR
        xor si, si
        int 0x1A
        jc .no
        test ah, ah
        jnz .no
        mov ax, PCI_READ_DWORD
        mov di, PCI_BAR0
        int 0x1A
        jc .no
        and cx, 0xFFFC
        mov [vbox_port], cx
        mov dword [vbox_request+24], VMMDEV_INTERFACE
        mov dword [vbox_request+28], 0x10000    ; operating system: unknown
        mov eax, VMMDEV_GUEST_INFO
        mov ecx, 32
        call vbox_call
        mov ebx, VMMDEV_ABSOLUTE
        call vbox_features
        call vbox_ask           ; where the pointer was before is no event
        mov [vbox_x], bx
        mov [vbox_y], cx
        clc
        jmp .done
.no:    stc
.done:  popad
        ret

vbox_close:
        pushad
        xor ebx, ebx
        call vbox_features
        popad
        ret

vbox_features:
        mov [vbox_request+24], ebx
        mov dword [vbox_request+28], 0
        mov dword [vbox_request+32], 0
        mov eax, VMMDEV_SET_MOUSE
        mov ecx, 36
; eax = request, ecx = its size; the device reads and writes our memory.
vbox_call:
        cmp word [vbox_port], 0
        je .done
        mov [vbox_request], ecx
        mov dword [vbox_request+4], VMMDEV_VERSION
        mov [vbox_request+8], eax
        mov dword [vbox_request+12], -1
        mov dword [vbox_request+16], 0
        mov dword [vbox_request+20], 0
        mov eax, KERNEL_SEG * 16 + vbox_request
        mov dx, [vbox_port]
        out dx, eax
.done:  ret

; A PS/2 packet's buttons and wheel (put_*) at the position of this moment; interrupts off.
vbox_packet:
        pushad
        mov al, [put_buttons]
        mov [vbox_buttons], al
        call vbox_event
        popad
        ret

; Asks for the position; an event only if something changed.
vbox_poll:
        pushad
        pushf
        cli
        mov byte [put_wheel], 0
        call vbox_event
        popf
        popad
        ret

; bx, cx = the position now, 0 to 65535.
vbox_ask:
        mov eax, VMMDEV_GET_MOUSE
        mov ecx, 36
        call vbox_call
        mov bx, [vbox_request+28]
        mov cx, [vbox_request+32]
        ret

vbox_event:
        call vbox_ask
        mov al, [vbox_buttons]
        cmp bx, [vbox_x]
        jne .changed
        cmp cx, [vbox_y]
        jne .changed
        cmp al, [vbox_seen]
        jne .changed
        cmp byte [put_wheel], 0
        je .done
.changed:
        mov [vbox_x], bx
        mov [vbox_y], cx
        mov [vbox_seen], al
        mov [put_x], bx
        mov [put_y], cx
        mov [put_buttons], al
        mov byte [put_type], EVENT_POINTER
        mov byte [put_kind], POINTER_VBOX
        call event_put
.done:  ret
