# What recount's own sources, tests and examples are compiled with; nothing of it reaches a user's targets.

# Warnings: private to whoever links this target.  The library has -Wpedantic besides; tests and examples
# have not, because slots of a heap type's description are void * and functions go into them, which POSIX
# allows and ISO C does not.
add_library(recount_warnings INTERFACE)
target_compile_options(
  recount_warnings
  INTERFACE -Wall
            -Wextra
            -Wconversion
            -Wformat=2
            -Wno-format-nonliteral
            -Wimplicit-fallthrough
            -Wpointer-arith
            -Wshadow
            -Wundef
            -Wvla
            $<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes>
            $<$<COMPILE_LANGUAGE:C>:-Wold-style-definition>
            $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>
            $<$<BOOL:${RECOUNT_WERROR}>:-Werror>)

# 32-bit x86: a double is computed as a double.  Else it has more digits on its way, and is rounded twice.
if(CMAKE_SIZEOF_VOID_P EQUAL 4 AND CMAKE_SYSTEM_PROCESSOR MATCHES "86|amd64|AMD64")
  add_compile_options(-msse2 -mfpmath=sse)
endif()

# Instrumentation: all or nothing, so for the whole project.
if(RECOUNT_SANITIZE)
  # A little optimisation makes sanitized debug builds several times faster.
  add_compile_options(-fsanitize=${RECOUNT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
                      $<$<CONFIG:Debug>:-O1>)
  add_link_options(-fsanitize=${RECOUNT_SANITIZE})
endif()
if(RECOUNT_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()
