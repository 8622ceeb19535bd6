# Each public header stands alone: as the only include of a program, in C11 and in C++17, without warnings.
cmake_policy(VERSION 3.22)
set(flags -fsyntax-only -Werror -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef
          -I${root}/runtime/include -I${root}/hashtable/include)
if(language STREQUAL "c")
  list(APPEND flags -std=c11 -Wstrict-prototypes)
else()
  list(APPEND flags -std=c++17)
endif()
set(wrong "")

file(GLOB_RECURSE headers ${root}/runtime/include/*.h ${root}/hashtable/include/*.h)
foreach(header IN LISTS headers)
  string(REGEX REPLACE ".*/include/" "" name ${header})
  # Twice: the guard must hold.  And both with the ledger and without.
  foreach(define IN ITEMS -URC_LEDGER -DRC_LEDGER)
    execute_process(
      COMMAND ${compiler} ${flags} ${define} -include ${name} -include ${name} -x ${language} /dev/null
      RESULT_VARIABLE result
      ERROR_VARIABLE errors)
    if(NOT result EQUAL 0)
      string(APPEND wrong "${name}, as ${language}, ${define}:\n${errors}\n")
    endif()
  endforeach()
endforeach()

list(LENGTH headers count)
if(count LESS 10)
  message(FATAL_ERROR "only ${count} headers found under ${root}: the check looks in the wrong place")
endif()
if(wrong)
  message("${wrong}")
  message(FATAL_ERROR "not as it should be, see above")
endif()
message("${count} headers, each alone as ${language}")
