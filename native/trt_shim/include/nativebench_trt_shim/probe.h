/* What is there, and if not, why not; include nativebench_trt_shim.h. */
#ifndef NATIVEBENCH_TRT_SHIM_PROBE_H
#define NATIVEBENCH_TRT_SHIM_PROBE_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Probing ----------------------------------------------------------------------------------------------------- */

typedef int32_t nb_library;
enum {
    NB_CUDA = 1,    /* the driver, libcuda.so.1 */
    NB_TENSORRT = 2 /* libnvinfer.so.11, .10 or .8 */
};

typedef int32_t nb_library_state;
enum {
    NB_LIBRARY_NOT_FOUND = 0,   /* nothing could be opened */
    NB_LIBRARY_INCOMPLETE = 1,  /* opened, but a function that is needed is missing */
    NB_LIBRARY_UNSUPPORTED = 2, /* opened, but its version is none the shim can work with */
    NB_LIBRARY_FAILED = 3,      /* opened, and answered its first calls with an error */
    NB_LIBRARY_NO_DEVICE = 4,   /* CUDA only: all is well, but there is no device */
    NB_LIBRARY_USABLE = 5
};

/* Bits of nb_library_info.flags. */
#define NB_LIBRARY_EXPLICIT 1u /* a file named by option or environment; nothing else was tried */
#define NB_LIBRARY_EMULATED                                                                                            \
    2u /* a stand-in for tests, which says so by exporting `nb_emulated`: never a real result                          \
        */

/*
 * A file to open instead of looking for the library by its usual names; NULL: what the environment variable holds, and
 * if it is unset or empty, the usual names. A file given either way is the only one tried. Read during the call only.
 */
typedef struct nb_probe_options {
    uint32_t size;
    uint32_t reserved;            /* 0 */
    const char* cuda_library;     /* NATIVEBENCH_CUDA_LIBRARY */
    const char* tensorrt_library; /* NATIVEBENCH_TENSORRT_LIBRARY */
} nb_probe_options;

/* nb_probe_options options = NB_PROBE_OPTIONS_INIT; the same as nb_probe_options_init for callers without macros. */
#define NB_PROBE_OPTIONS_INIT                                                                                          \
    { sizeof(nb_probe_options), 0, NULL, NULL }

/* `size`: sizeof(nb_probe_options) of the caller. */
NB_API nb_status nb_probe_options_init(nb_probe_options* options, uint32_t size);

typedef struct nb_library_info {
    uint32_t size;
    nb_library_state state;
    uint32_t flags;
    uint32_t attempt_count; /* files and names tried, in order; their texts by nb_probe_text */
    int32_t version;        /* as cuDriverGetVersion or getInferLibVersion returns it; 0: not known */
    int32_t version_major;  /* the same, taken apart; 0 while not known */
    int32_t version_minor;
    int32_t version_patch;
    int32_t init_result;   /* CUDA only: what cuInit returned; -1: it wasn't called */
    uint32_t device_count; /* CUDA only */
} nb_library_info;

typedef struct nb_device_info {
    uint32_t size;
    int32_t ordinal;
    int32_t compute_capability_major;
    int32_t compute_capability_minor;
    int32_t integrated;   /* 1: shares its memory with the CPU */
    int32_t query_result; /* 0: all fields are known; else the first error (a CUresult), NB_TEXT_DEVICE_PROBLEM says of
                             what */
    uint64_t memory_bytes;
    char name[256];
    char pci_bus_id[32]; /* e.g. "0000:3b:00.0" */
} nb_device_info;

/* What was found; a snapshot. */
typedef struct nb_probe nb_probe;

/*
 * Looks for CUDA and TensorRT. `*out` is owned by the caller: nb_probe_destroy. Missing libraries are no failure.
 *
 * It initialises the CUDA driver in this process (cuInit; no context is made), which can take a second on a machine
 * with many devices. Libraries once opened stay loaded, as unloading a driver isn't safe.
 *
 * `options` may be NULL, which is the same as NB_PROBE_OPTIONS_INIT.
 */
NB_API nb_status nb_probe_create(nb_probe** out, const nb_probe_options* options);
NB_API void nb_probe_destroy(nb_probe* probe);

/* Set info->size before the call. */
NB_API nb_status nb_probe_library(nb_library_info* info, const nb_probe* probe, nb_library which);

/* `index`: 0 to device_count - 1. Set info->size before the call. */
NB_API nb_status nb_probe_device(nb_device_info* info, const nb_probe* probe, uint32_t index);

typedef int32_t nb_text;
enum {
    NB_TEXT_PATH = 1,            /* the file that was opened; "" if none was */
    NB_TEXT_REASON = 2,          /* why the library isn't usable, a sentence; "" if it is */
    NB_TEXT_INIT_RESULT = 3,     /* init_result in words; "" if cuInit wasn't called */
    NB_TEXT_ATTEMPT_NAME = 4,    /* by index: the name or path that was tried */
    NB_TEXT_ATTEMPT_FAILURE = 5, /* by index: why it wasn't taken; "" for the one that was */
    NB_TEXT_DEVICE_PROBLEM = 6 /* by index, CUDA only: what the driver didn't tell about a device; "" if it told all */
};

/*
 * Copies a text into `buffer`, which holds `capacity` bytes. `*required` (not NULL) is set to the bytes that the text
 * needs with its NUL, also when the answer is NB_E_BUFFER_TOO_SMALL; `buffer` is then left as it was, and may be NULL
 * if `capacity` is 0. `index` is 0 for texts that are not by index.
 *
 *     char text[512];
 *     uint32_t required;
 *     if (nb_probe_text(text, sizeof text, &required, probe, NB_CUDA, NB_TEXT_REASON, 0) == NB_OK) puts(text);
 */
NB_API nb_status nb_probe_text(char* buffer, uint32_t capacity, uint32_t* required, const nb_probe* probe,
                               nb_library which, nb_text text, uint32_t index);

#ifdef __cplusplus
}
#endif

#endif
