#pragma once

#include "model.h"

#include <memory>
#include <string>
#include <vector>

namespace emulation {

// What an emulated engine needs of the emulated driver.
struct Driver {
    int (*launch)(void* stream, int (*kernel)(void*), void* data, void (*release)(void*)) = nullptr;
    void* (*resolve)(void* address, std::size_t bytes) = nullptr;

    [[nodiscard]] bool is_complete() const { return launch != nullptr && resolve != nullptr; }
};

// Puts one run of a model into a stream: addresses as the driver's callers know them and shapes, for each of the
// model's tensors. They are fixed now, as on a device; the memory is looked at when the stream comes to it. Returns a
// CUresult.
int launch(const Driver& driver, void* stream, std::shared_ptr<const Model> model, std::vector<void*> addresses,
           std::vector<Dims> shapes);

} // namespace emulation
