# announce.c as C++17, without warnings, linked with the ledger library: announced is the same as in C.
cmake_policy(VERSION 3.22)
separate_arguments(flags UNIX_COMMAND "${flags}")
get_filename_component(folder ${library} DIRECTORY)
file(REMOVE_RECURSE ${work})
file(MAKE_DIRECTORY ${work})
foreach(level IN ITEMS -O0 -O2)
  execute_process(
    COMMAND ${compiler} ${flags} ${level} -std=c++17 -Werror -Wall -Wextra -Wpedantic -Wshadow -DRC_LEDGER
            -I${root}/runtime/include -I${root}/hashtable/include -x c++ ${root}/tests/layout/announce.c -x none
            ${library} -Wl,-rpath,${folder} -o ${work}/announce COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${work}/announce COMMAND_ERROR_IS_FATAL ANY)
endforeach()
