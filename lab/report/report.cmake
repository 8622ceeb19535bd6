# `recount report`: its page is made of the files here, which become arrays in the program.
set(page ${CMAKE_CURRENT_LIST_DIR}/page.html ${CMAKE_CURRENT_LIST_DIR}/page.css)
foreach(script IN ITEMS dom model words heap lanes ledgers bins compare exercise page)
  list(APPEND page ${CMAKE_CURRENT_LIST_DIR}/${script}.js)
endforeach()
set(page_source ${CMAKE_CURRENT_BINARY_DIR}/report_page.c)
add_custom_command(
  OUTPUT ${page_source}
  COMMAND ${CMAKE_COMMAND} "-DFILES=${page}" -DOUTPUT=${page_source} -P ${CMAKE_CURRENT_LIST_DIR}/embed.cmake
  DEPENDS ${page} ${CMAKE_CURRENT_LIST_DIR}/embed.cmake
  VERBATIM)
target_sources(
  recount_tool
  PRIVATE report.c
          report_choose.c
          report_columns.c
          report_html.c
          report_pack.c
          report_tables.c
          report_text.c
          ${page_source})
target_include_directories(recount_tool PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
