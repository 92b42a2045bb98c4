// Streams, events, graphs, and what the emulated engines need.

#include "stream.h"

#include <cstdlib>

using namespace emulation;

namespace {

Stream* stream_of(CUstream handle) {
    auto* stream = reinterpret_cast<Stream*>(handle);
    if (World::get().is_alive(stream, HandleKind::Stream))
        return stream;
    World::get().misuse("use of a stream that isn't alive");
    return nullptr;
}

Event* event_of(CUevent handle) {
    auto* event = reinterpret_cast<Event*>(handle);
    if (World::get().is_alive(event, HandleKind::Event))
        return event;
    World::get().misuse("use of an event that isn't alive");
    return nullptr;
}

// Destroying is allowed after a sticky error, too: it is refused, but remembered.
CUresult enter_destroy(const char* function) {
    const CUresult entered = World::get().enter(function);
    return entered != Success && t_context != nullptr && t_context->sticky != 0 ? Success : entered;
}

} // namespace

NB_EMU_EXPORT CUresult cuStreamCreate(CUstream* handle, unsigned) {
    NB_EMU_ENTER(cuStreamCreate);
    auto* stream = new Stream(*t_context);
    World::get().add_handle(stream, HandleKind::Stream);
    *handle = reinterpret_cast<CUstream>(stream);
    return Success;
}

NB_EMU_EXPORT CUresult cuStreamDestroy_v2(CUstream handle) {
    if (const CUresult result = enter_destroy("cuStreamDestroy_v2"); result != Success)
        return result;
    auto* stream = reinterpret_cast<Stream*>(handle);
    if (const CUresult result = World::get().remove_handle(stream, HandleKind::Stream, "stream"); result != Success)
        return result;
    stream->stop_later();
    return Success;
}

NB_EMU_EXPORT CUresult cuStreamSynchronize(CUstream handle) {
    NB_EMU_ENTER(cuStreamSynchronize);
    Stream* stream = stream_of(handle);
    return stream == nullptr ? InvalidHandle : stream->synchronise();
}

NB_EMU_EXPORT CUresult cuStreamQuery(CUstream handle) {
    NB_EMU_ENTER(cuStreamQuery);
    Stream* stream = stream_of(handle);
    return stream == nullptr ? InvalidHandle : stream->query();
}

NB_EMU_EXPORT CUresult cuStreamWriteValue64_v2(CUstream handle, CUdeviceptr address, uint64_t value, unsigned) {
    NB_EMU_ENTER(cuStreamWriteValue64_v2);
    World& world = World::get();
    if (!world.settings().memops)
        return NotSupported;
    Stream* stream = stream_of(handle);
    if (stream == nullptr)
        return InvalidHandle;
    bool known = false;
    if ((address & 7u) != 0 || world.resolve(static_cast<uintptr_t>(address), sizeof value, known) == nullptr)
        return InvalidValue;
    Op op{OpKind::WriteValue};
    op.to = static_cast<uintptr_t>(address);
    op.value = value;
    return stream->push(op);
}

NB_EMU_EXPORT CUresult cuLaunchHostFunc(CUstream handle, CUhostFn function, void* data) {
    NB_EMU_ENTER(cuLaunchHostFunc);
    Stream* stream = stream_of(handle);
    if (stream == nullptr)
        return InvalidHandle;
    Op op{OpKind::HostFunction};
    op.host_function = function;
    op.data = data;
    return stream->push(op);
}

// ---- Events ----

NB_EMU_EXPORT CUresult cuEventCreate(CUevent* handle, unsigned flags) {
    NB_EMU_ENTER(cuEventCreate);
    auto* event = new Event(flags);
    World::get().add_handle(event, HandleKind::Event);
    *handle = reinterpret_cast<CUevent>(event);
    return Success;
}

NB_EMU_EXPORT CUresult cuEventDestroy_v2(CUevent handle) {
    if (const CUresult result = enter_destroy("cuEventDestroy_v2"); result != Success)
        return result;
    return World::get().remove_handle(reinterpret_cast<Event*>(handle), HandleKind::Event, "event");
}

NB_EMU_EXPORT CUresult cuEventRecord(CUevent handle, CUstream stream_handle) {
    NB_EMU_ENTER(cuEventRecord);
    Event* event = event_of(handle);
    Stream* stream = stream_of(stream_handle);
    if (event == nullptr || stream == nullptr)
        return InvalidHandle;
    Op op{OpKind::Record};
    op.event = event;
    {
        const std::lock_guard lock(event->mutex);
        op.value = ++event->recorded;
    }
    return stream->push(op);
}

NB_EMU_EXPORT CUresult cuEventQuery(CUevent handle) {
    NB_EMU_ENTER(cuEventQuery);
    Event* event = event_of(handle);
    if (event == nullptr)
        return InvalidHandle;
    const std::lock_guard lock(event->mutex);
    return event->completed >= event->recorded ? Success : NotReady;
}

NB_EMU_EXPORT CUresult cuEventSynchronize(CUevent handle) {
    NB_EMU_ENTER(cuEventSynchronize);
    Event* event = event_of(handle);
    if (event == nullptr)
        return InvalidHandle;
    uint64_t record = 0;
    {
        const std::lock_guard lock(event->mutex);
        record = event->recorded;
    }
    return event->wait(record);
}

NB_EMU_EXPORT CUresult cuEventElapsedTime(float* milliseconds, CUevent from_handle, CUevent to_handle) {
    NB_EMU_ENTER(cuEventElapsedTime);
    Event* from = event_of(from_handle);
    Event* to = event_of(to_handle);
    if (from == nullptr || to == nullptr || ((from->flags | to->flags) & EventDisableTiming) != 0)
        return InvalidHandle;
    const std::scoped_lock lock(from->mutex, to->mutex);
    *milliseconds = std::chrono::duration<float, std::milli>(to->at - from->at).count();
    return Success;
}

NB_EMU_EXPORT CUresult cuStreamWaitEvent(CUstream stream_handle, CUevent handle, unsigned) {
    NB_EMU_ENTER(cuStreamWaitEvent);
    Event* event = event_of(handle);
    Stream* stream = stream_of(stream_handle);
    if (event == nullptr || stream == nullptr)
        return InvalidHandle;
    Op op{OpKind::Wait};
    op.event = event;
    {
        const std::lock_guard lock(event->mutex);
        op.value = event->recorded;
    }
    return stream->push(op);
}

// ---- Graphs ----

NB_EMU_EXPORT CUresult cuStreamBeginCapture_v2(CUstream handle, int) {
    NB_EMU_ENTER(cuStreamBeginCapture_v2);
    Stream* stream = stream_of(handle);
    return stream == nullptr ? InvalidHandle : stream->begin_capture();
}

NB_EMU_EXPORT CUresult cuStreamEndCapture(CUstream handle, CUgraph* graph_handle) {
    const CUresult entered = World::get().enter("cuStreamEndCapture");
    Stream* stream = World::get().initialised && t_context != nullptr ? stream_of(handle) : nullptr;
    if (stream == nullptr)
        return entered != Success ? entered : InvalidHandle;
    Graph* graph = nullptr;
    CUresult result = stream->end_capture(graph);
    if (entered != Success) { // however it fails, the capture is over
        delete graph;
        graph = nullptr;
        result = entered;
    }
    *graph_handle = reinterpret_cast<CUgraph>(graph);
    if (graph != nullptr)
        World::get().add_handle(graph, HandleKind::Graph);
    return result;
}

NB_EMU_EXPORT CUresult cuGraphInstantiateWithFlags(CUgraphExec* exec, CUgraph handle, unsigned long long) {
    NB_EMU_ENTER(cuGraphInstantiateWithFlags);
    auto* graph = reinterpret_cast<Graph*>(handle);
    if (!World::get().is_alive(graph, HandleKind::Graph))
        return InvalidHandle;
    // What a launch keeps alive, although the handle is destroyed meanwhile.
    auto* copy = new std::shared_ptr<Graph>(std::make_shared<Graph>(*graph));
    World::get().add_handle(copy, HandleKind::GraphExec);
    *exec = reinterpret_cast<CUgraphExec>(copy);
    return Success;
}

NB_EMU_EXPORT CUresult cuGraphUpload(CUgraphExec exec, CUstream stream) {
    NB_EMU_ENTER(cuGraphUpload);
    return World::get().is_alive(exec, HandleKind::GraphExec) && stream_of(stream) != nullptr ? Success : InvalidHandle;
}

NB_EMU_EXPORT CUresult cuGraphLaunch(CUgraphExec exec, CUstream handle) {
    NB_EMU_ENTER(cuGraphLaunch);
    World& world = World::get();
    Stream* stream = stream_of(handle);
    if (stream == nullptr || !world.is_alive(exec, HandleKind::GraphExec)) {
        world.misuse("launch of a graph that isn't alive");
        return InvalidHandle;
    }
    const std::shared_ptr<Graph>& graph = *reinterpret_cast<std::shared_ptr<Graph>*>(exec);
    ++world.statistics.graph_launches;
    world.statistics.graph_nodes += graph->ops.size();
    Op op{OpKind::Graph};
    op.keep = graph;
    return stream->push(std::move(op));
}

NB_EMU_EXPORT CUresult cuGraphExecDestroy(CUgraphExec exec) {
    if (const CUresult result = enter_destroy("cuGraphExecDestroy"); result != Success)
        return result;
    if (const CUresult result = World::get().remove_handle(exec, HandleKind::GraphExec, "graph"); result != Success)
        return result;
    reinterpret_cast<std::shared_ptr<Graph>*>(exec)->reset();
    return Success;
}

NB_EMU_EXPORT CUresult cuGraphDestroy(CUgraph handle) {
    if (const CUresult result = enter_destroy("cuGraphDestroy"); result != Success)
        return result;
    if (const CUresult result = World::get().remove_handle(handle, HandleKind::Graph, "graph"); result != Success)
        return result;
    reinterpret_cast<Graph*>(handle)->ops.clear();
    return Success;
}

// ---- For the emulated engines ----

// Computes in stream order, for as long as the time model says; `release` gets `data` when it isn't needed any more.
NB_EMU_EXPORT CUresult nb_emu_launch(CUstream handle, KernelFunction kernel, void* data, void (*release)(void*)) {
    std::shared_ptr<void> keep(data, release);
    NB_EMU_ENTER(cuLaunchKernel);
    Stream* stream = stream_of(handle);
    if (stream == nullptr)
        return InvalidHandle;
    Op op{OpKind::Kernel};
    op.kernel = kernel;
    op.data = data;
    op.keep = std::move(keep);
    return stream->push(std::move(op));
}

// The memory behind an address as the caller of the driver knows it; null if it isn't the device's to touch.
NB_EMU_EXPORT void* nb_emu_resolve(void* address, std::size_t bytes) {
    bool known = false;
    return World::get().resolve(reinterpret_cast<uintptr_t>(address), bytes, known);
}
