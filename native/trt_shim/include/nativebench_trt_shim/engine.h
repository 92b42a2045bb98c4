/* Building, caching, loading and inspecting engines; include nativebench_trt_shim.h. */
#ifndef NATIVEBENCH_TRT_SHIM_ENGINE_H
#define NATIVEBENCH_TRT_SHIM_ENGINE_H

#include "runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NB_MAX_RANK 8

/* ---- Building ---------------------------------------------------------------------------------------------------- */

/*
 * What layers may compute in, besides FP32; bits. With TensorRT 8 and with weakly typed networks of 10. A strongly
 * typed network (always with 11) computes in the model's own types: then only 0 is taken, and NB_E_UNSUPPORTED says so.
 */
#define NB_PRECISION_FP16 1u
#define NB_PRECISION_BF16 2u
#define NB_PRECISION_INT8 4u /* of a model with Q/DQ nodes: the shim does no calibration */
#define NB_PRECISION_FP8 8u  /* likewise */

/* Bits of nb_build_options.flags. */
#define NB_BUILD_STRONGLY_TYPED 1u /* 10 and later */
#define NB_BUILD_SPARSE_WEIGHTS 2u
#define NB_BUILD_NO_TF32 4u
#define NB_BUILD_DLA_GPU_FALLBACK 8u     /* layers that the DLA core can't run go to the GPU */
#define NB_BUILD_VERSION_COMPATIBLE 16u  /* 8.6 and later */
#define NB_BUILD_HARDWARE_COMPATIBLE 32u /* Ampere and later share the plan; 8.6 and later */
#define NB_BUILD_DETAILED 64u            /* layers keep their names and precisions for inspection and profiles */
#define NB_BUILD_REBUILD 128u            /* don't take a plan from the cache, but put the new one there */

/* The shapes that one profile allows for one input. */
typedef struct nb_shape_range {
    uint32_t size;
    uint32_t profile; /* 0 to 7; without gaps */
    const char* tensor;
    int32_t rank;
    uint32_t reserved;
    int64_t min[NB_MAX_RANK];
    int64_t opt[NB_MAX_RANK];
    int64_t max[NB_MAX_RANK];
} nb_shape_range;

typedef struct nb_build_options {
    uint32_t size;
    uint32_t flags;
    int32_t device;
    int32_t dla_core; /* -1: the GPU */
    uint32_t precisions;
    int32_t optimization_level; /* 0 to 5; -1: TensorRT's own choice */
    int32_t max_aux_streams;    /* -1: TensorRT's own choice */
    uint32_t range_count;

    /* The model: a path (weights in files of their own are looked for beside it), or its bytes, or both: bytes to
     * parse, and the path for such files. */
    const char* onnx_path;
    const void* onnx;
    uint64_t onnx_bytes;

    /* For inputs whose first dimension is open and that no range names: its smallest, best and largest value. Any other
     * open dimension needs a range: NB_E_INVALID_ARGUMENT names it. */
    int32_t batch_min;
    int32_t batch_opt;
    int32_t batch_max;
    uint32_t range_bytes; /* sizeof(nb_shape_range) of the caller */
    const nb_shape_range* ranges;

    /* Memory pools in bytes; 0: TensorRT's own choice. */
    uint64_t workspace_bytes;
    uint64_t dla_managed_sram_bytes;
    uint64_t dla_local_dram_bytes;
    uint64_t dla_global_dram_bytes;

    const char* cache_directory;   /* made if need be; NULL: no cache */
    const char* timing_cache_path; /* read if it is there, written after a build; NULL: none */
    uint32_t lock_timeout_ms;      /* how long to wait for another builder of the same engine */
    uint32_t reserved;
} nb_build_options;

#define NB_BUILD_OPTIONS_INIT                                                                                          \
    {                                                                                                                  \
        sizeof(nb_build_options), 0, 0, -1, 0, -1, -1, 0, NULL, NULL, 0, 1, 1, 1, sizeof(nb_shape_range), NULL, 0, 0,  \
            0, 0, NULL, NULL, 3600000, 0                                                                               \
    }

typedef int32_t nb_build_phase;
enum {
    NB_BUILD_NOT_STARTED = 0,
    NB_BUILD_WAITING = 1, /* for another process or thread that builds the same engine */
    NB_BUILD_LOADING = 2, /* a plan from the cache, or the one just built */
    NB_BUILD_PARSING = 3,
    NB_BUILD_BUILDING = 4,
    NB_BUILD_DONE = 5, /* well or not */
};

typedef struct nb_build_progress {
    uint32_t size;
    nb_build_phase phase;
    int32_t step;       /* of the current stage of the builder; -1: not known (TensorRT 8 doesn't tell) */
    int32_t step_count; /* likewise */
    uint64_t elapsed_ns;
    char stage[128]; /* what the builder calls it */
} nb_build_progress;

/* Bits of nb_build_result.flags. */
#define NB_BUILD_FROM_CACHE 1u    /* nothing was built */
#define NB_BUILD_REPLACED_PLAN 2u /* the cache held a plan that didn't load; it was built anew (once) */
#define NB_BUILD_CACHE_WRITTEN 4u /* the plan is now in the cache */
#define NB_BUILD_TIMING_CACHED 8u /* a timing cache was read */
#define NB_BUILD_CACHE_FAILED 16u /* the engine is there, but couldn't be written; NB_BUILD_TEXT_WARNINGS says why */

typedef struct nb_build_result {
    uint32_t size;
    uint32_t flags;
    uint64_t plan_bytes;
    uint64_t waited_ns; /* for another builder */
    uint64_t built_ns;
    uint64_t loaded_ns;
    char key[65]; /* SHA-256, lower-case hexadecimal, over the model, every option that matters, TensorRT's version and
                     the device; names the files of the cache. "" without a cache */
} nb_build_result;

/* One build: from options over a plan to a loaded engine. */
typedef struct nb_build nb_build;

/* Checks the options and copies what it needs of them; does no work yet. */
NB_API nb_status nb_build_create(nb_build** out, nb_runtime* runtime, const nb_build_options* options);

/* At any time; also during nb_build_run, which is then cancelled first and waited for. */
NB_API void nb_build_destroy(nb_build* build);

/*
 * Builds or takes from the cache, and loads; once per handle. It runs on the calling thread and can take minutes;
 * nb_build_progress and nb_build_cancel may be called meanwhile from others.
 *
 * NB_CANCELLED, NB_E_MODEL (the text names the operator or the node), NB_E_UNSUPPORTED (an option), NB_E_PLAN (it was
 * built and yet doesn't load), NB_E_FILE (the model can't be read; a cache that can't be written is only a warning),
 * NB_TIMEOUT (another builder holds the lock for longer than lock_timeout_ms).
 */
NB_API nb_status nb_build_run(nb_build* build);

/* From any thread, at any time. */
NB_API nb_status nb_build_query(nb_build_progress* progress, const nb_build* build);

/* From any thread, at any time; nb_build_run returns as soon as TensorRT looks (8: not before it is done). */
NB_API nb_status nb_build_cancel(nb_build* build);

/* After nb_build_run returned NB_OK, else NB_E_STATE. */
NB_API nb_status nb_build_outcome(nb_build_result* result, const nb_build* build);

typedef int32_t nb_build_text_id;
enum {
    NB_BUILD_TEXT_WARNINGS = 1,  /* the shim's own and TensorRT's, a line each; "" if there were none */
    NB_BUILD_TEXT_CACHE_FILE = 2 /* the plan's file in the cache; "" without a cache */
};

/* As nb_probe_text; after nb_build_run returned, also if it failed. */
NB_API nb_status nb_build_text(char* buffer, uint32_t capacity, uint32_t* required, const nb_build* build,
                               nb_build_text_id text);

typedef struct nb_engine nb_engine;

/* The engine that nb_build_run loaded; NB_E_STATE before. Each call gives a handle of its own to the same engine. */
NB_API nb_status nb_build_engine(nb_engine** out, nb_build* build);

/* The plan's bytes, to be written to a file; owned by the build. NB_E_STATE before nb_build_run returned NB_OK. */
NB_API nb_status nb_build_plan(const void** plan, uint64_t* bytes, const nb_build* build);

/* ---- Engines ----------------------------------------------------------------------------------------------------- */

/* `dla_core`: -1 for the GPU. NB_E_PLAN with TensorRT's own words if the plan can't be loaded. */
NB_API nb_status nb_engine_load(nb_engine** out, nb_runtime* runtime, int32_t device, int32_t dla_core,
                                const void* plan, uint64_t bytes);

/* The same from a file; NB_E_FILE if it can't be read. */
NB_API nb_status nb_engine_load_file(nb_engine** out, nb_runtime* runtime, int32_t device, int32_t dla_core,
                                     const char* path);
NB_API void nb_engine_destroy(nb_engine* engine);

/* Bits of nb_engine_info.flags. */
#define NB_ENGINE_EMULATED 1u /* its answers are computed by the CPU, its times are invented */

typedef struct nb_engine_info {
    uint32_t size;
    uint32_t flags;
    int32_t device;
    int32_t dla_core;
    uint32_t tensor_count; /* inputs and outputs, in the engine's order */
    uint32_t input_count;
    uint32_t output_count;
    uint32_t profile_count;
    uint64_t plan_bytes;
    uint64_t scratch_bytes; /* device memory that each execution context takes */
    int32_t aux_streams;
    uint32_t reserved;
} nb_engine_info;

NB_API nb_status nb_engine_query(nb_engine_info* info, const nb_engine* engine);

/* Element types under the numbers of ONNX's TensorProto.DataType. */
typedef int32_t nb_data_type;
enum {
    NB_TYPE_UNKNOWN = 0, /* one that the shim has no name for; it can't be run */
    NB_TYPE_FLOAT32 = 1,
    NB_TYPE_UINT8 = 2,
    NB_TYPE_INT8 = 3,
    NB_TYPE_INT32 = 6,
    NB_TYPE_INT64 = 7,
    NB_TYPE_BOOL = 9,
    NB_TYPE_FLOAT16 = 10,
    NB_TYPE_BFLOAT16 = 16,
    NB_TYPE_FLOAT8E4M3 = 17,
    NB_TYPE_INT4 = 22,
    NB_TYPE_FLOAT4E2M1 = 23
};

typedef struct nb_tensor_info {
    uint32_t size;
    int32_t is_input;
    nb_data_type type;
    int32_t rank;
    int64_t dims[NB_MAX_RANK]; /* -1: open */
    uint32_t element_bits;     /* 4 for INT4 and FP4 */
    int32_t on_host;           /* 1: a shape tensor, read by the CPU; such engines can't be run so far */
} nb_tensor_info;

/* `index`: 0 to tensor_count - 1. */
NB_API nb_status nb_engine_tensor(nb_tensor_info* info, const nb_engine* engine, uint32_t index);

/* An input's shapes in one optimisation profile; for inputs without open dimensions all three are its dims. */
NB_API nb_status nb_engine_profile(nb_shape_range* range, const nb_engine* engine, uint32_t tensor, uint32_t profile);

typedef int32_t nb_engine_text_id;
enum {
    NB_ENGINE_TEXT_NAME = 1,
    NB_ENGINE_TEXT_TENSOR = 2, /* by index: a tensor's name */
    NB_ENGINE_TEXT_LAYERS = 3  /* the engine inspector's JSON; "" if the engine tells nothing */
};

/* As nb_probe_text. */
NB_API nb_status nb_engine_text(char* buffer, uint32_t capacity, uint32_t* required, const nb_engine* engine,
                                nb_engine_text_id text, uint32_t index);

/* ---- Times per layer --------------------------------------------------------------------------------------------- */

/* Mean times of each layer, from a run of their own: measuring layers slows an engine down. */
typedef struct nb_layer_profile nb_layer_profile;

typedef struct nb_layer_info {
    uint32_t size;
    uint32_t runs;
    uint64_t mean_ns;
} nb_layer_info;

/* Runs `runs` batches of `batch` samples of zeros in a context of its own, without a graph. */
NB_API nb_status nb_layer_profile_create(nb_layer_profile** out, nb_engine* engine, uint32_t profile, uint32_t batch,
                                         uint32_t runs);
NB_API void nb_layer_profile_destroy(nb_layer_profile* profile);
NB_API nb_status nb_layer_profile_count(uint32_t* count, const nb_layer_profile* profile);
NB_API nb_status nb_layer_profile_layer(nb_layer_info* info, const nb_layer_profile* profile, uint32_t index);

/* A layer's name, as nb_probe_text. */
NB_API nb_status nb_layer_profile_name(char* buffer, uint32_t capacity, uint32_t* required,
                                       const nb_layer_profile* profile, uint32_t index);

#ifdef __cplusplus
}
#endif

#endif
