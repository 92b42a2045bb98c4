#pragma once

#include "adapter.h"
#include "cuda.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace nativebench {

// What nb_lane's fields are accessed with: the other side is a device, or C#.
inline uint64_t load_acquire(const uint64_t& word) noexcept {
    return __atomic_load_n(&word, __ATOMIC_ACQUIRE);
}

inline void store_release(uint64_t& word, uint64_t value) noexcept {
    __atomic_store_n(&word, value, __ATOMIC_RELEASE);
}

// One input or output of one lane.
struct Buffer {
    const char* name; // the tensor's
    uint64_t sample_bytes;
    uint64_t bytes;           // of the largest batch
    OwnedDeviceMemory device; // none where the device reads and writes `host`
    OwnedPinnedMemory host;   // none where nothing is gathered into it
    CuDevicePointer address;  // what the engine gets: of `device`, or of `host`
    void* bound;              // what the context has now
    bool is_in_place;         // of the batch in hand: read where the caller has it
};

// Everything that one batch needs, so that lanes share nothing. Destroyed from the bottom: graphs before the context,
// that before the memory, the stream last.
struct Lane {
    OwnedStream stream;
    OwnedEvent event;
    std::vector<Buffer> inputs;
    std::vector<Buffer> outputs;
    std::unique_ptr<adapter::Context> context;
    std::vector<OwnedGraphExec> graphs; // by batch size, exactly; most are empty

    nb_lane* state = nullptr;
    CuDevicePointer word = 0; // state->done, as the device knows it
    uint64_t last_number = 0; // that was given to a batch; never again, even if the batch wasn't issued
    uint32_t shaped_for = 0;  // batch size that the context's shapes are set for
    bool is_tainted = false;  // a submit failed half-way: the stream may still work on what it left

    struct HostWord {
        uint64_t* word;
        uint64_t value;
    } host_word{};

    // For one batch copy: from where, to where, how much.
    std::vector<CuDevicePointer> from;
    std::vector<CuDevicePointer> to;
    std::vector<std::size_t> sizes;
};

} // namespace nativebench
