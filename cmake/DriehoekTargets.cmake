# How every library, program and test of this project is built.

set(DRIEHOEK_SANITIZER "" CACHE STRING "address (with undefined), thread, fuzzer (with the first) or nothing")

add_library(driehoek_options INTERFACE)
target_include_directories(driehoek_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(driehoek_options INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wimplicit-fallthrough -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(driehoek_options INTERFACE -Wthread-safety)
elseif(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 takes every assignment of a literal to a std::string for one that may
  # overlap itself when it optimises (its bug 105651).
  target_compile_options(driehoek_options INTERFACE -Wno-restrict)
endif()
if(DRIEHOEK_SANITIZER STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
elseif(DRIEHOEK_SANITIZER STREQUAL "fuzzer")
  # As the GCC that built the libraries names what is in them: a later Clang
  # writes some names of templates otherwise.
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fclang-abi-compat=17)
  add_link_options(-fsanitize=address,undefined)
elseif(DRIEHOEK_SANITIZER STREQUAL "thread")
  # Debian's protobuf is not instrumented, and a map field has two members more
  # where its headers see that the compiler does: hide it. The standard library
  # has nothing but templates, and is to know.
  add_compile_options(-fsanitize=thread -U__SANITIZE_THREAD__ -D_GLIBCXX_TSAN=1)
  add_link_options(-fsanitize=thread)
endif()

# What programs that serve or measure link: jemalloc. Views are made of many
# small messages, and the C library's allocator takes a third of their time. The
# sanitizers bring their own.
add_library(driehoek_allocator INTERFACE)
if(NOT DRIEHOEK_SANITIZER)
  find_library(DRIEHOEK_JEMALLOC jemalloc REQUIRED)
  target_link_libraries(driehoek_allocator INTERFACE ${DRIEHOEK_JEMALLOC})
endif()

# driehoek_add_folders(folder ...): each that has a CMakeLists.txt, in this
# order.
function(driehoek_add_folders)
  foreach(folder IN LISTS ARGN)
    # A glob, so that the build notices when a folder gets its CMakeLists.txt.
    file(GLOB present CONFIGURE_DEPENDS
      ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/CMakeLists.txt)
    if(present)
      add_subdirectory(${folder})
    endif()
  endforeach()
endfunction()

# driehoek_library(NAME SOURCES a.cc ... LINK lib ...): a static library of one
# folder.
function(driehoek_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC driehoek_options ${ARG_LINK})
endfunction()

# driehoek_test(NAME SOURCES a_test.cc ... LINK lib ... LABELS grpc slow ...
#               TIMEOUT seconds): one test program; each TEST in it is a test of
# ctest. LABELS: `grpc` for a test with gRPC in its process (not built for
# ThreadSanitizer), `slow` for one that takes more than a few seconds.
function(driehoek_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  # The years of the simulation and thousands of power losses take some five
  # times as long under a sanitizer.
  if(DRIEHOEK_SANITIZER)
    math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * 5")
  endif()
  # Debian's gRPC is not instrumented, and gives nothing but false races.
  if(DRIEHOEK_SANITIZER STREQUAL "thread" AND "grpc" IN_LIST ARG_LABELS)
    return()
  endif()
  add_executable(${name} ${ARG_SOURCES})
  # The sanitizers look at what is tested. In the tests themselves, to optimise
  # instrumented code and to look for undefined behaviour takes most of the time
  # of their build.
  if(DRIEHOEK_SANITIZER)
    target_compile_options(${name} PRIVATE -O0)
  endif()
  if(DRIEHOEK_SANITIZER STREQUAL "address")
    target_compile_options(${name} PRIVATE -fno-sanitize=undefined)
  endif()
  target_link_libraries(${name} PRIVATE driehoek_options ${ARG_LINK}
    GTest::gmock GTest::gtest GTest::gtest_main)
  # ctest starts the costliest first: the quick ones here, for an early answer.
  set(properties TIMEOUT ${ARG_TIMEOUT} COST 2)
  if("slow" IN_LIST ARG_LABELS)
    set(properties TIMEOUT ${ARG_TIMEOUT} COST 1)
  endif()
  if(ARG_LABELS)
    # One label of both words ("grpc+slow"): gtest_discover_tests loses a list,
    # and ctest matches labels by regular expression.
    list(JOIN ARG_LABELS "+" label)
    list(APPEND properties LABELS ${label})
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} PROPERTIES ${properties})
endfunction()
