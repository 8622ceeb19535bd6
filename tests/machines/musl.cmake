# Another C library; the processor runs the programs itself.  Said to be another system, so that no library of this one
# is looked for.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER musl-gcc)
