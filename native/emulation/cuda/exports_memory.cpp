// Memory and copies.

#include "stream.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

using namespace emulation;

namespace {

std::size_t pinned_bytes() {
    World& world = World::get();
    const std::shared_lock lock(world.blocks_mutex);
    std::size_t bytes = 0;
    for (const auto& [address, block] : world.blocks)
        bytes += block.kind == Memory::Device ? 0 : block.bytes;
    return bytes;
}

bool can_pin(std::size_t bytes) {
    const std::size_t limit = World::get().settings().pinned_mb << 20;
    const std::size_t used = pinned_bytes();
    return used <= limit && bytes <= limit - used;
}

// Checks a copy as far as a driver can tell at once, and puts it into the stream.
CUresult copy(Direction direction, uintptr_t to, uintptr_t from, std::size_t bytes, CUstream handle) {
    World& world = World::get();
    auto* stream = reinterpret_cast<Stream*>(handle);
    if (!world.is_alive(stream, HandleKind::Stream)) {
        world.misuse("a copy in a stream that isn't alive");
        return InvalidHandle;
    }
    Op op{OpKind::Copy};
    op.direction = direction;
    op.to = to;
    op.from = from;
    op.bytes = bytes;

    bool to_known = false;
    bool from_known = false;
    const void* to_memory = world.resolve(to, bytes, to_known);
    const void* from_memory = world.resolve(from, bytes, from_known);
    if ((to_known && to_memory == nullptr) || (from_known && from_memory == nullptr))
        return InvalidValue;
    const bool device_known = direction == Direction::HostToDevice   ? to_known
                              : direction == Direction::DeviceToHost ? from_known
                                                                     : to_known && from_known;
    if (!device_known) {
        world.misuse("a copy with a device address that isn't alive");
        return InvalidValue;
    }

    const bool pageable = !to_known || !from_known;
    if (pageable) {
        ++world.statistics.pageable;
        if (const CUresult result = forbid_in_capture("a copy with pageable memory"); result != Success)
            return result;
    }
    if (pageable && direction == Direction::HostToDevice) {
        // The driver takes pageable memory before it returns.
        op.keep = std::shared_ptr<void>(std::malloc(bytes), std::free);
        std::memcpy(op.keep.get(), reinterpret_cast<const void*>(from), bytes);
    }
    if (const CUresult result = stream->push(op); result != Success)
        return result;
    return pageable && direction == Direction::DeviceToHost ? stream->synchronise() : Success;
}

CUresult batch_copy(const CUdeviceptr* to, const CUdeviceptr* from, const std::size_t* bytes, std::size_t count,
                    const CUmemcpyAttributes* attributes, const std::size_t* attribute_indices,
                    std::size_t attribute_count, std::size_t* failed, CUstream stream) {
    if (failed != nullptr)
        *failed = SIZE_MAX;
    if (stream == nullptr || count == 0 || attribute_count == 0 || attribute_count > count ||
        attribute_indices[0] != 0 || attributes[0].srcAccessOrder < 1 || attributes[0].srcAccessOrder > 3)
        return InvalidValue;
    ++World::get().statistics.batch_copies;
    for (std::size_t i = 0; i < count; ++i) {
        const Direction direction = (to[i] & DeviceBit) == 0     ? Direction::DeviceToHost
                                    : (from[i] & DeviceBit) == 0 ? Direction::HostToDevice
                                                                 : Direction::DeviceToDevice;
        const CUresult result = copy(direction, to[i], from[i], bytes[i], stream);
        if (result != Success) {
            if (failed != nullptr)
                *failed = i;
            return result;
        }
    }
    return Success;
}

} // namespace

NB_EMU_EXPORT CUresult cuMemAlloc_v2(CUdeviceptr* address, std::size_t bytes) {
    NB_EMU_ENTER(cuMemAlloc_v2);
    if (const CUresult result = forbid_in_capture("cuMemAlloc"); result != Success)
        return result;
    if (bytes == 0)
        return InvalidValue;
    World& world = World::get();
    Device& device = *world.devices[static_cast<std::size_t>(t_context->device)];
    {
        const std::unique_lock lock(world.blocks_mutex);
        const uint64_t limit = world.settings().memory_mb << 20;
        if (device.used_bytes > limit || bytes > limit - device.used_bytes)
            return OutOfMemory;
        device.used_bytes += bytes;
    }
    void* memory = nullptr; // the driver aligns to 256 bytes at least
    if (posix_memalign(&memory, 256, bytes) != 0)
        return OutOfMemory;
    std::memset(memory, 0xCD, std::min<std::size_t>(bytes, 1 << 20));
    *address = reinterpret_cast<uintptr_t>(memory) | DeviceBit;
    return world.add_block(static_cast<uintptr_t>(*address),
                           Block{bytes, Memory::Device, false, false, t_context, memory});
}

NB_EMU_EXPORT CUresult cuMemFree_v2(CUdeviceptr address) {
    const CUresult entered = World::get().enter("cuMemFree_v2");
    if (entered == Success) {
        if (const CUresult result = forbid_in_capture("cuMemFree"); result != Success)
            return result;
        synchronise_all(*t_context);
    } else if (t_context == nullptr || t_context->sticky == 0) {
        return entered;
    }
    return World::get().free_block(static_cast<uintptr_t>(address), Memory::Device);
}

NB_EMU_EXPORT CUresult cuMemGetInfo_v2(std::size_t* free_bytes, std::size_t* total_bytes) {
    NB_EMU_ENTER(cuMemGetInfo_v2);
    World& world = World::get();
    const std::shared_lock lock(world.blocks_mutex);
    *total_bytes = world.settings().memory_mb << 20;
    *free_bytes = *total_bytes - world.devices[static_cast<std::size_t>(t_context->device)]->used_bytes;
    return Success;
}

NB_EMU_EXPORT CUresult cuMemHostAlloc(void** address, std::size_t bytes, unsigned flags) {
    NB_EMU_ENTER(cuMemHostAlloc);
    if (const CUresult result = forbid_in_capture("cuMemHostAlloc"); result != Success)
        return result;
    if (bytes == 0)
        return InvalidValue;
    if (!can_pin(bytes) || posix_memalign(address, 4096, bytes) != 0)
        return OutOfMemory;
    std::memset(*address, 0, bytes);
    return World::get().add_block(
        reinterpret_cast<uintptr_t>(*address),
        Block{bytes, Memory::Pinned, (flags & HostAllocMapped) != 0, false, t_context, *address});
}

NB_EMU_EXPORT CUresult cuMemFreeHost(void* address) {
    const CUresult entered = World::get().enter("cuMemFreeHost");
    if (entered == Success) {
        if (const CUresult result = forbid_in_capture("cuMemFreeHost"); result != Success)
            return result;
        synchronise_all(*t_context);
    } else if (t_context == nullptr || t_context->sticky == 0) {
        return entered;
    }
    return World::get().free_block(reinterpret_cast<uintptr_t>(address), Memory::Pinned);
}

NB_EMU_EXPORT CUresult cuMemHostRegister_v2(void* address, std::size_t bytes, unsigned flags) {
    NB_EMU_ENTER(cuMemHostRegister_v2);
    if (const CUresult result = forbid_in_capture("cuMemHostRegister"); result != Success)
        return result;
    if (address == nullptr || bytes == 0)
        return InvalidValue;
    if (!can_pin(bytes))
        return OutOfMemory;
    World& world = World::get();
    const auto begin = reinterpret_cast<uintptr_t>(address);
    {
        const std::shared_lock lock(world.blocks_mutex);
        const auto next = world.blocks.lower_bound(begin + bytes);
        if (next != world.blocks.begin()) {
            const auto& [start, block] = *std::prev(next);
            if (start + block.bytes > begin)
                return AlreadyRegistered;
        }
    }
    return world.add_block(begin,
                           Block{bytes, Memory::Registered, (flags & HostAllocMapped) != 0, false, t_context, address});
}

NB_EMU_EXPORT CUresult cuMemHostUnregister(void* address) {
    const CUresult entered = World::get().enter("cuMemHostUnregister");
    if (entered == Success)
        synchronise_all(*t_context);
    else if (t_context == nullptr || t_context->sticky == 0)
        return entered;
    return World::get().free_block(reinterpret_cast<uintptr_t>(address), Memory::Registered);
}

NB_EMU_EXPORT CUresult cuMemHostGetDevicePointer_v2(CUdeviceptr* device, void* host, unsigned) {
    NB_EMU_ENTER(cuMemHostGetDevicePointer_v2);
    World& world = World::get();
    const std::shared_lock lock(world.blocks_mutex);
    const auto address = reinterpret_cast<uintptr_t>(host);
    auto it = world.blocks.upper_bound(address);
    if (it == world.blocks.begin())
        return InvalidValue;
    --it;
    if (it->second.kind == Memory::Device || !it->second.mapped || address - it->first >= it->second.bytes)
        return InvalidValue;
    *device = address;
    return Success;
}

NB_EMU_EXPORT CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void* from, std::size_t bytes, CUstream stream) {
    NB_EMU_ENTER(cuMemcpyHtoDAsync_v2);
    return copy(Direction::HostToDevice, static_cast<uintptr_t>(to), reinterpret_cast<uintptr_t>(from), bytes, stream);
}

NB_EMU_EXPORT CUresult cuMemcpyDtoHAsync_v2(void* to, CUdeviceptr from, std::size_t bytes, CUstream stream) {
    NB_EMU_ENTER(cuMemcpyDtoHAsync_v2);
    return copy(Direction::DeviceToHost, reinterpret_cast<uintptr_t>(to), static_cast<uintptr_t>(from), bytes, stream);
}

NB_EMU_EXPORT CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr to, CUdeviceptr from, std::size_t bytes, CUstream stream) {
    NB_EMU_ENTER(cuMemcpyDtoDAsync_v2);
    return copy(Direction::DeviceToDevice, static_cast<uintptr_t>(to), static_cast<uintptr_t>(from), bytes, stream);
}

NB_EMU_EXPORT CUresult cuMemsetD8Async(CUdeviceptr to, unsigned char value, std::size_t bytes, CUstream handle) {
    NB_EMU_ENTER(cuMemsetD8Async);
    World& world = World::get();
    auto* stream = reinterpret_cast<Stream*>(handle);
    bool known = false;
    if (!world.is_alive(stream, HandleKind::Stream))
        return InvalidHandle;
    if (world.resolve(static_cast<uintptr_t>(to), bytes, known) == nullptr) {
        world.misuse("a fill of memory that isn't alive");
        return InvalidValue;
    }
    Op op{OpKind::Set};
    op.to = static_cast<uintptr_t>(to);
    op.bytes = bytes;
    op.value = value;
    return stream->push(op);
}

NB_EMU_EXPORT CUresult cuMemcpyBatchAsync(CUdeviceptr* to, CUdeviceptr* from, std::size_t* bytes, std::size_t count,
                                          CUmemcpyAttributes* attributes, std::size_t* attribute_indices,
                                          std::size_t attribute_count, std::size_t* failed, CUstream stream) {
    NB_EMU_ENTER(cuMemcpyBatchAsync);
    return batch_copy(to, from, bytes, count, attributes, attribute_indices, attribute_count, failed, stream);
}

NB_EMU_EXPORT CUresult cuMemcpyBatchAsync_v2(CUdeviceptr* to, CUdeviceptr* from, std::size_t* bytes, std::size_t count,
                                             CUmemcpyAttributes* attributes, std::size_t* attribute_indices,
                                             std::size_t attribute_count, CUstream stream) {
    NB_EMU_ENTER(cuMemcpyBatchAsync_v2);
    return batch_copy(to, from, bytes, count, attributes, attribute_indices, attribute_count, nullptr, stream);
}
