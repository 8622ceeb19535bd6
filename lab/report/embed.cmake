# Writes a C source with the page: cmake "-DFILES=page.html;page.css;one.js;..." -DOUTPUT=FILE -P embed.cmake
# The scripts are one array, in the order given.  Arrays of characters, since a compiler need not take string
# literals of any length.
set(template ${FILES})
list(FILTER template INCLUDE REGEX "[.]html$")
set(css ${FILES})
list(FILTER css INCLUDE REGEX "[.]css$")
set(script ${FILES})
list(FILTER script INCLUDE REGEX "[.]js$")

file(WRITE ${OUTPUT} "/* Made by embed.cmake. */\n#include \"report_page.h\"\n")
foreach(name IN ITEMS template css script)
  set(bytes "")
  foreach(file IN LISTS ${name})
    file(READ ${file} hex HEX)
    string(APPEND bytes ${hex})
  endforeach()
  string(REGEX REPLACE "(................................)" "\\1\n" bytes ${bytes})
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes ${bytes})
  file(APPEND ${OUTPUT} "const char page_${name}[] = {\n${bytes}0};\n"
                        "const size_t page_${name}_size = sizeof page_${name} - 1;\n")
endforeach()
