#pragma once

#include "dynamic_library.h"
#include "nativebench_trt_shim.h"

#include <functional>
#include <string>
#include <vector>

namespace nativebench {

struct Attempt {
    std::string name;
    std::string failure; // empty for the one that was taken
};

// What is told about CUDA or TensorRT.
struct LibraryReport {
    nb_library_info info{};
    std::string path;
    std::string reason;
    std::string init_result;
    std::vector<Attempt> attempts;

    // The library can't be used, and this is why.
    void refuse(nb_library_state state, std::string why);
};

struct LibrarySearch {
    const char* what;                 // "CUDA driver", as it reads in a sentence
    const char* environment;          // the variable that names a file
    const char* advice;               // what to install
    std::vector<std::string> sonames; // usual names, the preferred one first
};

// Opens one candidate after the other (only the explicit file if there is one) and lets `inspect` fill in a report of
// its own; the first usable one is taken. If there is none, the report is about the first that could be opened.
[[nodiscard]] LibraryReport search(const LibrarySearch& what, const char* explicit_file,
                                   const std::function<void(const DynamicLibrary&, LibraryReport&)>& inspect);

} // namespace nativebench
