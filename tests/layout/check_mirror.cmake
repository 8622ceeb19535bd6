# Each source is built, has the test of its name at its place, and that test is listed; and no file lies about
# that nobody builds.
cmake_policy(VERSION 3.22)
set(wrong "")
string(REPLACE "," ";" built "${built}")
file(READ ${root}/tests/CMakeLists.txt tests)

file(GLOB_RECURSE sources RELATIVE ${root} ${root}/runtime/*.c ${root}/hashtable/*.c)
if(NOT ledger)
  list(FILTER sources EXCLUDE REGEX "^runtime/ledger/") # is not built
endif()
list(FILTER sources EXCLUDE REGEX "^hashtable/python/") # is tested from Python: tests/python
# The ledger in the making is tested as a whole, by tests/mistakes; some of its files have a test of their own.
set(tested_together "^runtime/ledger/")
foreach(source IN LISTS sources)
  string(REGEX REPLACE "([^/]+)$" "test_\\1" test ${source})
  if(NOT EXISTS ${root}/tests/${test} AND NOT source MATCHES "${tested_together}")
    string(APPEND wrong "${source}: its test tests/${test} is missing\n")
  endif()
  if(NOT source IN_LIST built)
    string(APPEND wrong "${source}: in no source list\n")
  endif()
endforeach()

file(GLOB_RECURSE programs RELATIVE ${root}/tests ${root}/tests/test_*.c)
foreach(program IN LISTS programs)
  if(NOT program MATCHES "^(parity|install)/")
    string(FIND "${tests}" "${program}" position)
    if(position EQUAL -1)
      string(APPEND wrong "tests/${program}: not in tests/CMakeLists.txt\n")
    endif()
  endif()
endforeach()

list(LENGTH sources count)
if(count LESS 20)
  message(FATAL_ERROR "only ${count} sources found under ${root}: the check looks in the wrong place")
endif()
if(wrong)
  message("${wrong}")
  message(FATAL_ERROR "not as it should be, see above")
endif()
message("${count} sources, each built and with its test")
