/* Private: memory that nobody may touch, where AddressSanitizer watches.  Elsewhere nothing. */
#ifndef RECOUNT_LEDGER_POISON_H
#define RECOUNT_LEDGER_POISON_H

#include <recount/detail/platform.h>

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define RECOUNT_LEDGER_HAS_ASAN 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define RECOUNT_LEDGER_HAS_ASAN 1
#endif

#ifndef RECOUNT_LEDGER_HAS_ASAN
#define RECOUNT_LEDGER_HAS_ASAN 0
#endif

#if RECOUNT_LEDGER_HAS_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(address, size) ASAN_POISON_MEMORY_REGION((address), (size))
#define UNPOISON(address, size) ASAN_UNPOISON_MEMORY_REGION((address), (size))
#else
#define POISON(address, size) (Rc_UNUSED(address), Rc_UNUSED(size))
#define UNPOISON(address, size) (Rc_UNUSED(address), Rc_UNUSED(size))
#endif

#endif
