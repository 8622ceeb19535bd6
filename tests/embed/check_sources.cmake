# recount built as part of sources/: by FetchContent from an archive, shared, and by add_subdirectory, static, in a
# project that puts its own sources together (CMAKE_UNITY_BUILD).
cmake_policy(VERSION 3.22)
include(${settings})

file(REMOVE_RECURSE ${work}/fetched ${work}/added)
run("archive" ${CMAKE_COMMAND} -E chdir ${root} ${CMAKE_COMMAND} -E tar czf ${work}/recount.tar.gz -- CMakeLists.txt LICENSE
    runtime hashtable)
configure(sources ${work}/fetched -DFROM=${work}/recount.tar.gz)
build_and_test(${work}/fetched)
configure(sources ${work}/added -DFROM=${root} -DBUILD_SHARED_LIBS=OFF -DCMAKE_UNITY_BUILD=ON)
build_and_test(${work}/added)
