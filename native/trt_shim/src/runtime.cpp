#include "runtime.h"

#include "tensorrt_adapter.h"

#include <algorithm>
#include <cstdlib>

namespace nativebench {

namespace {

struct Major {
    int32_t number;
    AdapterFactory* make;
};

constexpr Major Majors[] = {
#ifdef NB_WITH_TENSORRT_11
    {11, make_tensorrt_adapter_11},
#endif
#ifdef NB_WITH_TENSORRT_10
    {10, make_tensorrt_adapter_10},
#endif
#ifdef NB_WITH_TENSORRT_8
    {8, make_tensorrt_adapter_8},
#endif
    {0, nullptr}};

const Major* adapter_for(int32_t major) {
    for (const Major& one : Majors) {
        if (one.make != nullptr && one.number == major)
            return &one;
    }
    return nullptr;
}

std::string names_of_compiled() {
    std::string names;
    for (const Major& one : Majors) {
        if (one.make != nullptr)
            names += (names.empty() ? "" : ", ") + std::to_string(one.number);
    }
    return names.empty() ? "none" : names;
}

bool is_set(const char* text) {
    return text != nullptr && text[0] != '\0';
}

struct TextSink final : adapter::Sink {
    void take(const void* bytes, std::size_t count) override { text.assign(static_cast<const char*>(bytes), count); }
    std::string text;
};

} // namespace

uint32_t compiled_majors() {
    uint32_t bits = 0;
    for (const Major& one : Majors)
        bits |= one.make != nullptr ? 1u << one.number : 0u;
    return bits;
}

Runtime::Runtime(const nb_runtime_options& options)
    : cuda_(options.cuda_library, options.scheduling), engines_(cuda_.device_count()) {
    open_tensorrt(options);
}

Runtime::~Runtime() = default;

void Runtime::open_tensorrt(const nb_runtime_options& options) {
    tensorrt_ = probe_tensorrt(options.tensorrt_library);
    const bool by_name = (tensorrt_.info.flags & NB_LIBRARY_EXPLICIT) == 0;
    // Several may be installed: one that there is an adapter for is better than the newest.
    if (tensorrt_.info.state == NB_LIBRARY_USABLE && by_name && adapter_for(tensorrt_.info.version_major) == nullptr) {
        for (const Major& one : Majors) {
            if (one.make == nullptr)
                continue;
            LibraryReport other = probe_tensorrt(("libnvinfer.so." + std::to_string(one.number)).c_str());
            if (other.info.state == NB_LIBRARY_USABLE) {
                tensorrt_ = std::move(other);
                break;
            }
        }
    }
    if (tensorrt_.info.state != NB_LIBRARY_USABLE)
        return;

    std::string failure;
    library_ = DynamicLibrary::open(tensorrt_.path, failure);
    if (!library_)
        return tensorrt_.refuse(NB_LIBRARY_FAILED, "The TensorRT library can't be opened again: " + failure + ".");
    if (library_.has(adapter::EmulatedFactoryName))
        return open_emulated(options);

    const Major* major = adapter_for(tensorrt_.info.version_major);
    if (major == nullptr)
        return tensorrt_.refuse(
            NB_LIBRARY_UNSUPPORTED,
            "The TensorRT library " + tensorrt_.path + " is of version " +
                std::to_string(tensorrt_.info.version_major) +
                ", but this shim was built without that version's headers (it has those of: " + names_of_compiled() +
                "). Build NativeBench with TENSORRT_INCLUDE set to the folder of its NvInfer.h.");
    open_parser(options);
    adapter_ = major->make(library_, parser_library_, log_);
    if (adapter_ == nullptr)
        return tensorrt_.refuse(NB_LIBRARY_FAILED,
                                "The TensorRT library " + tensorrt_.path + " doesn't start: " + log_.take_errors());
    if (!adapter_->can_build() && builder_reason_.empty())
        builder_reason_ = "The TensorRT library " + tensorrt_.path + " has no builder: it is one for running only.";

    if (is_set(options.plugin_library)) {
        const DynamicLibrary plugins = DynamicLibrary::open(options.plugin_library, failure);
        auto* const initialise = plugins.find<bool(void*, const char*)>("initLibNvInferPlugins");
        if (initialise == nullptr || !initialise(nullptr, ""))
            throw ShimError(NB_E_LIBRARY, "The plugins of '" + std::string(options.plugin_library) +
                                              "' can't be used: " + (plugins ? "they don't start" : failure) + ".");
    }
}

void Runtime::open_emulated(const nb_runtime_options& options) {
    const auto symbol = [](const void* driver, const char* name) {
        return static_cast<const DynamicLibrary*>(driver)->address(name);
    };
    const adapter::EmulationContext context{
        adapter::InterfaceVersion, is_set(options.emulation_onnxruntime) ? options.emulation_onnxruntime : nullptr,
        &cuda_.library(), symbol};
    auto* const make = library_.find<adapter::EmulatedFactory>(adapter::EmulatedFactoryName);
    TextSink refusal;
    adapter_.reset(make(&context, &log_, &refusal));
    if (adapter_ == nullptr)
        tensorrt_.refuse(NB_LIBRARY_FAILED, refusal.text);
}

void Runtime::open_parser(const nb_runtime_options& options) {
    const char* variable = "NATIVEBENCH_TENSORRT_PARSER_LIBRARY";
    std::string name = "libnvonnxparser.so." + std::to_string(tensorrt_.info.version_major);
    if (is_set(options.parser_library))
        name = options.parser_library;
    else if (is_set(std::getenv(variable)))
        name = std::getenv(variable);
    std::string failure;
    parser_library_ = DynamicLibrary::open(name, failure);
    if (parser_library_)
        parser_path_ = parser_library_.path();
    else
        builder_reason_ = "Engines can't be built, only loaded: TensorRT's ONNX parser can't be opened: " + failure +
                          ". Install libnvonnxparsers, or set " + variable + " to the file.";
}

adapter::Adapter& Runtime::tensorrt() {
    if (adapter_ == nullptr)
        throw ShimError(NB_E_LIBRARY, tensorrt_.reason);
    return *adapter_;
}

void Runtime::require_builder() const {
    if (adapter_ == nullptr)
        throw ShimError(NB_E_LIBRARY, tensorrt_.reason);
    if (!adapter_->can_build())
        throw ShimError(NB_E_LIBRARY, builder_reason_);
}

nb_runtime_info Runtime::info() const {
    nb_runtime_info info{};
    info.size = sizeof info;
    info.driver_version = cuda_.version();
    info.device_count = cuda_.device_count();
    info.flags = cuda_.is_emulated() ? NB_RUNTIME_CUDA_EMULATED : 0u;
    if (adapter_ == nullptr)
        return info;
    info.flags |= NB_RUNTIME_TENSORRT;
    info.flags |= adapter_->can_build() ? NB_RUNTIME_BUILDER : 0u;
    info.flags |= has_emulated_tensorrt() ? NB_RUNTIME_TENSORRT_EMULATED : 0u;
    info.flags |= library_.has(adapter::EmulatedFactoryName) ? NB_RUNTIME_ENGINE_EMULATED : 0u;
    info.tensorrt_version = tensorrt_.info.version;
    info.tensorrt_major = adapter_->major();
    return info;
}

const std::string& Runtime::text(nb_runtime_text_id text) const {
    switch (text) {
    case NB_RUNTIME_TEXT_CUDA_PATH:
        return cuda_.path();
    case NB_RUNTIME_TEXT_TENSORRT_PATH:
        return tensorrt_.path;
    case NB_RUNTIME_TEXT_TENSORRT_REASON:
        return tensorrt_.reason;
    case NB_RUNTIME_TEXT_PARSER_PATH:
        return parser_path_;
    case NB_RUNTIME_TEXT_BUILDER_REASON:
        return adapter_ == nullptr ? tensorrt_.reason : builder_reason_;
    default:
        throw ShimError(NB_E_INVALID_ARGUMENT, "`text` is no nb_runtime_text_id.");
    }
}

PciPlace Runtime::device_place(int32_t ordinal) const {
    char id[32] = {};
    const CuResult result = cuda_.api.cuDeviceGetPCIBusId(id, sizeof id - 1, cuda_.device(ordinal));
    return result == cu::Success ? place_of(id) : PciPlace{};
}

nb_device_properties Runtime::device(int32_t ordinal) const {
    nb_device_properties properties{};
    properties.size = sizeof properties;
    properties.ordinal = ordinal;
    const CuDevice device = cuda_.device(ordinal);
    const CudaApi& api = cuda_.api;
    cuda_.check(api.cuDeviceGetName(properties.name, sizeof properties.name - 1, device), "cuDeviceGetName");
    cuda_.check(api.cuDeviceGetPCIBusId(properties.pci_bus_id, sizeof properties.pci_bus_id - 1, device),
                "cuDeviceGetPCIBusId");
    std::size_t bytes = 0;
    cuda_.check(api.cuDeviceTotalMem_v2(&bytes, device), "cuDeviceTotalMem");
    properties.memory_bytes = bytes;
    CuUuid uuid{};
    if (api.cuDeviceGetUuid_v2(&uuid, device) == cu::Success)
        std::copy(std::begin(uuid.bytes), std::end(uuid.bytes), properties.uuid);
    properties.compute_capability_major = cuda_.attribute(cu::AttributeComputeCapabilityMajor, ordinal);
    properties.compute_capability_minor = cuda_.attribute(cu::AttributeComputeCapabilityMinor, ordinal);
    properties.integrated = cuda_.attribute(cu::AttributeIntegrated, ordinal);
    properties.multiprocessors = cuda_.attribute(cu::AttributeMultiprocessors, ordinal);
    properties.copy_engines = cuda_.attribute(cu::AttributeAsyncEngines, ordinal);
    properties.stream_write_value =
        api.cuStreamWriteValue64_v2 != nullptr && cuda_.attribute(cu::AttributeStreamMemOps64, ordinal) != 0;
    properties.can_map_host_memory = cuda_.attribute(cu::AttributeCanMapHostMemory, ordinal);
    properties.batch_copy = cuda_.batch_copy();
    properties.dla_cores = adapter_ != nullptr ? adapter_->dla_cores(ordinal) : -1;
    const PciPlace place = place_of(properties.pci_bus_id);
    properties.numa_node = place.numa_node;
    place.cpu_list.copy(properties.cpu_list, sizeof properties.cpu_list - 1);
    return properties;
}

std::vector<Runtime::Span> Runtime::arenas() const {
    std::vector<Span> spans;
    const std::lock_guard lock(arenas_mutex_);
    for (const Arena* arena : arenas_)
        spans.push_back({arena->data(), arena->data() + arena->bytes()});
    std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
    return spans;
}

void Runtime::add_arena(Arena* arena) {
    const std::lock_guard lock(arenas_mutex_);
    arenas_.push_back(arena);
    ++arena_generation_;
}

void Runtime::remove_arena(Arena* arena) {
    const std::lock_guard lock(arenas_mutex_);
    arenas_.erase(std::remove(arenas_.begin(), arenas_.end(), arena), arenas_.end());
    ++arena_generation_;
}

std::atomic<int>& Runtime::engines_of(int32_t device) {
    return engines_[static_cast<std::size_t>(device)];
}

void Runtime::recover(int32_t device) {
    (void)cuda_.device(device);
    if (const int engines = engines_of(device); engines > 0)
        throw ShimError(NB_E_STATE, "Device " + std::to_string(device) + " can't be recovered while " +
                                        std::to_string(engines) + " of its engines or sessions exist.");
    cuda_.reset(device);
    const std::lock_guard lock(arenas_mutex_);
    for (Arena* arena : arenas_) {
        if (arena->device() == device)
            arena->lock_anew();
    }
    ++arena_generation_;
}

} // namespace nativebench
