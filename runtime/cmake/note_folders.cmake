# What cmake --install does first: writes down which of the folders that it installs to are not there yet, so that
# uninstall.cmake may take them away again; and the prefix.  note: the file; folders: without the prefix, or absolute.
file(APPEND "${note}" "prefix $ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}\n")
foreach(folder IN LISTS folders)
  if(NOT IS_ABSOLUTE "${folder}")
    set(folder "${CMAKE_INSTALL_PREFIX}/${folder}")
  endif()
  set(folder "$ENV{DESTDIR}${folder}")
  while(NOT EXISTS "${folder}")
    file(APPEND "${note}" "${folder}\n")
    get_filename_component(folder "${folder}" DIRECTORY)
  endwhile()
endforeach()
