# Configures and builds one preset, and runs its tests if asked, one process at a time per preset:
#
#   cmake -DPRESET=release [-DTARGET=nativebench_trt_shim] [-DRUN_TESTS=ON] -P cmake/BuildPreset.cmake
#
# The managed build and the test suite both call this; the lock keeps two of them out of the same build folder.

cmake_minimum_required(VERSION 3.21)

if(NOT PRESET)
  message(FATAL_ERROR "Say which preset: -DPRESET=release, debug, asan, tsan or aarch64.")
endif()

get_filename_component(root "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
set(lock "${root}/artifacts/native/${PRESET}.lock")
file(MAKE_DIRECTORY "${root}/artifacts/native")
file(LOCK "${lock}" GUARD PROCESS TIMEOUT 300)

# A bare `--parallel` would start as many compilers as there are files.
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)

set(target_arguments)
if(TARGET)
  set(target_arguments --target "${TARGET}")
endif()

function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${root}" COMMAND_ERROR_IS_FATAL ANY)
endfunction()

run("${CMAKE_COMMAND}" --preset "${PRESET}")
run("${CMAKE_COMMAND}" --build --preset "${PRESET}" --parallel ${cores} ${target_arguments})
if(RUN_TESTS)
  get_filename_component(bin "${CMAKE_COMMAND}" DIRECTORY)
  find_program(CTEST_COMMAND ctest HINTS "${bin}" REQUIRED)
  run("${CTEST_COMMAND}" --preset "${PRESET}" --parallel ${cores}
      --output-junit "${root}/artifacts/native/${PRESET}/ctest.xml")
endif()
