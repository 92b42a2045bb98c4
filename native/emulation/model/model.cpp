#include "model.h"

namespace emulation {

namespace {

constexpr int Float = 1;
constexpr int IntraOpThreads = 1;

} // namespace

std::size_t Model::element_bytes(int type) {
    switch (type) {
    case Float:
    case 6: // int32
        return 4;
    case 10: // float16
    case 16: // bfloat16
        return 2;
    case 2: // uint8
    case 3: // int8
    case 9: // bool
        return 1;
    case 7: // int64
        return 8;
    default:
        return 0;
    }
}

std::size_t Model::count(const Dims& dims) {
    std::size_t elements = 1;
    for (const int64_t dim : dims)
        elements *= static_cast<std::size_t>(dim);
    return elements;
}

std::shared_ptr<const Model> Model::create(const std::string& bytes, const std::string& path, const char* onnxruntime,
                                           std::string& why) {
    const std::shared_ptr<Model> model(new Model);
    model->bytes_ = bytes;
    model->path_ = path;
    if (bytes == "affine" || bytes.compare(0, 7, "affine\n") == 0) {
        model->tensors_ = {{"x", true, Float, {-1, 16}}, {"y", false, Float, {-1, 16}}};
        return model;
    }
    return model->load(onnxruntime, why) ? model : nullptr;
}

Model::~Model() {
    if (session_ != nullptr)
        runtime_->release(OrtSlot::ReleaseSession, session_);
}

bool Model::load(const char* onnxruntime, std::string& why) {
    runtime_ = OnnxRuntime::open(onnxruntime, why);
    if (runtime_ == nullptr)
        return false;
    void* options = nullptr;
    if (!runtime_->call(why, OrtSlot::CreateSessionOptions, &options))
        return false;
    bool created = runtime_->call(why, OrtSlot::SetIntraOpNumThreads, options, IntraOpThreads);
    if (created && path_.empty())
        created = runtime_->call(why, OrtSlot::CreateSessionFromArray, runtime_->environment(),
                                 static_cast<const void*>(bytes_.data()), bytes_.size(),
                                 static_cast<const void*>(options), &session_);
    else if (created)
        created = runtime_->call(why, OrtSlot::CreateSession, runtime_->environment(), path_.c_str(),
                                 static_cast<const void*>(options), &session_);
    runtime_->release(OrtSlot::ReleaseSessionOptions, options);
    if (!created)
        return false;

    std::size_t inputs = 0;
    std::size_t outputs = 0;
    if (!runtime_->call(why, OrtSlot::SessionGetInputCount, static_cast<const void*>(session_), &inputs) ||
        !runtime_->call(why, OrtSlot::SessionGetOutputCount, static_cast<const void*>(session_), &outputs))
        return false;
    for (std::size_t i = 0; i < inputs + outputs; ++i) {
        if (!read_tensor(i < inputs ? i : i - inputs, i < inputs, why))
            return false;
    }
    return true;
}

bool Model::read_tensor(std::size_t index, bool is_input, std::string& why) {
    const void* session = session_;
    void* allocator = nullptr;
    char* name = nullptr;
    void* info = nullptr;
    const void* tensor = nullptr;
    int type = 0;
    std::size_t rank = 0;
    if (!runtime_->call(why, OrtSlot::GetAllocatorWithDefaultOptions, &allocator) ||
        !runtime_->call(why, is_input ? OrtSlot::SessionGetInputName : OrtSlot::SessionGetOutputName, session, index,
                        allocator, &name))
        return false;
    ModelTensor one{name, is_input, 0, {}};
    bool read = runtime_->call(why, OrtSlot::AllocatorFree, allocator, static_cast<void*>(name)) &&
                runtime_->call(why, is_input ? OrtSlot::SessionGetInputTypeInfo : OrtSlot::SessionGetOutputTypeInfo,
                               session, index, &info);
    if (!read)
        return false;
    read = runtime_->call(why, OrtSlot::CastTypeInfoToTensorInfo, static_cast<const void*>(info), &tensor);
    if (read && tensor == nullptr) {
        why = "'" + one.name + "' is no tensor.";
        read = false;
    }
    read = read && runtime_->call(why, OrtSlot::GetTensorElementType, tensor, &type) &&
           runtime_->call(why, OrtSlot::GetDimensionsCount, tensor, &rank);
    if (read) {
        one.type = type;
        one.dims.resize(rank);
        read = runtime_->call(why, OrtSlot::GetDimensions, tensor, one.dims.data(), rank);
    }
    runtime_->release(OrtSlot::ReleaseTypeInfo, info);
    if (read && element_bytes(type) == 0) {
        why = "The element type of '" + one.name + "' (ONNX's number " + std::to_string(type) + ") isn't emulated.";
        read = false;
    }
    if (read)
        tensors_.push_back(std::move(one));
    return read;
}

const ModelTensor* Model::find(const std::string& name) const {
    for (const ModelTensor& tensor : tensors_) {
        if (tensor.name == name)
            return &tensor;
    }
    return nullptr;
}

Dims Model::output_shape(const ModelTensor& output, const std::vector<Dims>& shapes) const {
    Dims dims = output.dims;
    for (std::size_t place = 0; place < dims.size(); ++place) {
        for (std::size_t i = 0; i < tensors_.size() && dims[place] < 0; ++i) {
            const ModelTensor& input = tensors_[i];
            if (input.is_input && place < input.dims.size() && input.dims[place] < 0 && place < shapes[i].size())
                dims[place] = shapes[i][place];
        }
    }
    return dims;
}

bool Model::run(const std::vector<void*>& memory, const std::vector<Dims>& shapes, std::string& why) const {
    if (runtime_ == nullptr) {
        const auto* x = static_cast<const float*>(memory[0]);
        auto* y = static_cast<float*>(memory[1]);
        const std::size_t elements = count(shapes[0]);
        for (std::size_t i = 0; i < elements; ++i)
            y[i] = 2 * x[i] + 1;
        return true;
    }
    std::vector<const char*> input_names, output_names;
    std::vector<void*> inputs, outputs;
    bool done = true;
    for (std::size_t i = 0; i < tensors_.size() && done; ++i) {
        const ModelTensor& tensor = tensors_[i];
        void* value = nullptr;
        done = runtime_->call(
            why, OrtSlot::CreateTensorWithDataAsOrtValue, static_cast<const void*>(runtime_->memory_info()), memory[i],
            count(shapes[i]) * element_bytes(tensor.type), shapes[i].data(), shapes[i].size(), tensor.type, &value);
        if (!done)
            break;
        (tensor.is_input ? input_names : output_names).push_back(tensor.name.c_str());
        (tensor.is_input ? inputs : outputs).push_back(value);
    }
    const void* no_options = nullptr;
    done = done &&
           runtime_->call(why, OrtSlot::Run, session_, no_options, static_cast<const char* const*>(input_names.data()),
                          const_cast<void* const*>(inputs.data()), inputs.size(),
                          static_cast<const char* const*>(output_names.data()), output_names.size(), outputs.data());
    for (void* value : inputs)
        runtime_->release(OrtSlot::ReleaseValue, value);
    for (void* value : outputs)
        runtime_->release(OrtSlot::ReleaseValue, value);
    return done;
}

} // namespace emulation
