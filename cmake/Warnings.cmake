# nativebench_warnings: link it PRIVATE to get the house's warnings.

option(NATIVEBENCH_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" OFF)

add_library(nativebench_warnings INTERFACE)
target_compile_options(nativebench_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wformat=2 -Wundef
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes>
  $<$<COMPILE_LANGUAGE:CXX>:-Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi>
  $<$<BOOL:${NATIVEBENCH_WARNINGS_AS_ERRORS}>:-Werror>)
