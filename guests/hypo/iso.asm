; A CD that boots the install floppy: ISO 9660 with an El Torito floppy image, sector by sector.
        bits 16
        org 0

CD_SECTOR       equ 2048
PVD             equ 16          ; primary volume descriptor
BOOT_RECORD     equ 17
TERMINATOR      equ 18
CATALOG         equ 19
PATHS_LITTLE    equ 20
PATHS_BIG       equ 21
ROOT            equ 22
IMAGE           equ 23
IMAGE_BYTES     equ 1474560
SECTORS         equ IMAGE + IMAGE_BYTES / CD_SECTOR

; Numbers in both byte orders, as ISO 9660 wants them.
%macro both16 1
        dw %1
        db (%1) >> 8 & 0xFF, (%1) & 0xFF
%endmacro
%macro both32 1
        dd %1
        db (%1) >> 24 & 0xFF, (%1) >> 16 & 0xFF, (%1) >> 8 & 0xFF, (%1) & 0xFF
%endmacro
; Text padded with blanks.
%macro padded 2
%%text: db %1
        times %2 - ($ - %%text) db ' '
%endmacro
%macro to_sector 1
        times (%1) * CD_SECTOR - ($ - $$) db 0
%endmacro
%macro recorded 0               ; a fixed date, so that the bytes never change: 1 January 2025
        db 125, 1, 1, 0, 0, 0, 0
%endmacro
%macro recorded_text 0
        db '2025010100000000', 0
%endmacro
; A directory record: first sector, bytes, flags, name.
%macro record 4
%%from: db %%to - %%from, 0
        both32 %1
        both32 %2
        recorded
        db %3, 0, 0
        both16 1
        db %%end - %%name
%%name: db %4
%%end:
        times (%%end - %%from) & 1 db 0
%%to:
%endmacro

        to_sector PVD
        db 1, 'CD001', 1, 0
        padded 'HYPO', 32
        padded 'HYPO', 32       ; volume id, what `media` shows
        times 8 db 0
        both32 SECTORS
        times 32 db 0
        both16 1                ; volumes in the set
        both16 1
        both16 CD_SECTOR
        both32 10               ; bytes of the path table
        dd PATHS_LITTLE, 0
        db 0, 0, 0, PATHS_BIG
        dd 0
        record ROOT, CD_SECTOR, 2, 0
        padded 'HYPO', 128      ; volume set
        padded ' ', 128         ; publisher
        padded ' ', 128         ; preparer
        padded 'HYPOTHETICAL OS 1.0', 128
        padded ' ', 37 * 3      ; copyright, abstract, bibliography
        recorded_text
        recorded_text
        db '0000000000000000', 0
        recorded_text
        db 1

        to_sector BOOT_RECORD
        db 0, 'CD001', 1, 'EL TORITO SPECIFICATION'
        times BOOT_RECORD * CD_SECTOR + 71 - ($ - $$) db 0
        dd CATALOG

        to_sector TERMINATOR
        db 255, 'CD001', 1

        to_sector CATALOG       ; El Torito 1.0, chapter 2
        db 1, 0                 ; validation entry for the 80x86
        dw 0
        padded 'HYPO', 24
        dw CHECKSUM
        db 0x55, 0xAA
        db 0x88, 2              ; bootable, emulate a 1.44 MB floppy
        dw 0                    ; at the usual segment
        db 0, 0
        dw 1                    ; sectors to load
        dd IMAGE
; all words of the validation entry add up to zero
CHECKSUM        equ (-(1 + 'HY' + 'PO' + 10 * 0x2020 + 0xAA55)) & 0xFFFF

        to_sector PATHS_LITTLE
        db 1, 0
        dd ROOT
        dw 1
        db 0, 0
        to_sector PATHS_BIG
        db 1, 0, 0, 0, 0, ROOT, 0, 1, 0, 0

        to_sector ROOT
        record ROOT, CD_SECTOR, 2, 0
        record ROOT, CD_SECTOR, 2, 1
        record IMAGE, IMAGE_BYTES, 0, 'HYPO.IMG;1'

        to_sector IMAGE
        incbin "build/hypo.img"
        to_sector SECTORS
