#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace nativebench {

// FIPS 180-4.
class Sha256 {
public:
    void add(const void* bytes, std::size_t count);
    void add(const std::string& text) { add(text.data(), text.size()); }

    // 64 hexadecimal digits; nothing may be added afterwards.
    [[nodiscard]] std::string finish();

private:
    void block(const unsigned char* bytes);

    uint32_t state_[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                          0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    unsigned char pending_[64] = {};
    uint64_t length_ = 0;
};

} // namespace nativebench
