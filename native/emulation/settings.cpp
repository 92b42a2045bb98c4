#include "settings.h"

#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace emulation {

namespace {

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::stringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);)
        parts.push_back(part);
    return parts;
}

uint64_t whole(const std::string& text) {
    std::size_t used = 0;
    const uint64_t value = std::stoull(text, &used);
    if (used != text.size() || text[0] == '-')
        throw std::invalid_argument(text);
    return value;
}

double number(const std::string& text) {
    std::size_t used = 0;
    const double value = std::stod(text, &used);
    if (used != text.size() || !(value >= 0))
        throw std::invalid_argument(text);
    return value;
}

std::map<std::string, std::map<uint64_t, std::string>> faults_of(const std::string& text) {
    std::map<std::string, std::map<uint64_t, std::string>> faults;
    for (const std::string& fault : split(text, ',')) {
        const std::size_t at = fault.find('@');
        const std::size_t equals = fault.find('=', at);
        if (at == std::string::npos || equals == std::string::npos)
            throw std::invalid_argument(fault);
        const std::string result = fault.substr(equals + 1);
        if (result != "hang")
            (void)whole(result);
        faults[fault.substr(0, at)][whole(fault.substr(at + 1, equals - at - 1))] = result;
    }
    return faults;
}

void set(Settings& to, const std::string& name, const std::string& value) {
    if (name == "devices")
        to.devices = split(value, ',');
    else if (name == "driver")
        to.driver = static_cast<int>(whole(value));
    else if (name == "memops")
        to.memops = whole(value) != 0;
    else if (name == "memory_mb")
        to.memory_mb = whole(value);
    else if (name == "pinned_mb")
        to.pinned_mb = whole(value);
    else if (name == "kernel_us")
        to.kernel_us = number(value);
    else if (name == "kernel_random_us")
        to.kernel_random_us = number(value);
    else if (name == "copy_us")
        to.copy_us = number(value);
    else if (name == "copy_gbps")
        to.copy_gbps = number(value);
    else if (name == "seed")
        to.seed = whole(value);
    else if (name == "faults")
        to.faults = faults_of(value);
    else if (name == "reset")
        to.reset = whole(value) != 0;
    else if (name == "abort")
        to.abort_on_misuse = whole(value) != 0;
    else if (name == "tensorrt")
        to.tensorrt = static_cast<int>(whole(value));
    else if (name == "dla_cores")
        to.dla_cores = static_cast<int>(whole(value));
    else if (name == "build_ms")
        to.build_ms = whole(value);
    else if (name == "times")
        to.times = whole(value) != 0;
    else
        throw std::invalid_argument(name);
}

} // namespace

bool Settings::apply(const std::string& text, std::string& complaint) {
    Settings changed = *this;
    for (const std::string& setting : split(text, ';')) {
        if (setting.empty())
            continue;
        try {
            // The first '=': a fault's value holds more of them.
            const std::size_t equals = setting.find('=');
            if (equals == std::string::npos)
                throw std::invalid_argument(setting);
            set(changed, setting.substr(0, equals), setting.substr(equals + 1));
        } catch (const std::logic_error&) {
            complaint = "The emulation doesn't understand the setting '" + setting + "'.";
            return false;
        }
    }
    *this = changed;
    return true;
}

Settings Settings::from_environment() {
    Settings settings;
    std::string complaint;
    const char* text = std::getenv("NATIVEBENCH_EMULATION");
    if (text != nullptr && !settings.apply(text, complaint)) {
        std::fprintf(stderr, "NATIVEBENCH_EMULATION: %s\n", complaint.c_str());
        std::abort();
    }
    return settings;
}

} // namespace emulation
