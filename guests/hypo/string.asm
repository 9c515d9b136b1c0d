; Numbers to text and back, comparisons, lengths.

; eax = number -> digits at di, zero behind them; di = that zero. Unsigned.
put_decimal:
        push eax
        push ebx
        push ecx
        push edx
        mov ebx, 10
        xor cx, cx
.split: xor edx, edx
        div ebx
        push dx
        inc cx
        test eax, eax
        jnz .split
.write: pop dx
        add dl, '0'
        mov [di], dl
        inc di
        loop .write
        mov byte [di], 0
        pop edx
        pop ecx
        pop ebx
        pop eax
        ret

; The same with a sign.
put_signed:
        push eax
        test eax, eax
        jns .digits
        neg eax
        mov byte [di], '-'
        inc di
.digits:call put_decimal
        pop eax
        ret

; al = number -> two digits at di.
put_two:push ax
        aam                     ; ah = tens, al = ones
        add ax, '00'
        xchg al, ah
        mov [di], ax
        add di, 2
        mov byte [di], 0
        pop ax
        ret

; al -> two lower-case hex digits at di.
put_hex:push ax
        push bx
        mov bl, al
        shr al, 4
        call .digit
        mov al, bl
        call .digit
        mov byte [di], 0
        pop bx
        pop ax
        ret
.digit: and al, 15
        add al, '0'
        cmp al, '9'
        jbe .set
        add al, 'a' - '9' - 1
.set:   mov [di], al
        inc di
        ret

; si = text -> copied to di with its zero; di = that zero.
put_text:
        push ax
        push si
.next:  lodsb
        mov [di], al
        test al, al
        jz .done
        inc di
        jmp .next
.done:  pop si
        pop ax
        ret

; si, di = texts -> ZF set if equal.
text_equal:
        push ax
        push si
        push di
.next:  lodsb
        cmp al, [di]
        jne .done
        inc di
        test al, al
        jnz .next
.done:  pop di
        pop si
        pop ax
        ret

; si = text -> cx = its length.
text_length:
        push si
        xor cx, cx
.next:  cmp byte [si], 0
        je .done
        inc cx
        inc si
        jmp .next
.done:  pop si
        ret

; si = text -> CF clear: eax = the number it begins with, si behind it. CF set: no digit there.
get_decimal:
        push ebx
        push cx
        xor eax, eax
        xor cx, cx
.next:  movzx ebx, byte [si]
        sub bl, '0'
        cmp bl, 9
        ja .done
        imul eax, eax, 10
        add eax, ebx
        inc si
        inc cx
        jmp .next
.done:  cmp cx, 1               ; CF set if there was none
        pop cx
        pop ebx
        ret
