; The graphical page that only a mouse passes: one button, keys do nothing.

CONFIRM_WIDTH   equ 640
CONFIRM_HEIGHT  equ 480
CONFIRM_X       equ 240         ; the button
CONFIRM_Y       equ 272
CONFIRM_W       equ 160
CONFIRM_H       equ 48
C_DESK          equ 0x1E4A78    ; colours, 00RRGGBB
C_CARD          equ 0xE6E9ED
C_EDGE          equ 0x20262C
C_TITLE         equ 0x2C6E49
C_BUTTON        equ 0xF2B134
C_WHITE         equ 0xFFFFFF

page_confirm:   page_record .name, confirm_enter, nothing, confirm_pointer, nothing
.name:          db 'pointer', 0

; Left, top, width, height, inside, frame; ends with a zero width.
confirm_boxes:
        dw 0, 0, CONFIRM_WIDTH, CONFIRM_HEIGHT
        dd C_DESK, C_DESK
        dw 96, 96, 448, 272
        dd C_CARD, C_EDGE
        dw 97, 97, 446, 32
        dd C_TITLE, C_TITLE
        dw CONFIRM_X, CONFIRM_Y, CONFIRM_W, CONFIRM_H
        dd C_BUTTON, C_EDGE
        dw 0, 0, 0
; Column and row in pixels, ink, paper, text.
%macro label 5
        dw %1, %2
        dd %3, %4
        db %5, 0
%endmacro
confirm_labels:
        label 112, 104, C_WHITE, C_TITLE, 'Pointer'
        label 128, 160, C_EDGE, C_CARD, 'This page wants to see your mouse.'
        label 128, 192, C_EDGE, C_CARD, 'No key leads on from here: press the button'
        label 128, 208, C_EDGE, C_CARD, 'with the left mouse button to begin the'
        label 128, 224, C_EDGE, C_CARD, 'installation.'
        label 288, 288, C_EDGE, C_BUTTON, 'Continue'
        dw -1

confirm_enter:
        mov ax, CONFIRM_WIDTH
        mov bx, CONFIRM_HEIGHT
        call graphic_mode
        jc .none
        mov dword [origin_x], 0
        mov si, confirm_boxes
        call boxes_draw
        mov si, confirm_labels
        jmp labels_draw
.none:  mov word [page_next], page_progress     ; without graphics nobody could pass
        ret

; si = list of boxes.
boxes_draw:
        pushad
.next:  mov cx, [si+4]
        test cx, cx
        jz .done
        mov ax, [si]
        mov bx, [si+2]
        mov dx, [si+6]
        mov edi, [si+8]
        push si
        mov esi, [si+12]
        call panel
        pop si
        add si, 16
        jmp .next
.done:  popad
        ret

; si = list of labels.
labels_draw:
        pushad
.next:  mov ax, [si]
        cmp ax, -1
        je .done
        mov bx, [si+2]
        mov edx, [si+4]
        mov [ink], edx
        mov edx, [si+8]
        mov [paper], edx
        add si, 12
        call draw_text
.skip:  lodsb
        test al, al
        jnz .skip
        jmp .next
.done:  popad
        ret

confirm_pointer:
        test byte [pointer_pressed], 1
        jz .done
        mov ax, [pointer_x]
        sub ax, CONFIRM_X
        cmp ax, CONFIRM_W
        jae .done
        mov ax, [pointer_y]
        sub ax, CONFIRM_Y
        cmp ax, CONFIRM_H
        jae .done
        mov word [page_next], page_progress
.done:  ret
