#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nativebench {

// What Linux tells about a device on the PCI bus, by an id as CUDA writes it. -1 and "" where it doesn't.
struct PciPlace {
    int32_t numa_node = -1;
    std::string cpu_list; // "0-15,32-47"
};

[[nodiscard]] PciPlace place_of(const std::string& pci_bus_id);

// The numbers in a list as Linux writes it; empty if it makes no sense.
[[nodiscard]] std::vector<int> parse_cpu_list(const std::string& list);

// Binds the calling thread; false if the system refuses.
[[nodiscard]] bool bind_thread(const std::vector<int>& cpus);

// Pages mapped and zeroed, bound to a node if it isn't negative; null if there is no address space. `bound` tells
// whether the kernel took the node.
[[nodiscard]] void* map_pages(std::size_t bytes, int32_t numa_node, bool& bound);
void unmap_pages(void* pages, std::size_t bytes);

// In all, and what can be had without swapping.
struct HostMemory {
    uint64_t total_bytes = 0;
    uint64_t available_bytes = 0;
};

[[nodiscard]] HostMemory host_memory();

// CLOCK_MONOTONIC.
[[nodiscard]] uint64_t now_ns() noexcept;

} // namespace nativebench
