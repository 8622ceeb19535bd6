# Installs, below a folder named recount as a clone of it is, copies the tree to another place, where the other tests
# use it, and uninstalls: nothing is left.
cmake_policy(VERSION 3.22)
include(${settings})

file(REMOVE_RECURSE ${work}/recount/first ${moved})
# The developer's own record of an installation is not to be lost.
set(records install_manifest.txt install_folders.txt)
foreach(record IN LISTS records)
  if(EXISTS ${build}/${record})
    file(RENAME ${build}/${record} ${build}/${record}.kept)
  endif()
endforeach()
file(MAKE_DIRECTORY ${work}/recount/first/share/doc) # by somebody else
run("install" ${CMAKE_COMMAND} --install ${build} --prefix ${work}/recount/first)
foreach(record IN LISTS records)
  file(RENAME ${build}/${record} ${work}/${record})
  if(EXISTS ${build}/${record}.kept)
    file(RENAME ${build}/${record}.kept ${build}/${record})
  endif()
endforeach()

file(GLOB_RECURSE licenses ${work}/recount/first/LICENSE)
if(NOT licenses)
  message(FATAL_ERROR "the license was not installed")
endif()
file(GLOB_RECURSE printers ${work}/recount/first/*/librecount.so*-gdb.py)
if(NOT printers)
  message(FATAL_ERROR "the script for gdb was not installed")
endif()

# What was installed may be moved: nothing in it knows where it was.
file(COPY ${work}/recount/first/ DESTINATION ${moved})
file(GLOB_RECURSE texts ${moved}/*.cmake ${moved}/*.pc ${moved}/*.h)
foreach(text IN LISTS texts)
  file(READ "${text}" content)
  foreach(place IN ITEMS ${work}/recount/first ${build})
    string(FIND "${content}" "${place}" position)
    if(NOT position EQUAL -1)
      message(FATAL_ERROR "${text} names ${place}")
    endif()
  endforeach()
endforeach()

file(WRITE ${work}/recount/first/include/other.h "/* of another library */\n")
run("uninstall" ${CMAKE_COMMAND} -D manifest=${work}/install_manifest.txt -D note=${work}/install_folders.txt -P
    ${root}/runtime/cmake/uninstall.cmake)
file(GLOB_RECURSE left LIST_DIRECTORIES true RELATIVE ${work}/recount/first ${work}/recount/first/*)
if(NOT left STREQUAL "include;include/other.h;share;share/doc")
  message(FATAL_ERROR "after uninstalling there is: ${left}")
endif()
