// An engine behind the shim's adapter interface, for machines without TensorRT and without its headers: it computes
// with ONNX Runtime on the CPU, in the order of the emulated driver's streams, and is as strict about shapes, profiles,
// addresses and plans as TensorRT is.

#include "../model/launch.h"
#include "../model/plan.h"
#include "../settings.h"
#include "adapter.h"
#include "nativebench_emulation.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>
#include <utility>

namespace {

using namespace emulation;
using nativebench::adapter::Adapter;
using nativebench::adapter::BuildRequest;
using nativebench::adapter::EmulationContext;
using nativebench::adapter::LayerTimes;
using nativebench::adapter::Log;
using nativebench::adapter::Monitor;
using nativebench::adapter::Shape;
using nativebench::adapter::Sink;
using nativebench::adapter::Tensor;

constexpr int Error = 1;
constexpr int Warning = 2;

Settings& settings() {
    static Settings* settings = new Settings(Settings::from_environment());
    return *settings;
}

Dims dims_of(const Shape& shape) {
    return Dims(shape.dims, shape.dims + shape.rank);
}

Shape shape_of_dims(const Dims& dims) {
    Shape shape{static_cast<int32_t>(dims.size()), {}};
    std::copy(dims.begin(), dims.end(), shape.dims);
    return shape;
}

// What contexts share, and keep alive, as TensorRT's don't: the shim has to get the order right nevertheless.
struct Loaded {
    std::shared_ptr<const Model> model;
    Plan plan;
    Driver driver;
    Log* log;
};

class Context final : public nativebench::adapter::Context {
public:
    explicit Context(std::shared_ptr<const Loaded> loaded)
        : loaded_(std::move(loaded)), addresses_(tensors().size()), shapes_(tensors().size()) {
        reset_shapes();
    }

    bool set_profile(int32_t profile, void*) override {
        if (profile < 0 || static_cast<std::size_t>(profile) >= loaded_->plan.profiles.size())
            return refuse("There is no optimisation profile " + std::to_string(profile) + ".");
        profile_ = static_cast<std::size_t>(profile);
        reset_shapes();
        return true;
    }

    bool set_shape(const char* input, const Shape& shape) override {
        const std::size_t index = find(input);
        if (index == tensors().size() || !tensors()[index].is_input)
            return refuse(std::string("There is no input '") + input + "'.");
        const std::string refusal = loaded_->plan.refusal(tensors()[index], profile_, dims_of(shape));
        if (!refusal.empty())
            return refuse(refusal);
        shapes_[index] = dims_of(shape);
        return true;
    }

    bool shape_of(const char* tensor, Shape& shape) override {
        const std::size_t index = find(tensor);
        if (index == tensors().size())
            return refuse(std::string("There is no tensor '") + tensor + "'.");
        const ModelTensor& one = tensors()[index];
        shape = shape_of_dims(one.is_input ? (shapes_[index].empty() ? one.dims : shapes_[index])
                                           : loaded_->model->output_shape(one, shapes_));
        return true;
    }

    bool set_address(const char* tensor, void* address) override {
        const std::size_t index = find(tensor);
        if (index == tensors().size())
            return refuse(std::string("There is no tensor '") + tensor + "'.");
        if ((reinterpret_cast<uintptr_t>(address) & 255u) != 0)
            return refuse(std::string("The address of '") + tensor + "' isn't aligned to 256 bytes.");
        addresses_[index] = address;
        return true;
    }

    bool enqueue(void* stream) override {
        std::vector<Dims> shapes = shapes_;
        for (std::size_t i = 0; i < tensors().size(); ++i) {
            const ModelTensor& tensor = tensors()[i];
            if (addresses_[i] == nullptr)
                return refuse("'" + tensor.name + "' has no address.");
            if (!tensor.is_input)
                shapes[i] = loaded_->model->output_shape(tensor, shapes_);
            const bool is_known = (!shapes[i].empty() || tensor.dims.empty()) &&
                                  std::none_of(shapes[i].begin(), shapes[i].end(), [](int64_t dim) { return dim < 0; });
            if (!is_known)
                return refuse("The shape of '" + tensor.name + "' isn't known.");
        }
        const int result = launch(loaded_->driver, stream, loaded_->model, addresses_, std::move(shapes));
        return result == 0 || refuse("The driver refused to compute: error " + std::to_string(result) + ".");
    }

    bool enqueue_timed(void* stream, bool (*synchronise)(void*, void*), void* with, LayerTimes& times) override {
        const auto begin = std::chrono::steady_clock::now();
        if (!enqueue(stream) || !synchronise(stream, with))
            return false;
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
        times.add("emulated: the whole model", took.count());
        return true;
    }

private:
    [[nodiscard]] const std::vector<ModelTensor>& tensors() const { return loaded_->model->tensors(); }

    [[nodiscard]] std::size_t find(const char* name) const {
        std::size_t index = 0;
        while (index < tensors().size() && tensors()[index].name != name)
            ++index;
        return index;
    }

    void reset_shapes() {
        for (std::size_t i = 0; i < tensors().size(); ++i) {
            const Dims& dims = tensors()[i].dims;
            const bool is_fixed = std::none_of(dims.begin(), dims.end(), [](int64_t dim) { return dim < 0; });
            shapes_[i] = tensors()[i].is_input && is_fixed ? dims : Dims();
        }
    }

    bool refuse(const std::string& text) const {
        loaded_->log->write(Error, text.c_str());
        return false;
    }

    std::shared_ptr<const Loaded> loaded_;
    std::vector<void*> addresses_;
    std::vector<Dims> shapes_;
    std::size_t profile_ = 0;
};

class Engine final : public nativebench::adapter::Engine {
public:
    explicit Engine(std::shared_ptr<const Loaded> loaded) : loaded_(std::move(loaded)) {}

    const char* name() const override { return "emulated"; }
    uint32_t tensor_count() const override { return static_cast<uint32_t>(loaded_->model->tensors().size()); }

    Tensor tensor(uint32_t index) const override {
        const ModelTensor& tensor = loaded_->model->tensors()[index];
        return {tensor.name.c_str(),
                tensor.is_input,
                false,
                tensor.type,
                static_cast<uint32_t>(Model::element_bytes(tensor.type) * 8),
                shape_of_dims(tensor.dims)};
    }

    uint32_t profile_count() const override { return static_cast<uint32_t>(loaded_->plan.profiles.size()); }

    bool profile_shapes(const char* input, uint32_t profile, Shape& min, Shape& opt, Shape& max) const override {
        const ModelTensor* tensor = loaded_->model->find(input);
        if (tensor == nullptr || profile >= loaded_->plan.profiles.size())
            return false;
        const auto range = loaded_->plan.profiles[profile].find(input);
        const bool has_range = range != loaded_->plan.profiles[profile].end();
        min = shape_of_dims(has_range ? range->second[0] : tensor->dims);
        opt = shape_of_dims(has_range ? range->second[1] : tensor->dims);
        max = shape_of_dims(has_range ? range->second[2] : tensor->dims);
        return true;
    }

    uint64_t scratch_bytes() const override { return 0; }
    int32_t aux_streams() const override { return 0; }

    void layers(Sink& json) const override {
        static const char text[] = R"({"Layers": [{"Name": "emulated: the whole model", "LayerType": "emulated"}]})";
        json.take(text, sizeof text - 1);
    }

    nativebench::adapter::Context* create_context() override { return new Context(loaded_); }

private:
    std::shared_ptr<const Loaded> loaded_;
};

// Waits in steps, so that progress can be seen and the build cancelled.
bool take_time(Monitor& monitor) {
    constexpr int Steps = 20;
    monitor.stage("emulated: choosing tactics", Steps);
    for (int step = 1; step <= Steps; ++step) {
        std::this_thread::sleep_for(std::chrono::microseconds(settings().build_ms * 1000 / Steps));
        if (!monitor.step(step))
            return false;
    }
    return true;
}

class EmulatedAdapter final : public Adapter {
public:
    EmulatedAdapter(const EmulationContext& context, const Driver& driver, Log* log)
        : onnxruntime_(context.onnxruntime != nullptr ? context.onnxruntime : ""), driver_(driver), log_(log),
          get_attribute_(
              reinterpret_cast<int (*)(int*, int, int)>(context.cuda_symbol(context.driver, "cuDeviceGetAttribute"))) {}

    int32_t major() const override {
        const int version = settings().tensorrt;
        return version >= 100000 ? version / 10000 : version / 1000;
    }

    int32_t dla_cores(int32_t device) override {
        constexpr int AttributeIntegrated = 18;
        int integrated = 0;
        return get_attribute_(&integrated, AttributeIntegrated, device) == 0 && integrated != 0 ? settings().dla_cores
                                                                                                : 0;
    }

    nativebench::adapter::Engine* load(const void* bytes, std::size_t count, int32_t, int32_t) override {
        auto loaded = std::make_shared<Loaded>();
        loaded->plan.tensorrt = settings().tensorrt;
        loaded->driver = driver_;
        loaded->log = log_;
        std::string why;
        if (loaded->plan.read(bytes, count, why))
            loaded->model = Model::create(loaded->plan.onnx, loaded->plan.path, onnxruntime_.c_str(), why);
        if (loaded->model != nullptr)
            return new Engine(std::move(loaded));
        log_->write(Error, why.c_str());
        return nullptr;
    }

    bool can_build() const override { return true; }

    nb_status build(const BuildRequest& request, Monitor& monitor, Sink& plan_sink, Sink& timing_cache) override {
        monitor.stage("emulated: parsing", 1);
        std::string why;
        const std::string onnx(static_cast<const char*>(request.onnx), request.onnx_bytes);
        const std::string path = request.onnx_path != nullptr ? request.onnx_path : "";
        const std::shared_ptr<const Model> model = Model::create(onnx, path, onnxruntime_.c_str(), why);
        if (model == nullptr) {
            log_->write(Error, why.c_str());
            return NB_E_MODEL;
        }
        Plan plan;
        plan.tensorrt = settings().tensorrt;
        plan.onnx = onnx;
        plan.path = path;
        if (const nb_status status = profiles_of(*model, request, plan); status != NB_OK)
            return status;
        if (!take_time(monitor))
            return NB_CANCELLED;
        const std::string bytes = plan.write();
        plan_sink.take(bytes.data(), bytes.size());

        std::string cache(static_cast<const char*>(request.timing_cache), request.timing_cache_bytes);
        cache += "emulated timing\n";
        timing_cache.take(cache.data(), cache.size());
        return NB_OK;
    }

private:
    nb_status refuse(const std::string& text) {
        log_->write(Error, text.c_str());
        return NB_E_INVALID_ARGUMENT;
    }

    nb_status profiles_of(const Model& model, const BuildRequest& request, Plan& plan) {
        const nb_build_options& options = *request.options;
        uint32_t count = 1;
        for (uint32_t i = 0; i < options.range_count; ++i) {
            const nb_shape_range& range = request.ranges[i];
            const ModelTensor* tensor = model.find(range.tensor);
            if (tensor == nullptr || !tensor->is_input)
                return refuse(std::string("A range is for '") + range.tensor + "', which is no input of the model.");
            if (static_cast<std::size_t>(range.rank) != tensor->dims.size())
                return refuse(std::string("A range for '") + range.tensor + "' has " + std::to_string(range.rank) +
                              " dimensions, but the input has " + std::to_string(tensor->dims.size()) + ".");
            count = std::max(count, range.profile + 1);
        }
        plan.profiles.resize(count);
        for (uint32_t i = 0; i < options.range_count; ++i) {
            const nb_shape_range& range = request.ranges[i];
            plan.profiles[range.profile][range.tensor] = {Dims(range.min, range.min + range.rank),
                                                          Dims(range.opt, range.opt + range.rank),
                                                          Dims(range.max, range.max + range.rank)};
        }
        for (ProfileShapes& profile : plan.profiles) {
            for (const ModelTensor& tensor : model.tensors()) {
                const bool is_open =
                    std::any_of(tensor.dims.begin(), tensor.dims.end(), [](int64_t dim) { return dim < 0; });
                if (!tensor.is_input || !is_open || profile.count(tensor.name) != 0)
                    continue;
                if (std::any_of(tensor.dims.begin() + 1, tensor.dims.end(), [](int64_t dim) { return dim < 0; }))
                    return refuse("Input '" + tensor.name +
                                  "' has an open dimension besides the first and no range for it.");
                std::array<Dims, 3> shapes{tensor.dims, tensor.dims, tensor.dims};
                shapes[0][0] = options.batch_min;
                shapes[1][0] = options.batch_opt;
                shapes[2][0] = options.batch_max;
                profile[tensor.name] = shapes;
            }
        }
        return NB_OK;
    }

    std::string onnxruntime_;
    Driver driver_;
    Log* log_;
    int (*get_attribute_)(int*, int, int);
};

} // namespace

#define NB_EMU_EXPORT __attribute__((visibility("default")))

extern "C" {

NB_EMU_EXPORT extern const int nb_emulated;
const int nb_emulated = 1;

NB_EMU_EXPORT int32_t getInferLibVersion();
int32_t getInferLibVersion() {
    return settings().tensorrt;
}

NB_EMU_EXPORT int nb_emu_configure(const char* text) {
    std::string complaint;
    if (settings().apply(text, complaint))
        return 0;
    std::fprintf(stderr, "%s\n", complaint.c_str());
    return -1;
}

NB_EMU_EXPORT Adapter* nb_emulated_adapter(const EmulationContext* context, Log* log, Sink* refusal);
Adapter* nb_emulated_adapter(const EmulationContext* context, Log* log, Sink* refusal) {
    std::string why;
    Driver driver;
    driver.launch = reinterpret_cast<decltype(driver.launch)>(context->cuda_symbol(context->driver, "nb_emu_launch"));
    driver.resolve =
        reinterpret_cast<decltype(driver.resolve)>(context->cuda_symbol(context->driver, "nb_emu_resolve"));
    if (context->interface_version != nativebench::adapter::InterfaceVersion)
        why = "The emulated engine was built with another version of the shim. Build both anew.";
    else if (!driver.is_complete())
        why = "The emulated engine needs the emulated CUDA driver, but the driver in use is a real one.";
    if (why.empty())
        return new EmulatedAdapter(*context, driver, log);
    refusal->take(why.data(), why.size());
    return nullptr;
}
}
