# cmake --install: the tree may be moved afterwards, every path in it is relative.  In components, for
# cmake --install --component NAME and the packages of packages.cmake:
#   runtime      the shared library
#   development  headers, the static library, CMake package, pkg-config files, recount-check
#   ledger       the libraries of the ledger and of the deep ledger
#   tools        the study tool `recount`
#   python       the Python module
include(CMakePackageConfigHelpers)

# install_libraries(COMPONENT EXPORT NAME...): NAME, NAME_shared and NAME_static of each.
function(install_libraries component export)
  foreach(name IN LISTS ARGN)
    install(
      TARGETS ${name} ${name}_shared ${name}_static
      EXPORT ${export}
      LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${component} NAMELINK_COMPONENT ${development_of_${component}}
      ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${development_of_${component}})
  endforeach()
endfunction()
set(development_of_runtime development)
set(development_of_ledger ledger)

install(DIRECTORY runtime/include/recount hashtable/include/recount
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development
        FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
install(PROGRAMS runtime/tools/recount-check DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT development)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT development)
install_libraries(runtime recountTargets recount)
set(exports recountTargets)
if(RECOUNT_LEDGER)
  install_libraries(ledger recountLedgerTargets recount_ledger recount_deep)
  list(APPEND exports recountLedgerTargets)
endif()
if(RECOUNT_LAB)
  install(TARGETS recount_tool EXPORT recountToolTargets
          RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tools)
  list(APPEND exports recountToolTargets)
endif()

# Each part says by a file of its own that it is there.
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/recount)
set(component_of_recountTargets development)
set(component_of_recountLedgerTargets ledger)
set(component_of_recountToolTargets tools)
foreach(export IN LISTS exports)
  install(EXPORT ${export} NAMESPACE recount:: DESTINATION ${package_dir}
          COMPONENT ${component_of_${export}})
endforeach()
configure_package_config_file(runtime/cmake/recountConfig.cmake.in ${PROJECT_BINARY_DIR}/recountConfig.cmake
                              INSTALL_DESTINATION ${package_dir} PATH_VARS CMAKE_INSTALL_BINDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/recountConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES runtime/cmake/recountCheck.cmake ${PROJECT_BINARY_DIR}/recountConfig.cmake
              ${PROJECT_BINARY_DIR}/recountConfigVersion.cmake
        DESTINATION ${package_dir} COMPONENT development)

# pkg-config's paths start from where the file lies (pcfiledir), unless the user gave an absolute directory.
foreach(kind IN ITEMS LIB INCLUDE)
  set(pc_${kind}DIR "\${prefix}/${CMAKE_INSTALL_${kind}DIR}")
  if(IS_ABSOLUTE "${CMAKE_INSTALL_${kind}DIR}")
    set(pc_${kind}DIR "${CMAKE_INSTALL_${kind}DIR}")
  endif()
endforeach()
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
  set(pc_prefix "${CMAKE_INSTALL_PREFIX}")
else()
  file(RELATIVE_PATH up "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
  string(REGEX REPLACE "/$" "" up "${up}")
  set(pc_prefix "\${pcfiledir}/${up}")
endif()
foreach(place IN ITEMS pc_prefix pc_LIBDIR pc_INCLUDEDIR)
  string(REPLACE " " "\\ " ${place} "${${place}}") # as pkgconf does with pcfiledir
endforeach()
set(pc_wanted "") # of archives, besides what is called
if(CMAKE_EXECUTABLE_FORMAT STREQUAL "ELF")
  set(pc_wanted "-Wl,--undefined=_Rc_gdb_script ") # gdb.cmake
endif()
# recount_pc(NAME COMPONENT DESCRIPTION REQUIRES [FLAG...]): NAME.pc
function(recount_pc pc_name component pc_description pc_requires)
  list(JOIN ARGN " " pc_flags)
  configure_file(runtime/cmake/recount.pc.in ${PROJECT_BINARY_DIR}/${pc_name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${pc_name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
          COMPONENT ${component})
endfunction()

recount_pc(recount development "${PROJECT_DESCRIPTION}" "")
if(RECOUNT_LEDGER)
  recount_pc(recount-ledger ledger "recount with its ledger, which finds mistakes in reference counting" ""
             -DRC_LEDGER -g)
  string(APPEND pc_wanted "-Wl,--undefined=_RcLedger_Deep ")
  # Cflags are for compiling alone: a linker that is given -fsanitize=thread brings the sanitizer's own runtime.
  recount_pc(recount-deep ledger "recount's ledger with the compiler's hooks: compile and link in two steps"
             recount-ledger -fsanitize=thread)
endif()

# cmake --build . --target uninstall: removes what the last installation from this folder put anywhere.
if(PROJECT_IS_TOP_LEVEL)
  add_custom_target(
    uninstall
    COMMAND ${CMAKE_COMMAND} -D manifest=${PROJECT_BINARY_DIR}/install_manifest.txt
            -D note=${PROJECT_BINARY_DIR}/install_folders.txt -P ${CMAKE_CURRENT_LIST_DIR}/uninstall.cmake
    VERBATIM)
  include(runtime/cmake/packages.cmake)
endif()
