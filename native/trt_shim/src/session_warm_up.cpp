// Before a run: first enqueues, in which TensorRT allocates and CUDA loads code, and the capture of graphs.

#include "session.h"

#include <ctime>

namespace nativebench {

namespace {

// A first enqueue may load and compile code for a while; a device that hangs must not hold the program for ever.
constexpr uint64_t PatienceInDrainTimeouts = 12;

} // namespace

void Session::warn(const std::string& text) {
    const std::lock_guard lock(mutex_);
    warnings_ += (warnings_.empty() ? "" : "\n") + text;
}

void Session::wait_for(Lane& lane) {
    const uint64_t patience_ns = PatienceInDrainTimeouts * options_.drain_timeout_ms * 1000000u;
    const uint64_t begin = now_ns();
    for (;;) {
        const CuResult result = cuda_.api.cuStreamQuery(lane.stream.get());
        const auto index = static_cast<int32_t>(&lane - lanes_.data());
        if (result == cu::Success)
            return;
        if (result != cu::NotReady) {
            note_fault(result, index, "cuStreamQuery answered " + cuda_.describe(result) + ".");
            throw_fault();
        }
        if (now_ns() - begin > patience_ns) {
            cuda_.hangs(engine_->device()) = true;
            note_fault(cu::NotReady, index,
                       "The device hasn't finished one batch in " + std::to_string(patience_ns / 1000000u) + " ms.");
            throw_fault();
        }
        const timespec pause{0, 20000};
        nanosleep(&pause, nullptr);
    }
}

void Session::warm_up(const uint32_t* sizes, uint32_t count, uint32_t rounds) {
    if (rounds < 1 || (sizes == nullptr && count > 0))
        throw ShimError(NB_E_INVALID_ARGUMENT, "`rounds` is 0, or `batch_sizes` is NULL.");
    for (uint32_t i = 0; i < count; ++i) {
        if (sizes[i] < 1 || sizes[i] > options_.max_batch)
            throw ShimError(NB_E_INVALID_ARGUMENT, "A batch size to warm up is " + std::to_string(sizes[i]) +
                                                       ", but the session takes 1 to " +
                                                       std::to_string(options_.max_batch) + ".");
    }
    if (has_fault_)
        throw_fault();
    if (!is_at_rest())
        throw ShimError(NB_E_STATE, "Batches are in flight: warm-up is for a session at rest.");
    cuda_.make_current(engine_->device());
    for (Lane& lane : lanes_) {
        try {
            for (uint32_t i = 0; i < count; ++i)
                warm_lane(lane, batch_of(sizes[i]), rounds);
        } catch (const ShimError&) {
            if (!has_fault_)
                settle(lane);
            throw;
        }
    }
}

// After something failed half-way: lets the stream end what it has, and takes back the number of a batch that was never
// issued. Rare enough to wait for.
void Session::settle(Lane& lane) {
    wait_for(lane);
    store_release(lane.state->done, lane.state->issued);
    lane.is_tainted = false;
}

void Session::warm_lane(Lane& lane, uint32_t batch, uint32_t rounds) {
    for (Buffer& buffer : lane.inputs)
        bind(lane, buffer, reinterpret_cast<void*>(buffer.address));
    for (uint32_t round = 0; round < rounds; ++round)
        enqueue(lane, batch);
    wait_for(lane);
    if ((options_.flags & NB_SESSION_GRAPHS) == 0 || lane.graphs[batch])
        return;
    capture(lane, batch);
    if (!lane.graphs[batch])
        return;
    for (uint32_t round = 0; round < rounds; ++round)
        cuda_.check(cuda_.api.cuGraphLaunch(lane.graphs[batch].get(), lane.stream.get()), "cuGraphLaunch");
    wait_for(lane);
}

// A capture that fails costs a warning and launch time, not the run; a lost device is another matter.
void Session::capture(Lane& lane, uint32_t batch) {
    const CudaApi& api = cuda_.api;
    OwnedGraph graph;
    try {
        cuda_.check(api.cuStreamBeginCapture_v2(lane.stream.get(), cu::CaptureThreadLocal), "cuStreamBeginCapture");
        std::string failure;
        try {
            enqueue(lane, batch);
        } catch (const ShimError& error) {
            failure = error.what();
        }
        CuGraph captured = nullptr; // a capture must be ended, whatever happened in it
        const CuResult ended = api.cuStreamEndCapture(lane.stream.get(), &captured);
        graph = OwnedGraph(cuda_, engine_->device(), captured);
        if (!failure.empty())
            throw ShimError(NB_E_CUDA, failure);
        cuda_.check(ended, "cuStreamEndCapture");
        CuGraphExec exec = nullptr;
        cuda_.check(api.cuGraphInstantiateWithFlags(&exec, captured, 0), "cuGraphInstantiateWithFlags");
        OwnedGraphExec owned(cuda_, engine_->device(), exec);
        cuda_.check(api.cuGraphUpload(exec, lane.stream.get()), "cuGraphUpload");
        lane.graphs[batch] = std::move(owned);
        counts_.graphs.add();
    } catch (const ShimError& error) {
        if (error.status() == NB_E_DEVICE_LOST)
            throw;
        counts_.failed_captures.add();
        warn("Lane " + std::to_string(&lane - lanes_.data()) + " runs batches of " + std::to_string(batch) +
             " without a CUDA graph: " + error.what());
    }
}

void Session::time_layers(uint32_t batch, uint32_t runs, adapter::LayerTimes& times) {
    cuda_.make_current(engine_->device());
    Lane& lane = lanes_[0];
    struct Waiting {
        Session* session;
        Lane* lane;
    } waiting{this, &lane};
    const auto synchronise = [](void*, void* with) {
        const auto& [session, lane_to_wait_for] = *static_cast<Waiting*>(with);
        session->wait_for(*lane_to_wait_for);
        return true;
    };
    set_shapes(lane, batch_of(batch));
    for (uint32_t run = 0; run < runs; ++run) {
        if (!lane.context->enqueue_timed(lane.stream.get(), synchronise, &waiting, times))
            fail_tensorrt("The engine can't be enqueued");
    }
}

} // namespace nativebench
