# Includes only ever point down (docs/architecture.md, "Layers"):
#  - a public header includes public headers and the C library's;
#  - a source of runtime/ includes private headers of its own layer, of those below, and of core/;
#  - hashtable/ includes public headers and its own, and so do hashtable/python/ and lab/;
#  - nobody in runtime/ knows the table but the headers that show all, which no source includes.
cmake_policy(VERSION 3.22)
set(layers memory core collector protocol types lifecycle ledger) # from the ground up
set(umbrellas runtime/include/recount/recount.h runtime/include/recount/python.h
              runtime/include/recount/detail/analyzer_calls.h runtime/include/recount/detail/ledger_calls.h
              runtime/include/recount/detail/ledger_calls_python.h)
set(wrong "")

macro(complain text)
  string(APPEND wrong "${file}: #include ${include}: ${text}\n")
endmacro()

# The public headers, as they are included, and who may include hashtable.h.
file(GLOB_RECURSE public RELATIVE ${root}/runtime/include ${root}/runtime/include/*.h)
file(GLOB_RECURSE table_public RELATIVE ${root}/hashtable/include ${root}/hashtable/include/*.h)

macro(check_public)
  string(REGEX REPLACE "[<>]" "" name "${include}")
  if(file MATCHES "^(hashtable|lab)/" OR file IN_LIST umbrellas)
    # may see them all
  elseif(name IN_LIST table_public OR runtime/include/${name} IN_LIST umbrellas)
    complain("the runtime may not know the table")
  elseif(NOT name IN_LIST public)
    complain("there is no such public header")
  endif()
endmacro()

macro(check_private)
  if(NOT include MATCHES "^\"([^/]+)/[^/]+\\.h\"$")
    complain("a private header is included as \"folder/name.h\"")
  else()
    set(to ${CMAKE_MATCH_1})
    string(REGEX MATCH "^runtime/([^/]+)/" ignored "${file}")
    list(FIND layers ${CMAKE_MATCH_1} from_level)
    list(FIND layers ${to} to_level)
    if(to_level EQUAL -1)
      complain("${to} is no layer")
    elseif(to_level GREATER from_level AND NOT to STREQUAL "core")
      complain("points up, from ${CMAKE_MATCH_1} to ${to}")
    endif()
  endif()
endmacro()

file(GLOB_RECURSE files RELATIVE ${root} ${root}/runtime/*.[ch] ${root}/hashtable/*.[ch]
     ${root}/lab/*.[ch])
foreach(file IN LISTS files)
  file(STRINGS ${root}/${file} lines REGEX "^[ \t]*#[ \t]*include")
  foreach(line IN LISTS lines)
    string(REGEX MATCH "[<\"][^>\"]*[>\"]" include "${line}")
    if(include MATCHES "^<recount/")
      check_public()
    elseif(include MATCHES "^<")
      # the C library's
    elseif(file MATCHES "/include/")
      complain("a public header includes public headers alone, as <recount/name.h>")
    elseif(file MATCHES "^(hashtable|lab)/")
      string(REPLACE "\"" "" name "${include}")
      get_filename_component(folder ${file} DIRECTORY)
      if(NOT EXISTS ${root}/${folder}/${name} OR name MATCHES "\\.\\.")
        complain("the table, or the tool, sees no header of others but the public ones")
      endif()
    else()
      check_private()
    endif()
  endforeach()
endforeach()

list(LENGTH files count)
if(count LESS 20)
  message(FATAL_ERROR "only ${count} files found under ${root}: the check looks in the wrong place")
endif()
if(wrong)
  message("${wrong}")
  message(FATAL_ERROR "not as it should be, see above")
endif()
message("${count} files, every include points down")
