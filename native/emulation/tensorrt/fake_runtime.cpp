// Runtime, engine, execution context, and the functions that the library exports.

#include "fake.h"

#include "nativebench_emulation.h"

#include <algorithm>
#include <chrono>
#include <dlfcn.h>
#include <link.h>
#include <vector>

namespace fake {

namespace {

std::vector<std::string> loaded_libraries() {
    std::vector<std::string> names;
    dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void* to) {
            static_cast<std::vector<std::string>*>(to)->emplace_back(info->dlpi_name);
            return 0;
        },
        &names);
    return names;
}

void* find_in_process(const char* symbol) {
    for (const std::string& name : loaded_libraries()) {
        void* library = name.empty() ? nullptr : dlopen(name.c_str(), RTLD_NOW | RTLD_NOLOAD);
        void* found = library != nullptr ? dlsym(library, symbol) : nullptr;
        if (library != nullptr)
            dlclose(library);
        if (found != nullptr)
            return found;
    }
    return nullptr;
}

class Engine;

class Context final : public IExecutionContext {
public:
    Context(Engine& engine, ILogger* logger, std::shared_ptr<const emulation::Model> model,
            const emulation::Plan& plan);
    ~Context() noexcept override;

private:
    struct Implementation : StubVExecutionContext {
        Context* self = nullptr;
        Engine* engine = nullptr;
        ILogger* logger = nullptr;
        std::shared_ptr<const emulation::Model> model;
        const emulation::Plan* plan = nullptr;
        int32_t profile = 0;
        std::vector<emulation::Dims> shapes;
        std::vector<void*> addresses;
        IProfiler* profiler = nullptr;
        bool emits_profile = true;
        std::chrono::steady_clock::time_point enqueued{};

        [[nodiscard]] const std::vector<emulation::ModelTensor>& tensors() const { return model->tensors(); }

        [[nodiscard]] std::size_t find(const char* name) const {
            std::size_t index = 0;
            while (index < tensors().size() && tensors()[index].name != name)
                ++index;
            return index;
        }

        bool fail(const std::string& text) const {
            log_error(logger, text);
            return false;
        }

        void reset_shapes() {
            shapes.assign(tensors().size(), {});
            for (std::size_t i = 0; i < tensors().size(); ++i) {
                const emulation::Dims& dims = tensors()[i].dims;
                if (tensors()[i].is_input &&
                    std::none_of(dims.begin(), dims.end(), [](int64_t dim) { return dim < 0; }))
                    shapes[i] = dims;
            }
        }

        IExecutionContext* getPImpl() noexcept override { return self; }
        const ICudaEngine& getEngine() const noexcept override;
        int32_t getOptimizationProfile() const noexcept override { return profile; }

        bool setOptimizationProfileAsync(int32_t index, cudaStream_t) noexcept override {
            if (index < 0 || static_cast<std::size_t>(index) >= plan->profiles.size())
                return fail("There is no optimisation profile " + std::to_string(index) + ".");
            profile = index;
            reset_shapes();
            return true;
        }

        bool setInputShape(const char* name, const Dims& dims) noexcept override {
            const std::size_t index = find(name);
            if (index == tensors().size() || !tensors()[index].is_input)
                return fail(std::string("There is no input '") + name + "'.");
            const std::string refusal =
                plan->refusal(tensors()[index], static_cast<std::size_t>(profile), dims_of(dims));
            if (!refusal.empty())
                return fail(refusal);
            shapes[index] = dims_of(dims);
            return true;
        }

        Dims getTensorShape(const char* name) const noexcept override {
            const std::size_t index = find(name);
            if (index == tensors().size())
                return no_dims();
            const emulation::ModelTensor& tensor = tensors()[index];
            if (!tensor.is_input)
                return trt_dims(model->output_shape(tensor, shapes));
            return trt_dims(shapes[index].empty() ? tensor.dims : shapes[index]);
        }

        bool setTensorAddress(const char* name, void* address) noexcept override {
            const std::size_t index = find(name);
            if (index == tensors().size())
                return fail(std::string("There is no tensor '") + name + "'.");
            if ((reinterpret_cast<uintptr_t>(address) & 255u) != 0)
                return fail(std::string("The address of '") + name + "' isn't aligned to 256 bytes.");
            addresses[index] = address;
            return true;
        }

        const void* getTensorAddress(const char* name) const noexcept override {
            const std::size_t index = find(name);
            return index == tensors().size() ? nullptr : addresses[index];
        }

        void setProfiler(IProfiler* to) noexcept override { profiler = to; }
        IProfiler* getProfiler() const noexcept override { return profiler; }
        void setEnqueueEmitsProfile(bool emits) noexcept override { emits_profile = emits; }

        bool reportToProfiler() const noexcept override {
            if (profiler == nullptr || emits_profile)
                return fail("There is nothing to report to the profiler.");
            const std::chrono::duration<float, std::milli> took = std::chrono::steady_clock::now() - enqueued;
            profiler->reportLayerTime("emulated: the whole model", took.count());
            return true;
        }

        bool enqueueV3(cudaStream_t stream) noexcept override {
            if (profiler != nullptr && emits_profile)
                return fail("An enqueue that emits its profile would wait for the device.");
            if (!driver().is_complete())
                return fail("The fake TensorRT needs the emulated CUDA driver.");
            std::vector<emulation::Dims> all = shapes;
            for (std::size_t i = 0; i < tensors().size(); ++i) {
                if (addresses[i] == nullptr)
                    return fail("'" + tensors()[i].name + "' has no address.");
                if (!tensors()[i].is_input)
                    all[i] = model->output_shape(tensors()[i], shapes);
                if ((all[i].empty() && !tensors()[i].dims.empty()) ||
                    std::any_of(all[i].begin(), all[i].end(), [](int64_t dim) { return dim < 0; }))
                    return fail("The shape of '" + tensors()[i].name + "' isn't known.");
            }
            enqueued = std::chrono::steady_clock::now();
            const int result = emulation::launch(driver(), stream, model, addresses, std::move(all));
            return result == 0 || fail("The driver refused to compute: error " + std::to_string(result) + ".");
        }
    } implementation_;
};

class Inspector final : public IEngineInspector {
public:
    Inspector() { mImpl = &implementation_; }
    ~Inspector() noexcept override = default;

private:
    struct Implementation : StubVEngineInspector {
        const char* getEngineInformation(LayerInformationFormat) const noexcept override {
            return R"({"Layers": [{"Name": "emulated: the whole model", "LayerType": "emulated"}]})";
        }
    } implementation_;
};

class Engine final : public ICudaEngine {
public:
    Engine(ILogger* logger, std::shared_ptr<const emulation::Model> model, emulation::Plan plan) {
        implementation_.self = this;
        implementation_.logger = logger;
        implementation_.model = std::move(model);
        implementation_.plan = std::move(plan);
        mImpl = &implementation_;
    }

    ~Engine() noexcept override {
        if (contexts != 0) {
            std::fprintf(stderr, "[fake TensorRT] an engine is destroyed before its contexts\n");
            std::abort();
        }
    }

    std::atomic<int> contexts{0};

private:
    struct Implementation : StubVCudaEngine {
        Engine* self = nullptr;
        ILogger* logger = nullptr;
        std::shared_ptr<const emulation::Model> model;
        emulation::Plan plan;

        [[nodiscard]] const emulation::ModelTensor* find(const char* name) const { return model->find(name); }

        ICudaEngine* getPImpl() noexcept override { return self; }
        const char* getName() const noexcept override { return "emulated"; }
        int32_t getNbIOTensors() const noexcept override { return static_cast<int32_t>(model->tensors().size()); }
        const char* getIOTensorName(int32_t index) const noexcept override {
            return model->tensors()[static_cast<std::size_t>(index)].name.c_str();
        }
        TensorIOMode getTensorIOMode(const char* name) const noexcept override {
            const emulation::ModelTensor* tensor = find(name);
            if (tensor == nullptr)
                return TensorIOMode::kNONE;
            return tensor->is_input ? TensorIOMode::kINPUT : TensorIOMode::kOUTPUT;
        }
        DataType getTensorDataType(const char* name) const noexcept override { return trt_type(find(name)->type); }
        Dims getTensorShape(const char* name) const noexcept override {
            const emulation::ModelTensor* tensor = find(name);
            return tensor != nullptr ? trt_dims(tensor->dims) : no_dims();
        }
        TensorLocation getTensorLocation(const char*) const noexcept override { return TensorLocation::kDEVICE; }
        int32_t getNbOptimizationProfiles() const noexcept override {
            return static_cast<int32_t>(plan.profiles.size());
        }
        int32_t getNbAuxStreams() const noexcept override { return 0; }
        Dims getProfileShape(const char* name, int32_t profile, OptProfileSelector which) const noexcept override {
            const emulation::ModelTensor* tensor = find(name);
            if (tensor == nullptr || profile < 0 || static_cast<std::size_t>(profile) >= plan.profiles.size())
                return no_dims();
            const auto& shapes = plan.profiles[static_cast<std::size_t>(profile)];
            const auto range = shapes.find(name);
            return trt_dims(range == shapes.end() ? tensor->dims : range->second[static_cast<std::size_t>(which)]);
        }
#if NV_TENSORRT_MAJOR >= 11
        int64_t getDeviceMemorySizeV2() const noexcept override {
            return 0;
        }
#else
        std::size_t getDeviceMemorySize() const noexcept override {
            return 0;
        }
#endif
        IEngineInspector* createEngineInspector() const noexcept override {
            return new Inspector;
        }
#if NV_TENSORRT_MAJOR >= 10
        IExecutionContext* createExecutionContext(ExecutionContextAllocationStrategy) noexcept override {
#else
        IExecutionContext* createExecutionContext() noexcept override {
#endif
            return new Context(*self, logger, model, plan);
        }
    } implementation_;
};

Context::Context(Engine& engine, ILogger* logger, std::shared_ptr<const emulation::Model> model,
                 const emulation::Plan& plan) {
    implementation_.self = this;
    implementation_.engine = &engine;
    implementation_.logger = logger;
    implementation_.model = std::move(model);
    implementation_.plan = &plan;
    implementation_.addresses.resize(implementation_.tensors().size());
    implementation_.reset_shapes();
    mImpl = &implementation_;
    ++engine.contexts;
}

Context::~Context() noexcept {
    --implementation_.engine->contexts;
}

const ICudaEngine& Context::Implementation::getEngine() const noexcept {
    return *engine;
}

class Runtime final : public IRuntime {
public:
    explicit Runtime(ILogger* logger) {
        implementation_.self = this;
        implementation_.logger = logger;
        mImpl = &implementation_;
    }
    ~Runtime() noexcept override = default;

private:
    struct Implementation : StubVRuntime {
        Runtime* self = nullptr;
        ILogger* logger = nullptr;
        int32_t dla_core = -1;
        bool host_code_allowed = false;

#if NV_TENSORRT_MAJOR > 8 || NV_TENSORRT_MINOR >= 6
        void setEngineHostCodeAllowed(bool allowed) noexcept override { host_code_allowed = allowed; }
        bool getEngineHostCodeAllowed() const noexcept override { return host_code_allowed; }
#endif
        IRuntime* getPImpl() noexcept override { return self; }
        ILogger* getLogger() const noexcept override { return logger; }
        void setDLACore(int32_t core) noexcept override { dla_core = core; }
        int32_t getDLACore() const noexcept override { return dla_core; }
        int32_t getNbDLACores() const noexcept override { return dla_cores(); }

        [[nodiscard]] ICudaEngine* load(const void* bytes, std::size_t count) const {
            emulation::Plan plan;
            plan.tensorrt = NV_TENSORRT_VERSION;
            std::string why;
            std::shared_ptr<const emulation::Model> model;
            if (plan.read(bytes, count, why) && plan.has_host_code && !host_code_allowed)
                why = "The plan holds code for the host, which isn't allowed.";
            if (why.empty())
                model = emulation::Model::create(plan.onnx, plan.path, nullptr, why);
            if (model != nullptr)
                return new Engine(logger, std::move(model), std::move(plan));
            log_error(logger, why);
            return nullptr;
        }

#if NV_TENSORRT_MAJOR >= 10
        ICudaEngine* deserializeCudaEngine(const void* bytes, std::size_t count) noexcept override {
#else
        ICudaEngine* deserializeCudaEngine(const void* bytes, std::size_t count, IPluginFactory*) noexcept override {
#endif
            return load(bytes, count);
        }
    } implementation_;
};

} // namespace

IRuntime* make_runtime(ILogger* logger) {
    return new Runtime(logger);
}

emulation::Settings& settings() {
    static auto* settings = new emulation::Settings(emulation::Settings::from_environment());
    return *settings;
}

const emulation::Driver& driver() {
    static const emulation::Driver found{
        reinterpret_cast<decltype(emulation::Driver::launch)>(find_in_process("nb_emu_launch")),
        reinterpret_cast<decltype(emulation::Driver::resolve)>(find_in_process("nb_emu_resolve"))};
    return found;
}

int32_t dla_cores() {
    constexpr int AttributeIntegrated = 18;
    static auto* const attribute = reinterpret_cast<int (*)(int*, int, int)>(find_in_process("cuDeviceGetAttribute"));
    int integrated = 0;
    return attribute != nullptr && attribute(&integrated, AttributeIntegrated, 0) == 0 && integrated != 0
               ? settings().dla_cores
               : 0;
}

DataType trt_type(int onnx_type) {
    switch (onnx_type) {
    case 1:
        return DataType::kFLOAT;
    case 2:
        return DataType::kUINT8;
    case 3:
        return DataType::kINT8;
    case 6:
        return DataType::kINT32;
    case 9:
        return DataType::kBOOL;
    case 10:
        return DataType::kHALF;
#if NV_TENSORRT_MAJOR >= 10
    case 7:
        return DataType::kINT64;
    case 16:
        return DataType::kBF16;
#endif
    default:
        not_implemented("an element type");
    }
}

} // namespace fake

#define FAKE_EXPORT __attribute__((visibility("default")))

namespace {

// TensorRT refuses callers of another major.
bool is_of_this_major(int32_t version) {
    return version / (NV_TENSORRT_MAJOR >= 10 ? 10000 : 1000) == NV_TENSORRT_MAJOR;
}

} // namespace

extern "C" {
FAKE_EXPORT extern const int nb_emulated;
const int nb_emulated = 1;

FAKE_EXPORT int nb_emu_configure(const char* text) {
    std::string complaint;
    if (fake::settings().apply(text, complaint))
        return 0;
    std::fprintf(stderr, "%s\n", complaint.c_str());
    return -1;
}

FAKE_EXPORT int32_t getInferLibVersion() noexcept;
int32_t getInferLibVersion() noexcept {
    return NV_TENSORRT_VERSION;
}

FAKE_EXPORT void* createInferRuntime_INTERNAL(void* logger, int32_t version) noexcept;
void* createInferRuntime_INTERNAL(void* logger, int32_t version) noexcept {
    return is_of_this_major(version) ? fake::make_runtime(static_cast<nvinfer1::ILogger*>(logger)) : nullptr;
}

FAKE_EXPORT void* createInferBuilder_INTERNAL(void* logger, int32_t version) noexcept;
void* createInferBuilder_INTERNAL(void* logger, int32_t version) noexcept {
    return is_of_this_major(version) ? fake::make_builder(static_cast<nvinfer1::ILogger*>(logger)) : nullptr;
}

FAKE_EXPORT void* createNvOnnxParser_INTERNAL(void* network, void* logger, int version) noexcept;
void* createNvOnnxParser_INTERNAL(void* network, void* logger, int) noexcept {
    return fake::make_parser(static_cast<nvinfer1::INetworkDefinition*>(network),
                             static_cast<nvinfer1::ILogger*>(logger));
}
}
