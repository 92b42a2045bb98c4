// How a session comes into being, and ends.

#include "session.h"

#include <algorithm>
#include <cstring>

namespace nativebench {

namespace {

constexpr uint32_t MostLanes = 64;
constexpr uint32_t SessionOptionsSizeV1 = 48;
constexpr uint32_t InputShapeSizeV1 = 80;
constexpr uint64_t Alignment = 256; // of tensors, as TensorRT wants it
constexpr uint32_t KnownFlags =
    NB_SESSION_GRAPHS | NB_SESSION_HOST_FUNCTION | NB_SESSION_TIMES | NB_SESSION_COPY_ALWAYS;
static_assert(sizeof(nb_session_options) >= SessionOptionsSizeV1 && sizeof(nb_input_shape) >= InputShapeSizeV1);
static_assert(sizeof(nb_lane) == 192 && offsetof(nb_lane, issued) == 64 && offsetof(nb_lane, released) == 128);

[[noreturn]] void wrong(const std::string& text) {
    throw ShimError(NB_E_INVALID_ARGUMENT, text);
}

uint64_t bytes_of(const adapter::Tensor& tensor, const adapter::Shape& shape) {
    uint64_t bits = tensor.element_bits;
    for (int32_t i = 0; i < shape.rank; ++i)
        bits *= static_cast<uint64_t>(std::max<int64_t>(shape.dims[i], 0));
    return bits % 8 == 0 ? bits / 8 : 0;
}

std::string quoted(const adapter::Tensor& tensor) {
    return "'" + std::string(tensor.name) + "'";
}

} // namespace

Session::Session(std::shared_ptr<Engine> engine, const nb_session_options& options)
    : engine_(std::move(engine)), cuda_(engine_->runtime().cuda()), options_(NB_SESSION_OPTIONS_INIT) {
    if (options.size < SessionOptionsSizeV1)
        throw ShimError(NB_E_STRUCT_SIZE, "nb_session_options.size is " + std::to_string(options.size) +
                                              ", but must be " + std::to_string(SessionOptionsSizeV1) + " or more.");
    std::memcpy(&options_, &options, std::min<std::size_t>(options.size, sizeof options_));
    if ((options_.flags & ~KnownFlags) != 0)
        wrong("`flags` holds bits that are no NB_SESSION_....");
    if (options_.lanes < 1 || options_.lanes > MostLanes)
        wrong("lanes is " + std::to_string(options_.lanes) + ", but must be 1 to " + std::to_string(MostLanes) + ".");
    if (options_.gather < NB_GATHER_AUTO || options_.gather > NB_GATHER_CPU)
        wrong("`gather` is no nb_gather.");
    if (options_.shape_count > 0 && (options_.shapes == nullptr || options_.shape_bytes < InputShapeSizeV1))
        wrong("`shapes` is NULL or shape_bytes too small, but shape_count isn't 0.");
    shape_names_.reserve(options_.shape_count);
    for (uint32_t i = 0; i < options_.shape_count; ++i) {
        nb_input_shape shape{};
        std::memcpy(&shape,
                    reinterpret_cast<const unsigned char*>(options_.shapes) + std::size_t{i} * options_.shape_bytes,
                    std::min<std::size_t>(options_.shape_bytes, sizeof shape));
        shape_names_.emplace_back(shape.tensor != nullptr ? shape.tensor : "");
        shape.tensor = shape_names_.back().c_str();
        shapes_.push_back(shape);
    }

    const int32_t device = engine_->device();
    cuda_.make_current(device);
    const nb_device_properties properties = engine_->runtime().device(device);
    is_zero_copy_ = properties.integrated != 0 && properties.can_map_host_memory != 0 &&
                    (options_.flags & NB_SESSION_COPY_ALWAYS) == 0;
    has_device_words_ = properties.stream_write_value != 0 && (options_.flags & NB_SESSION_HOST_FUNCTION) == 0;
    batch_copy_ = is_zero_copy_ ? NB_BATCH_COPY_NONE : properties.batch_copy;
    if (options_.gather == NB_GATHER_BATCH_COPY && batch_copy_ == NB_BATCH_COPY_NONE)
        throw ShimError(NB_E_UNSUPPORTED, is_zero_copy_
                                              ? "A device that shares the CPU's memory copies nothing: there "
                                                "is no batch copy to choose."
                                              : "This driver has no cuMemcpyBatchAsync; CUDA 12.8 and newer have.");
    read_shapes();
    make_states();
    lanes_.resize(options_.lanes);
    for (uint32_t i = 0; i < options_.lanes; ++i)
        make_lane(i);
}

Session::~Session() {
    try {
        cuda_.make_current(engine_->device());
    } catch (const ShimError&) {
        // Lost: nothing can be freed, and the destructors below don't mind.
    }
    stop_watchers(true);
}

void Session::read_shapes() {
    for (const adapter::Tensor& tensor : engine_->tensors()) {
        if (tensor.type == NB_TYPE_UNKNOWN || tensor.on_host)
            throw ShimError(NB_E_UNSUPPORTED, quoted(tensor) +
                                                  (tensor.on_host ? " is read by the CPU (a shape tensor)"
                                                                  : " has an element type without a name here") +
                                                  "; such engines can't be run so far.");
        (tensor.is_input ? inputs_ : outputs_).push_back(tensor);
    }
    input_count_ = static_cast<uint32_t>(inputs_.size());
    if (options_.profile >= engine_->engine().profile_count())
        wrong("There is no optimisation profile " + std::to_string(options_.profile) + ": the engine has " +
              std::to_string(engine_->engine().profile_count()) + ", counted from 0.");

    int64_t most = INT32_MAX;
    uint32_t open_inputs = 0;
    for (adapter::Tensor& input : inputs_) {
        if (input.shape.rank == 0)
            throw ShimError(NB_E_UNSUPPORTED, quoted(input) + " has no dimension that could be the batch.");
        if (input.shape.dims[0] < 0) {
            adapter::Shape min{}, opt{}, max{};
            if (!engine_->engine().profile_shapes(input.name, options_.profile, min, opt, max))
                fail_tensorrt("The engine doesn't tell the shapes of " + quoted(input));
            most = std::min(most, max.dims[0]);
            least_batch_ = std::max(least_batch_, static_cast<uint32_t>(std::max<int64_t>(min.dims[0], 1)));
            ++open_inputs;
        } else {
            if (fixed_batch_ != 0 && fixed_batch_ != input.shape.dims[0])
                throw ShimError(NB_E_UNSUPPORTED, "The inputs' first dimensions differ, " +
                                                      std::to_string(fixed_batch_) + " and " +
                                                      std::to_string(input.shape.dims[0]) + " of " + quoted(input) +
                                                      ": there is no batch.");
            fixed_batch_ = static_cast<uint32_t>(input.shape.dims[0]);
            most = std::min<int64_t>(most, fixed_batch_);
        }
        for (const nb_input_shape& shape : shapes_) {
            if (std::strcmp(shape.tensor, input.name) != 0)
                continue;
            if (shape.rank != input.shape.rank)
                wrong("The shape for " + quoted(input) + " has " + std::to_string(shape.rank) +
                      " dimensions, but the input has " + std::to_string(input.shape.rank) + ".");
            for (int32_t d = 1; d < shape.rank; ++d) {
                if (input.shape.dims[d] >= 0 && input.shape.dims[d] != shape.dims[d])
                    wrong("The shape for " + quoted(input) + " has " + std::to_string(shape.dims[d]) +
                          " as dimension " + std::to_string(d) + ", but that is fixed to " +
                          std::to_string(input.shape.dims[d]) + ".");
                input.shape.dims[d] = shape.dims[d];
            }
        }
        for (int32_t d = 1; d < input.shape.rank; ++d) {
            if (input.shape.dims[d] < 0)
                wrong(quoted(input) + " has an open dimension " + std::to_string(d) +
                      ": a shape has to say how large it is.");
        }
    }
    for (const nb_input_shape& shape : shapes_) {
        if (std::none_of(inputs_.begin(), inputs_.end(),
                         [&shape](const adapter::Tensor& input) { return std::strcmp(input.name, shape.tensor) == 0; }))
            wrong("A shape is for '" + std::string(shape.tensor) + "', which is no input of the engine.");
    }
    if (open_inputs != 0 && open_inputs != input_count_)
        throw ShimError(NB_E_UNSUPPORTED,
                        "Some inputs have an open first dimension and some a fixed one: there is no batch.");
    if (options_.max_batch < 1 || options_.max_batch > most)
        wrong("max_batch is " + std::to_string(options_.max_batch) + ", but the engine takes 1 to " +
              std::to_string(most) +
              (fixed_batch_ != 0 ? " (its first dimension is fixed)." : " in this optimisation profile."));
}

void Session::make_states() {
    void* memory = nullptr;
    const std::size_t bytes = sizeof(nb_lane) * options_.lanes;
    cuda_.check(cuda_.api.cuMemHostAlloc(&memory, bytes, cu::HostAllocPortable | cu::HostAllocMapped),
                "cuMemHostAlloc");
    state_memory_ = OwnedPinnedMemory(cuda_, engine_->device(), memory);
    std::memset(memory, 0, bytes);
    states_ = static_cast<nb_lane*>(memory);
    pinned_bytes_ += bytes;
}

void Session::make_lane(uint32_t index) {
    Lane& lane = lanes_[index];
    const CudaApi& api = cuda_.api;
    lane.state = &states_[index];
    cuda_.check(api.cuMemHostGetDevicePointer_v2(&lane.word, &lane.state->done, 0), "cuMemHostGetDevicePointer");
    CuStream stream = nullptr;
    cuda_.check(api.cuStreamCreate(&stream, cu::StreamNonBlocking), "cuStreamCreate");
    lane.stream = OwnedStream(cuda_, engine_->device(), stream);
    CuEvent event = nullptr;
    cuda_.check(api.cuEventCreate(&event, cu::EventBlockingSync | cu::EventDisableTiming), "cuEventCreate");
    lane.event = OwnedEvent(cuda_, engine_->device(), event);
    lane.context.reset(engine_->engine().create_context());
    if (lane.context == nullptr)
        fail_tensorrt("The engine's execution context can't be made");
    if (engine_->engine().profile_count() > 1 &&
        !lane.context->set_profile(static_cast<int32_t>(options_.profile), stream))
        fail_tensorrt("Optimisation profile " + std::to_string(options_.profile) + " can't be used");

    const bool gathers_on_cpu = is_zero_copy_ || options_.gather == NB_GATHER_CPU ||
                                (options_.gather == NB_GATHER_AUTO && batch_copy_ == NB_BATCH_COPY_NONE);
    for (const adapter::Tensor& input : inputs_)
        make_buffer(lane, input, gathers_on_cpu, lane.inputs);
    const uint32_t batch = batch_of(options_.max_batch);
    set_shapes(lane, batch);
    for (const adapter::Tensor& output : outputs_)
        make_buffer(lane, output, true, lane.outputs);
    lane.graphs.resize(std::size_t{batch} + 1);
    lane.from.resize(options_.max_batch);
    lane.to.resize(options_.max_batch);
    lane.sizes.resize(options_.max_batch);
    wait_for(lane);
}

void Session::make_buffer(Lane& lane, const adapter::Tensor& tensor, bool needs_host, std::vector<Buffer>& buffers) {
    const uint32_t batch = batch_of(options_.max_batch);
    adapter::Shape shape = tensor.shape;
    if (tensor.is_input)
        shape.dims[0] = batch;
    else if (!lane.context->shape_of(tensor.name, shape))
        fail_tensorrt("The shape of output " + quoted(tensor) + " can't be found");
    if (std::any_of(shape.dims, shape.dims + shape.rank, [](int64_t dim) { return dim < 0; }))
        throw ShimError(NB_E_UNSUPPORTED, "The size of output " + quoted(tensor) +
                                              " depends on the data; such engines can't be run so far.");
    const uint64_t bytes = bytes_of(tensor, shape);
    if (bytes == 0 || bytes % batch != 0)
        throw ShimError(NB_E_UNSUPPORTED, quoted(tensor) + " isn't a whole number of bytes per sample at a batch of " +
                                              std::to_string(batch) + ".");

    Buffer buffer{tensor.name, bytes / batch, bytes, {}, {}, 0, nullptr, false};
    const uint64_t padded = (bytes + Alignment - 1) / Alignment * Alignment;
    if (needs_host) {
        void* host = nullptr;
        cuda_.check(cuda_.api.cuMemHostAlloc(&host, padded, cu::HostAllocPortable | cu::HostAllocMapped),
                    "cuMemHostAlloc");
        buffer.host = OwnedPinnedMemory(cuda_, engine_->device(), host);
        std::memset(host, 0, padded);
        pinned_bytes_ += padded;
    }
    if (is_zero_copy_) {
        cuda_.check(cuda_.api.cuMemHostGetDevicePointer_v2(&buffer.address, buffer.host.get(), 0),
                    "cuMemHostGetDevicePointer");
    } else {
        cuda_.check(cuda_.api.cuMemAlloc_v2(&buffer.address, padded), "cuMemAlloc");
        buffer.device = OwnedDeviceMemory(cuda_, engine_->device(), buffer.address);
        cuda_.check(cuda_.api.cuMemsetD8Async(buffer.address, 0, padded, lane.stream.get()), "cuMemsetD8Async");
        device_bytes_ += padded;
    }
    bind(lane, buffer, reinterpret_cast<void*>(buffer.address));
    buffers.push_back(std::move(buffer));
}

adapter::Shape Session::shape_for(uint32_t input, uint32_t batch) const {
    adapter::Shape shape = inputs_[input].shape;
    shape.dims[0] = batch;
    return shape;
}

void Session::fail_tensorrt(const std::string& what) const {
    throw ShimError(NB_E_TENSORRT, what + ": " + engine_->runtime().log().take_errors());
}

nb_session_info Session::info() const {
    nb_session_info info{};
    info.size = sizeof info;
    info.lanes = options_.lanes;
    info.max_batch = options_.max_batch;
    info.fixed_batch = fixed_batch_;
    info.input_count = input_count_;
    info.output_count = static_cast<uint32_t>(outputs_.size());
    info.zero_copy = is_zero_copy_;
    info.device_words = has_device_words_;
    info.gather = is_zero_copy_ ? NB_GATHER_CPU : options_.gather;
    info.batch_copy = batch_copy_;
    info.device_bytes = device_bytes_;
    info.pinned_bytes = pinned_bytes_;
    return info;
}

uint64_t Session::input_bytes(uint32_t input) const {
    if (input >= input_count_)
        wrong("There is no input " + std::to_string(input) + ": the engine has " + std::to_string(input_count_) +
              ", counted from 0.");
    return lanes_[0].inputs[input].sample_bytes;
}

const Buffer& Session::output(uint32_t lane, uint32_t output) const {
    if (lane >= lanes_.size() || output >= outputs_.size())
        wrong("There is no lane " + std::to_string(lane) + " with an output " + std::to_string(output) +
              ": there are " + std::to_string(lanes_.size()) + " lanes and " + std::to_string(outputs_.size()) +
              " outputs, counted from 0.");
    return lanes_[lane].outputs[output];
}

CuStream Session::stream(uint32_t lane) const {
    if (lane >= lanes_.size())
        wrong("There is no lane " + std::to_string(lane) + ".");
    return lanes_[lane].stream.get();
}

bool Session::close() {
    try {
        if (!has_fault_ && !cuda_.hangs(engine_->device()) && drain(options_.drain_timeout_ms) == NB_OK)
            return true;
    } catch (const ShimError&) {
        // A fault: below.
    }
    // On a lost device nothing runs any more; on one that hangs, something may still come to life.
    const nb_fault fault = this->fault();
    if (fault.status != NB_OK && fault.cuda_result != cu::NotReady && !cuda_.hangs(engine_->device()))
        return true;
    cuda_.hangs(engine_->device()) = true;
    stop_watchers(false);
    engine_->abandon();
    return false;
}

nb_counters Session::counters() const {
    nb_counters c{};
    c.size = sizeof c;
    c.batches = counts_.batches.get();
    c.samples = counts_.samples.get();
    c.busy = counts_.busy.get();
    c.graph_launches = counts_.graph_launches.get();
    c.enqueues = counts_.enqueues.get();
    c.h2d_copies = counts_.h2d_copies.get();
    c.h2d_bytes = counts_.h2d_bytes.get();
    c.d2h_copies = counts_.d2h_copies.get();
    c.d2h_bytes = counts_.d2h_bytes.get();
    c.batch_copies = counts_.batch_copies.get();
    c.gathered_samples = counts_.gathered_samples.get();
    c.gathered_bytes = counts_.gathered_bytes.get();
    c.bound_in_place = counts_.bound_in_place.get();
    c.device_words = counts_.device_words.get();
    c.host_words = counts_.host_words.get();
    c.waits = counts_.waits.get();
    c.failed_submits = counts_.failed_submits.get();
    c.failed_batches = counts_.failed_batches.get();
    c.graphs = counts_.graphs.get();
    c.failed_captures = counts_.failed_captures.get();
    c.submit_calls = counts_.submit_calls.get();
    c.wait_calls = counts_.wait_calls.get();
    c.other_calls = other_calls_.load(std::memory_order_relaxed);
    return c;
}

} // namespace nativebench
