# cmake --build . --target amalgamation: recount as one header and one source, in amalgamation/recount of the build
# folder (docs/embedding.md).
#
# With RECOUNT_TEST_AMALGAMATION the tests and examples are built against that instead of the libraries, with the
# ledger if RECOUNT_TEST_LEDGER says so.
find_package(Python3 3.8 QUIET COMPONENTS Interpreter)
if(NOT Python3_Interpreter_FOUND)
  if(RECOUNT_TEST_AMALGAMATION)
    message(FATAL_ERROR "RECOUNT_TEST_AMALGAMATION needs Python")
  endif()
  message(STATUS "No target amalgamation: Python is not there")
  return()
endif()

set(RECOUNT_AMALGAMATION_SOURCES "")
foreach(folder IN ITEMS runtime hashtable)
  get_target_property(sources recount_${folder} SOURCES)
  list(TRANSFORM sources PREPEND ${folder}/)
  list(APPEND RECOUNT_AMALGAMATION_SOURCES ${sources})
endforeach()
if(RECOUNT_LEDGER)
  get_target_property(sources recount_runtime_ledger SOURCES)
  list(FILTER sources INCLUDE REGEX "^ledger/")
  list(TRANSFORM sources PREPEND runtime/)
  list(APPEND RECOUNT_AMALGAMATION_SOURCES --ledger ${sources})
endif()
set(RECOUNT_AMALGAMATE ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/runtime/tools/amalgamate.py)

set(amalgamation_folder ${PROJECT_BINARY_DIR}/amalgamation)
set(amalgamation ${amalgamation_folder}/recount/recount.h ${amalgamation_folder}/recount/recount.c)
if(RECOUNT_LEDGER)
  list(APPEND amalgamation ${amalgamation_folder}/recount/recount-ledger.c)
endif()
file(GLOB_RECURSE made_of CONFIGURE_DEPENDS runtime/*.[ch] runtime/*.hpp hashtable/*.[ch])
add_custom_command(
  OUTPUT ${amalgamation}
  COMMAND ${RECOUNT_AMALGAMATE} ${PROJECT_SOURCE_DIR} ${amalgamation_folder}/recount ${PROJECT_VERSION}
          ${RECOUNT_AMALGAMATION_SOURCES}
  DEPENDS ${made_of} runtime/tools/amalgamate.py
  COMMENT "Writing ${amalgamation_folder}/recount"
  VERBATIM)
add_custom_target(amalgamation DEPENDS ${amalgamation})

if(RECOUNT_TEST_AMALGAMATION)
  # Tests include single headers: each leads to the one, but those that are for sources of recount and for debuggers.
  set(single_headers ${PROJECT_BINARY_DIR}/amalgamation-single)
  file(GLOB headers RELATIVE ${PROJECT_SOURCE_DIR} runtime/include/recount/*.h runtime/include/recount/detail/*.h
       hashtable/include/recount/*.h)
  foreach(header IN LISTS headers)
    string(REGEX REPLACE "^.*/include/" "" header ${header})
    if(header MATCHES "/detail/(hash|layout)\\.h$")
      configure_file(runtime/include/${header} ${single_headers}/${header} COPYONLY)
    elseif(NOT header MATCHES "/(recount|python|testing.*)\\.h$")
      file(CONFIGURE OUTPUT ${single_headers}/${header} CONTENT "#include <recount/recount.h>\n")
    endif()
  endforeach()

  add_library(recount_amalgamated STATIC ${amalgamation_folder}/recount/recount.c)
  if(RECOUNT_TEST_LEDGER)
    target_sources(recount_amalgamated PRIVATE ${amalgamation_folder}/recount/recount-ledger.c)
    target_compile_definitions(recount_amalgamated PUBLIC RC_LEDGER)
    target_compile_options(recount_amalgamated INTERFACE -g)
  endif()
  target_compile_options(recount_amalgamated PRIVATE -Wpedantic)
  target_include_directories(recount_amalgamated PUBLIC ${amalgamation_folder} ${single_headers})
  target_link_libraries(recount_amalgamated PRIVATE recount_warnings PUBLIC m)
  foreach(kind IN ITEMS _shared _static)
    add_library(recount_amalgamated${kind} ALIAS recount_amalgamated)
  endforeach()
  set(recount_tested recount_amalgamated)
endif()
