#pragma once

#include "../settings.h"
#include "types.h"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace emulation {

struct Stream;

// A primary context. One that was reset is kept, dead, as threads may still have it current.
struct Context {
    int device = 0;
    int references = 0;         // guarded by World::mutex
    std::atomic<int> sticky{0}; // the error after which nothing works any more
    std::atomic<bool> dead{false};
};

struct Device {
    void make_context(int ordinal) {
        contexts.push_back(std::make_unique<Context>());
        primary = contexts.back().get();
        primary->device = ordinal;
    }

    std::string name;
    bool integrated = false;
    Context* primary = nullptr; // the last of contexts; both guarded by World::mutex
    std::vector<std::unique_ptr<Context>> contexts;
    uint64_t used_bytes = 0;               // guarded by World::blocks_mutex
    std::mutex copy_in, copy_out, compute; // what the time model lets only one do at a time
};

enum class Memory { Device, Pinned, Registered };

struct Block {
    std::size_t bytes;
    Memory kind;
    bool mapped;
    bool given_up; // its owner tried to free it after a sticky error
    Context* context;
    void* backing;
};

enum class HandleKind { Stream, Event, Graph, GraphExec };

struct Handle {
    HandleKind kind;
    bool given_up;
    Context* context;
};

struct Statistics {
    std::atomic<uint64_t> h2d{0}, d2h{0}, d2d{0}, h2d_bytes{0}, d2h_bytes{0}, batch_copies{0}, pageable{0}, kernels{0},
        graph_launches{0}, graph_nodes{0}, host_functions{0}, write_values{0}, misuse{0};
};

uint64_t now_ns();

// Adds the time until its end to t_call_ns, if times are measured.
class CallTimer {
public:
    CallTimer();
    CallTimer(const CallTimer&) = delete;
    CallTimer& operator=(const CallTimer&) = delete;
    ~CallTimer();

private:
    uint64_t entered_ns_;
};

// Everything there is. Never destroyed: threads of streams may outlive main.
class World {
public:
    static World& get();

    std::mutex mutex; // contexts and settings
    std::atomic<bool> initialised{false};
    std::vector<std::unique_ptr<Device>> devices;
    Statistics statistics;
    std::atomic<uint64_t> faults_met{0};
    std::atomic<uint64_t> last_word_ns{0};

    // As they are now; those of before stay valid, too.
    [[nodiscard]] const Settings& settings() const { return *settings_.load(std::memory_order_acquire); }

    CUresult initialise();
    bool configure(const std::string& text, std::string& complaint);

    // What every function that can fail asks first: CUDA's rules, and whether this call shall fail.
    CUresult enter(const char* function, bool needs_context = true);

    // What the n-th call of a function shall answer; empty: nothing special.
    std::string fault(const char* function);

    void misuse(const std::string& what);

    // Makes a context unusable, and wakes all who wait for something in it.
    void fail(Context& context, CUresult result);

    // Ends a context with everything in it, hanging work included.
    void reset(Device& device);

    // ---- Memory ----
    std::shared_mutex blocks_mutex;
    std::map<uintptr_t, Block> blocks; // by the address as the caller sees it

    CUresult add_block(uintptr_t address, const Block& block);
    CUresult free_block(uintptr_t address, Memory kind);

    // Turns an address as the caller knows it into memory that can be touched. `known` tells whether it lies in any
    // block; null with `known` is an access beyond the block's end, which is a misuse.
    void* resolve(uintptr_t address, std::size_t bytes, bool& known);

    // ---- Handles ----
    std::shared_mutex handles_mutex;
    std::unordered_map<void*, Handle> handles;

    std::vector<void*> graveyard;       // what was destroyed: kept, so that no handle ever comes back
    std::vector<Stream*> ended_streams; // likewise; their threads may still be at work

    void add_handle(void* object, HandleKind kind);
    bool is_alive(void* object, HandleKind kind);

    // False, and a misuse, if there is no such handle. After a sticky error the handle is given up, not removed.
    CUresult remove_handle(void* object, HandleKind kind, const char* what);

    uint64_t report(char* buffer, std::size_t capacity);

private:
    World();

    void take(Settings settings);

    std::vector<std::unique_ptr<const Settings>> all_settings_; // guarded by mutex
    std::atomic<const Settings*> settings_{nullptr};
    std::mutex faults_mutex_;
    std::atomic<bool> any_faults_{false};
    std::map<std::string, uint64_t> calls_;
};

extern thread_local Context* t_context;      // current on this thread
extern thread_local bool t_in_host_function; // CUDA must not be called in there
extern thread_local uint64_t t_call_ns;      // spent in the driver's functions
extern thread_local Stream* t_capturing;     // a capture that this thread has begun

// Device pointers are host addresses with this bit: canonical on neither x86-64 nor AArch64, so that touching one
// traps.
constexpr uintptr_t DeviceBit = uintptr_t{1} << 52;

// A call that isn't allowed while this thread captures ends the capture as invalid.
CUresult forbid_in_capture(const char* function);

} // namespace emulation

#define NB_EMU_ENTER(function)                                                                                         \
    const emulation::CallTimer timer_;                                                                                 \
    if (const CUresult entered_ = emulation::World::get().enter(#function); entered_ != emulation::Success)            \
    return entered_
#define NB_EMU_ENTER_WITHOUT_CONTEXT(function)                                                                         \
    const emulation::CallTimer timer_;                                                                                 \
    if (const CUresult entered_ = emulation::World::get().enter(#function, false); entered_ != emulation::Success)     \
    return entered_
