# Finds the headers of any number of TensorRT's major versions:
#
#   TENSORRT_INCLUDE   folders that hold NvInfer.h, e.g. the include folder of an installation or of NVIDIA's repository
#   TENSORRT_ROOT      installations, with the headers in their include folder
#
# Both are lists (separated by ';') and may be variables of CMake or of the environment, CMake's first. Of two folders of
# one major the first is taken: give the one with the oldest minor version that has to be supported. The folder should
# also hold NvOnnxParser.h (TensorRT's repository does from 10.16 on), else engines can be loaded, but not built.
#
# Sets TensorRT_MAJORS (e.g. "11;10") and TensorRT_INCLUDE_<major>.

set(TensorRT_MAJORS)
set(tensorrt_folders)
foreach(variable IN ITEMS TENSORRT_INCLUDE TENSORRT_ROOT)
  set(given "${${variable}}")
  if(NOT given)
    set(given "$ENV{${variable}}")
  endif()
  foreach(folder IN LISTS given)
    if(variable STREQUAL "TENSORRT_ROOT")
      set(folder "${folder}/include")
    endif()
    if(NOT EXISTS "${folder}/NvInferVersion.h")
      message(FATAL_ERROR "${variable} names '${folder}', but there is no NvInferVersion.h.")
    endif()
    list(APPEND tensorrt_folders "${folder}")
  endforeach()
endforeach()

foreach(folder IN LISTS tensorrt_folders)
  # "#define NV_TENSORRT_MAJOR 10", or the name of another macro that is defined to a number.
  file(STRINGS "${folder}/NvInferVersion.h" line REGEX "#define NV_TENSORRT_MAJOR ")
  string(REGEX REPLACE ".*#define NV_TENSORRT_MAJOR +([A-Za-z0-9_]+).*" "\\1" major "${line}")
  if(NOT major MATCHES "^[0-9]+$")
    file(STRINGS "${folder}/NvInferVersion.h" line REGEX "#define ${major} ")
    string(REGEX REPLACE ".*#define ${major} +([0-9]+).*" "\\1" major "${line}")
  endif()
  if(NOT major MATCHES "^(8|10|11)$")
    message(FATAL_ERROR "'${folder}' holds the headers of TensorRT '${major}'; there are adapters for 8, 10 and 11.")
  endif()
  if(NOT major IN_LIST TensorRT_MAJORS)
    list(APPEND TensorRT_MAJORS ${major})
    set(TensorRT_INCLUDE_${major} "${folder}")
  endif()
endforeach()

if(TensorRT_MAJORS)
  message(STATUS "TensorRT's headers: ${TensorRT_MAJORS}")
else()
  message(STATUS "TensorRT's headers aren't given (TENSORRT_INCLUDE, TENSORRT_ROOT): the shim runs emulated engines only.")
endif()
