#pragma once

// Everything that comes from TensorRT, seen without TensorRT's types. An implementation per major version is compiled
// from tensorrt_adapter.cpp; the emulated engine, a library of its own, is one more. As that one lies on the other side
// of a library boundary, nothing of the C++ library's crosses this interface, and everybody deletes by a virtual
// destructor what he was given.

#include "nativebench_trt_shim.h"

#include <cstddef>
#include <cstdint>

namespace nativebench::adapter {

constexpr uint32_t InterfaceVersion = 1;

// 0: the machine is broken; 1: error; 2: warning; the rest isn't passed on. From any thread.
class Log {
public:
    virtual void write(int severity, const char* text) noexcept = 0;

protected:
    ~Log() = default;
};

// Takes bytes or text; called once.
class Sink {
public:
    virtual void take(const void* bytes, std::size_t count) = 0;

protected:
    ~Sink() = default;
};

struct Shape {
    int32_t rank;
    int64_t dims[NB_MAX_RANK];
};

struct Tensor {
    const char* name; // valid as long as the engine
    bool is_input;
    bool on_host;
    nb_data_type type;
    uint32_t element_bits;
    Shape shape;
};

class LayerTimes {
public:
    virtual void add(const char* layer, double milliseconds) noexcept = 0;

protected:
    ~LayerTimes() = default;
};

// One thread at a time. A false is explained in the log.
class Context {
public:
    virtual ~Context() = default;
    virtual bool set_profile(int32_t profile, void* stream) = 0;
    virtual bool set_shape(const char* input, const Shape& shape) = 0;
    virtual bool shape_of(const char* tensor, Shape& shape) = 0; // as it follows from the shapes set
    virtual bool set_address(const char* tensor, void* address) = 0;
    virtual bool enqueue(void* stream) = 0;

    // Enqueues, waits for the stream, and tells the times.
    virtual bool enqueue_timed(void* stream, bool (*synchronise)(void* stream, void* with), void* with,
                               LayerTimes& times) = 0;
};

// Any number of threads.
class Engine {
public:
    virtual ~Engine() = default;
    [[nodiscard]] virtual const char* name() const = 0;
    [[nodiscard]] virtual uint32_t tensor_count() const = 0;
    [[nodiscard]] virtual Tensor tensor(uint32_t index) const = 0;
    [[nodiscard]] virtual uint32_t profile_count() const = 0;
    virtual bool profile_shapes(const char* input, uint32_t profile, Shape& min, Shape& opt, Shape& max) const = 0;
    [[nodiscard]] virtual uint64_t scratch_bytes() const = 0;
    [[nodiscard]] virtual int32_t aux_streams() const = 0;
    virtual void layers(Sink& json) const = 0;
    virtual Context* create_context() = 0; // null if that failed
};

// Polled by the builder: false from `step` cancels.
class Monitor {
public:
    virtual void stage(const char* name, int32_t steps) noexcept = 0;
    virtual bool step(int32_t done) noexcept = 0;

protected:
    ~Monitor() = default;
};

struct BuildRequest {
    const nb_build_options* options; // checked; ranges by `ranges`
    const nb_shape_range* ranges;    // of this library's size
    const void* onnx;                // always there
    std::size_t onnx_bytes;
    const char* onnx_path;    // null: none
    const void* timing_cache; // null: none
    std::size_t timing_cache_bytes;
};

// The answer of `build`; an NB_E_... comes with text in the log.
using BuildStatus = nb_status;

class Adapter {
public:
    virtual ~Adapter() = default;
    [[nodiscard]] virtual int32_t major() const = 0;
    [[nodiscard]] virtual int32_t dla_cores(int32_t device) = 0;                                     // -1: not known
    virtual Engine* load(const void* plan, std::size_t bytes, int32_t device, int32_t dla_core) = 0; // null if it fails
    [[nodiscard]] virtual bool can_build() const = 0;
    virtual BuildStatus build(const BuildRequest& request, Monitor& monitor, Sink& plan, Sink& timing_cache) = 0;
};

// What the emulated engine's library gets to know.
struct EmulationContext {
    uint32_t interface_version;
    const char* onnxruntime; // null: look for it
    const void* driver;      // the driver in use, and a function of it by its name
    void* (*cuda_symbol)(const void* driver, const char* name);
};

using EmulatedFactory = Adapter*(const EmulationContext* context, Log* log, Sink* refusal);
constexpr const char* EmulatedFactoryName = "nb_emulated_adapter";

} // namespace nativebench::adapter
