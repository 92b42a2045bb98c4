#include "stream.h"

#include <cstdlib>
#include <cstring>
#include <utility>

namespace emulation {

namespace {

std::atomic<uint64_t> g_streams{0};

void pass(double microseconds) {
    if (microseconds <= 0)
        return;
    const auto end = Clock::now() + std::chrono::nanoseconds(static_cast<int64_t>(microseconds * 1000));
    if (microseconds > 150)
        std::this_thread::sleep_until(end - std::chrono::microseconds(70));
    while (Clock::now() < end)
        std::this_thread::yield();
}

} // namespace

void Event::wake() {
    const std::lock_guard lock(mutex);
    changed.notify_all();
}

CUresult Event::wait(uint64_t record) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return completed >= record || context->sticky.load() != 0; });
    return completed >= record ? Success : context->sticky.load();
}

Stream::Stream(Context& owner) : context(owner), random_(World::get().settings().seed + ++g_streams) {
    thread_ = std::thread([this] { work(); });
}

void Stream::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        more_.wait(lock, [this] { return stop_ || !queue_.empty(); });
        if (queue_.empty() || (stop_ && context.sticky.load() != 0))
            return;
        const Op op = std::move(queue_.front());
        queue_.pop_front();
        busy_ = true;
        lock.unlock();
        // After a sticky error the device does nothing more.
        if (context.sticky.load() == 0) {
            if (const CUresult result = run(op); result != Success)
                World::get().fail(context, result);
        }
        lock.lock();
        busy_ = false;
        if (queue_.empty())
            idle_.notify_all();
    }
}

CUresult Stream::push(Op op) {
    const std::lock_guard lock(mutex_);
    if (capture_ != nullptr) {
        if (capture_thread_ != std::this_thread::get_id())
            return CaptureWrongThread;
        capture_->ops.push_back(std::move(op));
        return Success;
    }
    queue_.push_back(std::move(op));
    if (!busy_ && queue_.size() == 1)
        more_.notify_one();
    return Success;
}

CUresult Stream::synchronise() {
    std::unique_lock lock(mutex_);
    if (capture_ != nullptr) {
        capture_invalid_ = true;
        return CaptureUnsupported;
    }
    idle_.wait(lock, [this] { return is_idle(); });
    return context.sticky.load();
}

CUresult Stream::query() {
    const std::lock_guard lock(mutex_);
    if (capture_ != nullptr) {
        capture_invalid_ = true;
        return CaptureUnsupported;
    }
    if (const int sticky = context.sticky; sticky != 0)
        return sticky;
    return queue_.empty() && !busy_ ? Success : NotReady;
}

CUresult Stream::begin_capture() {
    const std::lock_guard lock(mutex_);
    if (capture_ != nullptr)
        return CaptureUnsupported;
    capture_ = std::make_unique<Graph>();
    capture_invalid_ = false;
    capture_thread_ = std::this_thread::get_id();
    t_capturing = this;
    return Success;
}

CUresult Stream::end_capture(Graph*& graph) {
    const std::lock_guard lock(mutex_);
    if (capture_ == nullptr)
        return InvalidValue;
    if (capture_thread_ != std::this_thread::get_id())
        return CaptureWrongThread;
    t_capturing = nullptr;
    if (capture_invalid_) {
        capture_.reset();
        graph = nullptr;
        return CaptureInvalidated;
    }
    graph = capture_.release();
    return Success;
}

void Stream::invalidate_capture() {
    const std::lock_guard lock(mutex_);
    capture_invalid_ = true;
}

bool Stream::is_capturing() {
    const std::lock_guard lock(mutex_);
    return capture_ != nullptr;
}

void Stream::wake() {
    const std::lock_guard lock(mutex_);
    more_.notify_all();
    idle_.notify_all();
}

void Stream::stop() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
        more_.notify_all();
    }
    if (thread_.joinable())
        thread_.join();
}

void Stream::stop_later() {
    bool idle = false;
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
        idle = queue_.empty() && !busy_;
        more_.notify_all();
    }
    if (!thread_.joinable())
        return;
    if (idle)
        thread_.join();
    else
        thread_.detach();
}

CUresult Stream::copy(const Op& op) {
    World& world = World::get();
    bool known = false;
    // Pageable memory is in no block, and used as it is.
    void* to = world.resolve(op.to, op.bytes, known);
    if (to == nullptr && (known || op.direction != Direction::DeviceToHost))
        return IllegalAddress;
    if (to == nullptr)
        to = reinterpret_cast<void*>(op.to);
    const void* from = op.keep != nullptr ? op.keep.get() : world.resolve(op.from, op.bytes, known);
    if (from == nullptr)
        return IllegalAddress;

    Device& device = *world.devices[static_cast<std::size_t>(context.device)];
    const Settings& settings = world.settings();
    if (settings.copy_us > 0 || settings.copy_gbps > 0) {
        const std::lock_guard lock(op.direction == Direction::HostToDevice ? device.copy_in : device.copy_out);
        pass(settings.copy_us +
             (settings.copy_gbps > 0 ? static_cast<double>(op.bytes) / (settings.copy_gbps * 1e3) : 0));
    }
    std::memmove(to, from, op.bytes);
    Statistics& statistics = world.statistics;
    switch (op.direction) {
    case Direction::HostToDevice:
        ++statistics.h2d;
        statistics.h2d_bytes += op.bytes;
        break;
    case Direction::DeviceToHost:
        ++statistics.d2h;
        statistics.d2h_bytes += op.bytes;
        break;
    case Direction::DeviceToDevice:
        ++statistics.d2d;
        break;
    }
    return Success;
}

CUresult Stream::compute(const Op& op) {
    World& world = World::get();
    ++world.statistics.kernels;
    const std::string planned = world.fault("kernel");
    if (planned == "hang") {
        std::unique_lock lock(mutex_);
        more_.wait(lock, [this] { return context.dead.load(); });
        return ContextIsDestroyed;
    }
    if (!planned.empty())
        return std::atoi(planned.c_str());
    const Settings& settings = world.settings();
    if (settings.kernel_us > 0 || settings.kernel_random_us > 0) {
        const double random = std::uniform_real_distribution<double>(0, 1)(random_) * settings.kernel_random_us;
        const std::lock_guard lock(world.devices[static_cast<std::size_t>(context.device)]->compute);
        pass(settings.kernel_us + random);
    }
    return op.kernel(op.data);
}

CUresult Stream::run(const Op& op) {
    World& world = World::get();
    bool known = false;
    switch (op.kind) {
    case OpKind::Copy:
        return copy(op);
    case OpKind::Kernel:
        return compute(op);
    case OpKind::Set: {
        void* to = world.resolve(op.to, op.bytes, known);
        if (to == nullptr)
            return IllegalAddress;
        std::memset(to, static_cast<int>(op.value), op.bytes);
        return Success;
    }
    case OpKind::WriteValue: {
        auto* word = static_cast<uint64_t*>(world.resolve(op.to, sizeof(uint64_t), known));
        if (word == nullptr)
            return IllegalAddress;
        ++world.statistics.write_values;
        if (world.settings().times)
            world.last_word_ns.store(now_ns(), std::memory_order_relaxed);
        __atomic_store_n(word, op.value, __ATOMIC_RELEASE); // behind everything the stream did before
        return Success;
    }
    case OpKind::HostFunction:
        ++world.statistics.host_functions;
        t_in_host_function = true;
        op.host_function(op.data);
        t_in_host_function = false;
        return Success;
    case OpKind::Record: {
        const std::lock_guard lock(op.event->mutex);
        op.event->completed = op.value;
        op.event->at = Clock::now();
        op.event->changed.notify_all();
        return Success;
    }
    case OpKind::Wait:
        return op.event->wait(op.value);
    case OpKind::Graph:
        for (const Op& node : static_cast<const Graph*>(op.keep.get())->ops) {
            if (const CUresult result = run(node); result != Success)
                return result;
        }
        return Success;
    }
    return InvalidValue;
}

void synchronise_all(const Context& context) {
    std::vector<Stream*> streams;
    {
        const std::shared_lock lock(World::get().handles_mutex);
        for (const auto& [object, handle] : World::get().handles) {
            if (handle.kind == HandleKind::Stream && handle.context == &context)
                streams.push_back(static_cast<Stream*>(object));
        }
    }
    for (Stream* stream : streams) {
        if (!stream->is_capturing())
            (void)stream->synchronise();
    }
}

} // namespace emulation
