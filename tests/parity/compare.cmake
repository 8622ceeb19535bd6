# Runs a parity program on recount and on CPython, and compares what they print.
#   cmake -D recount=PROGRAM [-D cpython=PROGRAM -D version=VERSION] -D expected=FILE -P compare.cmake
# Without a CPython program the text of FILE takes its place.

# The last version whose messages are known to be those of recount; of newer ones only the types of errors
# are compared, and all counts.
set(last_version 3.13)

function(run program output)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env --unset=PYTHONHOME --unset=PYTHONPATH ${program}
    RESULT_VARIABLE result
    OUTPUT_VARIABLE text
    ERROR_VARIABLE errors)
  if(NOT result EQUAL 0)
    message("${text}${errors}")
    message(FATAL_ERROR "${program} ended with ${result}")
  endif()
  set(${output} "${text}" PARENT_SCOPE)
endfunction()

# The first line of a text, which is taken away from it.
macro(take_line text line)
  string(FIND "${${text}}" "\n" end_)
  string(SUBSTRING "${${text}}" 0 ${end_} ${line})
  math(EXPR end_ "${end_} + 1")
  string(SUBSTRING "${${text}}" ${end_} -1 ${text})
endmacro()

function(show_first_difference name ours theirs)
  set(case_ "")
  while(NOT "${ours}" STREQUAL "" AND NOT "${theirs}" STREQUAL "")
    take_line(ours our_line)
    take_line(theirs their_line)
    if(NOT "${our_line}" STREQUAL "${their_line}")
      message("${case_}\n${name}:\n${their_line}\nrecount:\n${our_line}")
      return()
    endif()
    if(our_line MATCHES "^case ")
      set(case_ "${our_line}")
    endif()
  endwhile()
  message("one text is longer\n${name}: ${theirs}\nrecount: ${ours}")
endfunction()

string(REPLACE "," ";" emulator "${emulator}")
run("${emulator};${recount}" ours)
if(DEFINED cpython)
  set(name "CPython ${version}")
  run(${cpython} theirs)
  if(version VERSION_GREATER_EQUAL last_version AND NOT version MATCHES "^${last_version}")
    string(REGEX REPLACE "( ! [A-Za-z]+): [^|\n]*" "\\1 " ours "${ours}")
    string(REGEX REPLACE "( ! [A-Za-z]+): [^|\n]*" "\\1 " theirs "${theirs}")
    message("${name}: messages are not compared")
  endif()
else()
  set(name "expected")
  file(READ ${expected} theirs)
endif()

if(NOT "${ours}" STREQUAL "${theirs}")
  show_first_difference("${name}" "${ours}" "${theirs}")
  message(FATAL_ERROR "recount differs from ${name}")
endif()
