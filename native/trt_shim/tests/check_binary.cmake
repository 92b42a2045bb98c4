# The shim exports what its map lists, and needs nothing beyond the C library:
#   cmake -DBINARY=… -DMAP=… -DNM=… -DREADELF=… -P check_binary.cmake
cmake_minimum_required(VERSION 3.21)

execute_process(COMMAND "${NM}" --dynamic --defined-only --format=posix "${BINARY}"
                OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
file(READ "${MAP}" map)
string(REGEX MATCHALL "nb_[a-z0-9_]+" expected "${map}")

set(exported)
string(REPLACE "\n" ";" lines "${symbols}")
foreach(line IN LISTS lines)
  # "name@@VERSION T address size"; the version itself is listed as an absolute symbol.
  if(line MATCHES "^([^ @]+)[^ ]* ([A-Za-z]) " AND NOT CMAKE_MATCH_2 STREQUAL "A")
    list(APPEND exported "${CMAKE_MATCH_1}")
  endif()
endforeach()
list(SORT expected)
list(SORT exported)
if(NOT exported STREQUAL expected)
  message(FATAL_ERROR "Exported:\n  ${exported}\nbut the map lists:\n  ${expected}")
endif()

execute_process(COMMAND "${READELF}" --dynamic --wide "${BINARY}" OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "\\(NEEDED\\)[^\n]*" needed "${dynamic}")
foreach(line IN LISTS needed)
  if(NOT line MATCHES "\\[(libc|libdl|libm|libpthread|ld-linux[a-z0-9_-]*|ld-musl[a-z0-9_-]*|libc\\.musl[a-z0-9_-]*)\\.so")
    message(FATAL_ERROR "The shim needs more than the C library: ${line}")
  endif()
endforeach()
