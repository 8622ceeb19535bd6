# Each public header stands alone: as the only include of a program, in C11 and in C++17, without warnings.  Those for
# C++ (*.hpp) also without warnings that C headers cannot be without, and together in C++20.
cmake_policy(VERSION 3.22)
set(flags -fsyntax-only -Werror -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef
          -I${root}/runtime/include -I${root}/hashtable/include)
if(language STREQUAL "c")
  list(APPEND flags -std=c11 -Wstrict-prototypes)
else()
  list(APPEND flags -std=c++17)
endif()
set(wrong "")

# check(HEADER FLAG...): twice, for the guard must hold; and both with the ledger and without.  Behind it, since ISO C wants
# a declaration, which not every header has, is one of the C library's.
function(check header)
  string(REGEX REPLACE ".*/include/" "" name ${header})
  foreach(define IN ITEMS -URC_LEDGER -DRC_LEDGER)
    execute_process(
      COMMAND ${compiler} ${flags} ${ARGN} ${define} -include ${name} -include ${name} -include stddef.h -x ${language}
              /dev/null
      RESULT_VARIABLE result
      ERROR_VARIABLE errors)
    if(NOT result EQUAL 0)
      string(APPEND wrong "${name}, as ${language}, ${ARGN} ${define}:\n${errors}\n")
    endif()
  endforeach()
  set(wrong "${wrong}" PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE headers ${root}/runtime/include/*.h ${root}/hashtable/include/*.h)
foreach(header IN LISTS headers)
  check(${header})
endforeach()
if(language STREQUAL "c++")
  file(GLOB_RECURSE cxx_headers ${root}/runtime/include/*.hpp)
  foreach(header IN LISTS cxx_headers)
    check(${header} -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual)
  endforeach()
  check(${root}/runtime/include/recount/recount.hpp -std=c++20)
  list(APPEND headers ${cxx_headers})
endif()

list(LENGTH headers count)
if(count LESS 10)
  message(FATAL_ERROR "only ${count} headers found under ${root}: the check looks in the wrong place")
endif()
if(wrong)
  message("${wrong}")
  message(FATAL_ERROR "not as it should be, see above")
endif()
message("${count} headers, each alone as ${language}")
