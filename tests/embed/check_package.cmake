# The CMake package, from its new place: package/ finds it, by components, and refuses what it is not.
cmake_policy(VERSION 3.22)
include(${settings})

set(components shared static)
foreach(part IN ITEMS ledger deep)
  if(${part})
    list(APPEND components ${part})
  endif()
endforeach()
if(lab)
  list(APPEND components tools)
endif()
file(REMOVE_RECURSE ${work}/package)
list(JOIN components "," asked)
configure(package ${work}/package "-DCMAKE_PREFIX_PATH=${moved}" -DCOMPONENTS=${asked})
build_and_test(${work}/package)
foreach(part IN ITEMS ledger deep)
  if(${part} AND NOT EXISTS ${work}/package/app_${part}_static)
    message(FATAL_ERROR "${part} was asked for and not used")
  endif()
endforeach()

# A program and its library, one for each of the two libraries: refused.
if(ledger)
  file(WRITE ${work}/mixed/app.c "int main(void) { return 0; }\n")
  file(WRITE ${work}/mixed/CMakeLists.txt
       "cmake_minimum_required(VERSION 3.22)\nproject(mixed C)\nfind_package(recount CONFIG REQUIRED)\n"
       "add_library(part STATIC app.c)\ntarget_link_libraries(part PUBLIC recount::recount)\n"
       "add_executable(app app.c)\ntarget_link_libraries(app PRIVATE part recount::ledger)\n")
  execute_process(
    COMMAND ${CMAKE_COMMAND} -S ${work}/mixed -B ${work}/mixed/build -G ${generator} -DCMAKE_PREFIX_PATH=${moved}
            -DCMAKE_C_COMPILER=${c_compiler}
    RESULT_VARIABLE result
    OUTPUT_VARIABLE output
    ERROR_VARIABLE output)
  if(result EQUAL 0 OR NOT output MATCHES "RECOUNT_LIBRARY")
    message(FATAL_ERROR "libraries for both are mixed: ${result}\n${output}")
  endif()
endif()

# The README's own project.
file(READ ${root}/README.md readme)
foreach(file IN ITEMS "c app.c" "cmake CMakeLists.txt")
  string(REPLACE " " ";" file ${file})
  list(POP_FRONT file language)
  if(NOT readme MATCHES "\n```${language}\n([^`]*)```")
    message(FATAL_ERROR "the README has no example in ${language}")
  endif()
  file(WRITE ${work}/readme/${file} "${CMAKE_MATCH_1}")
endforeach()
run("configure the README's project" ${CMAKE_COMMAND} -S ${work}/readme -B ${work}/readme/build -G ${generator}
    "-DCMAKE_PREFIX_PATH=${moved}" -DCMAKE_C_COMPILER=${c_compiler} "-DCMAKE_C_FLAGS=${flags_line}"
    "-DCMAKE_EXE_LINKER_FLAGS=${flags_line}")
run("build the README's project" ${CMAKE_COMMAND} --build ${work}/readme/build)
run("run the README's project" ${work}/readme/build/app)
if(NOT run_output MATCHES "2 references to the price")
  message(FATAL_ERROR "the README's program says:\n${run_output}")
endif()

# recount_check_references: nothing to say of the program, and its twin leaks
if(NOT clang)
  message("clang is not here: recount_check_references is left out")
  return()
endif()
configure(package ${work}/package -DCHECK=ON -DRECOUNT_CLANG=${clang})
run("references are right" ${CMAKE_COMMAND} --build ${work}/package --target check_references_app_shared)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${work}/package --target check_references_leaking
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
set(report ${work}/package/references/leaking/.._app_app.c.sarif)
if(result EQUAL 0 OR NOT output MATCHES "app.c:[0-9]+:[0-9]+: warning: [^\n]* 'answer'" OR NOT EXISTS ${report})
  message(FATAL_ERROR "the leak is not reported: ${result}\n${output}")
endif()
