// LoadGen's two interfaces, over the caller's callbacks.
#ifndef NATIVEBENCH_LOADGEN_BRIDGE_ADAPTERS_H_
#define NATIVEBENCH_LOADGEN_BRIDGE_ADAPTERS_H_

#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

#include "nativebench_loadgen_bridge.h"
#include "query_sample.h"
#include "query_sample_library.h"
#include "system_under_test.h"

namespace nblg {

// Samples and responses pass without being copied: they have to be the same bytes on both sides.
static_assert(sizeof(mlperf::QuerySample) == sizeof(nblg_sample), "QuerySample");
static_assert(offsetof(mlperf::QuerySample, id) == offsetof(nblg_sample, id), "QuerySample::id");
static_assert(offsetof(mlperf::QuerySample, index) == offsetof(nblg_sample, index), "QuerySample::index");
static_assert(sizeof(mlperf::QuerySampleResponse) == sizeof(nblg_response),
              "mlperf::QuerySampleResponse has no n_tokens: this LoadGen is too old, the bridge takes the one of v4.1 and newer");
static_assert(std::is_standard_layout<mlperf::QuerySampleResponse>::value, "QuerySampleResponse");
static_assert(offsetof(mlperf::QuerySampleResponse, id) == offsetof(nblg_response, id), "QuerySampleResponse::id");
static_assert(offsetof(mlperf::QuerySampleResponse, data) == offsetof(nblg_response, data), "QuerySampleResponse::data");
static_assert(offsetof(mlperf::QuerySampleResponse, size) == offsetof(nblg_response, size), "QuerySampleResponse::size");
static_assert(offsetof(mlperf::QuerySampleResponse, n_tokens) == offsetof(nblg_response, token_count), "QuerySampleResponse::n_tokens");
static_assert(sizeof(mlperf::QuerySampleIndex) == sizeof(uint64_t), "QuerySampleIndex");

class System final : public mlperf::SystemUnderTest {
 public:
  explicit System(const nblg_callbacks& callbacks) : callbacks_(callbacks), name_(callbacks.system_name) {}

  const std::string& Name() override { return name_; }

  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    callbacks_.issue_query(callbacks_.context, reinterpret_cast<const nblg_sample*>(samples.data()), samples.size());
  }

  void FlushQueries() override { callbacks_.flush_queries(callbacks_.context); }

 private:
  nblg_callbacks callbacks_;
  std::string name_;
};

class Library final : public mlperf::QuerySampleLibrary {
 public:
  explicit Library(const nblg_callbacks& callbacks) : callbacks_(callbacks), name_(callbacks.library_name) {}

  const std::string& Name() override { return name_; }
  std::size_t TotalSampleCount() override { return callbacks_.total_sample_count; }
  std::size_t PerformanceSampleCount() override { return callbacks_.performance_sample_count; }

  void LoadSamplesToRam(const std::vector<mlperf::QuerySampleIndex>& samples) override {
    callbacks_.load_samples(callbacks_.context, Indices(samples), samples.size());
  }

  void UnloadSamplesFromRam(const std::vector<mlperf::QuerySampleIndex>& samples) override {
    callbacks_.unload_samples(callbacks_.context, Indices(samples), samples.size());
  }

 private:
  static const uint64_t* Indices(const std::vector<mlperf::QuerySampleIndex>& samples) {
    return reinterpret_cast<const uint64_t*>(samples.data());
  }

  nblg_callbacks callbacks_;
  std::string name_;
};

}  // namespace nblg

#endif  // NATIVEBENCH_LOADGEN_BRIDGE_ADAPTERS_H_
