#pragma once

// The shim over the emulation, as tests use it: handles that give themselves back, a runner that takes completions the
// way C# does, and the emulated driver's own report.

#include "check.h"
#include "nativebench_emulation.h"
#include "nativebench_trt_shim.h"

#include <cstdint>
#include <cstdlib>
#include <dlfcn.h>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace emulated {

constexpr uint32_t Width = 16; // of the built-in model's samples, in floats
constexpr uint64_t SampleBytes = Width * sizeof(float);

inline std::string cuda_file() {
    return std::string(EMULATION_DIRECTORY) + "/libnb_emulated_cuda.so";
}

inline std::string engine_file() {
    const char* other = std::getenv("NATIVEBENCH_TEST_TENSORRT"); // the same tests, through a fake TensorRT
    return other != nullptr ? other : std::string(EMULATION_DIRECTORY) + "/libnb_emulated_engine.so";
}

// A function of an emulated library, which is loaded only once in a process.
template <typename Function>
Function* symbol(const std::string& file, const char* name) {
    void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == nullptr)
        throw check::Failure(dlerror());
    auto* function = reinterpret_cast<Function*>(dlsym(library, name));
    dlclose(library);
    if (function == nullptr)
        throw check::Failure(file + " lacks " + name);
    return function;
}

inline void configure(const std::string& settings) {
    for (const std::string& file : {cuda_file(), engine_file()})
        CHECK_EQUAL(0, symbol<int(const char*)>(file, "nb_emu_configure")(settings.c_str()));
}

struct Report {
    uint64_t problems;
    std::string text;

    [[nodiscard]] uint64_t value(const std::string& name) const {
        const std::size_t at = (" " + text).find(" " + name + "=");
        if (at == std::string::npos)
            throw check::Failure("The report has no " + name + ": " + text);
        return std::strtoull(text.c_str() + at + name.size() + 1, nullptr, 10);
    }
};

inline Report report() {
    char text[1024];
    const uint64_t problems = symbol<uint64_t(char*, std::size_t)>(cuda_file(), "nb_emu_report")(text, sizeof text);
    return {problems, text};
}

// Nothing misused, nothing left.
inline void check_clean() {
    const Report now = report();
    if (now.problems != 0)
        throw check::Failure("The emulated driver reports problems: " + now.text);
}

inline void ok(const char* file, int line, const char* expression, nb_status status) {
    if (status != NB_OK)
        check::fail(file, line,
                    std::string(expression) + "\n  status: " + std::to_string(status) + "\n  " + nb_last_error());
}
#define OK(call) emulated::ok(__FILE__, __LINE__, #call, (call))

// `call` must answer `status` with a sentence that contains `part`.
#define REFUSED(status, part, call)                                                                                    \
    do {                                                                                                               \
        const nb_status answered_ = (call);                                                                            \
        const std::string sentence_ = nb_last_error();                                                                 \
        CHECK_EQUAL(static_cast<nb_status>(status), answered_);                                                        \
        CHECK_CONTAINS(part, sentence_);                                                                               \
    } while (false)

template <typename Handle, void (*Destroy)(Handle*)>
struct Owned {
    Owned() = default;
    ~Owned() { reset(); }
    Owned(const Owned&) = delete;
    Owned& operator=(const Owned&) = delete;

    void reset() {
        Destroy(handle);
        handle = nullptr;
    }
    operator Handle*() const { return handle; }
    Handle** operator&() { return &handle; }

    Handle* handle = nullptr;
};

using RuntimeHandle = Owned<nb_runtime, nb_runtime_destroy>;
using ArenaHandle = Owned<nb_arena, nb_arena_destroy>;
using BuildHandle = Owned<nb_build, nb_build_destroy>;
using EngineHandle = Owned<nb_engine, nb_engine_destroy>;
using SessionHandle = Owned<nb_session, nb_session_destroy>;

inline void open(RuntimeHandle& runtime) {
    const std::string cuda = cuda_file();
    const std::string engine = engine_file();
    nb_runtime_options options = NB_RUNTIME_OPTIONS_INIT;
    options.cuda_library = cuda.c_str();
    options.tensorrt_library = engine.c_str();
    options.parser_library = engine.c_str(); // a fake TensorRT holds both
    OK(nb_runtime_create(&runtime, &options));
}

inline nb_build_options affine(int32_t batch_max = 8) {
    nb_build_options options = NB_BUILD_OPTIONS_INIT;
    options.onnx = "affine";
    options.onnx_bytes = 6;
    options.batch_opt = batch_max;
    options.batch_max = batch_max;
    return options;
}

inline void build(EngineHandle& engine, nb_runtime* runtime, const nb_build_options& options) {
    BuildHandle handle;
    OK(nb_build_create(&handle, runtime, &options));
    OK(nb_build_run(handle));
    OK(nb_build_engine(&engine, handle));
}

template <typename Call>
std::string text_of(const Call& call) {
    uint32_t required = 0;
    CHECK_EQUAL(NB_E_BUFFER_TOO_SMALL, call(nullptr, 0u, &required));
    std::string text(required, '\0');
    OK(call(text.data(), required, &required));
    text.resize(required - 1);
    return text;
}

inline uint64_t acquire(const uint64_t& word) {
    return __atomic_load_n(&word, __ATOMIC_ACQUIRE);
}

// Samples of the built-in model: sample i is i * Width, i * Width + 1, ....
struct Samples {
    Samples(nb_runtime* runtime, uint32_t count, int32_t device = 0) {
        nb_arena_options options = NB_ARENA_OPTIONS_INIT;
        options.bytes = count * SampleBytes;
        options.device = device;
        void* data = nullptr;
        OK(nb_arena_create(&arena, &data, runtime, &options));
        values = static_cast<float*>(data);
        for (uint32_t i = 0; i < count * Width; ++i)
            values[i] = static_cast<float>(i);
    }

    [[nodiscard]] const void* at(uint32_t sample) const { return values + std::size_t{sample} * Width; }

    ArenaHandle arena;
    float* values = nullptr;
};

// Takes completions as the C# side does: without a call, until nothing comes any more.
class Reaper {
public:
    Reaper(nb_session* session, nb_lane* lanes, uint32_t lane_count)
        : session_(session), lanes_(lanes), seen_(lane_count), outputs_(lane_count) {
        for (uint32_t lane = 0; lane < lane_count; ++lane) {
            const void* data = nullptr;
            uint64_t bytes = 0;
            OK(nb_session_output(&data, &bytes, session, lane, 0));
            CHECK_EQUAL(SampleBytes, bytes);
            outputs_[lane] = static_cast<const float*>(data);
        }
    }

    // Hands each new completion over: token, samples, status, outputs. Returns how many there were.
    template <typename Take>
    uint32_t poll(const Take& take) {
        uint32_t taken = 0;
        for (std::size_t lane = 0; lane < seen_.size(); ++lane) {
            nb_lane& state = lanes_[lane];
            const uint64_t done = acquire(state.done);
            if (done == seen_[lane] || done != acquire(state.issued))
                continue;
            seen_[lane] = done;
            ++taken;
            take(state.token, state.count, __atomic_load_n(&state.status, __ATOMIC_RELAXED), outputs_[lane]);
            __atomic_store_n(&state.released, done, __ATOMIC_RELEASE);
        }
        return taken;
    }

    nb_status wait(uint32_t timeout_ms) { return nb_wait(session_, seen_.data(), timeout_ms); }

private:
    nb_session* session_;
    nb_lane* lanes_;
    std::vector<uint64_t> seen_;
    std::vector<const float*> outputs_;
};

// What the samples of one batch must have become.
inline void check_outputs(const Samples& samples, const std::vector<uint32_t>& batch, const float* outputs) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
        for (uint32_t k = 0; k < Width; ++k)
            CHECK_EQUAL(2 * samples.values[std::size_t{batch[i]} * Width + k] + 1, outputs[i * Width + k]);
    }
}

} // namespace emulated
