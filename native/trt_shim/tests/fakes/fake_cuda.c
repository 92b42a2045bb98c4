/*
 * A CUDA driver that only answers questions, for machines without a GPU. It exports `nb_emulated` and names its devices
 * so, lest its answers be taken for real. Every variant is one library, chosen by definitions:
 *
 *   FAKE_VERSION         what cuDriverGetVersion says
 *   FAKE_VERSION_RESULT  and what it returns
 *   FAKE_INIT            what cuInit returns
 *   FAKE_DEVICES         how many devices there are
 *   FAKE_WITHOUT_MEMORY  leaves out cuDeviceTotalMem_v2, as a broken or ancient driver would
 *   FAKE_WITHOUT_TEXT    leaves out the functions that explain errors
 *   FAKE_NAME_RESULT     what cuDeviceGetName returns
 */
#include <stddef.h>
#include <stdio.h>

#ifndef FAKE_VERSION
#define FAKE_VERSION 12040
#endif
#ifndef FAKE_VERSION_RESULT
#define FAKE_VERSION_RESULT 0
#endif
#ifndef FAKE_INIT
#define FAKE_INIT 0
#endif
#ifndef FAKE_DEVICES
#define FAKE_DEVICES 1
#endif
#ifndef FAKE_NAME_RESULT
#define FAKE_NAME_RESULT 0
#endif

#define EXPORT __attribute__((visibility("default")))

enum { SUCCESS = 0, INVALID_VALUE = 1, NOT_INITIALIZED = 3, NO_DEVICE = 100, INVALID_DEVICE = 101, UNKNOWN = 999 };

EXPORT extern const int nb_emulated;
const int nb_emulated = 1;

EXPORT int cuInit(unsigned flags);
EXPORT int cuDriverGetVersion(int* version);
EXPORT int cuDeviceGetCount(int* count);
EXPORT int cuDeviceGet(int* device, int ordinal);
EXPORT int cuDeviceGetName(char* name, int capacity, int device);
EXPORT int cuDeviceGetAttribute(int* value, int attribute, int device);
EXPORT int cuDeviceTotalMem_v2(size_t* bytes, int device);
EXPORT int cuDeviceGetPCIBusId(char* id, int capacity, int device);
EXPORT int cuGetErrorName(int error, const char** text);
EXPORT int cuGetErrorString(int error, const char** text);

/* Devices have handles that differ from their ordinals, so that mixing the two up shows. */
#define FIRST_HANDLE 40
static int ordinal_of(int device) {
    const int ordinal = device - FIRST_HANDLE;
    return ordinal >= 0 && ordinal < FAKE_DEVICES ? ordinal : -1;
}

int cuInit(unsigned flags) {
    return flags == 0 ? FAKE_INIT : INVALID_VALUE;
}

int cuDriverGetVersion(int* version) {
    *version = FAKE_VERSION;
    return FAKE_VERSION_RESULT;
}

int cuDeviceGetCount(int* count) {
    *count = FAKE_DEVICES;
    return FAKE_INIT == SUCCESS ? SUCCESS : NOT_INITIALIZED;
}

int cuDeviceGet(int* device, int ordinal) {
    *device = FIRST_HANDLE + ordinal;
    return ordinal_of(*device) >= 0 ? SUCCESS : INVALID_DEVICE;
}

int cuDeviceGetName(char* name, int capacity, int device) {
    const int ordinal = ordinal_of(device);
    if (ordinal < 0)
        return INVALID_DEVICE;
    if (FAKE_NAME_RESULT != SUCCESS)
        return FAKE_NAME_RESULT;
    snprintf(name, (size_t)capacity, "Emulated GPU %d", ordinal);
    return SUCCESS;
}

/* Device 0 is a Hopper card, device 1 an integrated Orin. */
int cuDeviceGetAttribute(int* value, int attribute, int device) {
    const int ordinal = ordinal_of(device);
    if (ordinal < 0)
        return INVALID_DEVICE;
    switch (attribute) {
    case 18:
        *value = ordinal == 1;
        return SUCCESS;
    case 75:
        *value = ordinal == 0 ? 9 : 8;
        return SUCCESS;
    case 76:
        *value = ordinal == 0 ? 0 : 7;
        return SUCCESS;
    default:
        return INVALID_VALUE;
    }
}

#ifndef FAKE_WITHOUT_MEMORY
int cuDeviceTotalMem_v2(size_t* bytes, int device) {
    const int ordinal = ordinal_of(device);
    if (ordinal < 0)
        return INVALID_DEVICE;
    *bytes = ordinal == 0 ? (size_t)80 << 30 : (size_t)30 << 30;
    return SUCCESS;
}
#endif

int cuDeviceGetPCIBusId(char* id, int capacity, int device) {
    const int ordinal = ordinal_of(device);
    if (ordinal < 0)
        return INVALID_DEVICE;
    snprintf(id, (size_t)capacity, "0000:%02x:00.0", 0x3b + ordinal);
    return SUCCESS;
}

#ifndef FAKE_WITHOUT_TEXT
int cuGetErrorName(int error, const char** text) {
    switch (error) {
    case SUCCESS:
        *text = "CUDA_SUCCESS";
        return SUCCESS;
    case NO_DEVICE:
        *text = "CUDA_ERROR_NO_DEVICE";
        return SUCCESS;
    case UNKNOWN:
        *text = "CUDA_ERROR_UNKNOWN";
        return SUCCESS;
    default:
        *text = NULL;
        return INVALID_VALUE;
    }
}

int cuGetErrorString(int error, const char** text) {
    switch (error) {
    case SUCCESS:
        *text = "no error";
        return SUCCESS;
    case NO_DEVICE:
        *text = "no CUDA-capable device is detected";
        return SUCCESS;
    case UNKNOWN:
        *text = "unknown error";
        return SUCCESS;
    default:
        *text = NULL;
        return INVALID_VALUE;
    }
}
#endif
