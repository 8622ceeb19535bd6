# An object file that was compiled for one library and is linked with the other: the linker refuses, and what it
# says names the reason.  Linked with its own library it runs.  With the shared and with the static libraries;
# the program that includes one header only, and touches no object, is guarded, too.  With both shared libraries the
# linker is content, and the program says so when it starts.
cmake_policy(VERSION 3.22)
separate_arguments(flags UNIX_COMMAND "${flags}")
string(REPLACE "," ";" emulator "${emulator}")
set(needs_release "_Rc_this_object_was_compiled_for_the_release_librecount_so_link_that")
set(needs_ledger "_Rc_this_object_was_compiled_with_RC_LEDGER_so_link_librecount_ledger")
set(definitions_release "")
set(definitions_ledger -DRC_LEDGER)
file(REMOVE_RECURSE ${work})
file(MAKE_DIRECTORY ${work})

# link(OBJECT LIBRARY): sets result and output.
macro(link object library)
  get_filename_component(folder ${release_shared} DIRECTORY)
  execute_process(
    COMMAND ${compiler} ${flags} ${object} ${library} -Wl,-rpath,${folder} -lm -o ${work}/program
    RESULT_VARIABLE result
    OUTPUT_VARIABLE output
    ERROR_VARIABLE output)
endmacro()

foreach(header IN ITEMS recount lifecycle)
  file(WRITE ${work}/${header}.c
       "#include <recount/${header}.h>\nint main(void) { return Rc_IsInitialized(); }\n")
  foreach(build IN ITEMS release ledger)
    set(object ${work}/${header}_${build}.o)
    execute_process(
      COMMAND ${compiler} ${flags} -std=c11 ${definitions_${build}} -I${root}/runtime/include
              -I${root}/hashtable/include -c ${work}/${header}.c -o ${object} COMMAND_ERROR_IS_FATAL ANY)
    set(other release)
    if(build STREQUAL "release")
      set(other ledger)
    endif()
    foreach(kind IN ITEMS shared static)
      link(${object} ${${build}_${kind}})
      if(NOT result EQUAL 0)
        message(FATAL_ERROR "${header}.h, ${build}, ${kind}: does not link with its own library:\n${output}")
      endif()
      execute_process(COMMAND ${emulator} ${work}/program COMMAND_ERROR_IS_FATAL ANY)
      link(${object} ${${other}_${kind}})
      if(result EQUAL 0)
        message(FATAL_ERROR "${header}.h, compiled for ${build}: linked with the ${other} library, ${kind}")
      endif()
      string(FIND "${output}" "${needs_${build}}" position)
      if(position EQUAL -1)
        message(FATAL_ERROR "${header}.h, compiled for ${build}, ${other} library, ${kind}: the linker's message "
                            "does not say ${needs_${build}}:\n${output}")
      endif()
    endforeach()
  endforeach()
endforeach()
foreach(build IN ITEMS release ledger)
  link(${work}/recount_${build}.o "-Wl,--no-as-needed;${release_shared};${ledger_shared}")
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${build}: does not link with both libraries:\n${output}")
  endif()
  execute_process(COMMAND ${emulator} ${work}/program RESULT_VARIABLE result ERROR_VARIABLE output)
  if(NOT result EQUAL 1 OR NOT output MATCHES "librecount and librecount-ledger are both in this process")
    message(FATAL_ERROR "${build}, with both libraries: ends with ${result}:\n${output}")
  endif()
endforeach()
message("each of 4 object files links with its own libraries, and with no other")
