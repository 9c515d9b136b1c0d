; The commands that tell what is installed, and whether a password is the right one.

do_disk:
        call disk_probe
        mov eax, [disk_sectors]
        test eax, eax
        jz .none
        mov si, .size
        call out_text
        shr eax, 11             ; sectors to MiB
        call out_decimal
        mov si, .mib
        call out_line
        mov si, .system
        call out_text
        cmp byte [disk_system], 0
        je .empty
        mov si, .yes
        call out_line
        mov si, .user
        call out_text
        mov si, disk_settings + SETTINGS_NAME
        call out_line
        clc
        ret
.empty: mov si, word_none
        call out_line
        clc
        ret
.none:  mov si, .size
        call out_text
        mov si, word_none
        call out_line
        stc
        ret
.size:  db 'disk ', 0
.mib:   db ' MiB', 0
.system:db 'system ', 0
.yes:   db 'installed', 0
.user:  db 'user ', 0

; Tells whether the password typed in the installer was this one.
do_login:
        call first_argument
        jc .wrong
        cmp byte [disk_system], 0
        je .wrong
        call text_hash
        cmp eax, [disk_settings + SETTINGS_HASH]
        jne .wrong
        mov si, .hello
        call out_text
        mov si, disk_settings + SETTINGS_NAME
        call out_line
        clc
        ret
.wrong: mov si, .no
        call out_line
        stc
        ret
.hello: db 'hello ', 0
.no:    db 'wrong password', 0
