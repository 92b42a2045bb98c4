// The path of a batch: allocates nothing, and takes no lock unless somebody sleeps in nb_wait.

#include "session.h"

#include <algorithm>
#include <cstring>

namespace nativebench {

namespace {

constexpr uintptr_t Alignment = 256;

} // namespace

uint32_t Session::batch_of(uint32_t count) const {
    return fixed_batch_ != 0 ? fixed_batch_ : std::max(count, least_batch_);
}

void Session::require_submittable(const void* const* addresses, uint32_t count) const {
    if (has_fault_.load(std::memory_order_relaxed))
        throw_fault();
    if (count < 1 || count > options_.max_batch)
        throw ShimError(NB_E_INVALID_ARGUMENT, "The batch has " + std::to_string(count) +
                                                   " samples, but the session takes 1 to " +
                                                   std::to_string(options_.max_batch) + ".");
    if (addresses == nullptr)
        throw ShimError(NB_E_INVALID_ARGUMENT, "`addresses` is NULL.");
}

Lane* Session::free_lane() {
    for (uint32_t tried = 0; tried < options_.lanes; ++tried) {
        Lane& lane = lanes_[next_lane_];
        next_lane_ = next_lane_ + 1 == options_.lanes ? 0 : next_lane_ + 1;
        const uint64_t issued = lane.state->issued; // only this thread writes it
        if (load_acquire(lane.state->released) == issued && load_acquire(lane.state->done) == issued)
            return &lane;
    }
    return nullptr;
}

nb_status Session::submit(uint32_t& lane_index, const void* const* addresses, uint32_t count, uint64_t token) {
    const uint64_t entered_ns = (options_.flags & NB_SESSION_TIMES) != 0 ? now_ns() : 0;
    counts_.submit_calls.add();
    require_submittable(addresses, count);
    cuda_.make_current(engine_->device());
    Lane* const lane = free_lane();
    if (lane == nullptr) {
        counts_.busy.add();
        return NB_BUSY;
    }
    try {
        issue(*lane, addresses, count, token, entered_ns);
    } catch (const ShimError& error) {
        if (error.status() != NB_E_INVALID_ARGUMENT)
            counts_.failed_submits.add();
        if (lane->is_tainted)
            settle(*lane); // throws if the device is lost, which TensorRT's own answer doesn't tell
        throw;
    }
    lane_index = static_cast<uint32_t>(lane - lanes_.data());
    return NB_OK;
}

void Session::issue(Lane& lane, const void* const* addresses, uint32_t count, uint64_t token, uint64_t entered_ns) {
    if (const uint64_t generation = engine_->runtime().arena_generation(); generation != arena_generation_) {
        arenas_ = engine_->runtime().arenas(); // an arena came or went: not in the middle of a run
        arena_generation_ = generation;
    }
    bool in_own_buffers = true;
    for (uint32_t input = 0; input < input_count_; ++input)
        in_own_buffers = place_input(lane, input, addresses, count) && in_own_buffers;

    const uint32_t batch = batch_of(count);
    if (const OwnedGraphExec& graph = lane.graphs[batch]; graph && in_own_buffers) {
        lane.is_tainted = true;
        cuda_.check(cuda_.api.cuGraphLaunch(graph.get(), lane.stream.get()), "cuGraphLaunch");
        counts_.graph_launches.add();
    } else {
        for (Buffer& buffer : lane.inputs) {
            if (!buffer.is_in_place)
                bind(lane, buffer, reinterpret_cast<void*>(buffer.address));
        }
        lane.is_tainted = true;
        enqueue(lane, batch);
        counts_.enqueues.add();
    }
    if (!is_zero_copy_) {
        counts_.d2h_copies.add(lane.outputs.size());
        for (const Buffer& buffer : lane.outputs)
            counts_.d2h_bytes.add(buffer.sample_bytes * batch);
    }

    nb_lane& state = *lane.state;
    const uint64_t number = ++lane.last_number;
    __atomic_store_n(&state.token, token, __ATOMIC_RELAXED);
    __atomic_store_n(&state.count, count, __ATOMIC_RELAXED);
    __atomic_store_n(&state.status, NB_OK, __ATOMIC_RELAXED);
    write_word(lane, number);
    cuda_.check(cuda_.api.cuEventRecord(lane.event.get(), lane.stream.get()), "cuEventRecord");
    state.submit_ns = entered_ns;
    state.queued_ns = entered_ns != 0 ? now_ns() : 0;
    lane.is_tainted = false;
    counts_.batches.add();
    counts_.samples.add(count);
    // Sequentially consistent with is_waited_for_: either the waiting thread sees this batch, or this one sees it
    // waiting.
    __atomic_store_n(&state.issued, number, __ATOMIC_SEQ_CST);
    if (is_waited_for_.load(std::memory_order_seq_cst)) {
        const std::lock_guard lock(mutex_);
        signalled_.notify_all();
    }
}

void Session::write_word(Lane& lane, uint64_t number) {
    if (has_device_words_) {
        cuda_.check(cuda_.api.cuStreamWriteValue64_v2(lane.stream.get(), lane.word, number, 0), "cuStreamWriteValue64");
        counts_.device_words.add();
        return;
    }
    lane.host_word = {&lane.state->done, number};
    const auto write = [](void* data) {
        const auto& word = *static_cast<const Lane::HostWord*>(data);
        store_release(*word.word, word.value);
    };
    cuda_.check(cuda_.api.cuLaunchHostFunc(lane.stream.get(), write, &lane.host_word), "cuLaunchHostFunc");
    counts_.host_words.add();
}

// How many runs of neighbours the samples form. Throws if one lies outside of all arenas: such a copy would be slow, or
// read what isn't there.
uint32_t Session::count_runs(const unsigned char* const* at, uint64_t sample_bytes, uint32_t input, uint32_t count) {
    uint32_t runs = 0;
    for (uint32_t first = 0; first < count; ++runs) {
        const unsigned char* const begin = at[std::size_t{first} * input_count_];
        uint32_t next = first + 1;
        while (next < count && at[std::size_t{next} * input_count_] == begin + (next - first) * sample_bytes)
            ++next;
        const unsigned char* const end = begin + (next - first) * sample_bytes;
        const auto after = std::upper_bound(
            arenas_.begin(), arenas_.end(), begin,
            [](const unsigned char* address, const Runtime::Span& arena) { return address < arena.begin; });
        if (after == arenas_.begin() || end > std::prev(after)->end)
            throw ShimError(NB_E_INVALID_ARGUMENT, "Sample " + std::to_string(first) +
                                                       " of the batch isn't in an arena: input '" +
                                                       std::string(inputs_[input].name) + "' wants " +
                                                       std::to_string(sample_bytes) + " bytes a sample.");
        first = next;
    }
    return runs;
}

// True if the input lies in the lane's own buffer, false if it is bound where it was.
bool Session::place_input(Lane& lane, uint32_t input, const void* const* addresses, uint32_t count) {
    Buffer& buffer = lane.inputs[input];
    buffer.is_in_place = false;
    const auto* const at = reinterpret_cast<const unsigned char* const*>(addresses) + input;
    const uint32_t runs = count_runs(at, buffer.sample_bytes, input, count);
    if (is_zero_copy_) {
        if (place_in_host_memory(buffer, addresses, input, count, runs))
            return true;
        CuDevicePointer address = 0;
        cuda_.check(cuda_.api.cuMemHostGetDevicePointer_v2(&address, const_cast<void*>(addresses[input]), 0),
                    "cuMemHostGetDevicePointer");
        bind(lane, buffer, reinterpret_cast<void*>(address));
        buffer.is_in_place = true;
        counts_.bound_in_place.add();
        return false;
    }
    const bool few_runs = runs == 1 || options_.gather == NB_GATHER_RUNS ||
                          (options_.gather == NB_GATHER_AUTO && runs <= options_.auto_runs);
    lane.is_tainted = true;
    if (few_runs) {
        copy_runs(lane, buffer, addresses, input, count);
    } else if (options_.gather == NB_GATHER_CPU || !copy_batch(lane, buffer, addresses, input, count)) {
        gather(buffer, addresses, input, count);
        const uint64_t bytes = buffer.sample_bytes * count;
        cuda_.check(cuda_.api.cuMemcpyHtoDAsync_v2(buffer.address, buffer.host.get(), bytes, lane.stream.get()),
                    "cuMemcpyHtoDAsync");
        counts_.h2d_copies.add();
        counts_.h2d_bytes.add(bytes);
    }
    return true;
}

// On an integrated device: false if the samples can be read where they lie.
bool Session::place_in_host_memory(Buffer& buffer, const void* const* addresses, uint32_t input, uint32_t count,
                                   uint32_t runs) {
    const bool is_aligned = (reinterpret_cast<uintptr_t>(addresses[input]) & (Alignment - 1)) == 0;
    // The engine reads a whole batch, also of an engine with a fixed one.
    if (runs == 1 && is_aligned && count == batch_of(count) && options_.gather != NB_GATHER_CPU)
        return false;
    gather(buffer, addresses, input, count);
    return true;
}

void Session::gather(Buffer& buffer, const void* const* addresses, uint32_t input, uint32_t count) {
    auto* to = static_cast<unsigned char*>(buffer.host.get());
    for (uint32_t i = 0; i < count; ++i, to += buffer.sample_bytes)
        std::memcpy(to, sample(addresses, input, i), buffer.sample_bytes);
    counts_.gathered_samples.add(count);
    counts_.gathered_bytes.add(buffer.sample_bytes * count);
}

void Session::copy_runs(Lane& lane, Buffer& buffer, const void* const* addresses, uint32_t input, uint32_t count) {
    for (uint32_t first = 0; first < count;) {
        const unsigned char* const begin = sample(addresses, input, first);
        uint32_t next = first + 1;
        while (next < count && sample(addresses, input, next) == begin + (next - first) * buffer.sample_bytes)
            ++next;
        const uint64_t bytes = (next - first) * buffer.sample_bytes;
        cuda_.check(cuda_.api.cuMemcpyHtoDAsync_v2(buffer.address + first * buffer.sample_bytes, begin, bytes,
                                                   lane.stream.get()),
                    "cuMemcpyHtoDAsync");
        counts_.h2d_copies.add();
        counts_.h2d_bytes.add(bytes);
        first = next;
    }
}

// One call for all samples; false if there is no such call.
bool Session::copy_batch(Lane& lane, Buffer& buffer, const void* const* addresses, uint32_t input, uint32_t count) {
    if (batch_copy_ == NB_BATCH_COPY_NONE)
        return false;
    for (uint32_t i = 0; i < count; ++i) {
        lane.from[i] = reinterpret_cast<CuDevicePointer>(sample(addresses, input, i));
        lane.to[i] = buffer.address + i * buffer.sample_bytes;
        lane.sizes[i] = buffer.sample_bytes;
    }
    CuCopyAttributes attributes{};
    attributes.source_access_order = cu::SourceAccessInStreamOrder;
    std::size_t attributes_from = 0;
    std::size_t failed = 0;
    const CuResult result = batch_copy_ == NB_BATCH_COPY_V2
                                ? cuda_.api.batch_copy_v2(lane.to.data(), lane.from.data(), lane.sizes.data(), count,
                                                          &attributes, &attributes_from, 1, lane.stream.get())
                                : cuda_.api.batch_copy_v1(lane.to.data(), lane.from.data(), lane.sizes.data(), count,
                                                          &attributes, &attributes_from, 1, &failed, lane.stream.get());
    cuda_.check(result, "cuMemcpyBatchAsync");
    counts_.batch_copies.add();
    counts_.h2d_copies.add(count);
    counts_.h2d_bytes.add(buffer.sample_bytes * count);
    return true;
}

void Session::bind(Lane& lane, Buffer& buffer, void* address) {
    if (buffer.bound == address)
        return;
    if (!lane.context->set_address(buffer.name, address))
        fail_tensorrt("The address of '" + std::string(buffer.name) + "' can't be set");
    buffer.bound = address;
}

void Session::set_shapes(Lane& lane, uint32_t batch) {
    if (lane.shaped_for == batch)
        return;
    lane.shaped_for = 0;
    for (uint32_t input = 0; input < input_count_; ++input) {
        if (!lane.context->set_shape(inputs_[input].name, shape_for(input, batch)))
            fail_tensorrt("The shape of '" + std::string(inputs_[input].name) + "' can't be set");
    }
    lane.shaped_for = batch;
}

// The engine, and what it computed back to the host: all that goes into a graph.
void Session::enqueue(Lane& lane, uint32_t batch) {
    set_shapes(lane, batch);
    if (!lane.context->enqueue(lane.stream.get()))
        fail_tensorrt("The engine can't be enqueued");
    if (is_zero_copy_)
        return;
    for (const Buffer& buffer : lane.outputs)
        cuda_.check(cuda_.api.cuMemcpyDtoHAsync_v2(buffer.host.get(), buffer.address, buffer.sample_bytes * batch,
                                                   lane.stream.get()),
                    "cuMemcpyDtoHAsync");
}

} // namespace nativebench
