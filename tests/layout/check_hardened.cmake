# What the loader fills in of the shared library is read-only afterwards, and no memory of it is writable and executable:
# cmake -D readelf=PROGRAM -D library=PATH -P check_hardened.cmake
execute_process(COMMAND ${readelf} --wide --dynamic --program-headers ${library} OUTPUT_VARIABLE text
                COMMAND_ERROR_IS_FATAL ANY)
foreach(wanted IN ITEMS "GNU_RELRO" "BIND_NOW|NOW" "GNU_STACK[^\n]* RW ")
  if(NOT text MATCHES "${wanted}")
    message(FATAL_ERROR "${library}: no ${wanted} in\n${text}")
  endif()
endforeach()
if(text MATCHES "LOAD[^\n]* RWE ")
  message(FATAL_ERROR "${library}: memory that is writable and executable\n${text}")
endif()
message("${library}: read-only relocations, bound when it is loaded, no executable stack")
