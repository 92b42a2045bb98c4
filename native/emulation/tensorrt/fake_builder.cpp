// Builder, network, configuration, profiles, timing cache, ONNX parser.

#include "fake.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

namespace fake {

namespace {

class Tensor final : public ITensor {
public:
    explicit Tensor(emulation::ModelTensor tensor) {
        implementation_.tensor = std::move(tensor);
        mImpl = &implementation_;
    }
    ~Tensor() noexcept override = default;

private:
    struct Implementation : StubVTensor {
        emulation::ModelTensor tensor;
        const char* getName() const noexcept override { return tensor.name.c_str(); }
        Dims getDimensions() const noexcept override { return trt_dims(tensor.dims); }
        DataType getType() const noexcept override { return trt_type(tensor.type); }
        bool isNetworkInput() const noexcept override { return tensor.is_input; }
        bool isNetworkOutput() const noexcept override { return !tensor.is_input; }
    } implementation_;
};

class Profile final : public IOptimizationProfile {
public:
    Profile() { mImpl = &implementation_; }
    ~Profile() noexcept override = default;
    [[nodiscard]] const emulation::ProfileShapes& shapes() const { return implementation_.shapes; }

private:
    struct Implementation : StubVOptimizationProfile {
        emulation::ProfileShapes shapes;
#if NV_TENSORRT_MAJOR >= 10
        bool setDimensions(const char* input, OptProfileSelector which, const Dims& dims) noexcept override {
#else
        bool setDimensions(const char* input, OptProfileSelector which, Dims dims) noexcept override {
#endif
            shapes[input][static_cast<std::size_t>(which)] = dims_of(dims);
            return true;
        }
        bool isValid() const noexcept override {
            return std::all_of(shapes.begin(), shapes.end(), [](const auto& input) {
                const auto& [min, opt, max] = input.second;
                if (min.size() != opt.size() || opt.size() != max.size())
                    return false;
                for (std::size_t i = 0; i < min.size(); ++i) {
                    if (min[i] > opt[i] || opt[i] > max[i])
                        return false;
                }
                return true;
            });
        }
    } implementation_;
};

class TimingCache final : public ITimingCache {
public:
    explicit TimingCache(std::string bytes) {
        implementation_.bytes = std::move(bytes);
        mImpl = &implementation_;
    }
    ~TimingCache() noexcept override = default;
    void add(const std::string& text) { implementation_.bytes += text; }

private:
    struct Implementation : StubVTimingCache {
        std::string bytes;
        IHostMemory* serialize() const noexcept override { return new HostMemory(bytes); }
    } implementation_;
};

class Config final : public IBuilderConfig {
public:
    Config() { mImpl = &implementation_; }
    ~Config() noexcept override = default;
    [[nodiscard]] const std::vector<const Profile*>& profiles() const { return implementation_.profiles; }
    [[nodiscard]] TimingCache* cache() const { return implementation_.cache; }
#if NV_TENSORRT_MAJOR >= 10
    [[nodiscard]] IProgressMonitor* monitor() const {
        return implementation_.monitor;
    }
#endif

private:
    struct Implementation : StubVBuilderConfig {
        std::vector<const Profile*> profiles;
        BuilderFlags flags = 0;
        TimingCache* cache = nullptr;

        int32_t addOptimizationProfile(const IOptimizationProfile* profile) noexcept override {
            if (!profile->isValid())
                return -1;
            profiles.push_back(static_cast<const Profile*>(profile));
            return static_cast<int32_t>(profiles.size()) - 1;
        }
        void setFlag(BuilderFlag flag) noexcept override { flags |= 1u << static_cast<uint32_t>(flag); }
        void clearFlag(BuilderFlag flag) noexcept override { flags &= ~(1u << static_cast<uint32_t>(flag)); }
        bool getFlag(BuilderFlag flag) const noexcept override {
            return (flags >> static_cast<uint32_t>(flag) & 1u) != 0;
        }
        void setMemoryPoolLimit(MemoryPoolType, std::size_t) noexcept override {}
        void setBuilderOptimizationLevel(int32_t) noexcept override {}
        void setProfilingVerbosity(ProfilingVerbosity) noexcept override {}
        void setHardwareCompatibilityLevel(HardwareCompatibilityLevel) noexcept override {}
        void setDefaultDeviceType(DeviceType) noexcept override {}
        void setDLACore(int32_t) noexcept override {}
#if NV_TENSORRT_MAJOR >= 11
        bool setMaxAuxStreams(int32_t) noexcept override {
            return true;
        }
#else
        void setMaxAuxStreams(int32_t) noexcept override {}
#endif
#if NV_TENSORRT_MAJOR >= 10
        IProgressMonitor* monitor = nullptr;
        void setProgressMonitor(IProgressMonitor* to) noexcept override {
            monitor = to;
        }
#endif
        ITimingCache* createTimingCache(const void* bytes, std::size_t count) const noexcept override {
            return new TimingCache(std::string(static_cast<const char*>(bytes), count));
        }
        bool setTimingCache(const ITimingCache& to, bool) noexcept override {
            cache = const_cast<TimingCache*>(static_cast<const TimingCache*>(&to));
            return true;
        }
    } implementation_;
};

class Network final : public INetworkDefinition {
public:
    Network() { mImpl = &implementation_; }
    ~Network() noexcept override = default;

    void set(std::shared_ptr<const emulation::Model> parsed) {
        model = std::move(parsed);
        for (const emulation::ModelTensor& tensor : model->tensors())
            (tensor.is_input ? implementation_.inputs : implementation_.outputs)
                .push_back(std::make_unique<Tensor>(tensor));
    }

    std::shared_ptr<const emulation::Model> model;

private:
    struct Implementation : StubVNetworkDefinition {
        std::vector<std::unique_ptr<Tensor>> inputs, outputs;
        int32_t getNbInputs() const noexcept override { return static_cast<int32_t>(inputs.size()); }
        int32_t getNbOutputs() const noexcept override { return static_cast<int32_t>(outputs.size()); }
        ITensor* getInput(int32_t i) const noexcept override { return inputs[static_cast<std::size_t>(i)].get(); }
        ITensor* getOutput(int32_t i) const noexcept override { return outputs[static_cast<std::size_t>(i)].get(); }
    } implementation_;
};

class Builder final : public IBuilder {
public:
    explicit Builder(ILogger* logger) {
        implementation_.logger = logger;
        mImpl = &implementation_;
    }
    ~Builder() noexcept override = default;

private:
    struct Implementation : StubVBuilder {
        ILogger* logger = nullptr;
        std::vector<std::unique_ptr<Profile>> profiles; // the builder's own, as in TensorRT

        INetworkDefinition* createNetworkV2(NetworkDefinitionCreationFlags) noexcept override { return new Network; }
        IBuilderConfig* createBuilderConfig() noexcept override { return new Config; }
        IOptimizationProfile* createOptimizationProfile() noexcept override {
            profiles.push_back(std::make_unique<Profile>());
            return profiles.back().get();
        }
        int32_t getNbDLACores() const noexcept override { return dla_cores(); }
        ILogger* getLogger() const noexcept override { return logger; }

        static bool take_time(const Config& config) {
            constexpr int32_t Steps = 20;
#if NV_TENSORRT_MAJOR >= 10
            IProgressMonitor* monitor = config.monitor();
            if (monitor != nullptr)
                monitor->phaseStart("emulated: choosing tactics", nullptr, Steps);
#else
            (void)config;
#endif
            bool goes_on = true;
            for (int32_t step = 0; step < Steps && goes_on; ++step) {
                std::this_thread::sleep_for(std::chrono::microseconds(settings().build_ms * 1000 / Steps));
#if NV_TENSORRT_MAJOR >= 10
                goes_on = monitor == nullptr || monitor->stepComplete("emulated: choosing tactics", step);
#endif
            }
#if NV_TENSORRT_MAJOR >= 10
            if (monitor != nullptr)
                monitor->phaseFinish("emulated: choosing tactics");
#endif
            return goes_on;
        }

        IHostMemory* buildSerializedNetwork(INetworkDefinition& network, IBuilderConfig& given) noexcept override {
            const auto& config = static_cast<const Config&>(given);
            const emulation::Model& model = *static_cast<Network&>(network).model;
            emulation::Plan plan;
            plan.tensorrt = NV_TENSORRT_VERSION;
            plan.onnx = model.bytes();
            plan.path = model.path();
            for (const Profile* profile : config.profiles())
                plan.profiles.push_back(profile->shapes());
            if (plan.profiles.empty())
                plan.profiles.emplace_back();
            for (const emulation::ModelTensor& tensor : model.tensors()) {
                const bool is_open =
                    std::any_of(tensor.dims.begin(), tensor.dims.end(), [](int64_t dim) { return dim < 0; });
                if (tensor.is_input && is_open && plan.profiles[0].count(tensor.name) == 0) {
                    log_error(logger, "'" + tensor.name + "' has open dimensions, but no optimisation profile.");
                    return nullptr;
                }
            }
#if NV_TENSORRT_MAJOR > 8 || NV_TENSORRT_MINOR >= 6
            plan.has_host_code = config.getFlag(BuilderFlag::kVERSION_COMPATIBLE);
#endif
            if (!take_time(config))
                return nullptr;
            if (config.cache() != nullptr)
                config.cache()->add("emulated timing\n");
            return new HostMemory(plan.write());
        }
    } implementation_;
};

#if __has_include(<NvOnnxParser.h>)

class ParserError final : public stubs_nvonnxparser::StubIParserError {
public:
    explicit ParserError(std::string text) : text_(std::move(text)) {}
    const char* desc() const noexcept override { return text_.c_str(); }
    int node() const noexcept override { return -1; }

private:
    std::string text_;
};

class Parser final : public stubs_nvonnxparser::StubIParser {
public:
    Parser(Network& network, ILogger* logger) : network_(network), logger_(logger) {}

    bool parse(const void* bytes, std::size_t count, const char* path) noexcept override {
        std::string why;
        auto model = emulation::Model::create(std::string(static_cast<const char*>(bytes), count),
                                              path != nullptr ? path : "", nullptr, why);
        if (model == nullptr) {
            errors_.push_back(std::make_unique<ParserError>(why));
            return false;
        }
        network_.set(std::move(model));
        return true;
    }
    int getNbErrors() const noexcept override { return static_cast<int>(errors_.size()); }
    const nvonnxparser::IParserError* getError(int index) const noexcept override {
        return errors_[static_cast<std::size_t>(index)].get();
    }

private:
    Network& network_;
    ILogger* logger_;
    std::vector<std::unique_ptr<ParserError>> errors_;
};

#endif

} // namespace

IBuilder* make_builder(ILogger* logger) {
    return new Builder(logger);
}

void* make_parser(INetworkDefinition* network, ILogger* logger) {
#if __has_include(<NvOnnxParser.h>)
    return static_cast<nvonnxparser::IParser*>(new Parser(static_cast<Network&>(*network), logger));
#else
    (void)network;
    log_error(logger, "There is no parser: its header wasn't there.");
    return nullptr;
#endif
}

} // namespace fake
