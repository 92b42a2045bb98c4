#include "dynamic_library.h"

#include <dlfcn.h>
#include <link.h>

namespace nativebench {

DynamicLibrary DynamicLibrary::open(const std::string& name, std::string& failure) {
    DynamicLibrary library;
    // NOW: a library that lacks one of its own dependencies' functions shall say so here, not in the middle of a run.
    library.handle_.reset(dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE));
    if (!library) {
        const char* reason = dlerror();
        failure = reason != nullptr ? reason : "The loader gave no reason.";
    }
    return library;
}

std::string DynamicLibrary::path() const {
    link_map* map = nullptr;
    if (!handle_ || dlinfo(handle_.get(), RTLD_DI_LINKMAP, &map) != 0 || map == nullptr)
        return {};
    return map->l_name;
}

void* DynamicLibrary::find_address(const char* symbol) const noexcept {
    return handle_ ? dlsym(handle_.get(), symbol) : nullptr;
}

void DynamicLibrary::Close::operator()(void* handle) const noexcept {
    dlclose(handle);
}

} // namespace nativebench
