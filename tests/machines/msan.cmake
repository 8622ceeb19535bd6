# Clang's MemorySanitizer: is anything read that was never written?  All must be compiled with it, cmocka too.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER clang)
set(CMAKE_C_FLAGS_INIT "-fsanitize=memory -fsanitize-memory-track-origins -fno-omit-frame-pointer -O1")
