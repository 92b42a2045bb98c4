#include "world.h"

#include "stream.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace emulation {

thread_local Context* t_context = nullptr;
thread_local bool t_in_host_function = false;
thread_local uint64_t t_call_ns = 0;
thread_local Stream* t_capturing = nullptr;

uint64_t now_ns() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<uint64_t>(time.tv_sec) * 1000000000u + static_cast<uint64_t>(time.tv_nsec);
}

CallTimer::CallTimer() : entered_ns_(World::get().settings().times ? now_ns() : 0) {}

CallTimer::~CallTimer() {
    if (entered_ns_ != 0)
        t_call_ns += now_ns() - entered_ns_;
}

World& World::get() {
    static World* world = new World;
    return *world;
}

World::World() {
    take(Settings::from_environment());
}

void World::take(Settings settings) {
    any_faults_ = !settings.faults.empty();
    all_settings_.push_back(std::make_unique<const Settings>(std::move(settings)));
    settings_.store(all_settings_.back().get(), std::memory_order_release);
}

CUresult World::initialise() {
    const std::lock_guard lock(mutex);
    if (!initialised) {
        for (const std::string& name : settings().devices) {
            auto device = std::make_unique<Device>();
            device->name = "Emulated " + name;
            device->integrated = name.find("Orin") != std::string::npos || name.find("Xavier") != std::string::npos ||
                                 name.find("Thor") != std::string::npos;
            device->make_context(static_cast<int>(devices.size()));
            devices.push_back(std::move(device));
        }
        initialised = true;
    }
    return devices.empty() ? NoDevice : Success;
}

bool World::configure(const std::string& text, std::string& complaint) {
    const std::lock_guard lock(mutex);
    Settings changed = settings();
    if (!changed.apply(text, complaint))
        return false;
    const std::lock_guard faults_lock(faults_mutex_);
    take(std::move(changed));
    calls_.clear();
    return true;
}

void World::misuse(const std::string& what) {
    ++statistics.misuse;
    std::fprintf(stderr, "[emulated CUDA] misuse: %s\n", what.c_str());
    if (settings().abort_on_misuse)
        std::abort();
}

std::string World::fault(const char* function) {
    if (!any_faults_.load(std::memory_order_relaxed))
        return {};
    const std::lock_guard lock(faults_mutex_);
    const auto& faults = settings().faults;
    const auto planned = faults.find(function);
    if (planned == faults.end())
        return {};
    const auto hit = planned->second.find(++calls_[function]);
    if (hit == planned->second.end())
        return {};
    faults_met.fetch_add(1, std::memory_order_relaxed);
    return hit->second;
}

CUresult World::enter(const char* function, bool needs_context) {
    if (t_in_host_function) {
        misuse(std::string(function) + " called inside a host function");
        return NotPermitted;
    }
    if (!initialised)
        return NotInitialized;
    if (needs_context) {
        if (t_context == nullptr)
            return InvalidContext;
        if (t_context->dead)
            return ContextIsDestroyed;
        if (const int sticky = t_context->sticky; sticky != 0)
            return sticky;
    }
    const std::string planned = fault(function);
    if (planned.empty())
        return Success;
    const CUresult result = std::atoi(planned.c_str());
    // These aren't of the call, but of work before it, and nothing works in the context after them.
    const bool is_sticky = result == IllegalAddress || (result >= 714 && result <= LaunchFailed);
    if (is_sticky && t_context != nullptr && !t_context->dead)
        fail(*t_context, result);
    return result;
}

CUresult forbid_in_capture(const char* function) {
    if (t_capturing == nullptr)
        return Success;
    World::get().misuse(std::string(function) + " called during a capture");
    t_capturing->invalidate_capture();
    return CaptureUnsupported;
}

void World::fail(Context& context, CUresult result) {
    int none = 0;
    context.sticky.compare_exchange_strong(none, result);
    const std::shared_lock lock(handles_mutex);
    for (const auto& [object, handle] : handles) {
        if (handle.context != &context)
            continue;
        if (handle.kind == HandleKind::Stream)
            static_cast<Stream*>(object)->wake();
        if (handle.kind == HandleKind::Event)
            static_cast<Event*>(object)->wake();
    }
}

void World::reset(Device& device) {
    Context* old = nullptr;
    {
        const std::lock_guard lock(mutex);
        old = device.primary;
        device.make_context(old->device);
    }
    old->dead = true;
    fail(*old, ContextIsDestroyed);
    std::vector<Stream*> streams;
    {
        const std::unique_lock lock(handles_mutex);
        for (auto it = handles.begin(); it != handles.end();) {
            if (it->second.context != old) {
                ++it;
                continue;
            }
            if (it->second.kind == HandleKind::Stream)
                streams.push_back(static_cast<Stream*>(it->first));
            graveyard.push_back(it->first);
            it = handles.erase(it);
        }
    }
    for (Stream* stream : streams)
        stream->stop();
    {
        const std::shared_lock lock(handles_mutex);
        for (Stream* stream : ended_streams) {
            if (&stream->context == old)
                stream->wake();
        }
    }
    const std::unique_lock lock(blocks_mutex);
    for (auto it = blocks.begin(); it != blocks.end();) {
        if (it->second.context != old) {
            ++it;
            continue;
        }
        if (it->second.kind != Memory::Registered)
            std::free(it->second.backing);
        it = blocks.erase(it);
    }
    device.used_bytes = 0;
}

CUresult World::add_block(uintptr_t address, const Block& block) {
    const std::unique_lock lock(blocks_mutex);
    blocks[address] = block;
    return Success;
}

CUresult World::free_block(uintptr_t address, Memory kind) {
    Block block{};
    {
        const std::unique_lock lock(blocks_mutex);
        const auto it = blocks.find(address);
        if (it == blocks.end() || it->second.kind != kind || it->second.given_up) {
            misuse("memory freed that isn't alive");
            return kind == Memory::Registered ? NotRegistered : InvalidValue;
        }
        if (const int sticky = it->second.context->sticky; sticky != 0) {
            it->second.given_up = true;
            return sticky;
        }
        block = it->second;
        blocks.erase(it);
        if (kind == Memory::Device)
            devices[static_cast<std::size_t>(block.context->device)]->used_bytes -= block.bytes;
    }
    if (kind != Memory::Registered)
        std::free(block.backing);
    return Success;
}

void* World::resolve(uintptr_t address, std::size_t bytes, bool& known) {
    const std::shared_lock lock(blocks_mutex);
    known = false;
    auto it = blocks.upper_bound(address);
    if (it == blocks.begin())
        return nullptr;
    --it;
    const Block& block = it->second;
    if (address - it->first >= block.bytes)
        return nullptr;
    known = true;
    if (bytes > block.bytes - (address - it->first)) {
        misuse("access beyond the end of a block");
        return nullptr;
    }
    return static_cast<char*>(block.backing) + (address - it->first);
}

void World::add_handle(void* object, HandleKind kind) {
    const std::unique_lock lock(handles_mutex);
    handles[object] = Handle{kind, false, t_context};
}

bool World::is_alive(void* object, HandleKind kind) {
    const std::shared_lock lock(handles_mutex);
    const auto it = handles.find(object);
    return it != handles.end() && it->second.kind == kind && !it->second.given_up;
}

CUresult World::remove_handle(void* object, HandleKind kind, const char* what) {
    const std::unique_lock lock(handles_mutex);
    const auto it = handles.find(object);
    if (it == handles.end() || it->second.kind != kind || it->second.given_up) {
        misuse(std::string("a ") + what + " destroyed that isn't alive");
        return InvalidHandle;
    }
    if (const int sticky = it->second.context->sticky; sticky != 0) {
        it->second.given_up = true;
        return sticky;
    }
    handles.erase(it);
    graveyard.push_back(object);
    if (kind == HandleKind::Stream)
        ended_streams.push_back(static_cast<Stream*>(object));
    return Success;
}

uint64_t World::report(char* buffer, std::size_t capacity) {
    uint64_t alive[3] = {};
    {
        const std::shared_lock lock(blocks_mutex);
        for (const auto& [address, block] : blocks)
            alive[static_cast<int>(block.kind)] += block.given_up ? 0 : 1;
    }
    uint64_t alive_handles = 0;
    {
        const std::shared_lock lock(handles_mutex);
        for (const auto& [object, handle] : handles)
            alive_handles += handle.given_up ? 0 : 1;
    }
    const Statistics& s = statistics;
    const auto number = [](uint64_t value) { return static_cast<unsigned long long>(value); };
    std::snprintf(
        buffer, capacity,
        "h2d=%llu d2h=%llu d2d=%llu h2d_bytes=%llu d2h_bytes=%llu batch_copies=%llu pageable=%llu kernels=%llu "
        "graph_launches=%llu graph_nodes=%llu host_functions=%llu write_values=%llu misuse=%llu "
        "device_blocks=%llu pinned_blocks=%llu registered_blocks=%llu handles=%llu",
        number(s.h2d), number(s.d2h), number(s.d2d), number(s.h2d_bytes), number(s.d2h_bytes), number(s.batch_copies),
        number(s.pageable), number(s.kernels), number(s.graph_launches), number(s.graph_nodes),
        number(s.host_functions), number(s.write_values), number(s.misuse), number(alive[0]), number(alive[1]),
        number(alive[2]), number(alive_handles));
    return s.misuse + alive[0] + alive[1] + alive[2] + alive_handles;
}

} // namespace emulation
