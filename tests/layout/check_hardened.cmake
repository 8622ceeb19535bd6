# What the loader fills in of the shared library is read-only afterwards, and no memory of it is writable and executable;
# and it calls these checkers (regular expressions with commas between: what RECOUNT_HARDEN brings).
# cmake -D readelf=PROGRAM -D library=PATH -D checkers=NAMES -P check_hardened.cmake
execute_process(COMMAND ${readelf} --wide --dynamic --program-headers --dyn-syms ${library} OUTPUT_VARIABLE text
                COMMAND_ERROR_IS_FATAL ANY)
set(called "read-only relocations, bound when it is loaded, no executable stack")
foreach(wanted IN ITEMS "GNU_RELRO" "BIND_NOW|NOW" "GNU_STACK[^\n]* RW ")
  if(NOT text MATCHES "${wanted}")
    message(FATAL_ERROR "${library}: no ${wanted} in\n${text}")
  endif()
endforeach()
if(text MATCHES "LOAD[^\n]* RWE ")
  message(FATAL_ERROR "${library}: memory that is writable and executable\n${text}")
endif()
string(REPLACE "," ";" checkers "${checkers}")
foreach(checker IN LISTS checkers)
  if(NOT text MATCHES "UND (${checker})@")
    message(FATAL_ERROR "${library}: does not call ${checker}\n${text}")
  endif()
  string(APPEND called ", calls ${CMAKE_MATCH_1}")
endforeach()
message("${library}: ${called}")
