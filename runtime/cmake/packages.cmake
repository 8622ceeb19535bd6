# Packages, made in a build folder by cpack -G DEB, or by cpack -G TGZ (one archive).  The Debian packages:
#   librecountVERSION  the shared library; several versions can be there at a time
#   librecount-dev     what programs are built with        librecount-ledger  the debug libraries
#   recount-tools      the study tool                      python3-recount-hashtable
# For Debian's folders of several architectures configure with -DCMAKE_INSTALL_PREFIX=/usr.
set(CPACK_PACKAGE_NAME recount)
set(CPACK_PACKAGE_VENDOR "The recount authors")
set(CPACK_PACKAGE_CONTACT "The recount authors <recount@localhost>" CACHE STRING "Maintainer of the packages")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR})

# package(COMPONENT NAME SECTION SUMMARY [DEPENDS...]): a component is there if something of it is built.
set(CPACK_COMPONENTS_ALL "")
macro(package component name section summary)
  list(APPEND CPACK_COMPONENTS_ALL ${component})
  string(TOUPPER ${component} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${name})
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${section})
  set(CPACK_COMPONENT_${upper}_DESCRIPTION "${summary}")
  string(JOIN ", " CPACK_DEBIAN_${upper}_PACKAGE_DEPENDS ${ARGN})
  # Debian wants the license here; it is in the packages alone.
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${name} RENAME copyright
          COMPONENT ${component} EXCLUDE_FROM_ALL)
endmacro()

set(this_version "(= ${PROJECT_VERSION})")
set(library librecount${RECOUNT_SOVERSION})
package(runtime ${library} libs "${PROJECT_DESCRIPTION}: the shared library")
package(development librecount-dev libdevel "${PROJECT_DESCRIPTION}: headers and static library"
        "${library} ${this_version}" libc6-dev)
if(RECOUNT_LEDGER)
  package(ledger librecount-ledger libdevel "recount's debug libraries, which find mistakes in reference counting"
          "librecount-dev ${this_version}")
endif()
if(RECOUNT_LAB)
  package(tools recount-tools devel "recount's study tool: bins, load and hash functions on your data")
endif()
if(recount_has_python)
  package(python python3-recount-hashtable python "recount's hash table as a Python module" python3)
endif()
include(CPack)
