# pkg-config, from the package's new place: app/ compiled by hand, shared and static, as C and as C++.
cmake_policy(VERSION 3.22)
include(${settings})
set(rpath "-Wl,-rpath,${moved}/${libdir}")
set(work ${work}/pkgconfig)
file(REMOVE_RECURSE ${work})
file(MAKE_DIRECTORY ${work})

# pkgconf, which alone knows --about, escapes the space in the package's place; the older pkg-config does not.
execute_process(COMMAND ${pkg_config} --about RESULT_VARIABLE older OUTPUT_QUIET ERROR_QUIET)
if(older)
  file(CREATE_LINK "${moved}" ${work}/prefix SYMBOLIC)
  set(moved ${work}/prefix)
endif()
set(ENV{PKG_CONFIG_PATH} "${moved}/${libdir}/pkgconfig")

# flags_of(VARIABLE ARGUMENT...): what pkg-config says, as a list.  Without -static the linker would take the shared
# library where it finds one, so archives are asked for by their names.
function(flags_of variable)
  execute_process(COMMAND ${pkg_config} ${ARGN} OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(output UNIX_COMMAND "${output}")
  if("--static" IN_LIST ARGN)
    list(TRANSFORM output REPLACE "^-l(recount.*)$" "-l:lib\\1.a")
  endif()
  set(${variable} "${output}" PARENT_SCOPE)
endfunction()

# use(PACKAGE LANGUAGE COMPILER SOURCE OPTION...): compiles and links in two steps, as the deep ledger wants it.
function(use package language compiler program)
  set(name ${package}_${language})
  flags_of(cflags --cflags ${package})
  flags_of(shared --libs ${package})
  flags_of(static --static --libs ${package})
  run("${name} compiles" ${compiler} ${ARGN} -Wall -Wextra -Werror ${flags} ${cflags} -c ${source}/app/${program} -o
      ${work}/${name}.o)
  foreach(kind IN ITEMS shared static)
    run("${name} links, ${kind}" ${compiler} ${flags} ${work}/${name}.o -o ${work}/${name}_${kind} ${${kind}} ${rpath})
    run("${name} runs, ${kind}" ${work}/${name}_${kind})
  endforeach()
endfunction()

# The archive, linked with the sanitizer's own runtime by mistake, is not silently left out: the linker refuses it, or the
# program does.
function(refuse_one_step)
  set(program ${work}/one_step)
  flags_of(cflags --cflags recount-deep)
  flags_of(static --static --libs recount-deep)
  run("one step compiles" ${c_compiler} -std=c11 ${flags} ${cflags} -c ${source}/app/app.c -o ${program}.o)
  execute_process(COMMAND ${c_compiler} ${flags} -fsanitize=thread ${program}.o -o ${program} ${static} ${rpath}
                  RESULT_VARIABLE failed ERROR_VARIABLE said)
  if(NOT failed)
    execute_process(COMMAND ${program} RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE said)
  elseif(NOT said MATCHES "__tsan_")
    message("one step: there is no such runtime here")
    return()
  endif()
  if(NOT failed OR NOT said MATCHES "__tsan_|ThreadSanitizer's own runtime is linked")
    message(FATAL_ERROR "one step: ${failed}: ${said}")
  endif()
  message("one step is refused: ok")
endfunction()

set(packages recount)
if(ledger)
  list(APPEND packages recount-ledger)
endif()
if(deep)
  list(APPEND packages recount-deep)
endif()
foreach(package IN LISTS packages)
  use(${package} c ${c_compiler} app.c -std=c11)
  if(cxx_compiler)
    use(${package} cxx ${cxx_compiler} app.cpp -std=c++17)
  endif()
endforeach()

if(deep)
  refuse_one_step()
endif()
