/*
 * The official LoadGen (mlcommons/inference, loadgen/) behind a C ABI.
 *
 * The library is compiled against the user's own headers and linked with the user's own build of LoadGen; nothing of LoadGen is changed
 * or replaced. Calls return 0 or an NBLG_ERROR_ code; no exception crosses this boundary in either direction. All texts are UTF-8 and
 * end with a zero. LoadGen keeps global state: a process runs one test at a time.
 */
#ifndef NATIVEBENCH_LOADGEN_BRIDGE_H_
#define NATIVEBENCH_LOADGEN_BRIDGE_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define NBLG_API __attribute__((visibility("default")))
#else
#define NBLG_API
#endif

/* Changes whenever a structure or function does. */
#define NBLG_ABI_VERSION 1

#define NBLG_OK 0
#define NBLG_ERROR_ARGUMENT 1    /* A pointer is null, or a structure has another size than this header's. */
#define NBLG_ERROR_BUSY 2        /* A test runs already, or one was abandoned. */
#define NBLG_ERROR_EXCEPTION 3   /* LoadGen threw; the error text says what. */
#define NBLG_ERROR_UNSUPPORTED 4 /* This LoadGen doesn't have a setting that is asked for; the error text names it. */

/* One sample to run. LoadGen's mlperf::QuerySample. */
typedef struct nblg_sample {
  uint64_t id;
  uint64_t index;
} nblg_sample;

/* One answer. The bytes stay the caller's and are read during the completing call only. LoadGen's mlperf::QuerySampleResponse. */
typedef struct nblg_response {
  uint64_t id;
  const void* data;
  uint64_t size;
  int64_t token_count;
} nblg_response;

/* The system under test and the sample library. Callbacks come on the thread that called nblg_run and must not throw. */
typedef struct nblg_callbacks {
  uint32_t struct_size;
  uint32_t reserved;
  void* context; /* Passed to every callback. */
  const char* system_name;
  const char* library_name;
  uint64_t total_sample_count;
  uint64_t performance_sample_count;
  void (*issue_query)(void* context, const nblg_sample* samples, uint64_t count);
  void (*flush_queries)(void* context);
  void (*load_samples)(void* context, const uint64_t* indices, uint64_t count);
  void (*unload_samples)(void* context, const uint64_t* indices, uint64_t count);
} nblg_callbacks;

/* mlperf::TestSettings by the same names and units. Flags are 0 or 1. */
typedef struct nblg_settings {
  uint32_t struct_size;
  int32_t scenario; /* 0 SingleStream, 1 MultiStream, 2 Server, 3 Offline */
  int32_t mode;     /* 0 SubmissionRun, 1 AccuracyOnly, 2 PerformanceOnly, 3 FindPeakPerformance */
  int32_t server_find_peak_qps_decimals_of_precision;
  double single_stream_expected_latency_ns;
  double single_stream_target_latency_percentile;
  double multi_stream_expected_latency_ns;
  double multi_stream_target_latency_percentile;
  uint64_t multi_stream_samples_per_query;
  double server_target_qps;
  uint64_t server_target_latency_ns;
  double server_target_latency_percentile;
  double server_find_peak_qps_boundary_step_size;
  uint64_t server_max_async_queries;
  double offline_expected_qps;
  uint64_t min_duration_ms;
  uint64_t max_duration_ms;
  uint64_t min_query_count;
  uint64_t max_query_count;
  uint64_t qsl_rng_seed;
  uint64_t sample_index_rng_seed;
  uint64_t schedule_rng_seed;
  uint64_t accuracy_log_rng_seed;
  double accuracy_log_probability;
  uint64_t accuracy_log_sampling_target;
  uint64_t test05_qsl_rng_seed;
  uint64_t test05_sample_index_rng_seed;
  uint64_t test05_schedule_rng_seed;
  uint64_t performance_issue_same_index;
  uint64_t performance_sample_count_override;
  uint64_t accuracy_sample_count_override;
  uint64_t server_ttft_latency;
  uint64_t server_tpot_latency;
  uint64_t token_latency_scaling_factor;
  uint32_t server_coalesce_queries;
  uint32_t sample_concatenate_permutation;
  uint32_t test05;
  uint32_t print_timestamps;
  uint32_t performance_issue_unique;
  uint32_t performance_issue_same;
  uint32_t use_token_latencies;
  uint32_t infer_token_latencies;
} nblg_settings;

/* Where and how LoadGen writes its log files. */
typedef struct nblg_log_settings {
  uint32_t struct_size;
  uint32_t enable_trace;
  const char* output_folder;
  const char* audit_config; /* The file that is read as audit.config if it's there. */
} nblg_log_settings;

NBLG_API uint32_t nblg_abi_version(void);

/* LoadGen's own version, such as "6.0.17"; valid for ever. */
NBLG_API const char* nblg_loadgen_version(void);

/* Runs one test and returns when it's over and its files are written. error takes up to error_size bytes of a sentence. */
NBLG_API int32_t nblg_run(const nblg_callbacks* callbacks, const nblg_settings* settings, const nblg_log_settings* logs,
                          char* error, uint64_t error_size);

/* Completes samples, from any thread: one call, one completion time. */
NBLG_API int32_t nblg_samples_complete(const nblg_response* responses, uint64_t count);

/* Reports first tokens of samples, from any thread. */
NBLG_API int32_t nblg_first_token_complete(const nblg_response* responses, uint64_t count);

#ifdef __cplusplus
}
#endif

#endif /* NATIVEBENCH_LOADGEN_BRIDGE_H_ */
