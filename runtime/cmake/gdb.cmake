# gdb loads the printers and commands of runtime/tools/gdb with the library (docs/debugging.md):
#
#   shared   from LIBRARY-gdb.py, beside the library in the build tree and where it is installed; installed under /usr,
#            from gdb's own folder for such scripts, which it trusts without being told
#   static   from a section of the program's, .debug_gdb_scripts, which the archive brings (ELF)
#
# Either is one text, made of all modules.
set(gdb_folder ${PROJECT_SOURCE_DIR}/runtime/tools/gdb)
set(gdb_text "_recount_texts = []\n")
foreach(module IN ITEMS memory layout objects heap ledger variables commands printers)
  file(READ ${gdb_folder}/recount_gdb/${module}.py content)
  string(APPEND gdb_text "_recount_texts.append((\"${module}\", r'''${content}'''))\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${gdb_folder}/recount_gdb/${module}.py)
endforeach()
file(READ ${gdb_folder}/start.py content)
string(APPEND gdb_text "${content}")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${gdb_folder}/start.py)

# recount_gdb(NAME COMPONENT TABLE...): the script for NAME_shared, installed with COMPONENT, and for NAME_static.
# TABLE: what the static one must bring, too.
function(recount_gdb name component)
  file(GENERATE OUTPUT "$<TARGET_FILE:${name}_shared>-gdb.py" CONTENT "${gdb_text}")
  if(RECOUNT_INSTALL)
    # The prefix is known when it is installed, not before.
    install(CODE "
      set(folder \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}\")
      if(CMAKE_INSTALL_PREFIX STREQUAL \"/usr\")
        set(folder \"/usr/share/gdb/auto-load/usr/${CMAKE_INSTALL_LIBDIR}\")
      endif()
      file(INSTALL DESTINATION \"\${folder}\" TYPE FILE FILES \"$<TARGET_FILE:${name}_shared>-gdb.py\")"
            COMPONENT ${component})
  endif()
  if(NOT CMAKE_EXECUTABLE_FORMAT STREQUAL "ELF")
    return()
  endif()
  set(script ${PROJECT_BINARY_DIR}/gdb/${name})
  list(JOIN ARGN ", " tables)
  file(GENERATE OUTPUT ${script}.py CONTENT "${gdb_text}")
  file(GENERATE OUTPUT ${script}.c CONTENT "\
#include <recount/detail/layout.h>
extern const void *const _Rc_gdb_script[];
const void *const _Rc_gdb_script[] = {${tables}};
__asm__(\".pushsection .debug_gdb_scripts, \\\"MS\\\", %progbits, 1\\n\"
        \".byte 4\\n.ascii \\\"recount\\\\n\\\"\\n.incbin \\\"${script}.py\\\"\\n.byte 0\\n.popsection\\n\");
")
  set_source_files_properties(${script}.c PROPERTIES GENERATED TRUE OBJECT_DEPENDS ${script}.py)
  recount_objects(${name}_gdb)
  target_sources(${name}_gdb PRIVATE ${script}.c)
  target_sources(${name}_static PRIVATE $<TARGET_OBJECTS:${name}_gdb>)
  target_link_options(${name}_static INTERFACE "LINKER:--undefined=_Rc_gdb_script")
endfunction()

recount_gdb(recount runtime _Rc_layout _RcHashTable_layout)
if(RECOUNT_LEDGER)
  recount_gdb(recount_ledger ledger _Rc_layout _RcHashTable_layout _RcLedger_layout)
endif()
