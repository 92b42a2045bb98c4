#include "settings.h"

#include <type_traits>
#include <utility>

namespace nblg {
namespace {

// Settings came and went with LoadGen's releases: each is set if the headers have it. A value other than `inert`, for which an older
// LoadGen does the same without the setting, is an error if they don't.
#define NBLG_SET(field, value, inert)                                               \
  do {                                                                              \
    const auto set = [&](auto& target) {                                            \
      if constexpr (requires { target.field; }) {                                   \
        target.field = static_cast<std::remove_reference_t<decltype(target.field)>>(value); \
      } else if ((value) != (inert) && missing->empty()) {                          \
        *missing = #field;                                                          \
      }                                                                             \
    };                                                                              \
    set(result);                                                                    \
  } while (false)

}  // namespace

mlperf::TestSettings ToTestSettings(const nblg_settings& s, std::string* missing) {
  mlperf::TestSettings result;
  result.scenario = static_cast<mlperf::TestScenario>(s.scenario);
  result.mode = static_cast<mlperf::TestMode>(s.mode);
  result.single_stream_expected_latency_ns = static_cast<decltype(result.single_stream_expected_latency_ns)>(s.single_stream_expected_latency_ns);
  result.single_stream_target_latency_percentile = s.single_stream_target_latency_percentile;
  result.multi_stream_expected_latency_ns = static_cast<decltype(result.multi_stream_expected_latency_ns)>(s.multi_stream_expected_latency_ns);
  result.multi_stream_target_latency_percentile = s.multi_stream_target_latency_percentile;
  result.multi_stream_samples_per_query = s.multi_stream_samples_per_query;
  result.server_target_qps = s.server_target_qps;
  result.server_target_latency_ns = s.server_target_latency_ns;
  result.server_target_latency_percentile = s.server_target_latency_percentile;
  result.server_coalesce_queries = s.server_coalesce_queries != 0;
  result.server_find_peak_qps_decimals_of_precision = s.server_find_peak_qps_decimals_of_precision;
  result.server_find_peak_qps_boundary_step_size = s.server_find_peak_qps_boundary_step_size;
  result.server_max_async_queries = s.server_max_async_queries;
  result.offline_expected_qps = s.offline_expected_qps;
  result.min_duration_ms = s.min_duration_ms;
  result.max_duration_ms = s.max_duration_ms;
  result.min_query_count = s.min_query_count;
  result.max_query_count = s.max_query_count;
  result.qsl_rng_seed = s.qsl_rng_seed;
  result.sample_index_rng_seed = s.sample_index_rng_seed;
  result.schedule_rng_seed = s.schedule_rng_seed;
  result.accuracy_log_rng_seed = s.accuracy_log_rng_seed;
  result.accuracy_log_probability = s.accuracy_log_probability;
  result.performance_issue_unique = s.performance_issue_unique != 0;
  result.performance_issue_same = s.performance_issue_same != 0;
  result.performance_issue_same_index = s.performance_issue_same_index;
  result.performance_sample_count_override = s.performance_sample_count_override;
  result.print_timestamps = s.print_timestamps != 0;
  NBLG_SET(accuracy_log_sampling_target, s.accuracy_log_sampling_target, 0);
  NBLG_SET(sample_concatenate_permutation, s.sample_concatenate_permutation, 0U);
  NBLG_SET(test05, s.test05, 0U);
  NBLG_SET(test05_qsl_rng_seed, s.test05_qsl_rng_seed, s.test05_qsl_rng_seed);
  NBLG_SET(test05_sample_index_rng_seed, s.test05_sample_index_rng_seed, s.test05_sample_index_rng_seed);
  NBLG_SET(test05_schedule_rng_seed, s.test05_schedule_rng_seed, s.test05_schedule_rng_seed);
  NBLG_SET(accuracy_sample_count_override, s.accuracy_sample_count_override, 0);
  NBLG_SET(use_token_latencies, s.use_token_latencies, 0U);
  NBLG_SET(server_ttft_latency, s.server_ttft_latency, s.server_ttft_latency);
  NBLG_SET(server_tpot_latency, s.server_tpot_latency, s.server_tpot_latency);
  NBLG_SET(infer_token_latencies, s.infer_token_latencies, 0U);
  NBLG_SET(token_latency_scaling_factor, s.token_latency_scaling_factor, s.token_latency_scaling_factor);
  return result;
}

}  // namespace nblg
