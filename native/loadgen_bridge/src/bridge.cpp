// The bridge's exports. Everything that LoadGen could throw ends here.
#include "nativebench_loadgen_bridge.h"

#include <atomic>
#include <cstddef>
#include <cstring>
#include <exception>
#include <string>

#include "adapters.h"
#include "loadgen.h"
#include "settings.h"
#include "version.h"

namespace {

std::atomic_flag g_running = ATOMIC_FLAG_INIT;

// LoadGen runs one test at a time. A test that is abandoned (its callbacks never return) keeps the place.
class RunningTest {
 public:
  RunningTest() : owns_(!g_running.test_and_set()) {}
  ~RunningTest() {
    if (owns_) {
      g_running.clear();
    }
  }
  RunningTest(const RunningTest&) = delete;
  RunningTest& operator=(const RunningTest&) = delete;

  bool owns() const { return owns_; }

 private:
  bool owns_;
};

int32_t Fail(int32_t code, const std::string& sentence, char* error, uint64_t error_size) noexcept {
  if (error != nullptr && error_size > 0) {
    const std::size_t length = sentence.size() < error_size - 1 ? sentence.size() : static_cast<std::size_t>(error_size - 1);
    std::memcpy(error, sentence.data(), length);
    error[length] = '\0';
  }
  return code;
}

bool Complete(const nblg_callbacks& c) {
  return c.struct_size == sizeof(nblg_callbacks) && c.system_name != nullptr && c.library_name != nullptr && c.issue_query != nullptr &&
         c.flush_queries != nullptr && c.load_samples != nullptr && c.unload_samples != nullptr;
}

// The caller's responses are LoadGen's own, byte for byte (adapters.h). LoadGen takes them as not const and leaves them alone.
mlperf::QuerySampleResponse* Responses(const nblg_response* responses) {
  return const_cast<mlperf::QuerySampleResponse*>(reinterpret_cast<const mlperf::QuerySampleResponse*>(responses));
}

}  // namespace

uint32_t nblg_abi_version(void) { return NBLG_ABI_VERSION; }

const char* nblg_loadgen_version(void) {
  try {
    return mlperf::LoadgenVersion().c_str();
  } catch (...) {
    return "";
  }
}

int32_t nblg_run(const nblg_callbacks* callbacks, const nblg_settings* settings, const nblg_log_settings* logs, char* error,
                 uint64_t error_size) {
  if (callbacks == nullptr || settings == nullptr || logs == nullptr || !Complete(*callbacks) ||
      settings->struct_size != sizeof(nblg_settings) || logs->struct_size != sizeof(nblg_log_settings) ||
      logs->output_folder == nullptr || logs->audit_config == nullptr) {
    return Fail(NBLG_ERROR_ARGUMENT, "a pointer is null, or a structure is another version's", error, error_size);
  }
  try {
    const RunningTest test;
    if (!test.owns()) {
      return Fail(NBLG_ERROR_BUSY, "LoadGen runs a test already, or was left in one", error, error_size);
    }
    std::string missing;
    const mlperf::TestSettings requested = nblg::ToTestSettings(*settings, &missing);
    if (!missing.empty()) {
      return Fail(NBLG_ERROR_UNSUPPORTED, "this LoadGen has no setting " + missing, error, error_size);
    }
    mlperf::LogSettings log;
    log.log_output.outdir = logs->output_folder;
    log.enable_trace = logs->enable_trace != 0;
    nblg::System system(*callbacks);
    nblg::Library library(*callbacks);
    mlperf::StartTest(&system, &library, requested, log, logs->audit_config);
    return NBLG_OK;
  } catch (const std::exception& e) {
    return Fail(NBLG_ERROR_EXCEPTION, e.what(), error, error_size);
  } catch (...) {
    return Fail(NBLG_ERROR_EXCEPTION, "something that is no std::exception", error, error_size);
  }
}

int32_t nblg_samples_complete(const nblg_response* responses, uint64_t count) {
  try {
    mlperf::QuerySamplesComplete(Responses(responses), static_cast<std::size_t>(count));
    return NBLG_OK;
  } catch (...) {
    return NBLG_ERROR_EXCEPTION;
  }
}

int32_t nblg_first_token_complete(const nblg_response* responses, uint64_t count) {
  try {
    mlperf::FirstTokenComplete(Responses(responses), static_cast<std::size_t>(count));
    return NBLG_OK;
  } catch (...) {
    return NBLG_ERROR_EXCEPTION;
  }
}
