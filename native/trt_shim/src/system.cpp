#include "system.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace nativebench {

namespace {

std::string first_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

} // namespace

PciPlace place_of(const std::string& pci_bus_id) {
    std::string id = pci_bus_id;
    std::transform(id.begin(), id.end(), id.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    // CUDA may write the domain with eight digits, Linux writes four.
    if (const std::size_t colon = id.find(':'); colon == 8)
        id.erase(0, 4);
    const std::string folder = "/sys/bus/pci/devices/" + id + "/";
    PciPlace place;
    const std::string node = first_line(folder + "numa_node");
    if (!node.empty())
        place.numa_node = static_cast<int32_t>(std::strtol(node.c_str(), nullptr, 10));
    place.cpu_list = first_line(folder + "local_cpulist");
    return place;
}

std::vector<int> parse_cpu_list(const std::string& list) {
    std::vector<int> cpus;
    std::stringstream stream(list);
    for (std::string part; std::getline(stream, part, ',');) {
        char* end = nullptr;
        const long first = std::strtol(part.c_str(), &end, 10);
        long last = first;
        if (end == part.c_str())
            return {};
        if (*end == '-') {
            const char* second = end + 1;
            last = std::strtol(second, &end, 10);
            if (end == second)
                return {};
        }
        if (first < 0 || last < first || last >= CPU_SETSIZE)
            return {};
        for (long cpu = first; cpu <= last; ++cpu)
            cpus.push_back(static_cast<int>(cpu));
    }
    return cpus;
}

bool bind_thread(const std::vector<int>& cpus) {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const int cpu : cpus)
        CPU_SET(static_cast<std::size_t>(cpu), &set);
    return sched_setaffinity(0, sizeof set, &set) == 0;
}

void* map_pages(std::size_t bytes, int32_t numa_node, bool& bound) {
    bound = false;
    void* pages = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED)
        return nullptr;
    (void)madvise(pages, bytes, MADV_HUGEPAGE); // fewer pages to lock; a wish
#ifdef SYS_mbind
    // Before anything touches them: pages are where the policy says at the first touch, and then locked there.
    constexpr int Bind = 2; // MPOL_BIND
    constexpr unsigned long BitsPerWord = 8 * sizeof(unsigned long);
    unsigned long nodes[16] = {};
    if (numa_node >= 0 && static_cast<unsigned long>(numa_node) < 16 * BitsPerWord) {
        const auto node = static_cast<unsigned long>(numa_node);
        nodes[node / BitsPerWord] = 1UL << (node % BitsPerWord);
        bound = syscall(SYS_mbind, pages, bytes, Bind, nodes, 16 * BitsPerWord, 0U) == 0;
    }
#endif
    return pages;
}

void unmap_pages(void* pages, std::size_t bytes) {
    (void)munmap(pages, bytes);
}

HostMemory host_memory() {
    HostMemory memory;
    std::ifstream file("/proc/meminfo");
    std::string name;
    uint64_t kilobytes = 0;
    std::string unit;
    while (file >> name >> kilobytes && std::getline(file, unit)) {
        if (name == "MemTotal:")
            memory.total_bytes = kilobytes * 1024;
        if (name == "MemAvailable:")
            memory.available_bytes = kilobytes * 1024;
    }
    return memory;
}

uint64_t now_ns() noexcept {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<uint64_t>(time.tv_sec) * 1000000000u + static_cast<uint64_t>(time.tv_nsec);
}

} // namespace nativebench
