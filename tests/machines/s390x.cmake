# IBM Z: 64-bit, and the most significant byte comes first; qemu runs the programs.
# There are few addresses (-R): qemu has a book of each page of them, and a runtime would reserve 128 GiB.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR s390x)
set(CMAKE_C_COMPILER s390x-linux-gnu-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-s390x -R 0x40000000 -L /usr/s390x-linux-gnu)
