; Puts the install floppy together: boot sector, kernel, and an empty FAT12 volume with a label.
        bits 16
        org 0
%include "const.asm"
FLOPPY_BYTES    equ 1474560     ; 80 tracks x 2 sides x 18 sectors x 512
FAT_SECTORS     equ 9

        incbin "build/boot.bin"
        incbin "build/kernel.bin"
%rep 2
        db 0xF0, 0xFF, 0xFF     ; medium byte, end mark
        times FAT_SECTORS * SECTOR - 3 db 0
%endrep
        db 'HYPO SETUP '        ; the root directory's only entry: the volume label
        db 0x08
        times FLOPPY_BYTES-($-$$) db 0
