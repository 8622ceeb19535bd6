/* Private: is this build watched by a sanitizer, or by the ledger, that wants to see each block? */
#ifndef RECOUNT_MEMORY_CHOICE_H
#define RECOUNT_MEMORY_CHOICE_H

#include <recount/detail/hooks.h>

#if defined(__SANITIZE_ADDRESS__)
#define RC_MEM_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define RC_MEM_SANITIZED 1
#endif
#endif
#ifndef RC_MEM_SANITIZED
#define RC_MEM_SANITIZED RC_HOOK_MALLOC
#endif

#endif
