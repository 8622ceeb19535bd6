# cmake --install: headers, both libraries, the license, the CMake package and the pkg-config file.  The tree may be
# moved afterwards: every path in it is relative.
include(CMakePackageConfigHelpers)

install(DIRECTORY runtime/include/recount hashtable/include/recount
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(PROGRAMS runtime/tools/recount-check DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(TARGETS recount recount_shared recount_static EXPORT recountTargets)
if(RECOUNT_LEDGER)
  install(TARGETS recount_ledger recount_ledger_shared recount_ledger_static recount_deep recount_deep_shared
                  recount_deep_static EXPORT recountTargets)
endif()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/recount)
install(EXPORT recountTargets NAMESPACE recount:: DESTINATION ${package_dir})
configure_package_config_file(runtime/cmake/recountConfig.cmake.in ${PROJECT_BINARY_DIR}/recountConfig.cmake
                              INSTALL_DESTINATION ${package_dir} PATH_VARS CMAKE_INSTALL_BINDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/recountConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES runtime/cmake/recountCheck.cmake ${PROJECT_BINARY_DIR}/recountConfig.cmake
              ${PROJECT_BINARY_DIR}/recountConfigVersion.cmake
        DESTINATION ${package_dir})

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
set(pc_gdb "")
if(CMAKE_EXECUTABLE_FORMAT STREQUAL "ELF")
  set(pc_gdb "-Wl,--undefined=_Rc_gdb_script ") # gdb.cmake
endif()
# recount_pc(NAME DESCRIPTION REQUIRES [FLAG...]): NAME.pc
function(recount_pc pc_name pc_description pc_requires)
  list(JOIN ARGN " " pc_flags)
  configure_file(runtime/cmake/recount.pc.in ${PROJECT_BINARY_DIR}/${pc_name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${pc_name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()

recount_pc(recount "${PROJECT_DESCRIPTION}" "")
if(RECOUNT_LEDGER)
  recount_pc(recount-ledger "recount with its ledger, which finds mistakes in reference counting" "" -DRC_LEDGER -g)
  # Cflags are for compiling alone: a linker that is given -fsanitize=thread brings the sanitizer's own runtime.
  recount_pc(recount-deep "recount's ledger with the compiler's hooks: compile and link in two steps" recount-ledger
             -fsanitize=thread)
endif()
