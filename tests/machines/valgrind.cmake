# This machine, with memcheck between.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR
    valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite --num-callers=40
    --suppressions=${CMAKE_CURRENT_LIST_DIR}/valgrind.supp)
