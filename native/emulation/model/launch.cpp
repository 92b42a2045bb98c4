#include "launch.h"

#include <cstdio>
#include <utility>

namespace emulation {

namespace {

constexpr int IllegalAddress = 700;
constexpr int LaunchFailed = 719;

struct Launch {
    Driver driver;
    std::shared_ptr<const Model> model;
    std::vector<void*> addresses;
    std::vector<Dims> shapes;
};

int compute(void* data) {
    const auto& launch = *static_cast<const Launch*>(data);
    const std::vector<ModelTensor>& tensors = launch.model->tensors();
    std::vector<void*> memory(tensors.size());
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const std::size_t bytes = Model::count(launch.shapes[i]) * Model::element_bytes(tensors[i].type);
        memory[i] = launch.driver.resolve(launch.addresses[i], bytes);
        if (memory[i] == nullptr)
            return IllegalAddress;
    }
    std::string why;
    if (launch.model->run(memory, launch.shapes, why))
        return 0;
    std::fprintf(stderr, "[emulated engine] %s\n", why.c_str());
    return LaunchFailed;
}

} // namespace

int launch(const Driver& driver, void* stream, std::shared_ptr<const Model> model, std::vector<void*> addresses,
           std::vector<Dims> shapes) {
    auto* data = new Launch{driver, std::move(model), std::move(addresses), std::move(shapes)};
    return driver.launch(stream, compute, data, [](void* launched) { delete static_cast<Launch*>(launched); });
}

} // namespace emulation
