# recount as one header and one source: the same each time, and one call of a compiler makes a program of it, without
# a warning; with the ledger, too, and as a header of C++.
cmake_policy(VERSION 3.22)
include(${settings})
file(REMOVE_RECURSE ${work}/amalgamation)
foreach(time IN ITEMS first second)
  run("written" ${amalgamate} ${root} ${work}/amalgamation/${time}/recount ${version} ${amalgamation_sources})
endforeach()
set(names recount.h recount.c recount.hpp python.h testing.h testing_cmocka.h)
if(ledger)
  list(APPEND names recount-ledger.c)
endif()
foreach(name IN LISTS names)
  file(SHA256 ${work}/amalgamation/first/recount/${name} first)
  file(SHA256 ${work}/amalgamation/second/recount/${name} second)
  if(NOT first STREQUAL second)
    message(FATAL_ERROR "${name} is another one the second time")
  endif()
endforeach()

set(folder ${work}/amalgamation/first)
set(strict -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef -Werror)
set(app ${source}/app/app.c)
run("compiled" ${c_compiler} -std=c11 ${strict} -Wstrict-prototypes ${flags} -I${folder} ${app}
    ${folder}/recount/recount.c -o ${work}/amalgamation/app -lm)
run("runs" ${work}/amalgamation/app)
if(ledger)
  run("compiled with the ledger" ${c_compiler} -std=c11 ${strict} -Wstrict-prototypes ${flags} -g -DRC_LEDGER
      -I${folder} ${app} ${folder}/recount/recount.c ${folder}/recount/recount-ledger.c -o
      ${work}/amalgamation/app_ledger -lm)
  run("runs with the ledger" ${CMAKE_COMMAND} -E env RECOUNT_AUDIT=1 ${work}/amalgamation/app_ledger)
endif()
if(cxx_compiler)
  run("the source for C++" ${c_compiler} -std=c11 ${flags} -I${folder} -c ${folder}/recount/recount.c -o
      ${work}/amalgamation/recount.o)
  run("compiled in C++" ${cxx_compiler} -std=c++17 ${strict} -Wold-style-cast ${flags} -I${folder}
      ${source}/app/app.cpp ${work}/amalgamation/recount.o -o ${work}/amalgamation/app_cxx -lm)
  run("runs in C++" ${work}/amalgamation/app_cxx)
endif()
