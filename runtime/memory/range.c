/* Ranges of addresses: reserved at once, given memory step by step.  All that memory/ asks of the system beside malloc.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE, madvise */
#include "memory/range.h"

#include <recount/detail/platform.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

/* No range takes more than this part of the process's addresses: others need some, at the same time. */
#define SHARE 32

/* What is only reserved is in no core file: gdb would write it out, zeros by the gigabyte. */
static void exclude_from_core(void *from, size_t size)
{
#ifdef MADV_DONTDUMP
    (void)madvise(from, size, MADV_DONTDUMP);
#else
    Rc_UNUSED(from);
    Rc_UNUSED(size);
#endif
}

static void include_in_core(void *from, size_t size)
{
#ifdef MADV_DODUMP
    (void)madvise(from, size, MADV_DODUMP);
#else
    Rc_UNUSED(from);
    Rc_UNUSED(size);
#endif
}

/* As many bytes of addresses as one range may have. */
static size_t fair_share(void)
{
    struct rlimit limit;
    size_t addresses = SIZE_MAX;

    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur < addresses) {
        addresses = (size_t)limit.rlim_cur;
    }
    return addresses / SHARE;
}

void *_RcRange_Reserve(size_t *size, size_t least)
{
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    const size_t share = fair_share();

    if (*size > share) {
        *size = share & ~(RC_RANGE_GRAIN - 1);
    }
    for (; *size >= least; *size = *size / 2 & ~(RC_RANGE_GRAIN - 1)) {
        void *memory = mmap(NULL, *size, PROT_NONE, flags, -1, 0);
        if (memory != MAP_FAILED) {
            exclude_from_core(memory, *size);
            return memory;
        }
    }
    return NULL;
}

int _RcRange_Commit(const void *from, size_t size)
{
    uintptr_t start = (uintptr_t)from & ~(uintptr_t)(RC_RANGE_GRAIN - 1);
    uintptr_t end = ((uintptr_t)from + size + RC_RANGE_GRAIN - 1) & ~(uintptr_t)(RC_RANGE_GRAIN - 1);
    if (mprotect((void *)start, end - start, PROT_READ | PROT_WRITE) != 0) {
        return -1;
    }
    include_in_core((void *)start, end - start);
    return 0;
}

void _RcRange_Purge(void *from, size_t size)
{
    if (madvise(from, size, MADV_DONTNEED) != 0) {
        memset(from, 0, size); /* locked memory stays, but it is zeros as well */
    }
}

void _RcRange_AdviseHuge(void *from, size_t size)
{
#ifdef MADV_HUGEPAGE
    (void)madvise(from, size, MADV_HUGEPAGE);
#else
    Rc_UNUSED(from);
    Rc_UNUSED(size);
#endif
}

void _RcRange_Return(void *from, size_t size)
{
    if (size != 0) {
        munmap(from, size);
    }
}
