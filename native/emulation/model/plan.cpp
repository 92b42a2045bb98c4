#include "plan.h"

#include <cstring>

namespace emulation {

namespace {

constexpr char Magic[] = "NativeBench emulated plan 1\n";
constexpr std::size_t MagicSize = sizeof Magic - 1;

class Writer {
public:
    void number(int64_t value) { bytes.append(reinterpret_cast<const char*>(&value), sizeof value); }

    void text(const std::string& value) {
        number(static_cast<int64_t>(value.size()));
        bytes += value;
    }

    std::string bytes;
};

class Reader {
public:
    Reader(const char* bytes, std::size_t count) : at_(bytes), left_(count) {}

    int64_t number() {
        int64_t value = 0;
        if (!take(sizeof value))
            return 0;
        std::memcpy(&value, at_ - sizeof value, sizeof value);
        return value;
    }

    // How many of something follow, each of at least 8 bytes.
    std::size_t count() {
        const int64_t value = number();
        if (value < 0 || static_cast<uint64_t>(value) > left_ / 8)
            good = false;
        return good ? static_cast<std::size_t>(value) : 0;
    }

    std::string text() {
        const int64_t size = number();
        if (size < 0 || !take(static_cast<std::size_t>(size)))
            return {};
        return std::string(at_ - size, static_cast<std::size_t>(size));
    }

    [[nodiscard]] bool at_end() const { return left_ == 0; }

    bool good = true;

private:
    bool take(std::size_t bytes) {
        if (!good || bytes > left_)
            return good = false;
        at_ += bytes;
        left_ -= bytes;
        return true;
    }

    const char* at_;
    std::size_t left_;
};

std::string text_of(const Dims& dims) {
    std::string text = "[";
    for (std::size_t i = 0; i < dims.size(); ++i)
        text += (i == 0 ? "" : ", ") + std::to_string(dims[i]);
    return text + "]";
}

} // namespace

std::string Plan::write() const {
    Writer writer;
    writer.bytes = Magic;
    writer.number(tensorrt);
    writer.number(static_cast<int64_t>(profiles.size()));
    for (const ProfileShapes& profile : profiles) {
        writer.number(static_cast<int64_t>(profile.size()));
        for (const auto& [name, shapes] : profile) {
            writer.text(name);
            for (const Dims& dims : shapes) {
                writer.number(static_cast<int64_t>(dims.size()));
                for (const int64_t dim : dims)
                    writer.number(dim);
            }
        }
    }
    writer.text(onnx);
    writer.text(path);
    writer.number(has_host_code ? 1 : 0);
    return writer.bytes;
}

bool Plan::read(const void* bytes, std::size_t count, std::string& why) {
    if (count < MagicSize || std::memcmp(bytes, Magic, MagicSize) != 0) {
        why = "This is no plan of the emulated engine.";
        return false;
    }
    Reader reader(static_cast<const char*>(bytes) + MagicSize, count - MagicSize);
    const auto version = static_cast<int32_t>(reader.number());
    if (version != tensorrt) {
        why = "The plan was written by version " + std::to_string(version) + ", but this is version " +
              std::to_string(tensorrt) + ".";
        return false;
    }
    profiles.resize(reader.count());
    for (ProfileShapes& profile : profiles) {
        for (std::size_t left = reader.count(); left > 0 && reader.good; --left) {
            std::array<Dims, 3>& shapes = profile[reader.text()];
            for (Dims& dims : shapes) {
                dims.resize(reader.count());
                for (int64_t& dim : dims)
                    dim = reader.number();
            }
        }
    }
    onnx = reader.text();
    path = reader.text();
    has_host_code = reader.number() != 0;
    if (!reader.good || !reader.at_end())
        why = "The plan is truncated or damaged.";
    return why.empty();
}

std::string Plan::refusal(const ModelTensor& input, std::size_t profile, const Dims& dims) const {
    if (dims.size() != input.dims.size())
        return "'" + input.name + "' has " + std::to_string(input.dims.size()) + " dimensions, not " +
               std::to_string(dims.size()) + ".";
    const auto range = profiles[profile].find(input.name);
    for (std::size_t i = 0; i < dims.size(); ++i) {
        const bool is_fixed = input.dims[i] >= 0;
        if (is_fixed && dims[i] != input.dims[i])
            return "'" + input.name + "' " + text_of(dims) + ": dimension " + std::to_string(i) + " is fixed to " +
                   std::to_string(input.dims[i]) + ".";
        if (!is_fixed && range != profiles[profile].end() &&
            (dims[i] < range->second[0][i] || dims[i] > range->second[2][i]))
            return "'" + input.name + "' " + text_of(dims) + ": the profile allows " + text_of(range->second[0]) +
                   " to " + text_of(range->second[2]) + ".";
    }
    return {};
}

} // namespace emulation
