# recount_check_references(TARGET): makes the target check_references_TARGET, which reads TARGET's
# C sources with Clang's static analyzer (recount-check; docs/static-checking.md) and fails if there is a report.
# The reports are also in references/TARGET/SOURCE.sarif of the current build folder.
#
# Which clang: CMAKE_C_COMPILER if it is one, else the first that is found; the variable RECOUNT_CLANG overrides.
# Without one the target is not made, and a warning says so.
function(recount_check_references target)
  if(CMAKE_C_COMPILER_ID STREQUAL "Clang")
    set(RECOUNT_CLANG "${CMAKE_C_COMPILER}" CACHE FILEPATH "The clang of recount_check_references")
  else()
    find_program(RECOUNT_CLANG NAMES clang clang-20 clang-19 clang-18 clang-17 clang-16 clang-15 clang-14
                 DOC "The clang of recount_check_references")
  endif()
  if(NOT RECOUNT_CLANG)
    message(WARNING "recount_check_references(${target}): there is no clang here")
    return()
  endif()
  get_property(command GLOBAL PROPERTY RECOUNT_CHECK_COMMAND)
  get_target_property(sources ${target} SOURCES)
  get_target_property(folder ${target} SOURCE_DIR)
  get_target_property(standard ${target} C_STANDARD)
  set(options "")
  if(standard)
    set(options -std=gnu${standard})
  endif()

  # What the target is compiled with, as far as it tells how to read it.
  set(includes "$<REMOVE_DUPLICATES:$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>>")
  set(definitions "$<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>")
  set(others "$<FILTER:$<TARGET_PROPERTY:${target},COMPILE_OPTIONS>,INCLUDE,^-(D|U|I|std=)>")
  list(APPEND options "$<$<BOOL:${includes}>:-I$<JOIN:${includes},$<SEMICOLON>-I>>"
       "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},$<SEMICOLON>-D>>" "${others}")

  set(checks "")
  set(results ${CMAKE_CURRENT_BINARY_DIR}/references/${target})
  foreach(source IN LISTS sources)
    if(source MATCHES "^\\$<" OR NOT source MATCHES "\\.c$")
      continue()
    endif()
    get_filename_component(path "${source}" ABSOLUTE BASE_DIR "${folder}")
    file(RELATIVE_PATH name "${folder}" "${path}")
    string(REGEX REPLACE "[^A-Za-z0-9._-]" "_" name "${name}")
    set(check ${results}/${name}.checked) # never made, so it is always out of date
    add_custom_command(
      OUTPUT ${check}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${results}
      COMMAND sh ${command} --compiler ${RECOUNT_CLANG} --output ${results}/${name}.sarif ${options} ${path}
      DEPENDS ${path}
      COMMENT "Checking the references in ${source}"
      COMMAND_EXPAND_LISTS VERBATIM)
    set_source_files_properties(${check} PROPERTIES SYMBOLIC TRUE)
    list(APPEND checks ${check})
  endforeach()
  add_custom_target(check_references_${target} DEPENDS ${checks})
endfunction()
