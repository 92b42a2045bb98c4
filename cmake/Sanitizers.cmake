# nativebench_sanitizers: link it PRIVATE to be built with NATIVEBENCH_SANITIZER, a list as -fsanitize= takes it.

set(NATIVEBENCH_SANITIZER "" CACHE STRING "Sanitizers, e.g. 'address,undefined' or 'thread'; empty: none")

add_library(nativebench_sanitizers INTERFACE)

if(NATIVEBENCH_SANITIZER)
  set(sanitizer_flags -fsanitize=${NATIVEBENCH_SANITIZER} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)

  # A compiler may know the option and yet lack the runtime, or the kernel's address layout may not suit it; only running tells.
  include(CheckCXXSourceRuns)
  set(CMAKE_REQUIRED_FLAGS -fsanitize=${NATIVEBENCH_SANITIZER})
  string(MAKE_C_IDENTIFIER "NATIVEBENCH_RUNS_${NATIVEBENCH_SANITIZER}" sanitizer_runs)
  check_cxx_source_runs("int main() { return 0; }" ${sanitizer_runs})
  unset(CMAKE_REQUIRED_FLAGS)
  if(NOT ${sanitizer_runs})
    unset(${sanitizer_runs} CACHE) # so that an installed runtime is seen the next time
    message(FATAL_ERROR "Sanitizer unavailable: a program built by ${CMAKE_CXX_COMPILER} with "
                        "-fsanitize=${NATIVEBENCH_SANITIZER} doesn't link or run on this machine.")
  endif()

  target_compile_options(nativebench_sanitizers INTERFACE ${sanitizer_flags})
  target_link_options(nativebench_sanitizers INTERFACE ${sanitizer_flags})
endif()
