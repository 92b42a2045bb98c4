#include "onnx_files.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace nativebench {

namespace {

// Field numbers of onnx.proto.
constexpr uint32_t ModelGraph = 7;
constexpr uint32_t GraphInitializer = 5;
constexpr uint32_t TensorExternalData = 13;
constexpr uint32_t EntryKey = 1;
constexpr uint32_t EntryValue = 2;

// Goes through the fields of one message.
class Fields {
public:
    explicit Fields(std::string_view message) : left_(message) {}

    // The next field; `bytes` is empty unless it is one of bytes or a message. False at the end or where it's no
    // protobuf.
    bool next(uint32_t& number, std::string_view& bytes) {
        uint64_t tag = 0;
        uint64_t value = 0;
        if (!varint(tag))
            return false;
        number = static_cast<uint32_t>(tag >> 3);
        bytes = {};
        switch (tag & 7u) {
        case 0:
            return varint(value);
        case 1:
            return skip(8, bytes) && (bytes = {}, true);
        case 2:
            return varint(value) && skip(value, bytes);
        case 5:
            return skip(4, bytes) && (bytes = {}, true);
        default:
            return false;
        }
    }

private:
    bool varint(uint64_t& value) {
        value = 0;
        for (unsigned shift = 0; shift < 64 && !left_.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(left_.front());
            left_.remove_prefix(1);
            value |= uint64_t{byte & 0x7Fu} << shift;
            if ((byte & 0x80u) == 0)
                return true;
        }
        return false;
    }

    bool skip(uint64_t count, std::string_view& bytes) {
        if (count > left_.size())
            return false;
        bytes = left_.substr(0, static_cast<std::size_t>(count));
        left_.remove_prefix(static_cast<std::size_t>(count));
        return true;
    }

    std::string_view left_;
};

template <typename Action>
void for_each(std::string_view message, uint32_t wanted, const Action& action) {
    Fields fields(message);
    uint32_t number = 0;
    std::string_view bytes;
    while (fields.next(number, bytes)) {
        if (number == wanted)
            action(bytes);
    }
}

} // namespace

std::vector<std::string> onnx_external_files(const std::string& model) {
    std::vector<std::string> files;
    const auto read_entry = [&files](std::string_view entry) {
        std::string_view key;
        std::string_view value;
        for_each(entry, EntryKey, [&key](std::string_view bytes) { key = bytes; });
        for_each(entry, EntryValue, [&value](std::string_view bytes) { value = bytes; });
        if (key == "location" && std::find(files.begin(), files.end(), value) == files.end())
            files.emplace_back(value);
    };
    for_each(model, ModelGraph, [&](std::string_view graph) {
        for_each(graph, GraphInitializer,
                 [&](std::string_view tensor) { for_each(tensor, TensorExternalData, read_entry); });
    });
    return files;
}

} // namespace nativebench
