#pragma once

// A stand-in for libnvinfer and libnvonnxparser that is compiled against TensorRT's own headers, so that the shim's
// adapter runs against the very interfaces it will meet. It computes what the emulated engine computes, and is as
// strict.

#include <NvInfer.h>
#if __has_include(<NvOnnxParser.h>)
#include <NvOnnxParser.h>
#endif

#include "../model/launch.h"
#include "../model/plan.h"
#include "../settings.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace fake {

[[noreturn]] inline void not_implemented(const char* function) {
    std::fprintf(stderr, "[fake TensorRT] %s is called, but not implemented\n", function);
    std::abort();
}

#include "stubs.gen.h"

using namespace nvinfer1;
using namespace stubs_nvinfer1;

emulation::Settings& settings();
const emulation::Driver& driver(); // of the emulated CUDA driver that the process has loaded
int32_t dla_cores();

inline void log_error(ILogger* logger, const std::string& text) {
    if (logger != nullptr)
        logger->log(ILogger::Severity::kERROR, text.c_str());
}

inline emulation::Dims dims_of(const Dims& dims) {
    return emulation::Dims(dims.d, dims.d + std::max(dims.nbDims, 0));
}

inline Dims trt_dims(const emulation::Dims& from) {
    Dims dims{};
    dims.nbDims = static_cast<int32_t>(from.size());
    for (std::size_t i = 0; i < from.size(); ++i)
        dims.d[i] = static_cast<std::remove_reference_t<decltype(dims.d[0])>>(from[i]);
    return dims;
}

inline Dims no_dims() {
    Dims dims{};
    dims.nbDims = -1;
    return dims;
}

DataType trt_type(int onnx_type);

class HostMemory final : public IHostMemory {
public:
    explicit HostMemory(std::string bytes) {
        implementation_.bytes = std::move(bytes);
        mImpl = &implementation_;
    }

private:
    struct Implementation : StubVHostMemory {
        std::string bytes;
        void* data() const noexcept override { return const_cast<char*>(bytes.data()); }
        std::size_t size() const noexcept override { return bytes.size(); }
        DataType type() const noexcept override { return DataType::kINT8; }
    } implementation_;
};

IRuntime* make_runtime(ILogger* logger);
IBuilder* make_builder(ILogger* logger);
void* make_parser(INetworkDefinition* network, ILogger* logger);

} // namespace fake
