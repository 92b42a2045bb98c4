#pragma once

#include "adapter.h"
#include "arena.h"
#include "cuda.h"
#include "log_collector.h"
#include "system.h"
#include "tensorrt_library.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace nativebench {

// The bits of nb_tensorrt_majors.
[[nodiscard]] uint32_t compiled_majors();

// The opened libraries. Children share it.
class Runtime {
public:
    explicit Runtime(const nb_runtime_options& options);
    ~Runtime();
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    [[nodiscard]] Cuda& cuda() { return cuda_; }
    [[nodiscard]] const Cuda& cuda() const { return cuda_; }
    [[nodiscard]] LogCollector& log() { return log_; }

    [[nodiscard]] nb_runtime_info info() const;
    [[nodiscard]] const std::string& text(nb_runtime_text_id text) const;
    [[nodiscard]] nb_device_properties device(int32_t ordinal) const;
    [[nodiscard]] PciPlace device_place(int32_t ordinal) const;
    [[nodiscard]] int32_t tensorrt_version() const { return tensorrt_.info.version; }
    [[nodiscard]] bool has_emulated_tensorrt() const { return (tensorrt_.info.flags & NB_LIBRARY_EMULATED) != 0; }

    // Throws NB_E_LIBRARY with the reason if there is none.
    [[nodiscard]] adapter::Adapter& tensorrt();
    void require_builder() const;

    // ---- What exists on the devices ----
    struct Span {
        const unsigned char* begin;
        const unsigned char* end;
    };

    // Sorted by address. `generation` changes with every arena that comes or goes.
    [[nodiscard]] std::vector<Span> arenas() const;
    [[nodiscard]] uint64_t arena_generation() const { return arena_generation_.load(std::memory_order_acquire); }
    void add_arena(Arena* arena);
    void remove_arena(Arena* arena);

    [[nodiscard]] std::atomic<int>& engines_of(int32_t device);

    // Throws NB_E_STATE while engines exist there.
    void recover(int32_t device);

private:
    void open_tensorrt(const nb_runtime_options& options);
    void open_emulated(const nb_runtime_options& options);
    void open_parser(const nb_runtime_options& options);

    LogCollector log_; // outlives everything of TensorRT
    Cuda cuda_;
    LibraryReport tensorrt_;
    DynamicLibrary library_;
    DynamicLibrary parser_library_;
    std::string parser_path_;
    std::string builder_reason_;
    std::unique_ptr<adapter::Adapter> adapter_;
    std::vector<std::atomic<int>> engines_;

    mutable std::mutex arenas_mutex_;
    std::vector<Arena*> arenas_;
    std::atomic<uint64_t> arena_generation_{1};
};

} // namespace nativebench
