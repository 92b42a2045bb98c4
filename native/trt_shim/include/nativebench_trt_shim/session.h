/* Running batches; include nativebench_trt_shim.h. */
#ifndef NATIVEBENCH_TRT_SHIM_SESSION_H
#define NATIVEBENCH_TRT_SHIM_SESSION_H

#include "engine.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A session runs batches of one engine in `lanes`. A lane is a stream with everything that one batch needs: an
 * execution context, buffers, an event, a graph per batch size. So batches in different lanes overlap and share
 * nothing.
 *
 * Three parties meet in a lane's nb_lane, which lies in page-locked memory, a cache line for each:
 *
 *     submitter           device                         reaper
 *     nb_submit ────────► copies, engine, copies ──┐
 *       issued = n                                 └──► done = n
 *                                                         done == issued and not taken yet: the outputs are there
 *                                                         take token, count, status, outputs
 *     the lane is free ◄───────────────────────────────── released = n
 *
 * The reaper calls nothing for that: it reads `done`, then `issued`, with acquire semantics (Volatile.Read), of all
 * lanes in turn, and writes `released` with release semantics (Volatile.Write). If it found nothing for a while it
 * calls nb_wait, which blocks; that is also the call that finds out about errors and completes what they took down.
 *
 * Threads: one submits, one waits (nb_wait, nb_drain), at the same time or not. All else is for a session at rest.
 */
typedef struct nb_session nb_session;

/* Three cache lines; the addresses never change while the session exists. */
typedef struct nb_lane {
    /* Written by the device, or by the waiting thread after a fault. */
    uint64_t done; /* the number of the last batch that finished; 0: none yet. Never reads a number twice */
    uint64_t reserved_done[7];

    /* Written by nb_submit. Numbers grow, but not always by one. All but `issued` is valid while done == issued. */
    uint64_t issued;
    uint64_t token;     /* nb_submit's */
    uint32_t count;     /* samples in the batch */
    nb_status status;   /* NB_OK, or why the outputs are void */
    uint64_t submit_ns; /* CLOCK_MONOTONIC when nb_submit was entered, with NB_SESSION_TIMES; else 0 */
    uint64_t queued_ns; /* likewise when all work was handed to the driver */
    uint64_t reserved_issued[3];

    /* Written by the caller: the number that it has taken. */
    uint64_t released;
    uint64_t reserved_released[7];
} nb_lane;

/* ---- Creating ---------------------------------------------------------------------------------------------------- */

/* Bits of nb_session_options.flags. */
#define NB_SESSION_GRAPHS 1u        /* nb_warm_up captures a CUDA graph per lane and batch size */
#define NB_SESSION_HOST_FUNCTION 2u /* completion words by a host function even where the device could write them */
#define NB_SESSION_TIMES 4u         /* fill nb_lane.submit_ns and queued_ns */
#define NB_SESSION_COPY_ALWAYS 8u   /* treat an integrated device like one with memory of its own */

/* How scattered samples get into one batch. */
typedef int32_t nb_gather;
enum {
    NB_GATHER_AUTO = 0, /* few runs of neighbours: as NB_GATHER_RUNS; else a batch copy if there is one, else CPU */
    NB_GATHER_RUNS = 1, /* one asynchronous copy per run of neighbouring samples */
    NB_GATHER_BATCH_COPY = 2, /* one cuMemcpyBatchAsync; NB_E_UNSUPPORTED if the driver has none */
    NB_GATHER_CPU = 3         /* the submitting thread copies into the lane's page-locked buffer, then one DMA */
};

/* The shape of one input with open dimensions besides the first: the session's samples all have it. */
typedef struct nb_input_shape {
    uint32_t size;
    int32_t rank;
    const char* tensor;
    int64_t dims[NB_MAX_RANK]; /* dims[0] is the batch and ignored */
} nb_input_shape;

typedef struct nb_session_options {
    uint32_t size;
    uint32_t flags;
    uint32_t lanes;     /* 1 to 64 */
    uint32_t max_batch; /* 1 to what the profile allows */
    uint32_t profile;   /* optimisation profile */
    nb_gather gather;
    uint32_t auto_runs;        /* NB_GATHER_AUTO: up to that many runs are copied one by one */
    uint32_t drain_timeout_ms; /* how long nb_session_destroy waits for batches in flight, and nb_warm_up a twelfth of
                                  what it waits for one */
    uint32_t shape_count;
    uint32_t shape_bytes; /* sizeof(nb_input_shape) of the caller */
    const nb_input_shape* shapes;
} nb_session_options;

#define NB_SESSION_OPTIONS_INIT                                                                                        \
    { sizeof(nb_session_options), 0, 4, 1, 0, NB_GATHER_AUTO, 4, 5000, 0, sizeof(nb_input_shape), NULL }

/*
 * `*lanes` points to options->lanes structs, valid until the session is destroyed.
 *
 * The first dimension of each input is the batch. If it is open, nb_submit takes any count up to max_batch; if it is
 * fixed to B, max_batch must be B or less, and shorter batches run with B (the rest of the input is what was there).
 *
 * NB_E_INVALID_ARGUMENT names the tensor, the value and the range allowed. NB_E_UNSUPPORTED: an output whose size
 * depends on the data, or isn't a whole number of bytes per sample. NB_E_OUT_OF_MEMORY: device or page-locked memory;
 * nothing is kept then.
 */
NB_API nb_status nb_session_create(nb_session** out, nb_lane** lanes, nb_engine* engine,
                                   const nb_session_options* options);

/*
 * Waits up to drain_timeout_ms for batches in flight. A device that hangs keeps what it may still write to: that memory
 * is then left behind rather than freed.
 */
NB_API void nb_session_destroy(nb_session* session);

typedef struct nb_session_info {
    uint32_t size;
    uint32_t lanes;
    uint32_t max_batch;
    uint32_t fixed_batch; /* B of an engine with a fixed first dimension; 0: open */
    uint32_t input_count;
    uint32_t output_count;
    int32_t zero_copy;    /* 1: an integrated device reads samples where they lie and writes outputs to host memory */
    int32_t device_words; /* 1: the device writes `done`; 0: a host function */
    nb_gather gather;     /* AUTO only if it may still go either way */
    nb_batch_copy batch_copy;
    uint64_t device_bytes; /* of all lanes, without the contexts' scratch */
    uint64_t pinned_bytes;
} nb_session_info;

NB_API nb_status nb_session_query(nb_session_info* info, const nb_session* session);

/* Bytes of one sample of an input, in the engine's order of inputs: what nb_submit's addresses point to. */
NB_API nb_status nb_session_input(uint64_t* sample_bytes, const nb_session* session, uint32_t input);

/*
 * Where a lane leaves an output: sample i at data + i * sample_bytes. The address never changes: ask once. The contents
 * are the caller's to read from completion until it writes `released`.
 */
NB_API nb_status nb_session_output(const void** data, uint64_t* sample_bytes, const nb_session* session, uint32_t lane,
                                   uint32_t output);

/* A lane's CUstream, for tools; owned by the session. */
NB_API nb_status nb_session_stream(void** stream, const nb_session* session, uint32_t lane);

/*
 * Runs every given batch size in every lane `rounds` times (1 or more) on zeros, and with NB_SESSION_GRAPHS captures
 * and runs the graph for it. Exactly these sizes then run as graphs; others run without. A capture that fails is a
 * warning (NB_SESSION_TEXT_WARNINGS): that size runs without. Before or between runs, never during one.
 */
NB_API nb_status nb_warm_up(nb_session* session, const uint32_t* batch_sizes, uint32_t size_count, uint32_t rounds);

/* ---- Running ----------------------------------------------------------------------------------------------------- */

/*
 * Hands one batch to the device, and doesn't wait for it. `addresses`: count * input_count pointers, the inputs of one
 * sample side by side; each points to sample_bytes in an arena, which must stay as they are until the batch is done.
 * `token` comes back in the lane. `*lane` is the lane that took it.
 *
 * Allocates nothing and takes no lock of its own. NB_BUSY: no lane is free; nothing was done. After a failure the batch
 * wasn't issued and will not complete, and what was begun of it has ended (the call waits for that); after
 * NB_E_DEVICE_LOST every further call answers the same.
 */
NB_API nb_status nb_submit(uint32_t* lane, nb_session* session, const void* const* addresses, uint32_t count,
                           uint64_t token);

/*
 * Blocks until a lane has finished a batch that the caller hasn't taken: done == issued, and not equal to seen[lane],
 * or to nb_lane.released if `seen` is NULL. Returns at once if there is one. No polling: a thread of the session sleeps
 * on the batch's event and wakes the caller.
 *
 * NB_TIMEOUT after timeout_ms, NB_INTERRUPTED after nb_session_wake. NB_E_DEVICE_LOST: all batches in flight have been
 * completed with that status; the lanes are to be read as ever. It says so in each call from then on.
 */
NB_API nb_status nb_wait(nb_session* session, const uint64_t* seen, uint32_t timeout_ms);

/* Ends the nb_wait that is in progress, or else the next one. From any thread, at any time. */
NB_API nb_status nb_session_wake(nb_session* session);

/* Waits until no batch is in flight; nothing needs to be released for it. As nb_wait in all else. */
NB_API nb_status nb_drain(nb_session* session, uint32_t timeout_ms);

/* ---- Looking at it ----------------------------------------------------------------------------------------------- */

/* Sums since the session was created, warm-up not included. Read while it runs, each number is right by itself. */
typedef struct nb_counters {
    uint32_t size;
    uint32_t reserved;
    uint64_t batches; /* issued */
    uint64_t samples;
    uint64_t busy; /* NB_BUSY answers */
    uint64_t graph_launches;
    uint64_t enqueues;   /* without a graph */
    uint64_t h2d_copies; /* one per run of neighbours, or per sample within a batch copy */
    uint64_t h2d_bytes;
    uint64_t d2h_copies;
    uint64_t d2h_bytes;
    uint64_t batch_copies;     /* cuMemcpyBatchAsync calls */
    uint64_t gathered_samples; /* copied by the CPU */
    uint64_t gathered_bytes;
    uint64_t bound_in_place; /* inputs that an integrated device read where they lay */
    uint64_t device_words;   /* completion words written by the device */
    uint64_t host_words;     /* by a host function */
    uint64_t waits;          /* nb_wait and nb_drain calls that blocked */
    uint64_t failed_submits; /* not those refused for their arguments */
    uint64_t failed_batches; /* completed by a fault */
    uint64_t graphs;         /* captured */
    uint64_t failed_captures;
    uint64_t submit_calls; /* since ABI 1.2: calls of nb_submit, however they ended */
    uint64_t wait_calls;   /* since ABI 1.2: of nb_wait and nb_drain */
    uint64_t other_calls;  /* since ABI 1.2: of all else that takes the session, this one not included */
} nb_counters;

/* From any thread, at any time. */
NB_API nb_status nb_session_counters(nb_counters* counters, const nb_session* session);

typedef struct nb_fault {
    uint32_t size;
    nb_status status;    /* NB_OK: none */
    int32_t cuda_result; /* the CUresult */
    int32_t lane;        /* where it was noticed; -1: not in a lane */
    uint64_t token;      /* of the batch in that lane */
} nb_fault;

/* The first fault. From any thread, at any time. */
NB_API nb_status nb_session_fault(nb_fault* fault, const nb_session* session);

typedef int32_t nb_session_text_id;
enum {
    NB_SESSION_TEXT_FAULT = 1,    /* a sentence; "" if there was none */
    NB_SESSION_TEXT_WARNINGS = 2, /* of nb_warm_up, a line each */
    NB_SESSION_TEXT_IN_FLIGHT = 3 /* lanes at work with batch number, count and token, a line each: what hangs */
};

/* As nb_probe_text. From any thread, at any time. */
NB_API nb_status nb_session_text(char* buffer, uint32_t capacity, uint32_t* required, const nb_session* session,
                                 nb_session_text_id text);

#ifdef __cplusplus
}
#endif

#endif
