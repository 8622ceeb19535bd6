/* librecount-deep: the functions that the compiler calls with -fsanitize=thread.
 *
 * Their names and arguments are the interface of ThreadSanitizer's runtime, whose place they take; what they do
 * is tell the ledger.  pc is the return address: the line of the access.  Atomic operations are done here, as
 * that runtime does them. */
#include "ledger/deep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOOK RC_API __attribute__((no_sanitize("thread")))
#define PC __builtin_return_address(0)

HOOK void __tsan_init(void);
HOOK void __tsan_func_entry(void *caller);
HOOK void __tsan_func_exit(void);
HOOK void __tsan_read_range(void *address, size_t size);
HOOK void __tsan_write_range(void *address, size_t size);
HOOK void __tsan_vptr_read(void **address);
HOOK void __tsan_vptr_update(void **address, void *value);
HOOK void *__tsan_memcpy(void *to, const void *from, size_t size);
HOOK void *__tsan_memmove(void *to, const void *from, size_t size);
HOOK void *__tsan_memset(void *to, int byte, size_t size);

void __tsan_init(void)
{
}

/* Who links the archive is told to want this: else none of it would be linked where the sanitizer's own runtime, which
 * stands before it, has all that is called. */
RC_API_DATA extern const char _RcLedger_Deep;
const char _RcLedger_Deep = 1;

/* Of the sanitizer's own runtime alone: where that is linked, too, it is called instead of this. */
extern void *__tsan_get_current_fiber(void) __attribute__((weak));

__attribute__((constructor)) static void refuse_other_runtime(void)
{
    if (__tsan_get_current_fiber == NULL) {
        return;
    }
    fputs("recount: error: ThreadSanitizer's own runtime is linked, so the deep ledger is told of nothing: "
          "compile with "
          "-fsanitize=thread, but link in a step of its own, without it (recount::deep does so)\n",
          stderr);
    exit(1);
}

void __tsan_func_entry(void *caller)
{
    _RcLedger_Entered(__builtin_frame_address(0), caller, PC);
}

void __tsan_func_exit(void)
{
    _RcLedger_Left(PC);
}

#define READ(name, size)                      \
    HOOK void __tsan_##name(void *address);   \
    void __tsan_##name(void *address)         \
    {                                         \
        _RcLedger_Loads(address, (size), PC); \
    }
#define WRITE_SMALL(name)                   \
    HOOK void __tsan_##name(void *address); \
    void __tsan_##name(void *address)       \
    {                                       \
        _RcLedger_Stores(address, 0, PC);   \
    }
#define WRITE_POINTER(name)                            \
    HOOK void __tsan_##name(void *address);            \
    void __tsan_##name(void *address)                  \
    {                                                  \
        _RcLedger_Stores(address, sizeof(void *), PC); \
    }

READ(read1, 1)
READ(read2, 2)
READ(read4, 4)
READ(read8, 8)
READ(read16, 16)
READ(unaligned_read2, 2)
READ(unaligned_read4, 4)
READ(unaligned_read8, 8)
READ(unaligned_read16, 16)
READ(volatile_read1, 1)
READ(volatile_read2, 2)
READ(volatile_read4, 4)
READ(volatile_read8, 8)
READ(volatile_read16, 16)
WRITE_SMALL(write1)
WRITE_SMALL(write2)
WRITE_SMALL(unaligned_write2)
WRITE_SMALL(unaligned_write4)
WRITE_SMALL(volatile_write1)
WRITE_SMALL(volatile_write2)
#if UINTPTR_MAX > 0xFFFFFFFFu
WRITE_SMALL(write4)
WRITE_SMALL(volatile_write4)
WRITE_POINTER(write8)
WRITE_POINTER(unaligned_write8)
WRITE_POINTER(volatile_write8)
#else
WRITE_POINTER(write4)
WRITE_POINTER(volatile_write4)
WRITE_SMALL(write8)
WRITE_SMALL(unaligned_write8)
WRITE_SMALL(volatile_write8)
#endif

/* Sixteen bytes may be two pointers, if they lie where pointers do. */
static void store_words(const char *address, size_t size, const void *pc)
{
    int is_aligned = ((uintptr_t)address & (sizeof(void *) - 1)) == 0;
    _RcLedger_Stores(address, is_aligned ? size : 0, pc);
}

#define WRITE_WIDE(name)                    \
    HOOK void __tsan_##name(void *address); \
    void __tsan_##name(void *address)       \
    {                                       \
        store_words(address, 16, PC);       \
    }
WRITE_WIDE(write16)
WRITE_WIDE(unaligned_write16)
WRITE_WIDE(volatile_write16)

void __tsan_read_range(void *address, size_t size)
{
    _RcLedger_Loads(address, size, PC);
}

#define MOST_WORDS_OF_A_RANGE 64

void __tsan_write_range(void *address, size_t size)
{
    size_t most = MOST_WORDS_OF_A_RANGE * sizeof(void *);
    store_words(address, size < most ? size : most, PC);
}

void __tsan_vptr_read(void **address)
{
    Rc_UNUSED(address);
}

void __tsan_vptr_update(void **address, void *value)
{
    Rc_UNUSED(address);
    Rc_UNUSED(value);
}

void *__tsan_memcpy(void *to, const void *from, size_t size)
{
    _RcLedger_Loads(from, size, PC);
    return memcpy(to, from, size);
}

void *__tsan_memmove(void *to, const void *from, size_t size)
{
    _RcLedger_Loads(from, size, PC);
    return memmove(to, from, size);
}

void *__tsan_memset(void *to, int byte, size_t size)
{
    return memset(to, byte, size);
}

/* -- atomic operations, always sequentially consistent -- */

#define ATOMIC_OPERATION(bits, type, name, operation)                            \
    HOOK type __tsan_atomic##bits##_##name(volatile type *a, type v, int order); \
    type __tsan_atomic##bits##_##name(volatile type *a, type v, int order)       \
    {                                                                            \
        Rc_UNUSED(order);                                                        \
        return operation(a, v, __ATOMIC_SEQ_CST);                                \
    }
#define ATOMIC(bits, type)                                                                                   \
    HOOK type __tsan_atomic##bits##_load(const volatile type *a, int order);                                 \
    HOOK void __tsan_atomic##bits##_store(volatile type *a, type v, int order);                              \
    HOOK int __tsan_atomic##bits##_compare_exchange_strong(volatile type *a, type *c, type v, int o, int f); \
    HOOK int __tsan_atomic##bits##_compare_exchange_weak(volatile type *a, type *c, type v, int o, int f);   \
    HOOK type __tsan_atomic##bits##_compare_exchange_val(volatile type *a, type c, type v, int o, int f);    \
    type __tsan_atomic##bits##_load(const volatile type *a, int order)                                       \
    {                                                                                                        \
        Rc_UNUSED(order);                                                                                    \
        return __atomic_load_n(a, __ATOMIC_SEQ_CST);                                                         \
    }                                                                                                        \
    void __tsan_atomic##bits##_store(volatile type *a, type v, int order)                                    \
    {                                                                                                        \
        Rc_UNUSED(order);                                                                                    \
        __atomic_store_n(a, v, __ATOMIC_SEQ_CST);                                                            \
    }                                                                                                        \
    int __tsan_atomic##bits##_compare_exchange_strong(volatile type *a, type *c, type v, int o, int f)       \
    {                                                                                                        \
        Rc_UNUSED(o);                                                                                        \
        Rc_UNUSED(f);                                                                                        \
        return __atomic_compare_exchange_n(a, c, v, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                  \
    }                                                                                                        \
    int __tsan_atomic##bits##_compare_exchange_weak(volatile type *a, type *c, type v, int o, int f)         \
    {                                                                                                        \
        Rc_UNUSED(o);                                                                                        \
        Rc_UNUSED(f);                                                                                        \
        return __atomic_compare_exchange_n(a, c, v, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                  \
    }                                                                                                        \
    type __tsan_atomic##bits##_compare_exchange_val(volatile type *a, type c, type v, int o, int f)          \
    {                                                                                                        \
        Rc_UNUSED(o);                                                                                        \
        Rc_UNUSED(f);                                                                                        \
        __atomic_compare_exchange_n(a, &c, v, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                        \
        return c;                                                                                            \
    }                                                                                                        \
    ATOMIC_OPERATION(bits, type, exchange, __atomic_exchange_n)                                              \
    ATOMIC_OPERATION(bits, type, fetch_add, __atomic_fetch_add)                                              \
    ATOMIC_OPERATION(bits, type, fetch_sub, __atomic_fetch_sub)                                              \
    ATOMIC_OPERATION(bits, type, fetch_and, __atomic_fetch_and)                                              \
    ATOMIC_OPERATION(bits, type, fetch_or, __atomic_fetch_or)                                                \
    ATOMIC_OPERATION(bits, type, fetch_xor, __atomic_fetch_xor)                                              \
    ATOMIC_OPERATION(bits, type, fetch_nand, __atomic_fetch_nand)

ATOMIC(8, uint8_t)
ATOMIC(16, uint16_t)
ATOMIC(32, uint32_t)
ATOMIC(64, uint64_t)

HOOK void __tsan_atomic_thread_fence(int order);
HOOK void __tsan_atomic_signal_fence(int order);

void __tsan_atomic_thread_fence(int order)
{
    Rc_UNUSED(order);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

void __tsan_atomic_signal_fence(int order)
{
    Rc_UNUSED(order);
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}
