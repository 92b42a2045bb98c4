#include "engine.h"

#include <algorithm>
#include <mutex>

namespace nativebench {

namespace {

struct TextSink final : adapter::Sink {
    void take(const void* bytes, std::size_t count) override { text.assign(static_cast<const char*>(bytes), count); }
    std::string text;
};

} // namespace

void keep_for_ever(void* object) {
    static std::mutex mutex;
    static auto* objects = new std::vector<void*>;
    const std::lock_guard lock(mutex);
    objects->push_back(object);
}

Engine::Engine(std::shared_ptr<Runtime> runtime, int32_t device, int32_t dla_core, const void* plan, uint64_t bytes)
    : runtime_(std::move(runtime)), device_(device), dla_core_(dla_core), plan_bytes_(bytes) {
    adapter::Adapter& tensorrt = runtime_->tensorrt();
    runtime_->cuda().make_current(device);
    if (dla_core >= 0) {
        const int32_t cores = tensorrt.dla_cores(device);
        if (dla_core >= cores)
            throw ShimError(NB_E_UNSUPPORTED, "Device " + std::to_string(device) + " has no DLA core " +
                                                  std::to_string(dla_core) + ": it has " +
                                                  std::to_string(std::max(cores, 0)) + ", counted from 0.");
    }
    (void)runtime_->log().take_errors();
    engine_.reset(tensorrt.load(plan, bytes, device, dla_core));
    if (engine_ == nullptr)
        throw ShimError(NB_E_PLAN, "The engine can't be loaded: " + runtime_->log().take_errors());
    for (uint32_t i = 0; i < engine_->tensor_count(); ++i)
        tensors_.push_back(engine_->tensor(i));
    ++runtime_->engines_of(device_);
}

Engine::~Engine() {
    if (runtime_->cuda().hangs(device_))
        abandon();
    if (is_abandoned_)
        return;
    try {
        runtime_->cuda().make_current(device_);
    } catch (const ShimError&) {
        // Lost; TensorRT frees what it can.
    }
    engine_.reset();
    --runtime_->engines_of(device_);
}

void Engine::abandon() {
    if (is_abandoned_)
        return;
    is_abandoned_ = true;
    keep_for_ever(engine_.release());
    --runtime_->engines_of(device_);
}

adapter::Engine& Engine::engine() const {
    if (is_abandoned_)
        throw ShimError(NB_E_STATE,
                        "The device hung while this engine ran on it: recover the device and load it anew.");
    return *engine_;
}

const adapter::Tensor& Engine::tensor(uint32_t index) const {
    if (index >= tensors_.size())
        throw ShimError(NB_E_INVALID_ARGUMENT, "There is no tensor " + std::to_string(index) + ": the engine has " +
                                                   std::to_string(tensors_.size()) + ", counted from 0.");
    return tensors_[index];
}

nb_engine_info Engine::info() const {
    nb_engine_info info{};
    info.size = sizeof info;
    info.flags = runtime_->has_emulated_tensorrt() || runtime_->cuda().is_emulated() ? NB_ENGINE_EMULATED : 0u;
    info.device = device_;
    info.dla_core = dla_core_;
    info.tensor_count = static_cast<uint32_t>(tensors_.size());
    for (const adapter::Tensor& tensor : tensors_)
        ++(tensor.is_input ? info.input_count : info.output_count);
    info.profile_count = engine().profile_count();
    info.plan_bytes = plan_bytes_;
    info.scratch_bytes = engine().scratch_bytes();
    info.aux_streams = engine().aux_streams();
    return info;
}

nb_tensor_info Engine::tensor_info(uint32_t index) const {
    const adapter::Tensor& one = tensor(index);
    nb_tensor_info info{};
    info.size = sizeof info;
    info.is_input = one.is_input;
    info.type = one.type;
    info.rank = one.shape.rank;
    std::copy(std::begin(one.shape.dims), std::end(one.shape.dims), info.dims);
    info.element_bits = one.element_bits;
    info.on_host = one.on_host;
    return info;
}

nb_shape_range Engine::profile(uint32_t index, uint32_t profile) const {
    const adapter::Tensor& one = tensor(index);
    if (!one.is_input)
        throw ShimError(NB_E_INVALID_ARGUMENT, "'" + std::string(one.name) + "' is an output: profiles are of inputs.");
    if (profile >= engine().profile_count())
        throw ShimError(NB_E_INVALID_ARGUMENT, "There is no optimisation profile " + std::to_string(profile) +
                                                   ": the engine has " + std::to_string(engine().profile_count()) +
                                                   ", counted from 0.");
    adapter::Shape min{}, opt{}, max{};
    if (!engine().profile_shapes(one.name, profile, min, opt, max))
        throw ShimError(NB_E_TENSORRT, "The engine doesn't tell the shapes of '" + std::string(one.name) + "'. " +
                                           runtime_->log().take_errors());
    nb_shape_range range{};
    range.size = sizeof range;
    range.profile = profile;
    range.tensor = one.name;
    range.rank = min.rank;
    std::copy(std::begin(min.dims), std::end(min.dims), range.min);
    std::copy(std::begin(opt.dims), std::end(opt.dims), range.opt);
    std::copy(std::begin(max.dims), std::end(max.dims), range.max);
    return range;
}

std::string Engine::text(nb_engine_text_id text, uint32_t index) const {
    if (text == NB_ENGINE_TEXT_TENSOR)
        return tensor(index).name;
    if (index != 0)
        throw ShimError(NB_E_INVALID_ARGUMENT, "`index` must be 0 for this text.");
    if (text == NB_ENGINE_TEXT_NAME)
        return engine().name();
    if (text != NB_ENGINE_TEXT_LAYERS)
        throw ShimError(NB_E_INVALID_ARGUMENT, "`text` is no nb_engine_text_id.");
    TextSink layers;
    engine().layers(layers);
    return layers.text;
}

} // namespace nativebench
