// Probing through the C ABI, against emulated libraries (see fakes/); nothing here says anything about real ones.

#include "check.h"
#include "nativebench_trt_shim.h"

#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

std::string fake(const std::string& name) {
    return std::string(FAKES_DIRECTORY) + "/lib" + name + ".so";
}

const std::string Missing = std::string(FAKES_DIRECTORY) + "/libdoes_not_exist.so";

class Probe {
public:
    Probe(const std::string& cuda, const std::string& tensorrt) {
        nb_probe_options options = NB_PROBE_OPTIONS_INIT;
        options.cuda_library = cuda.empty() ? nullptr : cuda.c_str();
        options.tensorrt_library = tensorrt.empty() ? nullptr : tensorrt.c_str();
        nb_probe* probe = nullptr;
        CHECK_EQUAL(NB_OK, nb_probe_create(&probe, &options));
        probe_.reset(probe);
    }

    [[nodiscard]] const nb_probe* get() const { return probe_.get(); }

    [[nodiscard]] nb_library_info library(nb_library which) const {
        nb_library_info info{};
        info.size = sizeof info;
        CHECK_EQUAL(NB_OK, nb_probe_library(&info, get(), which));
        CHECK_EQUAL(sizeof info, info.size);
        return info;
    }

    [[nodiscard]] nb_device_info device(uint32_t index) const {
        nb_device_info info{};
        info.size = sizeof info;
        CHECK_EQUAL(NB_OK, nb_probe_device(&info, get(), index));
        CHECK_EQUAL(sizeof info, info.size);
        return info;
    }

    [[nodiscard]] std::string text(nb_library which, nb_text what, uint32_t index = 0) const {
        uint32_t required = 0;
        CHECK_EQUAL(NB_E_BUFFER_TOO_SMALL, nb_probe_text(nullptr, 0, &required, get(), which, what, index));
        std::vector<char> buffer(required);
        CHECK_EQUAL(NB_OK, nb_probe_text(buffer.data(), required, &required, get(), which, what, index));
        CHECK_EQUAL(buffer.size(), std::strlen(buffer.data()) + 1);
        return buffer.data();
    }

private:
    struct Destroy {
        void operator()(nb_probe* probe) const { nb_probe_destroy(probe); }
    };
    std::unique_ptr<nb_probe, Destroy> probe_;
};

// ---- CUDA ----

void nothing_found() {
    const Probe probe(Missing, Missing);
    for (const nb_library which : {NB_CUDA, NB_TENSORRT}) {
        const nb_library_info info = probe.library(which);
        CHECK_EQUAL(NB_LIBRARY_NOT_FOUND, info.state);
        CHECK_EQUAL(NB_LIBRARY_EXPLICIT, info.flags);
        CHECK_EQUAL(1u, info.attempt_count);
        CHECK_EQUAL(0, info.version);
        CHECK_EQUAL(-1, info.init_result);
        CHECK_EQUAL(0u, info.device_count);
        CHECK_EQUAL("", probe.text(which, NB_TEXT_PATH));
        CHECK_EQUAL("", probe.text(which, NB_TEXT_INIT_RESULT));
        CHECK_EQUAL(Missing, probe.text(which, NB_TEXT_ATTEMPT_NAME));
        CHECK_CONTAINS("No such file", probe.text(which, NB_TEXT_ATTEMPT_FAILURE));
        CHECK_CONTAINS(Missing, probe.text(which, NB_TEXT_REASON));
    }
}

void a_file_that_is_no_library() {
    const Probe probe(__FILE__, Missing);
    CHECK_EQUAL(NB_LIBRARY_NOT_FOUND, probe.library(NB_CUDA).state);
    CHECK_CONTAINS("ELF header", probe.text(NB_CUDA, NB_TEXT_ATTEMPT_FAILURE));
}

void one_device() {
    const Probe probe(fake("fake_cuda"), Missing);
    const nb_library_info info = probe.library(NB_CUDA);
    CHECK_EQUAL(NB_LIBRARY_USABLE, info.state);
    CHECK_EQUAL(NB_LIBRARY_EXPLICIT | NB_LIBRARY_EMULATED, info.flags);
    CHECK_EQUAL(12040, info.version);
    CHECK_EQUAL(12, info.version_major);
    CHECK_EQUAL(4, info.version_minor);
    CHECK_EQUAL(0, info.version_patch);
    CHECK_EQUAL(0, info.init_result);
    CHECK_EQUAL(1u, info.device_count);
    CHECK_EQUAL(fake("fake_cuda"), probe.text(NB_CUDA, NB_TEXT_PATH));
    CHECK_EQUAL("", probe.text(NB_CUDA, NB_TEXT_REASON));
    CHECK_EQUAL("", probe.text(NB_CUDA, NB_TEXT_ATTEMPT_FAILURE));
    CHECK_EQUAL("CUDA_SUCCESS (0): no error", probe.text(NB_CUDA, NB_TEXT_INIT_RESULT));
}

void two_devices() {
    const Probe probe(fake("fake_cuda_two_devices"), Missing);
    CHECK_EQUAL(2u, probe.library(NB_CUDA).device_count);

    const nb_device_info card = probe.device(0);
    CHECK_EQUAL(0, card.ordinal);
    CHECK_EQUAL(9, card.compute_capability_major);
    CHECK_EQUAL(0, card.compute_capability_minor);
    CHECK_EQUAL(0, card.integrated);
    CHECK_EQUAL(0, card.query_result);
    CHECK_EQUAL(uint64_t{80} << 30, card.memory_bytes);
    CHECK_EQUAL(std::string("Emulated GPU 0"), card.name);
    CHECK_EQUAL(std::string("0000:3b:00.0"), card.pci_bus_id);
    CHECK_EQUAL("", probe.text(NB_CUDA, NB_TEXT_DEVICE_PROBLEM, 0));

    const nb_device_info board = probe.device(1);
    CHECK_EQUAL(1, board.ordinal);
    CHECK_EQUAL(8, board.compute_capability_major);
    CHECK_EQUAL(7, board.compute_capability_minor);
    CHECK_EQUAL(1, board.integrated);
    CHECK_EQUAL(uint64_t{30} << 30, board.memory_bytes);
    CHECK_EQUAL(std::string("Emulated GPU 1"), board.name);
    CHECK_EQUAL(std::string("0000:3c:00.0"), board.pci_bus_id);

    nb_device_info none{};
    none.size = sizeof none;
    CHECK_EQUAL(NB_E_INVALID_ARGUMENT, nb_probe_device(&none, probe.get(), 2));
    CHECK_CONTAINS("out of range", nb_last_error());
}

void driver_too_old() {
    const Probe probe(fake("fake_cuda_old"), Missing);
    const nb_library_info info = probe.library(NB_CUDA);
    CHECK_EQUAL(NB_LIBRARY_UNSUPPORTED, info.state);
    CHECK_EQUAL(10020, info.version);
    CHECK_EQUAL(-1, info.init_result);
    CHECK_CONTAINS("is for CUDA 10.2, but 11.4 or newer is needed", probe.text(NB_CUDA, NB_TEXT_REASON));
    CHECK_EQUAL(probe.text(NB_CUDA, NB_TEXT_REASON), probe.text(NB_CUDA, NB_TEXT_ATTEMPT_FAILURE));
}

void driver_without_a_function() {
    const Probe probe(fake("fake_cuda_without_memory"), Missing);
    CHECK_EQUAL(NB_LIBRARY_INCOMPLETE, probe.library(NB_CUDA).state);
    CHECK_EQUAL("The CUDA driver " + fake("fake_cuda_without_memory") + " lacks cuDeviceTotalMem_v2.",
                probe.text(NB_CUDA, NB_TEXT_REASON));
}

void driver_without_a_version() {
    const Probe probe(fake("fake_cuda_version_fails"), Missing);
    CHECK_EQUAL(NB_LIBRARY_FAILED, probe.library(NB_CUDA).state);
    CHECK_EQUAL(0, probe.library(NB_CUDA).version);
    CHECK_CONTAINS("CUDA_ERROR_UNKNOWN (999): unknown error", probe.text(NB_CUDA, NB_TEXT_REASON));
}

void init_fails() {
    const Probe probe(fake("fake_cuda_init_fails"), Missing);
    const nb_library_info info = probe.library(NB_CUDA);
    CHECK_EQUAL(NB_LIBRARY_FAILED, info.state);
    CHECK_EQUAL(999, info.init_result);
    CHECK_EQUAL(0u, info.device_count);
    CHECK_EQUAL("CUDA_ERROR_UNKNOWN (999): unknown error", probe.text(NB_CUDA, NB_TEXT_INIT_RESULT));
    CHECK_CONTAINS("cuInit answered CUDA_ERROR_UNKNOWN (999)", probe.text(NB_CUDA, NB_TEXT_REASON));
}

void init_fails_without_texts() {
    const Probe probe(fake("fake_cuda_init_fails_without_text"), Missing);
    CHECK_EQUAL("error (999)", probe.text(NB_CUDA, NB_TEXT_INIT_RESULT));
}

void no_device() {
    const Probe by_init(fake("fake_cuda_init_no_device"), Missing);
    CHECK_EQUAL(NB_LIBRARY_NO_DEVICE, by_init.library(NB_CUDA).state);
    CHECK_EQUAL(12040, by_init.library(NB_CUDA).version);
    CHECK_CONTAINS("CUDA_ERROR_NO_DEVICE (100)", by_init.text(NB_CUDA, NB_TEXT_REASON));

    const Probe by_count(fake("fake_cuda_no_devices"), Missing);
    CHECK_EQUAL(NB_LIBRARY_NO_DEVICE, by_count.library(NB_CUDA).state);
    CHECK_EQUAL(0, by_count.library(NB_CUDA).init_result);
    CHECK_CONTAINS("sees no device", by_count.text(NB_CUDA, NB_TEXT_REASON));
}

void a_device_without_a_name() {
    const Probe probe(fake("fake_cuda_name_fails"), Missing);
    CHECK_EQUAL(NB_LIBRARY_USABLE, probe.library(NB_CUDA).state);
    const nb_device_info device = probe.device(0);
    CHECK_EQUAL(999, device.query_result);
    CHECK_EQUAL(std::string(), device.name);
    CHECK_EQUAL(9, device.compute_capability_major);
    CHECK_EQUAL("cuDeviceGetName answered CUDA_ERROR_UNKNOWN (999): unknown error.",
                probe.text(NB_CUDA, NB_TEXT_DEVICE_PROBLEM));
}

// ---- TensorRT ----

void tensorrt_versions() {
    struct Expected {
        const char* name;
        int version, major, minor, patch;
    };
    for (const Expected& expected :
         {Expected{"fake_nvinfer_8_5", 8503, 8, 5, 3}, Expected{"fake_nvinfer_10", 101301, 10, 13, 1},
          Expected{"fake_nvinfer_11", 110100, 11, 1, 0}}) {
        const Probe probe(Missing, fake(expected.name));
        const nb_library_info info = probe.library(NB_TENSORRT);
        CHECK_EQUAL(NB_LIBRARY_USABLE, info.state);
        CHECK_EQUAL(NB_LIBRARY_EXPLICIT | NB_LIBRARY_EMULATED, info.flags);
        CHECK_EQUAL(expected.version, info.version);
        CHECK_EQUAL(expected.major, info.version_major);
        CHECK_EQUAL(expected.minor, info.version_minor);
        CHECK_EQUAL(expected.patch, info.version_patch);
        CHECK_EQUAL(fake(expected.name), probe.text(NB_TENSORRT, NB_TEXT_PATH));
        CHECK_EQUAL("", probe.text(NB_TENSORRT, NB_TEXT_REASON));
    }
}

void tensorrt_unsupported() {
    const Probe probe(Missing, fake("fake_nvinfer_8_2"));
    CHECK_EQUAL(NB_LIBRARY_UNSUPPORTED, probe.library(NB_TENSORRT).state);
    CHECK_CONTAINS("is version 8.2.1; supported are 8.5 and 8.6, 10.x and 11.x",
                   probe.text(NB_TENSORRT, NB_TEXT_REASON));
}

void tensorrt_without_its_function() {
    const Probe probe(Missing, fake("fake_nvinfer_without_version"));
    CHECK_EQUAL(NB_LIBRARY_INCOMPLETE, probe.library(NB_TENSORRT).state);
    CHECK_CONTAINS("lacks getInferLibVersion", probe.text(NB_TENSORRT, NB_TEXT_REASON));
}

void tensorrt_with_a_broken_version() {
    const Probe probe(Missing, fake("fake_nvinfer_version_0"));
    CHECK_EQUAL(NB_LIBRARY_FAILED, probe.library(NB_TENSORRT).state);
}

// ---- Where libraries are looked for ----

// The build gives this case an LD_LIBRARY_PATH with a libcuda.so.1, a libnvinfer.so.11 without a version and a
// libnvinfer.so.10, and sets both variables to "", which is the same as unset.
void found_by_soname() {
    const Probe probe("", "");
    const std::string folder = std::string(FAKES_DIRECTORY) + "/by_soname/";

    CHECK_EQUAL(NB_LIBRARY_USABLE, probe.library(NB_CUDA).state);
    CHECK_EQUAL(NB_LIBRARY_EMULATED, probe.library(NB_CUDA).flags);
    CHECK_EQUAL("libcuda.so.1", probe.text(NB_CUDA, NB_TEXT_ATTEMPT_NAME));
    CHECK_EQUAL(folder + "libcuda.so.1", probe.text(NB_CUDA, NB_TEXT_PATH));

    CHECK_EQUAL(NB_LIBRARY_USABLE, probe.library(NB_TENSORRT).state);
    CHECK_EQUAL(10, probe.library(NB_TENSORRT).version_major);
    CHECK_EQUAL(2u, probe.library(NB_TENSORRT).attempt_count);
    CHECK_EQUAL("libnvinfer.so.11", probe.text(NB_TENSORRT, NB_TEXT_ATTEMPT_NAME, 0));
    CHECK_CONTAINS("lacks getInferLibVersion", probe.text(NB_TENSORRT, NB_TEXT_ATTEMPT_FAILURE, 0));
    CHECK_EQUAL("libnvinfer.so.10", probe.text(NB_TENSORRT, NB_TEXT_ATTEMPT_NAME, 1));
    CHECK_EQUAL("", probe.text(NB_TENSORRT, NB_TEXT_ATTEMPT_FAILURE, 1));
    CHECK_EQUAL(folder + "libnvinfer.so.10", probe.text(NB_TENSORRT, NB_TEXT_PATH));
}

// The build sets both variables for this case: CUDA's to the fake with two devices, TensorRT's to a missing file.
void named_by_the_environment() {
    const Probe probe("", "");
    CHECK_EQUAL(2u, probe.library(NB_CUDA).device_count);
    CHECK_EQUAL(NB_LIBRARY_EXPLICIT | NB_LIBRARY_EMULATED, probe.library(NB_CUDA).flags);
    CHECK_EQUAL(NB_LIBRARY_NOT_FOUND, probe.library(NB_TENSORRT).state);
    CHECK_EQUAL(1u, probe.library(NB_TENSORRT).attempt_count);
    CHECK_CONTAINS("NATIVEBENCH_TENSORRT_LIBRARY names a file", probe.text(NB_TENSORRT, NB_TEXT_REASON));

    const Probe by_option(fake("fake_cuda"), "");
    CHECK_EQUAL(1u, by_option.library(NB_CUDA).device_count);
}

// The build gives this case an LD_LIBRARY_PATH with files of all names, none of which is a library.
void nothing_found_by_soname() {
    const Probe probe("", "");
    for (const nb_library which : {NB_CUDA, NB_TENSORRT}) {
        CHECK_EQUAL(NB_LIBRARY_NOT_FOUND, probe.library(which).state);
        CHECK_EQUAL(0u, probe.library(which).flags);
    }
    CHECK_EQUAL("No CUDA driver: libcuda.so.1 can't be opened. Install the NVIDIA driver, or set "
                "NATIVEBENCH_CUDA_LIBRARY to the file.",
                probe.text(NB_CUDA, NB_TEXT_REASON));
    CHECK_EQUAL(3u, probe.library(NB_TENSORRT).attempt_count);
    CHECK_EQUAL("libnvinfer.so.11", probe.text(NB_TENSORRT, NB_TEXT_ATTEMPT_NAME, 0));
    CHECK_EQUAL("libnvinfer.so.10", probe.text(NB_TENSORRT, NB_TEXT_ATTEMPT_NAME, 1));
    CHECK_EQUAL("libnvinfer.so.8", probe.text(NB_TENSORRT, NB_TEXT_ATTEMPT_NAME, 2));
    CHECK_CONTAINS("ELF header", probe.text(NB_TENSORRT, NB_TEXT_ATTEMPT_FAILURE, 2));
    CHECK_EQUAL("No TensorRT library: libnvinfer.so.11, libnvinfer.so.10 or libnvinfer.so.8 can't be opened. "
                "Install TensorRT, or set NATIVEBENCH_TENSORRT_LIBRARY to the file.",
                probe.text(NB_TENSORRT, NB_TEXT_REASON));
}

// ---- The ABI's rules ----

void buffer_too_small() {
    const Probe probe(fake("fake_cuda"), Missing);
    const std::string text = "CUDA_SUCCESS (0): no error";
    std::array<char, 64> buffer{};
    buffer.fill('#');
    uint32_t required = 0;

    CHECK_EQUAL(NB_E_BUFFER_TOO_SMALL, nb_probe_text(buffer.data(), static_cast<uint32_t>(text.size()), &required,
                                                     probe.get(), NB_CUDA, NB_TEXT_INIT_RESULT, 0));
    CHECK_EQUAL(text.size() + 1, required);
    CHECK_EQUAL('#', buffer[0]);
    CHECK_CONTAINS("needs 27 bytes, but the buffer has 26", nb_last_error());

    CHECK_EQUAL(NB_OK, nb_probe_text(buffer.data(), required, &required, probe.get(), NB_CUDA, NB_TEXT_INIT_RESULT, 0));
    CHECK_EQUAL(text, buffer.data());
    CHECK_EQUAL('#', buffer[required]);
    CHECK_EQUAL(std::string(), nb_last_error());
}

void structs_of_older_and_newer_callers() {
    const Probe probe(fake("fake_cuda"), Missing);

    struct Newer {
        nb_library_info known;
        uint32_t later[4];
    } newer{};
    newer.known.size = sizeof newer;
    newer.later[0] = 0xABABABABu;
    CHECK_EQUAL(NB_OK, nb_probe_library(&newer.known, probe.get(), NB_CUDA));
    CHECK_EQUAL(sizeof(nb_library_info), newer.known.size);
    CHECK_EQUAL(0xABABABABu, newer.later[0]);

    nb_library_info library{};
    library.size = sizeof library - 1;
    CHECK_EQUAL(NB_E_STRUCT_SIZE, nb_probe_library(&library, probe.get(), NB_CUDA));
    CHECK_EQUAL("nb_library_info.size is 39, but must be 40 or more.", std::string(nb_last_error()));
    nb_device_info device{};
    CHECK_EQUAL(NB_E_STRUCT_SIZE, nb_probe_device(&device, probe.get(), 0));
    nb_probe_options options{};
    nb_probe* out = nullptr;
    CHECK_EQUAL(NB_E_STRUCT_SIZE, nb_probe_create(&out, &options));
    CHECK_EQUAL(NB_E_STRUCT_SIZE, nb_probe_options_init(&options, 4));
    CHECK(out == nullptr);
}

void wrong_arguments() {
    const Probe probe(fake("fake_cuda"), Missing);
    nb_library_info library{};
    library.size = sizeof library;
    nb_device_info device{};
    device.size = sizeof device;
    nb_probe_options options = NB_PROBE_OPTIONS_INIT;
    options.reserved = 1;
    nb_probe* out = nullptr;
    char buffer[8];
    uint32_t required = 0;

    for (const nb_status status : {
             nb_probe_create(nullptr, nullptr),
             nb_probe_create(&out, &options),
             nb_probe_options_init(nullptr, sizeof options),
             nb_probe_library(nullptr, probe.get(), NB_CUDA),
             nb_probe_library(&library, nullptr, NB_CUDA),
             nb_probe_library(&library, probe.get(), 3),
             nb_probe_device(nullptr, probe.get(), 0),
             nb_probe_device(&device, nullptr, 0),
             nb_probe_text(buffer, sizeof buffer, nullptr, probe.get(), NB_CUDA, NB_TEXT_PATH, 0),
             nb_probe_text(nullptr, sizeof buffer, &required, probe.get(), NB_CUDA, NB_TEXT_PATH, 0),
             nb_probe_text(buffer, sizeof buffer, &required, nullptr, NB_CUDA, NB_TEXT_PATH, 0),
             nb_probe_text(buffer, sizeof buffer, &required, probe.get(), 0, NB_TEXT_PATH, 0),
             nb_probe_text(buffer, sizeof buffer, &required, probe.get(), NB_CUDA, 99, 0),
             nb_probe_text(buffer, sizeof buffer, &required, probe.get(), NB_CUDA, NB_TEXT_PATH, 1),
             nb_probe_text(buffer, sizeof buffer, &required, probe.get(), NB_CUDA, NB_TEXT_ATTEMPT_NAME, 1),
             nb_probe_text(buffer, sizeof buffer, &required, probe.get(), NB_TENSORRT, NB_TEXT_DEVICE_PROBLEM, 0),
         })
        CHECK_EQUAL(NB_E_INVALID_ARGUMENT, status);
    CHECK(out == nullptr);
    CHECK(std::strlen(nb_last_error()) > 0);
}

// For ThreadSanitizer above all.
void threads_probe_and_share() {
    const Probe shared(fake("fake_cuda_two_devices"), fake("fake_nvinfer_10"));
    std::vector<std::thread> threads;
    std::array<std::string, 4> errors;
    for (std::string& error : errors)
        threads.emplace_back([&shared, &error] {
            try {
                for (int i = 0; i < 20; ++i) {
                    const Probe own(fake("fake_cuda"), Missing);
                    CHECK_EQUAL(1u, own.library(NB_CUDA).device_count);
                    CHECK_CONTAINS("can't be opened", own.text(NB_TENSORRT, NB_TEXT_REASON));
                    CHECK_EQUAL(1, shared.device(1).ordinal);
                    CHECK_EQUAL(fake("fake_nvinfer_10"), shared.text(NB_TENSORRT, NB_TEXT_PATH));
                }
            } catch (const std::exception& failure) {
                error = failure.what();
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    for (const std::string& error : errors)
        CHECK_EQUAL(std::string(), error);
}

} // namespace

int main(int argc, char** argv) {
#define CASE(name)                                                                                                     \
    { #name, name }
    return check::run(argc, argv,
                      {
                          CASE(nothing_found),
                          CASE(a_file_that_is_no_library),
                          CASE(one_device),
                          CASE(two_devices),
                          CASE(driver_too_old),
                          CASE(driver_without_a_function),
                          CASE(driver_without_a_version),
                          CASE(init_fails),
                          CASE(init_fails_without_texts),
                          CASE(no_device),
                          CASE(a_device_without_a_name),
                          CASE(tensorrt_versions),
                          CASE(tensorrt_unsupported),
                          CASE(tensorrt_without_its_function),
                          CASE(tensorrt_with_a_broken_version),
                          CASE(found_by_soname),
                          CASE(named_by_the_environment),
                          CASE(nothing_found_by_soname),
                          CASE(buffer_too_small),
                          CASE(structs_of_older_and_newer_callers),
                          CASE(wrong_arguments),
                          CASE(threads_probe_and_share),
                      });
}
