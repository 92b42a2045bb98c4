#pragma once

#include "cuda.h"

#include <cstdint>
#include <memory>

namespace nativebench {

class Runtime;

// Page-locked memory for samples. Its own pages are mapped here and then registered, so that they lie on the wanted
// NUMA node and outlive the context; where registering isn't possible, the driver allocates.
class Arena {
public:
    Arena(std::shared_ptr<Runtime> runtime, const nb_arena_options& options);
    ~Arena();
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    [[nodiscard]] unsigned char* data() const { return data_; }
    [[nodiscard]] uint64_t bytes() const { return options_.bytes; }
    [[nodiscard]] int32_t device() const { return options_.device; }
    [[nodiscard]] nb_arena_info info() const;

    // After the device's context was reset. An arena that the driver had allocated is lost then.
    void lock_anew();

private:
    void lock_own_pages();
    void lock(void* pages);

    std::shared_ptr<Runtime> runtime_;
    nb_arena_options options_;
    unsigned char* data_ = nullptr;
    uint64_t mapped_bytes_ = 0;  // 0: not our mapping
    bool is_registered_ = false; // here, not by whoever lent it
    OwnedPinnedMemory allocated_;
    int32_t numa_node_ = -1;
};

} // namespace nativebench
