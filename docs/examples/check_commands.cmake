# How the programs end when they are called wrongly or cannot do their work:
# cmake -D wordcount=PATH -D story=PATH -D source=DIRECTORY -D work=DIRECTORY -P check_commands.cmake
cmake_policy(VERSION 3.22)

# expect(RESULT OUTPUT ERRORS PROGRAM [ARGUMENT...]): OUTPUT and ERRORS are regular expressions; "" is nothing.
function(expect result_wanted output_wanted errors_wanted)
  execute_process(
    COMMAND ${ARGN}
    INPUT_FILE ${work}/empty
    RESULT_VARIABLE result
    OUTPUT_VARIABLE output
    ERROR_VARIABLE errors)
  foreach(stream IN ITEMS output errors)
    if("${${stream}_wanted}" STREQUAL "" AND NOT "${${stream}}" STREQUAL "")
      message(SEND_ERROR "${ARGN}: nothing should be here: ${${stream}}")
    elseif(NOT "${${stream}}" MATCHES "${${stream}_wanted}")
      message(SEND_ERROR "${ARGN}: \"${${stream}_wanted}\" is not in: ${${stream}}")
    endif()
  endforeach()
  if(NOT result EQUAL result_wanted)
    message(SEND_ERROR "${ARGN}: ended with ${result}, not ${result_wanted}")
  endif()
endfunction()

string(REPLACE "," ";" emulator "${emulator}")
list(PREPEND wordcount ${emulator})
list(PREPEND story ${emulator})
file(MAKE_DIRECTORY ${work})
file(WRITE ${work}/empty "")
file(WRITE ${work}/one "word")
file(WRITE ${work}/-x "word\n")

expect(0 "^usage: wordcount" "" ${wordcount} --help)
expect(0 "^usage: wordcount" "" ${wordcount} -h)
expect(2 "" "^usage: wordcount" ${wordcount})
expect(2 "" "^usage: wordcount" ${wordcount} --)
expect(2 "" "^wordcount: unknown option -x\nusage: " ${wordcount} -x ${work}/one)
expect(1 "" "^wordcount: no file was named\n$" ${wordcount} -)
expect(1 "" "^wordcount: [^\n]*/none: No such file[^\n]*\n$" ${wordcount} ${work}/none)
expect(1 "^1 file, " "/none: No such file" ${wordcount} ${work}/none ${work}/one)
expect(0 "^1 file, 4 B, 1 identifier, 1 different" "" ${wordcount} ${work}/one)
expect(0 "^2 files, 8 B, 2 identifiers, 1 different" "" ${wordcount} -- ${work}/one ${work}/one)
expect(0 "^1 file, [0-9.]+ kB, " "" ${wordcount} ${source}/wordcount.c)
expect(0 "^1 file, 5 B, " "" ${CMAKE_COMMAND} -E chdir ${work} ${wordcount} -- -x)

# What cannot be written is told.
if(EXISTS /dev/full)
  foreach(program IN ITEMS "${wordcount};${work}/one" "${wordcount};--help" "${story}")
    execute_process(
      COMMAND ${program}
      RESULT_VARIABLE result
      OUTPUT_FILE /dev/full
      ERROR_VARIABLE errors)
    if(NOT result EQUAL 1 OR NOT errors MATCHES "standard output: No space left")
      message(SEND_ERROR "${program} > /dev/full: ended with ${result} and said: ${errors}")
    endif()
  endforeach()
endif()
