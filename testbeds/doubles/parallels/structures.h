/* Structures of the SDK that cross its API: packed, all fields of 4 bytes but one name. */
#ifndef STRUCTURES_H
#define STRUCTURES_H

#define PACKED __attribute__((packed))

typedef struct PACKED { u32 width, height, depth, lineBytes; } PRL_IO_SCREEN_SIZE;
typedef struct PACKED { u32 width, height, depth, lineBytes, display, displayX, displayY; } PRL_IO_DISPLAY_SCREEN_SIZE;
typedef struct PACKED { PRL_IO_DISPLAY_SCREEN_SIZE display; u32 dpi, flags; } PRL_IO_DPI_DISPLAY_SCREEN_SIZE;
typedef struct PACKED { u32 x, y, width, height; } PRL_IO_SCREEN_REGION;
typedef struct PACKED { u32 x, y, width, height, display; } PRL_IO_DISPLAY_SCREEN_REGION;
typedef struct PACKED { i32 x, y, z; u32 buttons; } PRL_IO_MOUSE_EVENT;
typedef struct PACKED { i32 x, y, z; u32 buttons; i32 w; } PRL_IO_MOUSE_EVENT_EX;
typedef struct PACKED {
    i32 x, y, z;
    u32 buttons;
    i32 w, z120, w120;
    u32 pressure;
    i32 x_tilt, y_tilt, twist;
} PRL_IO_MOUSE_EVENT_EX4;
typedef struct PACKED { u32 encodingType, encodingQuality; char encodingName[32]; } PRL_IO_DISPLAY_ENCODING;
typedef struct PACKED {
    u32 encodingListSz, defaultEncodingIdx;
    PRL_IO_DISPLAY_ENCODING encodingList[32];
} PRL_IO_DISPLAY_ENCODING_LIST;

#endif
