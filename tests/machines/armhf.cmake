# 32-bit ARM, with hardware floating point; qemu runs the programs.
# scarce.c takes most of their addresses, so that tests can ask for more memory than there is: qemu-arm -R has a bug.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_C_COMPILER arm-linux-gnueabihf-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-arm -E LD_PRELOAD=${CMAKE_BINARY_DIR}/scarce.so -L /usr/arm-linux-gnueabihf)
