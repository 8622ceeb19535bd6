# 64-bit ARM; qemu runs the programs.
# There are few addresses (-R): qemu has a book of each page of them, and a runtime would reserve 128 GiB.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -R 0x40000000 -L /usr/aarch64-linux-gnu)
