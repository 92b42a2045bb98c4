/* The opened libraries, devices and page-locked memory; include nativebench_trt_shim.h. */
#ifndef NATIVEBENCH_TRT_SHIM_RUNTIME_H
#define NATIVEBENCH_TRT_SHIM_RUNTIME_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- The runtime ------------------------------------------------------------------------------------------------- */

/*
 * The majors of TensorRT that this build of the shim holds an adapter for, as bits: 1 << 8, 1 << 10, 1 << 11. 0: it was
 * built without TensorRT's headers, and runs emulated engines only.
 */
NB_API uint32_t nb_tensorrt_majors(void);

/* How the driver waits for the device inside of a call: cuDevicePrimaryCtxSetFlags. */
typedef int32_t nb_scheduling;
enum { NB_SCHEDULE_AUTO = 0, NB_SCHEDULE_SPIN = 1, NB_SCHEDULE_YIELD = 2, NB_SCHEDULE_BLOCK = 4 };

/* Files as in nb_probe_options: NULL means the environment variable, else the usual names; a given file is the only one
 * tried. */
typedef struct nb_runtime_options {
    uint32_t size;
    nb_scheduling scheduling;          /* taken for devices whose context nobody in the process has made yet */
    const char* cuda_library;          /* NATIVEBENCH_CUDA_LIBRARY */
    const char* tensorrt_library;      /* NATIVEBENCH_TENSORRT_LIBRARY */
    const char* parser_library;        /* NATIVEBENCH_TENSORRT_PARSER_LIBRARY; libnvonnxparser.so of the same major */
    const char* plugin_library;        /* NULL: none; else its plugins are registered (initLibNvInferPlugins) */
    const char* emulation_onnxruntime; /* NATIVEBENCH_EMULATION_ONNXRUNTIME; what an emulated engine computes with */
} nb_runtime_options;

#define NB_RUNTIME_OPTIONS_INIT                                                                                        \
    { sizeof(nb_runtime_options), NB_SCHEDULE_AUTO, NULL, NULL, NULL, NULL, NULL }

/* Bits of nb_runtime_info.flags. */
#define NB_RUNTIME_CUDA_EMULATED 1u     /* the driver says of itself that it is emulated */
#define NB_RUNTIME_TENSORRT_EMULATED 2u /* so does the TensorRT library */
#define NB_RUNTIME_TENSORRT 4u          /* engines can be loaded and run */
#define NB_RUNTIME_BUILDER 8u           /* engines can be built */
#define NB_RUNTIME_ENGINE_EMULATED 16u  /* no TensorRT at all, but an emulated engine behind the adapter's interface */

typedef struct nb_runtime_info {
    uint32_t size;
    uint32_t flags;
    int32_t driver_version;   /* as cuDriverGetVersion returns it, e.g. 12080 */
    int32_t tensorrt_version; /* as getInferLibVersion returns it; 0: none */
    int32_t tensorrt_major;   /* which adapter is used: 8, 10 or 11; 0: none */
    uint32_t device_count;
} nb_runtime_info;

/* CUDA opened and initialised, and TensorRT if it is there. Any number may exist; all use the primary contexts. */
typedef struct nb_runtime nb_runtime;

/*
 * `options` may be NULL. NB_E_LIBRARY if there is no usable CUDA driver or no device. A missing TensorRT is no failure
 * here: memory and devices work without it; building and loading then answer NB_E_LIBRARY.
 */
NB_API nb_status nb_runtime_create(nb_runtime** out, const nb_runtime_options* options);
NB_API void nb_runtime_destroy(nb_runtime* runtime);

NB_API nb_status nb_runtime_query(nb_runtime_info* info, const nb_runtime* runtime);

typedef int32_t nb_runtime_text_id;
enum {
    NB_RUNTIME_TEXT_CUDA_PATH = 1,
    NB_RUNTIME_TEXT_TENSORRT_PATH = 2,   /* "" if none is used */
    NB_RUNTIME_TEXT_TENSORRT_REASON = 3, /* why engines can't be loaded: what is missing, where it was looked for */
    NB_RUNTIME_TEXT_PARSER_PATH = 4,     /* "" if none was opened, also where the emulation needs none */
    NB_RUNTIME_TEXT_BUILDER_REASON = 5   /* why engines can't be built; "" if they can */
};

/* As nb_probe_text. */
NB_API nb_status nb_runtime_text(char* buffer, uint32_t capacity, uint32_t* required, const nb_runtime* runtime,
                                 nb_runtime_text_id text);

/* ---- Devices ----------------------------------------------------------------------------------------------------- */

/* Which batch copy of scattered samples the driver has. */
typedef int32_t nb_batch_copy;
enum {
    NB_BATCH_COPY_NONE = 0,
    NB_BATCH_COPY_V1 = 1, /* cuMemcpyBatchAsync as of CUDA 12.8 */
    NB_BATCH_COPY_V2 = 2  /* and as of 13.0 */
};

/* A number that can't be known is -1. */
typedef struct nb_device_properties {
    uint32_t size;
    int32_t ordinal;
    int32_t compute_capability_major;
    int32_t compute_capability_minor;
    int32_t integrated; /* 1: shares its memory with the CPU; no copies are made */
    int32_t multiprocessors;
    int32_t copy_engines;
    int32_t stream_write_value; /* 1: the device writes completion words itself; 0: a host function does */
    nb_batch_copy batch_copy;
    int32_t dla_cores; /* as TensorRT tells it */
    int32_t numa_node;
    int32_t can_map_host_memory;
    uint64_t memory_bytes;
    uint8_t uuid[16]; /* zeros if not known */
    char name[256];
    char pci_bus_id[32];
    char cpu_list[256]; /* CPUs close to the device as Linux writes it, "0-15,32-47"; "" if not known */
} nb_device_properties;

/* `device`: 0 to device_count - 1, CUDA's ordinal. */
NB_API nb_status nb_device_query(nb_device_properties* properties, const nb_runtime* runtime, int32_t device);

/* Bytes free and in all, now; makes the device's context if there is none. */
NB_API nb_status nb_device_memory(uint64_t* free_bytes, uint64_t* total_bytes, nb_runtime* runtime, int32_t device);

/* The CUcontext that is used: the primary one. Owned by the driver, valid as long as the runtime. */
NB_API nb_status nb_device_context(void** context, nb_runtime* runtime, int32_t device);

/*
 * Binds the calling thread to the CPUs close to the device. `index`: -1 for all of them, or the n-th, counted round.
 * NB_E_UNSUPPORTED where the system doesn't tell which they are (one node, a container): the thread is left as it was.
 */
NB_API nb_status nb_thread_bind(const nb_runtime* runtime, int32_t device, int32_t index);

/*
 * After NB_E_DEVICE_LOST, between runs: destroys the device's context, makes a new one, and page-locks the arenas anew,
 * whose contents stay. NB_E_STATE while sessions or engines of the device exist: destroy them, then load again.
 */
NB_API nb_status nb_device_recover(nb_runtime* runtime, int32_t device);

/* ---- Arenas ------------------------------------------------------------------------------------------------------ */

/* Bits of nb_arena_options.flags. */
#define NB_ARENA_REGISTER 1u /* page-lock memory of the caller, `data`, which must outlive the arena */
#define NB_ARENA_BORROW 2u   /* `data` is page-locked and mapped already, by whoever made it */
#define NB_ARENA_ANY_NODE 4u /* don't bind the pages to the device's NUMA node */

typedef struct nb_arena_options {
    uint32_t size;
    uint32_t flags;
    int32_t device; /* whose NUMA node; the arena serves all devices */
    uint32_t reserved;
    uint64_t bytes;
    void* data; /* with NB_ARENA_REGISTER and NB_ARENA_BORROW, else NULL */
} nb_arena_options;

#define NB_ARENA_OPTIONS_INIT                                                                                          \
    { sizeof(nb_arena_options), 0, 0, 0, 0, NULL }

/* Bits of nb_arena_info.flags, besides those above. */
#define NB_ARENA_SURVIVES 256u /* its contents survive nb_device_recover */

typedef struct nb_arena_info {
    uint32_t size;
    uint32_t flags;
    int32_t device;
    int32_t numa_node; /* that the pages are bound to; -1: none */
    uint64_t bytes;
    void* data;
} nb_arena_info;

/* Page-locked memory mapped into all devices: what is read from it needs no copy before the DMA. */
typedef struct nb_arena nb_arena;

/*
 * `*data` is aligned to 4096 bytes, zeroed, and valid until the arena is destroyed. NB_E_OUT_OF_MEMORY says how much
 * was asked for and how much the machine has.
 */
NB_API nb_status nb_arena_create(nb_arena** out, void** data, nb_runtime* runtime, const nb_arena_options* options);

/* Not while a batch in flight reads from it. While a device hangs its pages are left locked and mapped. */
NB_API void nb_arena_destroy(nb_arena* arena);

NB_API nb_status nb_arena_query(nb_arena_info* info, const nb_arena* arena);

#ifdef __cplusplus
}
#endif

#endif
