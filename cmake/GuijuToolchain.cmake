# Warnings, ccache, mold and sanitizers: whatever concerns how every room is compiled.
find_program(GUIJU_CCACHE ccache)
if(GUIJU_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${GUIJU_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${GUIJU_CCACHE})
endif()

find_program(GUIJU_MOLD mold)
if(GUIJU_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

if(GUIJU_SANITIZE)
  # -O1 and line tables: what the sanitizers ask for, in half the time to build.
  add_compile_options(-fsanitize=${GUIJU_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -O1 -g1)
  add_link_options(-fsanitize=${GUIJU_SANITIZE})
endif()

if(GUIJU_FUZZ)
  # Coverage in every room; libFuzzer's main is linked into the fuzzers only.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# -Wno-restrict: GCC 12 reports "literal" + std::string as overlapping (its bug 105651). Clang 19 warns inside libstdc++ 12
# (std::stable_sort); it only builds the fuzzers, so that there a warning is none of our errors.
set(GUIJU_WARNINGS -Wall -Wextra -Werror $<$<CXX_COMPILER_ID:Clang>:-Wno-error> -Werror=switch $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)

find_package(fmt REQUIRED)
find_package(Threads REQUIRED)
