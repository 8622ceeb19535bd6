# 32-bit ARM, with hardware floating point; qemu runs the programs.
# Not all of its addresses are there, so that tests can ask for more memory than there is.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_C_COMPILER arm-linux-gnueabihf-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-arm -R 0x14000000 -L /usr/arm-linux-gnueabihf)
