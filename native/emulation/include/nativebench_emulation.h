/*
 * What the emulated libraries export besides the functions that they stand in for. Nothing they say is about a real
 * device: both export `nb_emulated`, which the shim, `nativebench devices` and result files pass on.
 *
 *     libnb_emulated_cuda.so    stands in for libcuda.so.1
 *     libnb_emulated_engine.so  stands in for TensorRT, behind the shim's own adapter interface; needs no headers
 *
 * Both take their settings from the environment variable NATIVEBENCH_EMULATION when they are first used, as
 * "name=value" pairs separated by ';', e.g. "devices=H100,Orin;kernel_us=100;faults=kernel@5=700".
 *
 *     devices=NAMES       separated by ','; a name with Orin, Xavier or Thor is integrated; empty: none    [H100]
 *     driver=VERSION      as cuDriverGetVersion tells it                                                    [13000]
 *     memops=0|1          the device writes completion words                                                [1]
 *     memory_mb=N         of each device                                                                    [16384]
 *     pinned_mb=N         that can be page-locked in all                                                    [16384]
 *     kernel_us=N         how long a device computes a batch                                                [0]
 *     kernel_random_us=N  and up to that much longer, at random                                             [0]
 *     copy_us=N           what each copy costs
 *     copy_gbps=N         and how fast it is, 0: at once                                                    [0]
 *     seed=N              of the random times                                                               [1]
 *     faults=F,F,...      FUNCTION@N=RESULT: the N-th call of that driver function answers RESULT, a CUresult, which
 *                         is sticky if it is one of those (700, 719, ...);
 *                         kernel@N=RESULT: the N-th computation ends in that error, which is sticky (700, 719, ...);
 *                         kernel@N=hang: it never ends
 *     reset=0|1           a context that was lost can be made anew in the same process                      [1]
 *     abort=0|1           misuse ends the program at once                                                   [0]
 *     tensorrt=VERSION    which TensorRT the emulated engine behaves like: 8601, 101600, 110100             [110100]
 *     dla_cores=N         of integrated devices                                                             [2]
 *     times=0|1           what nb_emu_call_ns and nb_emu_word_ns tell is measured                            [0]
 *     build_ms=N          how long the emulated builder takes, in steps that can be watched and cancelled   [0]
 *
 * The emulated engine computes what the model says, with ONNX Runtime on the CPU (nb_runtime_options), or y = 2 x + 1
 * on [batch, 16] floats for a "model" of the bytes "affine", or of a first line "affine" and anything, which needs
 * nothing.
 */
#ifndef NATIVEBENCH_EMULATION_H
#define NATIVEBENCH_EMULATION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Settings as in the variable, for programs that can't set it; those named replace what was there. "devices", "driver"
 * and "memops" count only before cuInit. Counts of calls for `faults` begin anew. Returns 0, or -1 and does nothing if
 * the text makes no sense.
 */
int nb_emu_configure(const char* settings);

/*
 * Writes "name=value name=value ..." about what was done and what is still alive, and returns the number of problems:
 * misuses, plus blocks and handles that are alive. After a sticky error nothing can be freed on a real device; here
 * what the caller tried to free counts as freed.
 */
uint64_t nb_emu_report(char* buffer, size_t capacity);

/*
 * With "times=1", for telling our own cost from the emulation's: how long this thread has been in functions of the
 * emulated driver, and when a device last wrote a completion word (CLOCK_MONOTONIC), both in ns.
 */
uint64_t nb_emu_call_ns(void);
uint64_t nb_emu_word_ns(void);

/* How many of the planned faults have happened so far, in all plans together. */
uint64_t nb_emu_faults_met(void);

#ifdef __cplusplus
}
#endif

#endif
