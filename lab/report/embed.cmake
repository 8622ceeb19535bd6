# Writes a C source with the files of the page: cmake -DOUTPUT=... -DFOLDER=... -P embed.cmake
# As arrays of numbers, since a compiler need not take string literals of any length.
set(scripts dom model heap lanes ledgers bins compare exercise page)

# embed(NAME FILE...): the files, one behind the other, as the array NAME and its size.
function(embed name)
  set(bytes "")
  foreach(file IN LISTS ARGN)
    file(READ ${FOLDER}/${file} hex HEX)
    string(APPEND bytes ${hex})
  endforeach()
  string(REGEX REPLACE "(................................)" "\\1\n" bytes ${bytes})
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes ${bytes})
  file(APPEND ${OUTPUT} "const char ${name}[] = {\n${bytes}0};\nconst size_t ${name}_size = sizeof ${name} - 1;\n")
endfunction()

list(TRANSFORM scripts APPEND ".js")
file(WRITE ${OUTPUT} "/* Made by embed.cmake. */\n#include \"report_page.h\"\n")
embed(page_template page.html)
embed(page_css page.css)
embed(page_script ${scripts})
