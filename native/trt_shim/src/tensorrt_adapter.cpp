// TensorRT behind adapter.h. Compiled once per major version, against that one's headers, with the namespaces renamed
// (-Dnvinfer1=nvinfer1_trt10 ...): TensorRT's classes are inline wrappers around virtual tables that differ between
// majors, and under one name the linker would merge them. Within a major the tables only grow at their ends, so only
// functions of its first minor are called.

#include "tensorrt_adapter.h"

#include <NvInfer.h>
#if __has_include(<NvOnnxParser.h>)
#include <NvOnnxParser.h>
#define NB_HAS_PARSER_HEADER 1
#else
#define NB_HAS_PARSER_HEADER 0
#endif

#include "tensorrt_types.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>

#define NB_JOIN_(a, b) a##b
#define NB_JOIN(a, b) NB_JOIN_(a, b)

// Deprecated within the major, but the only way for its first minors.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace nativebench {

namespace {

using namespace nvinfer1;
using adapter::Shape;

class Logger final : public ILogger {
public:
    explicit Logger(adapter::Log& to) : to_(to) {}

    void log(Severity severity, const char* text) noexcept override {
        if (severity <= Severity::kWARNING)
            to_.write(static_cast<int>(severity), text);
    }

private:
    adapter::Log& to_;
};

class TimesProfiler final : public IProfiler {
public:
    explicit TimesProfiler(adapter::LayerTimes& to) : to_(to) {}
    void reportLayerTime(const char* layer, float milliseconds) noexcept override {
        to_.add(layer, double{milliseconds});
    }

private:
    adapter::LayerTimes& to_;
};

class Context final : public adapter::Context {
public:
    explicit Context(IExecutionContext* context) : context_(context) {}

    bool set_profile(int32_t profile, void* stream) override {
        return context_->setOptimizationProfileAsync(profile, static_cast<cudaStream_t>(stream));
    }
    bool set_shape(const char* input, const Shape& shape) override {
        return context_->setInputShape(input, dims_of(shape));
    }
    bool shape_of(const char* tensor, Shape& shape) override {
        const Dims dims = context_->getTensorShape(tensor);
        shape = shape_of_dims(dims);
        return dims.nbDims >= 0;
    }
    bool set_address(const char* tensor, void* address) override { return context_->setTensorAddress(tensor, address); }
    bool enqueue(void* stream) override { return context_->enqueueV3(static_cast<cudaStream_t>(stream)); }

    bool enqueue_timed(void* stream, bool (*synchronise)(void*, void*), void* with,
                       adapter::LayerTimes& times) override {
        TimesProfiler profiler(times);
        context_->setProfiler(&profiler);
        context_->setEnqueueEmitsProfile(false); // else every enqueue waits for the device
        const bool done = enqueue(stream) && synchronise(stream, with) && context_->reportToProfiler();
        context_->setProfiler(nullptr);
        return done;
    }

private:
    std::unique_ptr<IExecutionContext> context_;
};

class Engine final : public adapter::Engine {
public:
    Engine(ICudaEngine* engine, bool has_aux_streams) : engine_(engine), has_aux_streams_(has_aux_streams) {
        for (int32_t i = 0; i < engine_->getNbIOTensors(); ++i)
            names_.emplace_back(engine_->getIOTensorName(i));
    }

    const char* name() const override {
        const char* name = engine_->getName();
        return name != nullptr ? name : "";
    }
    uint32_t tensor_count() const override { return static_cast<uint32_t>(names_.size()); }

    adapter::Tensor tensor(uint32_t index) const override {
        const char* name = names_[index].c_str();
        adapter::Tensor tensor{};
        tensor.name = name;
        tensor.is_input = engine_->getTensorIOMode(name) == TensorIOMode::kINPUT;
        tensor.on_host = engine_->getTensorLocation(name) == TensorLocation::kHOST;
        tensor.type = type_of(engine_->getTensorDataType(name));
        tensor.element_bits = bits_of(tensor.type);
        tensor.shape = shape_of_dims(engine_->getTensorShape(name));
        return tensor;
    }

    uint32_t profile_count() const override { return static_cast<uint32_t>(engine_->getNbOptimizationProfiles()); }

    bool profile_shapes(const char* input, uint32_t profile, Shape& min, Shape& opt, Shape& max) const override {
        const auto index = static_cast<int32_t>(profile);
        const Dims dims = engine_->getProfileShape(input, index, OptProfileSelector::kMIN);
        min = shape_of_dims(dims);
        opt = shape_of_dims(engine_->getProfileShape(input, index, OptProfileSelector::kOPT));
        max = shape_of_dims(engine_->getProfileShape(input, index, OptProfileSelector::kMAX));
        return dims.nbDims >= 0;
    }

    uint64_t scratch_bytes() const override {
#if NV_TENSORRT_MAJOR >= 11
        return static_cast<uint64_t>(engine_->getDeviceMemorySizeV2());
#else
        return engine_->getDeviceMemorySize();
#endif
    }

    int32_t aux_streams() const override {
#if NV_TENSORRT_MAJOR > 8 || NV_TENSORRT_MINOR >= 6
        if (has_aux_streams_)
            return engine_->getNbAuxStreams();
#endif
        return 0;
    }

    void layers(adapter::Sink& json) const override {
        const std::unique_ptr<IEngineInspector> inspector(engine_->createEngineInspector());
        const char* text =
            inspector != nullptr ? inspector->getEngineInformation(LayerInformationFormat::kJSON) : nullptr;
        if (text != nullptr)
            json.take(text, std::strlen(text));
    }

    adapter::Context* create_context() override {
        IExecutionContext* context = engine_->createExecutionContext();
        return context != nullptr ? new Context(context) : nullptr;
    }

private:
    std::unique_ptr<ICudaEngine> engine_;
    [[maybe_unused]] bool has_aux_streams_;
    std::vector<std::string> names_;
};

#if NV_TENSORRT_MAJOR >= 10
// Phases are nested; the innermost that has steps is what is shown.
class Progress final : public IProgressMonitor {
public:
    explicit Progress(adapter::Monitor& to) : to_(to) {}
    void phaseStart(const char* phase, const char*, int32_t steps) noexcept override { to_.stage(phase, steps); }
    bool stepComplete(const char*, int32_t step) noexcept override { return to_.step(step + 1); }
    void phaseFinish(const char*) noexcept override {}

private:
    adapter::Monitor& to_;
};
#endif

// Knows whether the build was cancelled, which TensorRT tells like any other failure.
class CancelMonitor final : public adapter::Monitor {
public:
    explicit CancelMonitor(adapter::Monitor& to) : to_(to) {}
    void stage(const char* name, int32_t steps) noexcept override { to_.stage(name, steps); }
    bool step(int32_t done) noexcept override {
        is_cancelled = is_cancelled || !to_.step(done);
        return !is_cancelled;
    }

    std::atomic<bool> is_cancelled{false};

private:
    adapter::Monitor& to_;
};

class TensorRtAdapter final : public adapter::Adapter {
public:
    TensorRtAdapter(const DynamicLibrary& nvinfer, const DynamicLibrary& parser, adapter::Log& log)
        : logger_(log), log_(log), create_builder_(nvinfer.find<void*(void*, int32_t)>("createInferBuilder_INTERNAL")),
          create_parser_(parser ? parser.find<void*(void*, void*, int)>("createNvOnnxParser_INTERNAL") : nullptr) {
        auto* const get_version = nvinfer.find<int32_t()>("getInferLibVersion");
        auto* const create_runtime = nvinfer.find<void*(void*, int32_t)>("createInferRuntime_INTERNAL");
        // The library's own number: it refuses to start for a caller of another version, and the tables fit.
        version_ = get_version != nullptr ? get_version() : NV_TENSORRT_VERSION;
        if (create_runtime != nullptr)
            runtime_.reset(static_cast<IRuntime*>(create_runtime(&logger_, version_)));
        else
            log.write(1, "It lacks createInferRuntime_INTERNAL.");
#if NV_TENSORRT_MAJOR > 8 || NV_TENSORRT_MINOR >= 6
        // Version-compatible plans hold code for the host, which is refused otherwise.
        if (runtime_ != nullptr && is_8_6_or_newer())
            runtime_->setEngineHostCodeAllowed(true);
#endif
    }

    [[nodiscard]] bool is_started() const { return runtime_ != nullptr; }
    int32_t major() const override { return NV_TENSORRT_MAJOR; }
    int32_t dla_cores(int32_t) override { return runtime_->getNbDLACores(); }

    adapter::Engine* load(const void* plan, std::size_t bytes, int32_t, int32_t dla_core) override {
        const std::lock_guard lock(mutex_); // the DLA core is the runtime's, not the call's
        if (dla_core >= 0)
            runtime_->setDLACore(dla_core);
        ICudaEngine* engine = runtime_->deserializeCudaEngine(plan, bytes);
        return engine != nullptr ? new Engine(engine, is_8_6_or_newer()) : nullptr;
    }

    bool can_build() const override {
        return NB_HAS_PARSER_HEADER != 0 && create_builder_ != nullptr && create_parser_ != nullptr;
    }
    nb_status build(const adapter::BuildRequest& request, adapter::Monitor& monitor, adapter::Sink& plan,
                    adapter::Sink& timing_cache) override;

private:
#if NB_HAS_PARSER_HEADER
    nb_status parse(nvonnxparser::IParser& parser, const adapter::BuildRequest& request);
    void set_flags(IBuilderConfig& config, const nb_build_options& options) const;
    nb_status add_profiles(IBuilder& builder, IBuilderConfig& config, const INetworkDefinition& network,
                           const adapter::BuildRequest& request);
    nb_status add_profile(IBuilder& builder, IBuilderConfig& config, const INetworkDefinition& network,
                          const adapter::BuildRequest& request, uint32_t number, bool& any_open);
#endif
    // The library, not the headers: before it the tables end earlier.
    [[nodiscard]] bool is_8_6_or_newer() const { return NV_TENSORRT_MAJOR > 8 || version_ >= 8600; }

    nb_status refuse(nb_status status, const std::string& text) {
        log_.write(1, text.c_str());
        return status;
    }

    Logger logger_; // outlives every object of TensorRT
    adapter::Log& log_;
    void* (*create_builder_)(void*, int32_t);
    void* (*create_parser_)(void*, void*, int);
    int32_t version_ = 0;
    std::mutex mutex_;
    std::unique_ptr<IRuntime> runtime_;
};

#if NB_HAS_PARSER_HEADER

nb_status TensorRtAdapter::parse(nvonnxparser::IParser& parser, const adapter::BuildRequest& request) {
    if (parser.parse(request.onnx, request.onnx_bytes, request.onnx_path))
        return NB_OK;
    for (int32_t i = 0; i < parser.getNbErrors(); ++i) {
        const nvonnxparser::IParserError& error = *parser.getError(i);
        refuse(NB_E_MODEL, "Node " + std::to_string(error.node()) + ": " + error.desc());
    }
    return NB_E_MODEL;
}

void TensorRtAdapter::set_flags(IBuilderConfig& config, const nb_build_options& options) const {
    const auto wants = [&options](uint32_t flag) { return (options.flags & flag) != 0; };
    if (wants(NB_BUILD_SPARSE_WEIGHTS))
        config.setFlag(BuilderFlag::kSPARSE_WEIGHTS);
    if (wants(NB_BUILD_NO_TF32))
        config.clearFlag(BuilderFlag::kTF32);
    if (wants(NB_BUILD_DETAILED))
        config.setProfilingVerbosity(ProfilingVerbosity::kDETAILED);
#if NV_TENSORRT_MAJOR > 8 || NV_TENSORRT_MINOR >= 6
    if (wants(NB_BUILD_VERSION_COMPATIBLE))
        config.setFlag(BuilderFlag::kVERSION_COMPATIBLE);
    if (wants(NB_BUILD_HARDWARE_COMPATIBLE))
        config.setHardwareCompatibilityLevel(HardwareCompatibilityLevel::kAMPERE_PLUS);
    if (options.optimization_level >= 0)
        config.setBuilderOptimizationLevel(options.optimization_level);
    if (options.max_aux_streams >= 0 && is_8_6_or_newer())
        config.setMaxAuxStreams(options.max_aux_streams);
#endif
#if NV_TENSORRT_MAJOR < 11
    if ((options.precisions & NB_PRECISION_FP16) != 0)
        config.setFlag(BuilderFlag::kFP16);
    if ((options.precisions & NB_PRECISION_INT8) != 0)
        config.setFlag(BuilderFlag::kINT8);
#endif
#if NV_TENSORRT_MAJOR == 10
    if ((options.precisions & NB_PRECISION_BF16) != 0)
        config.setFlag(BuilderFlag::kBF16);
    if ((options.precisions & NB_PRECISION_FP8) != 0)
        config.setFlag(BuilderFlag::kFP8);
#endif
    const auto limit = [&config](MemoryPoolType pool, uint64_t bytes) {
        if (bytes != 0)
            config.setMemoryPoolLimit(pool, bytes);
    };
    limit(MemoryPoolType::kWORKSPACE, options.workspace_bytes);
    limit(MemoryPoolType::kDLA_MANAGED_SRAM, options.dla_managed_sram_bytes);
    limit(MemoryPoolType::kDLA_LOCAL_DRAM, options.dla_local_dram_bytes);
    limit(MemoryPoolType::kDLA_GLOBAL_DRAM, options.dla_global_dram_bytes);
    if (options.dla_core >= 0) {
        config.setDefaultDeviceType(DeviceType::kDLA);
        config.setDLACore(options.dla_core);
        if (wants(NB_BUILD_DLA_GPU_FALLBACK))
            config.setFlag(BuilderFlag::kGPU_FALLBACK);
    }
}

nb_status TensorRtAdapter::add_profile(IBuilder& builder, IBuilderConfig& config, const INetworkDefinition& network,
                                       const adapter::BuildRequest& request, uint32_t number, bool& any_open) {
    const nb_build_options& options = *request.options;
    IOptimizationProfile* profile = nullptr; // the builder's own
    for (int32_t i = 0; i < network.getNbInputs(); ++i) {
        const ITensor& input = *network.getInput(i);
        const Shape dims = shape_of_dims(input.getDimensions());
        if (std::none_of(dims.dims, dims.dims + dims.rank, [](int64_t dim) { return dim < 0; }))
            continue;
        any_open = true;
        Shape shapes[3] = {dims, dims, dims};
        const nb_shape_range* given = nullptr;
        for (uint32_t r = 0; r < options.range_count; ++r) {
            if (request.ranges[r].profile == number && std::strcmp(request.ranges[r].tensor, input.getName()) == 0)
                given = &request.ranges[r];
        }
        if (given != nullptr && given->rank != dims.rank)
            return refuse(NB_E_INVALID_ARGUMENT, "A range for '" + std::string(input.getName()) + "' has " +
                                                     std::to_string(given->rank) + " dimensions, but the input has " +
                                                     std::to_string(dims.rank) + ".");
        if (given != nullptr) {
            std::copy(given->min, given->min + dims.rank, shapes[0].dims);
            std::copy(given->opt, given->opt + dims.rank, shapes[1].dims);
            std::copy(given->max, given->max + dims.rank, shapes[2].dims);
        } else {
            if (std::any_of(dims.dims + 1, dims.dims + dims.rank, [](int64_t dim) { return dim < 0; }))
                return refuse(NB_E_INVALID_ARGUMENT,
                              "Input '" + std::string(input.getName()) +
                                  "' has an open dimension besides the first and no range for it.");
            shapes[0].dims[0] = options.batch_min;
            shapes[1].dims[0] = options.batch_opt;
            shapes[2].dims[0] = options.batch_max;
        }
        if (profile == nullptr)
            profile = builder.createOptimizationProfile();
        const OptProfileSelector selectors[3] = {OptProfileSelector::kMIN, OptProfileSelector::kOPT,
                                                 OptProfileSelector::kMAX};
        for (int k = 0; k < 3; ++k) {
            if (profile == nullptr || !profile->setDimensions(input.getName(), selectors[k], dims_of(shapes[k])))
                return refuse(NB_E_INVALID_ARGUMENT,
                              "TensorRT refuses the range of '" + std::string(input.getName()) + "'.");
        }
    }
    if (profile != nullptr && config.addOptimizationProfile(profile) < 0)
        return refuse(NB_E_INVALID_ARGUMENT, "TensorRT refuses optimisation profile " + std::to_string(number) + ".");
    return NB_OK;
}

nb_status TensorRtAdapter::add_profiles(IBuilder& builder, IBuilderConfig& config, const INetworkDefinition& network,
                                        const adapter::BuildRequest& request) {
    uint32_t profiles = 1;
    for (uint32_t i = 0; i < request.options->range_count; ++i) {
        const nb_shape_range& range = request.ranges[i];
        bool is_input = false;
        for (int32_t n = 0; n < network.getNbInputs(); ++n)
            is_input = is_input || std::strcmp(network.getInput(n)->getName(), range.tensor) == 0;
        if (!is_input)
            return refuse(NB_E_INVALID_ARGUMENT,
                          std::string("A range is for '") + range.tensor + "', which is no input of the model.");
        profiles = std::max(profiles, range.profile + 1);
    }
    bool any_open = true;
    for (uint32_t number = 0; number < profiles && any_open; ++number) {
        any_open = false;
        if (const nb_status status = add_profile(builder, config, network, request, number, any_open); status != NB_OK)
            return status;
    }
    return NB_OK;
}

nb_status TensorRtAdapter::build(const adapter::BuildRequest& request, adapter::Monitor& given_monitor,
                                 adapter::Sink& plan, adapter::Sink& timing_cache) {
    const nb_build_options& options = *request.options;
    const std::unique_ptr<IBuilder> builder(static_cast<IBuilder*>(create_builder_(&logger_, version_)));
    if (builder == nullptr)
        return refuse(NB_E_TENSORRT, "The builder can't be made.");
    uint32_t network_flags = 0;
#if NV_TENSORRT_MAJOR < 10
    network_flags |= 1u << static_cast<uint32_t>(NetworkDefinitionCreationFlag::kEXPLICIT_BATCH);
#elif NV_TENSORRT_MAJOR == 10
    if ((options.flags & NB_BUILD_STRONGLY_TYPED) != 0)
        network_flags |= 1u << static_cast<uint32_t>(NetworkDefinitionCreationFlag::kSTRONGLY_TYPED);
#endif // from 11 on every network is
    const std::unique_ptr<INetworkDefinition> network(builder->createNetworkV2(network_flags));
    const std::unique_ptr<IBuilderConfig> config(builder->createBuilderConfig());
    if (network == nullptr || config == nullptr)
        return refuse(NB_E_TENSORRT, "The network can't be made.");
    const std::unique_ptr<nvonnxparser::IParser> parser(
        static_cast<nvonnxparser::IParser*>(create_parser_(network.get(), &logger_, NV_ONNX_PARSER_VERSION)));
    if (parser == nullptr)
        return refuse(NB_E_TENSORRT, "The ONNX parser can't be made.");
    if (const nb_status status = parse(*parser, request); status != NB_OK)
        return status;
    set_flags(*config, options);
    if (const nb_status status = add_profiles(*builder, *config, *network, request); status != NB_OK)
        return status;

    CancelMonitor monitor(given_monitor);
#if NV_TENSORRT_MAJOR >= 10
    Progress progress(monitor);
    config->setProgressMonitor(&progress);
#endif
    if (!monitor.step(0)) // 8 doesn't ask later
        return NB_CANCELLED;
    std::unique_ptr<ITimingCache> cache(config->createTimingCache(request.timing_cache, request.timing_cache_bytes));
    if (cache == nullptr || !config->setTimingCache(*cache, false)) {
        // Damaged, or of another device or version: begun anew.
        cache.reset(config->createTimingCache(nullptr, 0));
        if (cache != nullptr)
            config->setTimingCache(*cache, false);
    }
    const std::unique_ptr<IHostMemory> built(builder->buildSerializedNetwork(*network, *config));
    if (built == nullptr)
        return monitor.is_cancelled ? NB_CANCELLED : NB_E_MODEL;
    plan.take(built->data(), built->size());
    if (cache != nullptr) {
        const std::unique_ptr<IHostMemory> timing(cache->serialize());
        if (timing != nullptr)
            timing_cache.take(timing->data(), timing->size());
    }
    return NB_OK;
}

#else

nb_status TensorRtAdapter::build(const adapter::BuildRequest&, adapter::Monitor&, adapter::Sink&, adapter::Sink&) {
    return refuse(NB_E_LIBRARY, "This shim was built without the header of TensorRT's ONNX parser, NvOnnxParser.h.");
}

#endif

} // namespace

std::unique_ptr<adapter::Adapter> NB_JOIN(make_tensorrt_adapter_, NV_TENSORRT_MAJOR)(const DynamicLibrary& nvinfer,
                                                                                     const DynamicLibrary& parser,
                                                                                     adapter::Log& log) {
    auto made = std::make_unique<TensorRtAdapter>(nvinfer, parser, log);
    return made->is_started() ? std::unique_ptr<adapter::Adapter>(std::move(made)) : nullptr;
}

} // namespace nativebench
