# Runs an example: cmake -D program=PATH -D arguments=LIST -D expected=FILE -P check.cmake
string(REPLACE "," ";" emulator "${emulator}")
execute_process(
  COMMAND ${emulator} ${program} ${arguments}
  RESULT_VARIABLE result
  OUTPUT_VARIABLE output
  ERROR_VARIABLE errors)
if(NOT result EQUAL 0)
  message("${output}${errors}")
  message(FATAL_ERROR "${program} ended with ${result}")
endif()
if(EXISTS ${expected})
  file(READ ${expected} text)
  if(NOT output STREQUAL text)
    message("${output}")
    message(FATAL_ERROR "${program} printed that, but ${expected} says:\n${text}")
  endif()
endif()
