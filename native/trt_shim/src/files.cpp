#include "files.h"

#include "guard.h"
#include "system.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

namespace nativebench {

namespace {

[[noreturn]] void fail(const std::string& path, const char* what) {
    throw ShimError(NB_E_FILE, "'" + path + "' can't be " + what + ": " + std::strerror(errno) + ".");
}

class File {
public:
    File(const std::string& path, int flags) : path_(path), file_(open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
    ~File() {
        if (file_ >= 0)
            ::close(file_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    [[nodiscard]] bool is_open() const { return file_ >= 0; }

    void read_to_end(std::string& contents) const {
        struct stat status {};
        if (fstat(file_, &status) == 0 && S_ISDIR(status.st_mode)) {
            errno = EISDIR;
            fail(path_, "read");
        }
        contents.resize(static_cast<std::size_t>(status.st_size));
        std::size_t done = 0;
        for (;;) {
            if (done == contents.size())
                contents.resize(done + 65536); // grew meanwhile, or doesn't tell its size
            const ssize_t count = ::read(file_, contents.data() + done, contents.size() - done);
            if (count < 0 && errno == EINTR)
                continue;
            if (count < 0)
                fail(path_, "read");
            if (count == 0)
                break;
            done += static_cast<std::size_t>(count);
        }
        contents.resize(done);
    }

    void write_all(const std::string& contents) const {
        std::size_t done = 0;
        while (done < contents.size()) {
            const ssize_t count = ::write(file_, contents.data() + done, contents.size() - done);
            if (count < 0 && errno == EINTR)
                continue;
            if (count < 0)
                fail(path_, "written");
            done += static_cast<std::size_t>(count);
        }
        if (fsync(file_) != 0)
            fail(path_, "written");
    }

private:
    std::string path_;
    int file_;
};

} // namespace

std::string read_file(const std::string& path) {
    const File file(path, O_RDONLY);
    if (!file.is_open())
        fail(path, "read");
    std::string contents;
    file.read_to_end(contents);
    return contents;
}

bool read_file_if_there(const std::string& path, std::string& contents) {
    const File file(path, O_RDONLY);
    if (!file.is_open()) {
        if (errno == ENOENT)
            return false;
        fail(path, "read");
    }
    file.read_to_end(contents);
    return true;
}

void write_file_atomically(const std::string& path, const std::string& contents) {
    // Process and moment: unlike every other writer's.
    const std::string temporary = path + ".tmp." + std::to_string(getpid()) + "." + std::to_string(now_ns());
    try {
        const File file(temporary, O_WRONLY | O_CREAT | O_EXCL);
        if (!file.is_open())
            fail(temporary, "made");
        file.write_all(contents);
        if (rename(temporary.c_str(), path.c_str()) != 0)
            fail(path, "written");
    } catch (const ShimError&) {
        (void)unlink(temporary.c_str());
        throw;
    }
}

void make_folder(const std::string& path) {
    for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
        const std::string part = path.substr(0, slash);
        if (mkdir(part.c_str(), 0777) != 0 && errno != EEXIST)
            fail(part, "made");
        if (slash == std::string::npos)
            break;
    }
    struct stat status {};
    if (stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
        errno = ENOTDIR;
        fail(path, "used as a folder");
    }
}

FileLock::~FileLock() {
    if (file_ >= 0)
        ::close(file_);
}

bool FileLock::acquire(const std::string& path, uint32_t timeout_ms, const std::function<bool()>& give_up) {
    file_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file_ < 0)
        fail(path, "made");
    const uint64_t end = now_ns() + uint64_t{timeout_ms} * 1000000u;
    while (flock(file_, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            fail(path, "locked");
        if (now_ns() >= end || give_up())
            return false;
        const timespec pause{0, 20000000}; // builds last minutes; this is nobody's hot path
        nanosleep(&pause, nullptr);
    }
    return true;
}

} // namespace nativebench
