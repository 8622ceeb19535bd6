/* Preloaded where an emulator has no limit of addresses: takes all of them but some, so that tests can ask for more
 * memory than there is. */
#include <stddef.h>
#include <sys/mman.h>

#define LEFT ((size_t)480 << 20)
#define LARGEST ((size_t)1 << 30)
#define SMALLEST ((size_t)16 << 20)

static void *take(size_t size)
{
    return mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

static __attribute__((constructor)) void take_addresses(void)
{
    void *left = take(LEFT);
    for (size_t size = LARGEST; size >= SMALLEST; size /= 2) {
        while (take(size) != MAP_FAILED) {
        }
    }
    munmap(left, LEFT);
}
