#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace emulation {

// What the emulated libraries pretend; the names and their meaning are in nativebench_emulation.h.
struct Settings {
    std::vector<std::string> devices{"H100"};
    int driver = 13000;
    bool memops = true;
    uint64_t memory_mb = 16384;
    uint64_t pinned_mb = 16384;
    double kernel_us = 0;
    double kernel_random_us = 0;
    double copy_us = 0;
    double copy_gbps = 0;
    uint64_t seed = 1;
    std::map<std::string, std::map<uint64_t, std::string>> faults; // function, n-th call: result
    bool reset = true;
    bool abort_on_misuse = false;
    int tensorrt = 110100;
    int dla_cores = 2;
    uint64_t build_ms = 0;
    bool times = false;

    // False, with the reason and nothing changed, if the text makes no sense.
    [[nodiscard]] bool apply(const std::string& text, std::string& complaint);

    // What NATIVEBENCH_EMULATION says; ends the program if that makes no sense, as a test with other settings than its
    // author meant shows nothing.
    [[nodiscard]] static Settings from_environment();
};

} // namespace emulation
