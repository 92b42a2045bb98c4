/* Versions, statuses and rules shared by all parts; include nativebench_trt_shim.h. */
#ifndef NATIVEBENCH_TRT_SHIM_BASE_H
#define NATIVEBENCH_TRT_SHIM_BASE_H

#include <stddef.h>
#include <stdint.h>

#define NB_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Versions ---------------------------------------------------------------------------------------------------- */

/* A caller works with a library of the same major number and the same or a higher minor one: check before all else. */
#define NB_ABI_VERSION_MAJOR 1u
#define NB_ABI_VERSION_MINOR 2u

/* Major number in the upper 16 bits, minor one in the lower. */
NB_API uint32_t nb_abi_version(void);

/* The product's version, e.g. "0.1.0"; owned by the library and always valid. */
NB_API const char* nb_version(void);

typedef int32_t nb_struct;
enum {
    NB_STRUCT_PROBE_OPTIONS = 1,
    NB_STRUCT_LIBRARY_INFO = 2,
    NB_STRUCT_DEVICE_INFO = 3,
    NB_STRUCT_RUNTIME_OPTIONS = 4,
    NB_STRUCT_RUNTIME_INFO = 5,
    NB_STRUCT_DEVICE_PROPERTIES = 6,
    NB_STRUCT_ARENA_OPTIONS = 7,
    NB_STRUCT_ARENA_INFO = 8,
    NB_STRUCT_SHAPE_RANGE = 9,
    NB_STRUCT_BUILD_OPTIONS = 10,
    NB_STRUCT_BUILD_PROGRESS = 11,
    NB_STRUCT_BUILD_RESULT = 12,
    NB_STRUCT_ENGINE_INFO = 13,
    NB_STRUCT_TENSOR_INFO = 14,
    NB_STRUCT_LAYER_INFO = 15,
    NB_STRUCT_INPUT_SHAPE = 16,
    NB_STRUCT_SESSION_OPTIONS = 17,
    NB_STRUCT_SESSION_INFO = 18,
    NB_STRUCT_LANE = 19,
    NB_STRUCT_COUNTERS = 20,
    NB_STRUCT_FAULT = 21
};

/* sizeof a struct as the library was built with it; 0 for a struct it doesn't know. */
NB_API uint32_t nb_struct_size(nb_struct which);

/* ---- Errors ------------------------------------------------------------------------------------------------------ */

typedef int32_t nb_status;
enum {
    NB_OK = 0,

    /* Outcomes that are no failures; nb_last_error() is "" after them. */
    NB_BUSY = 1,        /* no lane is free: the back-pressure of nb_submit */
    NB_TIMEOUT = 2,     /* the time given is over */
    NB_INTERRUPTED = 3, /* nb_session_wake ended the wait */
    NB_CANCELLED = 4,   /* nb_build_cancel ended the build */

    NB_E_INVALID_ARGUMENT = -1, /* NULL where something is needed, an unknown number, an index out of range */
    NB_E_STRUCT_SIZE = -2,      /* `size` is smaller than the first version of the struct */
    NB_E_BUFFER_TOO_SMALL = -3,
    NB_E_OUT_OF_MEMORY = -4,
    NB_E_INTERNAL = -5,     /* a defect of the library; nb_last_error() says more */
    NB_E_LIBRARY = -6,      /* CUDA or TensorRT isn't there or can't be used; the text says which and what to do */
    NB_E_CUDA = -7,         /* the driver refused a call; what existed before still works */
    NB_E_TENSORRT = -8,     /* TensorRT refused a call; the text holds what it logged */
    NB_E_DEVICE_LOST = -9,  /* a sticky error: nothing works on this device until nb_device_recover */
    NB_E_UNSUPPORTED = -10, /* asked for what this device or this version of TensorRT can't do */
    NB_E_MODEL = -11,       /* the model can't be parsed or built */
    NB_E_PLAN = -12,        /* an engine can't be loaded: broken, or of another version or device */
    NB_E_FILE = -13,        /* a file can't be read, written or locked */
    NB_E_STATE = -14        /* not now: something has to be done before, or still exists */
};

/*
 * A sentence about this thread's last call that returned a failure; "" after one that didn't. Owned by the library,
 * valid until the thread's next call that returns an nb_status.
 */
NB_API const char* nb_last_error(void);

#ifdef __cplusplus
}
#endif

#endif
