#pragma once

#include "world.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <random>
#include <thread>
#include <vector>

namespace emulation {

using Clock = std::chrono::steady_clock;
using KernelFunction = CUresult (*)(void*);

struct Event {
    explicit Event(unsigned flags_given) : flags(flags_given), context(t_context) {}

    const unsigned flags;
    Context* const context;
    std::mutex mutex;
    std::condition_variable changed;
    uint64_t recorded = 0; // times that it was recorded, and of these, times that the stream has come by
    uint64_t completed = 0;
    Clock::time_point at{};

    void wake();
    // Until the n-th record, or a sticky error.
    CUresult wait(uint64_t record);
};

enum class OpKind { Copy, Set, Kernel, HostFunction, WriteValue, Record, Wait, Graph };
enum class Direction { HostToDevice, DeviceToHost, DeviceToDevice };

struct Graph;

// One thing that a stream does, in its turn. Memory is looked up again then: it may be gone.
struct Op {
    OpKind kind;
    Direction direction = Direction::DeviceToDevice;
    uintptr_t to = 0;
    uintptr_t from = 0;
    std::size_t bytes = 0;
    uint64_t value = 0;
    KernelFunction kernel = nullptr;
    CUhostFn host_function = nullptr;
    void* data = nullptr;
    Event* event = nullptr;
    std::shared_ptr<void> keep = nullptr; // of a kernel its data, of a pageable copy the bytes, of a graph the graph
};

struct Graph {
    std::vector<Op> ops;
};

// A thread with a queue. Streams and events that were destroyed are kept, so that no handle comes back.
struct Stream {
    explicit Stream(Context& owner);

    Context& context;

    // Into the queue, or into the graph that is being captured.
    CUresult push(Op op);
    CUresult synchronise();
    CUresult query();
    CUresult begin_capture();
    CUresult end_capture(Graph*& graph);
    void invalidate_capture();
    [[nodiscard]] bool is_capturing();
    void wake();

    // Ends the thread: after the work in the queue, or at once if the context is lost.
    void stop();

    // Returns as cuStreamDestroy does, without waiting for the work.
    void stop_later();

private:
    void work();
    CUresult run(const Op& op);
    CUresult copy(const Op& op);
    CUresult compute(const Op& op);
    [[nodiscard]] bool is_idle() const { return (queue_.empty() && !busy_) || context.sticky.load() != 0; }

    std::mutex mutex_;
    std::condition_variable more_;
    std::condition_variable idle_;
    std::deque<Op> queue_;
    bool busy_ = false;
    bool stop_ = false;
    std::unique_ptr<Graph> capture_;
    bool capture_invalid_ = false;
    std::thread::id capture_thread_;
    std::mt19937_64 random_;
    std::thread thread_;
};

// Every stream of a context has nothing left to do, or the context is lost.
void synchronise_all(const Context& context);

} // namespace emulation
