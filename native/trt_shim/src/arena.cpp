#include "arena.h"

#include "runtime.h"
#include "system.h"

namespace nativebench {

namespace {

constexpr uint64_t PageBytes = 4096;

std::string megabytes(uint64_t bytes) {
    return std::to_string((bytes + (1u << 20) - 1) >> 20) + " MiB";
}

ShimError too_large(uint64_t bytes, const std::string& why) {
    const HostMemory memory = host_memory();
    return {NB_E_OUT_OF_MEMORY, "An arena of " + megabytes(bytes) + " can't be page-locked: " + why +
                                    " This machine has " + megabytes(memory.total_bytes) + ", of which " +
                                    megabytes(memory.available_bytes) +
                                    " are available. Load fewer samples at a time (performance_sample_count)."};
}

} // namespace

Arena::Arena(std::shared_ptr<Runtime> runtime, const nb_arena_options& options)
    : runtime_(std::move(runtime)), options_(options) {
    runtime_->cuda().make_current(options_.device);
    if ((options_.flags & NB_ARENA_BORROW) != 0) {
        data_ = static_cast<unsigned char*>(options_.data);
    } else if ((options_.flags & NB_ARENA_REGISTER) != 0) {
        lock(options_.data);
        data_ = static_cast<unsigned char*>(options_.data);
    } else {
        lock_own_pages();
    }
    runtime_->add_arena(this);
}

Arena::~Arena() {
    runtime_->remove_arena(this);
    // A device that hangs may still read from it, and unlocking would wait for that device: left as it is.
    if (runtime_->cuda().any_hangs()) {
        (void)allocated_.release();
        return;
    }
    try {
        runtime_->cuda().make_current(options_.device);
    } catch (const ShimError&) {
        // Lost, then nothing can be given back; or the context is current already.
    }
    if (is_registered_)
        (void)runtime_->cuda().api.cuMemHostUnregister(data_);
    allocated_.reset();
    if (mapped_bytes_ != 0)
        unmap_pages(data_, mapped_bytes_);
}

void Arena::lock(void* pages) {
    Cuda& cuda = runtime_->cuda();
    const CuResult result =
        cuda.api.cuMemHostRegister_v2(pages, options_.bytes, cu::HostRegisterPortable | cu::HostRegisterMapped);
    if (result == cu::OutOfMemory)
        throw too_large(options_.bytes, "the driver has no more.");
    cuda.check(result, "cuMemHostRegister");
    is_registered_ = true;
}

void Arena::lock_own_pages() {
    // Asked first: the kernel would rather end the process than refuse what it can't keep.
    const HostMemory memory = host_memory();
    if (memory.total_bytes != 0 && options_.bytes > memory.available_bytes)
        throw too_large(options_.bytes, "that is more than there is.");

    Cuda& cuda = runtime_->cuda();
    const bool wants_node = (options_.flags & NB_ARENA_ANY_NODE) == 0;
    const int32_t node = wants_node ? runtime_->device_place(options_.device).numa_node : -1;
    const uint64_t mapped = (options_.bytes + PageBytes - 1) / PageBytes * PageBytes;
    bool bound = false;
    void* pages = map_pages(mapped, node, bound);
    if (pages == nullptr)
        throw too_large(options_.bytes, "there is no address space for it.");
    try {
        lock(pages);
        data_ = static_cast<unsigned char*>(pages);
        mapped_bytes_ = mapped;
        numa_node_ = bound ? node : -1;
        return;
    } catch (const CudaError& error) {
        unmap_pages(pages, mapped);
        if (error.status() == NB_E_DEVICE_LOST)
            throw;
    } catch (...) {
        unmap_pages(pages, mapped);
        throw;
    }
    // A system where foreign pages can't be registered; the driver's own can always be locked.
    void* allocated = nullptr;
    const CuResult result =
        cuda.api.cuMemHostAlloc(&allocated, options_.bytes, cu::HostAllocPortable | cu::HostAllocMapped);
    if (result == cu::OutOfMemory)
        throw too_large(options_.bytes, "the driver has no more.");
    cuda.check(result, "cuMemHostAlloc");
    allocated_ = OwnedPinnedMemory(cuda, options_.device, allocated);
    data_ = static_cast<unsigned char*>(allocated);
}

nb_arena_info Arena::info() const {
    nb_arena_info info{};
    info.size = sizeof info;
    info.flags = options_.flags | (is_registered_ ? NB_ARENA_SURVIVES : 0u);
    info.device = options_.device;
    info.numa_node = numa_node_;
    info.bytes = options_.bytes;
    info.data = data_;
    return info;
}

void Arena::lock_anew() {
    if (is_registered_) {
        is_registered_ = false;
        lock(data_);
    }
    (void)allocated_.release();
}

} // namespace nativebench
