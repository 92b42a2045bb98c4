#pragma once

#include <string>
#include <vector>

namespace nativebench {

// The files beside an ONNX model that hold its weights (TensorProto.external_data, key "location"), each once, in order
// of appearance; as written there, relative to the model's folder. Only as much of protobuf's wire format is read as
// that needs; what makes no sense is for the parser to refuse.
[[nodiscard]] std::vector<std::string> onnx_external_files(const std::string& model);

} // namespace nativebench
