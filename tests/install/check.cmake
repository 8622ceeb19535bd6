# Installs, moves and uses the package; see CMakeLists.txt.
cmake_policy(VERSION 3.22)

# run(WHAT COMMAND...): fails with the command's output.
function(run what)
  execute_process(
    COMMAND ${ARGN}
    RESULT_VARIABLE result
    OUTPUT_VARIABLE output
    ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message("${output}")
    message(FATAL_ERROR "${what}: ${result}")
  endif()
  message("${what}: ok")
endfunction()

set(flags "")
if(sanitize)
  list(APPEND flags -fsanitize=${sanitize})
endif()
if(coverage)
  list(APPEND flags --coverage)
endif()
string(REPLACE ";" " " flags_line "${flags}")
set(deep OFF)
if(ledger AND NOT sanitize)
  set(deep ON)
endif()

file(REMOVE_RECURSE ${work})
file(MAKE_DIRECTORY ${work})
run("install" ${CMAKE_COMMAND} --install ${build} --prefix ${work}/first)
file(GLOB_RECURSE licenses ${work}/first/LICENSE)
if(NOT licenses)
  message(FATAL_ERROR "the license was not installed")
endif()
file(GLOB_RECURSE printers ${work}/first/*/librecount.so*-gdb.py)
if(NOT printers)
  message(FATAL_ERROR "the script for gdb was not installed")
endif()
# What was installed may be moved: nothing in it knows where it was.
file(RENAME ${work}/first ${work}/prefix)
file(GLOB_RECURSE texts ${work}/prefix/*.cmake ${work}/prefix/*.pc ${work}/prefix/*.h)
foreach(text IN LISTS texts)
  file(READ ${text} content)
  foreach(place IN ITEMS ${work}/first ${build})
    string(FIND "${content}" "${place}" position)
    if(NOT position EQUAL -1)
      message(FATAL_ERROR "${text} names ${place}")
    endif()
  endforeach()
endforeach()

# CMake
run("cmake configure" ${CMAKE_COMMAND} -S ${source}/project -B ${work}/project -G ${generator}
    -DCMAKE_PREFIX_PATH=${work}/prefix -DCMAKE_C_COMPILER=${compiler} "-DCMAKE_C_FLAGS=${flags_line}"
    -DLEDGER=${ledger} -DDEEP=${deep}
    "-DCMAKE_EXE_LINKER_FLAGS=${flags_line}")
run("cmake build" ${CMAKE_COMMAND} --build ${work}/project)
set(programs app app_shared app_static)
if(ledger)
  list(APPEND programs app_ledger app_ledger_shared app_ledger_static)
endif()
if(deep)
  list(APPEND programs app_deep app_deep_shared app_deep_static)
endif()
foreach(program IN LISTS programs)
  run("cmake ${program}" ${work}/project/${program})
endforeach()

# recount_check_references: nothing to say of the program, and its twin leaks
find_program(clang clang)
if(clang)
  run("cmake configure with CHECK" ${CMAKE_COMMAND} -S ${source}/project -B ${work}/project -DCHECK=ON
      -DRECOUNT_CLANG=${clang})
  run("references are right" ${CMAKE_COMMAND} --build ${work}/project --target check_references_app)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${work}/project --target check_references_leaking
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  set(report ${work}/project/references/leaking/app.c.sarif)
  if(result EQUAL 0 OR NOT output MATCHES "app.c:12:[0-9]+: warning: " OR NOT EXISTS ${report})
    message(FATAL_ERROR "the leak is not reported: ${result}\n${output}")
  endif()
endif()

# pkg-config
if(NOT pkg_config)
  message("pkg-config is not here: that half is left out")
  return()
endif()
set(ENV{PKG_CONFIG_PATH} ${work}/prefix/${libdir}/pkgconfig)
set(packages recount)
if(ledger)
  list(APPEND packages recount-ledger)
endif()
foreach(package IN LISTS packages)
  execute_process(COMMAND ${pkg_config} --cflags --libs ${package} OUTPUT_VARIABLE shared
                  COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${pkg_config} --static --cflags --libs ${package} OUTPUT_VARIABLE static
                  COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(shared UNIX_COMMAND "${shared}")
  separate_arguments(static UNIX_COMMAND "${static}")
  # Without -static -lrecount would take the shared library.
  list(TRANSFORM static REPLACE "^-l${package}$" "-l:lib${package}.a")
  run("pkg-config ${package} shared" ${compiler} -std=c11 ${flags} ${source}/project/app.c -o
      ${work}/${package}_pc_shared ${shared} -Wl,-rpath,${work}/prefix/${libdir})
  run("pkg-config ${package} static" ${compiler} -std=c11 ${flags} ${source}/project/app.c -o
      ${work}/${package}_pc_static ${static})
  run("pkg-config ${package} shared runs" ${work}/${package}_pc_shared)
  run("pkg-config ${package} static runs" ${work}/${package}_pc_static)
endforeach()

# The deep ledger: compiled with the one, linked with the other.
if(deep)
  set(package recount-deep)
  execute_process(COMMAND ${pkg_config} --cflags ${package} OUTPUT_VARIABLE cflags COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${pkg_config} --libs ${package} OUTPUT_VARIABLE shared COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${pkg_config} --static --libs ${package} OUTPUT_VARIABLE static COMMAND_ERROR_IS_FATAL ANY)
  foreach(variable IN ITEMS cflags shared static)
    separate_arguments(${variable} UNIX_COMMAND "${${variable}}")
  endforeach()
  list(TRANSFORM static REPLACE "^-l(recount-.*)$" "-l:lib\\1.a")
  run("pkg-config ${package} compiles" ${compiler} -std=c11 ${flags} ${cflags} -c ${source}/project/app.c -o
      ${work}/deep.o)
  run("pkg-config ${package} shared" ${compiler} ${flags} ${work}/deep.o -o ${work}/deep_pc_shared ${shared}
      -Wl,-rpath,${work}/prefix/${libdir})
  run("pkg-config ${package} static" ${compiler} ${flags} ${work}/deep.o -o ${work}/deep_pc_static ${static})
  run("pkg-config ${package} shared runs" ${work}/deep_pc_shared)
  run("pkg-config ${package} static runs" ${work}/deep_pc_static)
endif()
