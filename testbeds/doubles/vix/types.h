/* The VIX API's own names of types for its ABI: every handle, enumeration and option is a signed 32-bit int. */
#ifndef DOUBLE_VIX_TYPES_H
#define DOUBLE_VIX_TYPES_H

#include <stdint.h>

typedef int VixHandle;
typedef int VixHandleType;
typedef int VixEventType;
typedef int VixPropertyType;
typedef int VixServiceProvider;
/* 0 is success, and only if all 64 bits are; the code is the low 16 bits. */
typedef uint64_t VixError;
/* One byte. */
typedef char Bool;
typedef uint64_t uint64;

typedef void VixEventProc(VixHandle handle, VixEventType eventType, VixHandle moreEventInfo, void *clientData);

#endif
