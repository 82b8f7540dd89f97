# Installs into a fresh prefix, moves it, and uses it from there: nothing may point back to the build.
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE err)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGV}\nstatus ${status}\n${out}\n${err}")
  endif()
  message(STATUS "${out}")
endfunction()

file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/staged)
file(RENAME ${WORK}/staged ${WORK}/prefix)
set(prefix ${WORK}/prefix)
file(COPY ${SOURCE}/policy.gj ${SOURCE}/case.json DESTINATION ${WORK})
set(ENV{XDG_CACHE_HOME} ${WORK}/cache)
set(ENV{PKG_CONFIG_PATH} ${prefix}/lib/pkgconfig)
if(SANITIZE MATCHES "address")
  # The consumers are not instrumented; only the installed tool is tried.
  run(${prefix}/bin/guiju classify ${WORK}/policy.gj ${WORK}/case.json --format json)
  return()
endif()

# C, through pkg-config.
execute_process(COMMAND pkg-config --cflags --libs guiju OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "pkg-config does not know guiju")
endif()
separate_arguments(flags)
run(cc -std=c11 -Wall -Wextra -Werror ${SOURCE}/consumer.c -o ${WORK}/consumer_c ${flags} -Wl,-rpath,${prefix}/lib)
run(${WORK}/consumer_c ${WORK}/policy.gj ${WORK}/case.json)

# C++, through find_package, shared and static.
run(${CMAKE_COMMAND} -S ${SOURCE}/consumer -B ${WORK}/consumer -G ${GENERATOR} -DCMAKE_PREFIX_PATH=${prefix})
run(${CMAKE_COMMAND} --build ${WORK}/consumer)
run(${WORK}/consumer/consumer ${WORK}/policy.gj ${WORK}/case.json)
run(${WORK}/consumer/consumer_static ${WORK}/policy.gj ${WORK}/case.json ${prefix}/lib/guiju)

# Python, through ctypes.
run(${PYTHON} ${SOURCE}/consumer.py ${prefix}/lib/libguiju.so ${WORK}/policy.gj ${WORK}/case.json)

# The installed command with the installed standard library.
run(${prefix}/bin/guiju classify ${WORK}/policy.gj ${WORK}/case.json --format json)
run(${prefix}/bin/guiju version)
foreach(file share/bash-completion/completions/guiju share/zsh/site-functions/_guiju include/guiju.h include/guiju.hpp share/guiju/stdlib/enforcement.gj)
  if(NOT EXISTS ${prefix}/${file})
    message(FATAL_ERROR "${file} is not installed")
  endif()
endforeach()
