#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace nativebench {

// A whole file. Throws NB_E_FILE with the system's reason.
[[nodiscard]] std::string read_file(const std::string& path);

// False if there is none; throws if there is one that can't be read.
[[nodiscard]] bool read_file_if_there(const std::string& path, std::string& contents);

// Under a temporary name in the same folder, then renamed: nobody ever sees a part of it. Throws NB_E_FILE.
void write_file_atomically(const std::string& path, const std::string& contents);

// With all folders above it. Throws NB_E_FILE.
void make_folder(const std::string& path);

// A file that only one holds at a time, among processes and threads. Released with the object or the process.
class FileLock {
public:
    FileLock() = default;
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

    // False after timeout_ms, or as soon as `give_up` says so. Throws NB_E_FILE if the file can't be made.
    [[nodiscard]] bool acquire(const std::string& path, uint32_t timeout_ms, const std::function<bool()>& give_up);

private:
    int file_ = -1;
};

} // namespace nativebench
