// The emulated driver must catch what a real one would punish; else the shim's tests over it show nothing.

#include "check.h"
#include "cuda/types.h"
#include "nativebench_emulation.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using emulation::Result;

template <typename Function>
Function* symbol(const char* name) {
    static void* library = dlopen(EMULATION_DIRECTORY "/libnb_emulated_cuda.so", RTLD_NOW | RTLD_LOCAL);
    auto* function = library != nullptr ? reinterpret_cast<Function*>(dlsym(library, name)) : nullptr;
    if (function == nullptr)
        throw check::Failure(std::string("The emulated driver lacks ") + name);
    return function;
}

// Calls a function of the driver: cu<int*>("cuDeviceGetCount")(&count).
template <typename... Arguments>
CUresult (*cu(const char* name))(Arguments...) {
    return symbol<CUresult(Arguments...)>(name);
}

void configure(const char* settings) {
    CHECK_EQUAL(0, symbol<int(const char*)>("nb_emu_configure")(settings));
}

struct Report {
    uint64_t problems;
    std::string text;
};

Report report() {
    char text[1024];
    const uint64_t problems = symbol<uint64_t(char*, std::size_t)>("nb_emu_report")(text, sizeof text);
    return {problems, text};
}

uint64_t value(const char* name) {
    const std::string text = " " + report().text;
    const std::string key = std::string(" ") + name + "=";
    const std::size_t at = text.find(key);
    CHECK(at != std::string::npos);
    return std::strtoull(text.c_str() + at + key.size(), nullptr, 10);
}

// A device with a context, a stream and some memory; gives nothing back by itself.
struct Device {
    explicit Device(const char* settings = "devices=H100") {
        configure(settings);
        CHECK_EQUAL(0, cu<unsigned>("cuInit")(0));
        retain();
        CHECK_EQUAL(0, (cu<CUstream*, unsigned>("cuStreamCreate")(&stream, 1)));
        CHECK_EQUAL(0, (cu<CUdeviceptr*, std::size_t>("cuMemAlloc_v2")(&memory, 64)));
        CHECK_EQUAL(0, (cu<void**, std::size_t, unsigned>("cuMemHostAlloc")(&pinned, 64, 3)));
    }

    void retain() {
        CHECK_EQUAL(0, (cu<CUcontext*, CUdevice>("cuDevicePrimaryCtxRetain")(&context, 0)));
        CHECK_EQUAL(0, cu<CUcontext>("cuCtxSetCurrent")(context));
    }

    void give_back() {
        CHECK_EQUAL(0, cu<CUstream>("cuStreamDestroy_v2")(stream));
        CHECK_EQUAL(0, cu<CUdeviceptr>("cuMemFree_v2")(memory));
        CHECK_EQUAL(0, cu<void*>("cuMemFreeHost")(pinned));
    }

    CUresult to_device(CUdeviceptr to, const void* from, std::size_t bytes) {
        return cu<CUdeviceptr, const void*, std::size_t, CUstream>("cuMemcpyHtoDAsync_v2")(to, from, bytes, stream);
    }
    CUresult synchronise() { return cu<CUstream>("cuStreamSynchronize")(stream); }
    CUresult compute() {
        return cu<CUstream, CUresult (*)(void*), void*, void (*)(void*)>("nb_emu_launch")(
            stream, [](void*) { return 0; }, nullptr, [](void*) {});
    }

    CUcontext context = nullptr;
    CUstream stream = nullptr;
    CUdeviceptr memory = 0;
    void* pinned = nullptr;
};

void nothing_works_before_its_time() {
    int count = 0;
    CUdeviceptr memory = 0;
    const auto allocate = cu<CUdeviceptr*, std::size_t>("cuMemAlloc_v2");
    CHECK_EQUAL(Result::NotInitialized, cu<int*>("cuDeviceGetCount")(&count));
    CHECK_EQUAL(Result::InvalidValue, cu<unsigned>("cuInit")(1));
    CHECK_EQUAL(0, cu<unsigned>("cuInit")(0));
    CHECK_EQUAL(Result::InvalidContext, allocate(&memory, 64));
    CHECK_EQUAL(-1, symbol<int(const char*)>("nb_emu_configure")("colour=red"));
    CHECK_EQUAL(-1, symbol<int(const char*)>("nb_emu_configure")("faults=cuMemAlloc_v2"));
    CHECK_EQUAL(-1, symbol<int(const char*)>("nb_emu_configure")("kernel_us=-1"));
}

void device_memory_traps() {
    Device device;
    const pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        // As itself, not as a sanitizer's report.
        signal(SIGSEGV, SIG_DFL);
        signal(SIGBUS, SIG_DFL);
        const auto* bytes = reinterpret_cast<const volatile char*>(device.memory);
        _exit(*bytes == 0 ? 0 : 1);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
}

void order_between_streams_needs_an_event() {
    Device device;
    CUstream other = nullptr;
    CUevent event = nullptr;
    CUdeviceptr copy = 0;
    CHECK_EQUAL(0, (cu<CUstream*, unsigned>("cuStreamCreate")(&other, 1)));
    CHECK_EQUAL(0, (cu<CUevent*, unsigned>("cuEventCreate")(&event, 2)));
    CHECK_EQUAL(0, (cu<CUdeviceptr*, std::size_t>("cuMemAlloc_v2")(&copy, 64)));
    static std::atomic<bool> go{false};
    const auto wait = [](void*) {
        while (!go)
            std::this_thread::yield();
    };
    CHECK_EQUAL(0, (cu<CUstream, CUhostFn, void*>("cuLaunchHostFunc")(device.stream, wait, nullptr)));
    std::strcpy(static_cast<char*>(device.pinned), "in order");
    CHECK_EQUAL(0, device.to_device(device.memory, device.pinned, 64));
    CHECK_EQUAL(0, (cu<CUevent, CUstream>("cuEventRecord")(event, device.stream)));
    CHECK_EQUAL(Result::NotReady, cu<CUevent>("cuEventQuery")(event));
    CHECK_EQUAL(Result::NotReady, cu<CUstream>("cuStreamQuery")(device.stream));
    CHECK_EQUAL(0, (cu<CUstream, CUevent, unsigned>("cuStreamWaitEvent")(other, event, 0)));
    CHECK_EQUAL(0, (cu<CUdeviceptr, CUdeviceptr, std::size_t, CUstream>("cuMemcpyDtoDAsync_v2")(copy, device.memory, 64,
                                                                                                other)));
    go = true;
    char pageable[64] = {}; // a copy to pageable memory is done when the call returns
    CHECK_EQUAL(0, (cu<void*, CUdeviceptr, std::size_t, CUstream>("cuMemcpyDtoHAsync_v2")(pageable, copy, 64, other)));
    CHECK_EQUAL(std::string("in order"), pageable);
    CHECK_EQUAL(uint64_t{0}, value("misuse"));
    CHECK_EQUAL(0, cu<CUdeviceptr>("cuMemFree_v2")(copy) | cu<CUevent>("cuEventDestroy_v2")(event) |
                       cu<CUstream>("cuStreamDestroy_v2")(other));
    device.give_back();
    CHECK_EQUAL(uint64_t{0}, report().problems);
}

void calls_in_host_functions_are_refused() {
    Device device;
    static std::atomic<CUresult> answer{-1};
    const auto call = [](void*) { answer = cu<CUdeviceptr>("cuMemFree_v2")(0); };
    CHECK_EQUAL(0, (cu<CUstream, CUhostFn, void*>("cuLaunchHostFunc")(device.stream, call, nullptr)));
    CHECK_EQUAL(0, device.synchronise());
    CHECK_EQUAL(Result::NotPermitted, answer.load());
    CHECK_EQUAL(uint64_t{1}, value("misuse"));
    device.give_back();
}

void bounds_and_lifetimes_are_watched() {
    Device device;
    CHECK_EQUAL(Result::InvalidValue, device.to_device(device.memory + 8, device.pinned, 64));
    CHECK_EQUAL(uint64_t{1}, value("misuse"));
    CHECK_EQUAL(Result::InvalidValue, device.to_device(device.memory + 64, device.pinned, 1));
    CHECK_EQUAL(uint64_t{2}, value("misuse"));
    CUdeviceptr other = 0;
    CHECK_EQUAL(0, (cu<CUdeviceptr*, std::size_t>("cuMemAlloc_v2")(&other, 32)));
    CHECK_EQUAL(0, cu<CUdeviceptr>("cuMemFree_v2")(other));
    CHECK_EQUAL(Result::InvalidValue, device.to_device(other, device.pinned, 32));
    CHECK_EQUAL(Result::InvalidValue, cu<CUdeviceptr>("cuMemFree_v2")(other));
    CHECK_EQUAL(uint64_t{4}, value("misuse"));
    const CUstream stream = device.stream;
    device.give_back();
    CHECK_EQUAL(Result::InvalidHandle, cu<CUstream>("cuStreamDestroy_v2")(stream));
    CHECK_EQUAL(Result::InvalidHandle, cu<CUstream>("cuStreamSynchronize")(stream));
    CHECK_EQUAL(uint64_t{6}, value("misuse"));
    CHECK_EQUAL(uint64_t{6}, report().problems);
}

void what_may_not_be_captured_ends_the_capture() {
    Device device;
    CUgraph graph = nullptr;
    CUgraphExec exec = nullptr;
    CUdeviceptr other = 0;
    const auto begin = cu<CUstream, int>("cuStreamBeginCapture_v2");
    const auto end = cu<CUstream, CUgraph*>("cuStreamEndCapture");
    CHECK_EQUAL(0, begin(device.stream, 1));
    CHECK_EQUAL(Result::CaptureUnsupported, device.synchronise());
    CHECK_EQUAL(Result::CaptureInvalidated, end(device.stream, &graph));
    CHECK(graph == nullptr);
    CHECK_EQUAL(0, begin(device.stream, 1));
    CHECK_EQUAL(Result::CaptureUnsupported, (cu<CUdeviceptr*, std::size_t>("cuMemAlloc_v2")(&other, 32)));
    CHECK_EQUAL(Result::CaptureInvalidated, end(device.stream, &graph));
    CHECK_EQUAL(0, begin(device.stream, 1));
    char pageable[64] = {};
    CHECK_EQUAL(Result::CaptureUnsupported, device.to_device(device.memory, pageable, 64));
    CHECK_EQUAL(Result::CaptureInvalidated, end(device.stream, &graph));
    CHECK_EQUAL(uint64_t{2}, value("misuse"));

    // And what may is done at each launch, not before.
    CHECK_EQUAL(0, begin(device.stream, 1));
    CHECK_EQUAL(0, device.to_device(device.memory, device.pinned, 64));
    CHECK_EQUAL(0, end(device.stream, &graph));
    CHECK_EQUAL(0, (cu<CUgraphExec*, CUgraph, unsigned long long>("cuGraphInstantiateWithFlags")(&exec, graph, 0)));
    CHECK_EQUAL(0, cu<CUgraph>("cuGraphDestroy")(graph));
    CHECK_EQUAL(uint64_t{0}, value("h2d"));
    for (int i = 0; i < 3; ++i)
        CHECK_EQUAL(0, (cu<CUgraphExec, CUstream>("cuGraphLaunch")(exec, device.stream)));
    CHECK_EQUAL(0, device.synchronise());
    CHECK_EQUAL(uint64_t{3}, value("h2d"));
    CHECK_EQUAL(0, cu<CUgraphExec>("cuGraphExecDestroy")(exec));
    CHECK_EQUAL(Result::InvalidHandle, (cu<CUgraphExec, CUstream>("cuGraphLaunch")(exec, device.stream)));
    device.give_back();
}

void pageable_copies_are_counted() {
    Device device;
    std::vector<char> pageable(64, 7);
    CHECK_EQUAL(0, device.to_device(device.memory, pageable.data(), 64));
    pageable.assign(64, 0); // taken already
    CHECK_EQUAL(0, device.synchronise());
    CHECK_EQUAL(0, (cu<void*, CUdeviceptr, std::size_t, CUstream>("cuMemcpyDtoHAsync_v2")(device.pinned, device.memory,
                                                                                          64, device.stream)));
    CHECK_EQUAL(0, device.synchronise());
    CHECK_EQUAL(7, int{static_cast<char*>(device.pinned)[63]});
    CHECK_EQUAL(uint64_t{1}, value("pageable"));
    device.give_back();
}

void memory_has_an_end() {
    Device device("memory_mb=1;pinned_mb=1");
    CUdeviceptr memory = 0;
    void* pinned = nullptr;
    CHECK_EQUAL(Result::OutOfMemory, (cu<CUdeviceptr*, std::size_t>("cuMemAlloc_v2")(&memory, 1 << 20)));
    CHECK_EQUAL(Result::OutOfMemory, (cu<void**, std::size_t, unsigned>("cuMemHostAlloc")(&pinned, 1 << 20, 0)));
    std::size_t available = 0;
    std::size_t total = 0;
    CHECK_EQUAL(0, (cu<std::size_t*, std::size_t*>("cuMemGetInfo_v2")(&available, &total)));
    CHECK_EQUAL(total - 64, available);
    device.give_back();
    CHECK_EQUAL(uint64_t{0}, report().problems);
}

void sticky_errors_stay_until_the_reset() {
    Device device;
    configure("faults=kernel@2=700");
    CHECK_EQUAL(0, device.compute());
    CHECK_EQUAL(0, device.synchronise());
    CHECK_EQUAL(0, device.compute());
    CHECK_EQUAL(Result::IllegalAddress, device.synchronise());
    CHECK_EQUAL(Result::IllegalAddress, device.to_device(device.memory, device.pinned, 64));
    CHECK_EQUAL(Result::IllegalAddress, cu<CUdeviceptr>("cuMemFree_v2")(device.memory));
    CHECK_EQUAL(Result::IllegalAddress, cu<CUstream>("cuStreamDestroy_v2")(device.stream));
    CHECK_EQUAL(Result::IllegalAddress, cu<void*>("cuMemFreeHost")(device.pinned));
    CHECK_EQUAL(uint64_t{0}, report().problems); // it was tried
    CHECK_EQUAL(0, cu<CUdevice>("cuDevicePrimaryCtxReset_v2")(0));
    CHECK_EQUAL(Result::ContextIsDestroyed, device.compute());
    Device anew("faults=");
    CHECK_EQUAL(0, anew.compute());
    CHECK_EQUAL(0, anew.synchronise());
    anew.give_back();
    CHECK_EQUAL(uint64_t{0}, report().problems);
}

void a_reset_ends_a_hang() {
    Device device;
    CUevent event = nullptr;
    CHECK_EQUAL(0, (cu<CUevent*, unsigned>("cuEventCreate")(&event, 3)));
    configure("faults=kernel@1=hang");
    CHECK_EQUAL(0, device.compute());
    CHECK_EQUAL(0, (cu<CUevent, CUstream>("cuEventRecord")(event, device.stream)));
    std::atomic<CUresult> answer{-1};
    std::thread waiting([&] {
        CHECK_EQUAL(0, cu<CUcontext>("cuCtxSetCurrent")(device.context));
        answer = cu<CUevent>("cuEventSynchronize")(event);
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CHECK_EQUAL(-1, answer.load());
    CHECK_EQUAL(Result::NotReady, cu<CUstream>("cuStreamQuery")(device.stream));
    CHECK_EQUAL(0, cu<CUdevice>("cuDevicePrimaryCtxReset_v2")(0));
    waiting.join();
    CHECK_EQUAL(Result::ContextIsDestroyed, answer.load());
    CHECK_EQUAL(uint64_t{0}, report().problems);
}

void leaks_are_reported() {
    Device device;
    CHECK_EQUAL(uint64_t{3}, report().problems);
    CHECK_CONTAINS("device_blocks=1 pinned_blocks=1 registered_blocks=0 handles=1", report().text);
}

void old_drivers_lack_the_batch_copy() {
    const auto found = [](int driver, int version) {
        configure(("driver=" + std::to_string(driver)).c_str());
        void* function = nullptr;
        int status = 0;
        (void)cu<const char*, void**, int, uint64_t, int*>("cuGetProcAddress_v2")("cuMemcpyBatchAsync", &function,
                                                                                  version, 0, &status);
        return function;
    };
    CHECK_EQUAL(0, cu<unsigned>("cuInit")(0));
    void* const first = reinterpret_cast<void*>(symbol<void()>("cuMemcpyBatchAsync"));
    void* const second = reinterpret_cast<void*>(symbol<void()>("cuMemcpyBatchAsync_v2"));
    CHECK(found(12040, 12080) == nullptr);
    CHECK(found(12080, 12080) == first);
    CHECK(found(13000, 12080) == first);
    CHECK(found(13000, 13000) == second);
}

} // namespace

int main(int argc, char** argv) {
    return check::run(argc, argv,
                      {
                          {"nothing_works_before_its_time", nothing_works_before_its_time},
                          {"device_memory_traps", device_memory_traps},
                          {"order_between_streams_needs_an_event", order_between_streams_needs_an_event},
                          {"calls_in_host_functions_are_refused", calls_in_host_functions_are_refused},
                          {"bounds_and_lifetimes_are_watched", bounds_and_lifetimes_are_watched},
                          {"what_may_not_be_captured_ends_the_capture", what_may_not_be_captured_ends_the_capture},
                          {"pageable_copies_are_counted", pageable_copies_are_counted},
                          {"memory_has_an_end", memory_has_an_end},
                          {"sticky_errors_stay_until_the_reset", sticky_errors_stay_until_the_reset},
                          {"a_reset_ends_a_hang", a_reset_ends_a_hang},
                          {"leaks_are_reported", leaks_are_reported},
                          {"old_drivers_lack_the_batch_copy", old_drivers_lack_the_batch_copy},
                      });
}
