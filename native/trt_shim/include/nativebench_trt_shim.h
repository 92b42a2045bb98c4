/*
 * The C ABI of NativeBench's shim around CUDA and TensorRT.
 *
 * Neither is linked; both are opened at run time, and a missing library is an answer, not a failure. From what is there
 * to results, in the order of use:
 *
 *     probe.h    what can run here, and if not, why not
 *     runtime.h  the opened libraries, devices, and page-locked memory for samples (arenas)
 *     engine.h   building an engine from an ONNX model, the cache of engines, loading, inspecting, times per layer
 *     session.h  running batches: lanes, warm-up, submit, completions without a call, wait, counters, faults
 *
 *     nb_runtime* runtime;  nb_build* build;  nb_engine* engine;  nb_session* session;  nb_arena* arena;
 *     void* samples;        nb_lane* lanes;   uint32_t lane;
 *
 *     nb_build_options how = NB_BUILD_OPTIONS_INIT;
 *     how.onnx_path = "model.onnx", how.batch_opt = 8, how.batch_max = 8, how.cache_directory = "/var/cache/engines";
 *     nb_session_options run = NB_SESSION_OPTIONS_INIT;
 *     run.lanes = 4, run.max_batch = 8;
 *     nb_arena_options memory = NB_ARENA_OPTIONS_INIT;
 *     memory.bytes = sample_count * sample_bytes;
 *
 *     nb_runtime_create(&runtime, NULL);
 *     nb_build_create(&build, runtime, &how);
 *     nb_build_run(build);                                  minutes; progress and cancel from other threads
 *     nb_build_engine(&engine, build);
 *     nb_session_create(&session, &lanes, engine, &run);
 *     nb_arena_create(&arena, &samples, runtime, &memory);  fill it with samples
 *     nb_warm_up(session, sizes, size_count, 2);            the only place where graphs are captured
 *
 *     while (nb_submit(&lane, session, addresses, 8, token) == NB_BUSY)
 *         a lane becomes free when its results are taken: read lanes[], else nb_wait
 *
 *     nb_drain(session, 10000);
 *     nb_session_destroy(session), nb_engine_destroy(engine), nb_build_destroy(build);
 *     nb_arena_destroy(arena), nb_runtime_destroy(runtime);
 *
 * Rules, for every function:
 * - It returns an nb_status unless it cannot fail. NB_OK is 0, failures are negative, positive values are outcomes that
 *   are no failures. No C++ exception leaves the library.
 * - Results come first in the parameter list, in memory of the caller. On failure they are left as they were, but for
 *   what the function says of itself.
 * - Handles are opaque. What nb_X_create (or _load, _engine) gave is given back with nb_X_destroy, which takes NULL;
 *   nothing else is ever freed by the caller. A child keeps what it needs of its parents alive: handles may be
 * destroyed in any order, from any thread, but not while another call uses them.
 * - A struct starts with `size`: set it to sizeof before the call, or use its NB_..._INIT. A later version only appends
 *   fields; the library fills what both sides know and sets `size` to the bytes that it filled. `reserved` fields are
 * 0.
 * - Text is UTF-8 and ends with NUL. Sizes are in bytes, times in nanoseconds unless the name says otherwise. What a
 *   pointer in an options struct points to is read during the call only.
 * - Every function may be called from any thread. Probes are immutable and may be shared; for the other handles each
 *   function says which calls may run at the same time. Where it says nothing: one at a time per handle.
 */
#ifndef NATIVEBENCH_TRT_SHIM_H
#define NATIVEBENCH_TRT_SHIM_H

#include "nativebench_trt_shim/base.h"
#include "nativebench_trt_shim/engine.h"
#include "nativebench_trt_shim/probe.h"
#include "nativebench_trt_shim/runtime.h"
#include "nativebench_trt_shim/session.h"

#endif
