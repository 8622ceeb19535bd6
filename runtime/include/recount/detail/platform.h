/* The compiler and the platform: what every other header stands on.
 *
 * Nothing of recount's own meaning is here, only how the compiler is told about it: visibility,
 * the basic integer types, and the words in which declarations say who owns a reference. */
#ifndef RECOUNT_DETAIL_PLATFORM_H
#define RECOUNT_DETAIL_PLATFORM_H

#include <stddef.h>
#include <stdint.h>

/* A variable of the library's own that a debugger finds in a stripped library, too. */
#if defined(__ELF__)
#define RC_SEEN_BY_DEBUGGERS __attribute__((visibility("protected")))
#else
#define RC_SEEN_BY_DEBUGGERS
#endif

#if defined(__GNUC__) || defined(__clang__)
#define RC_API_DATA __attribute__((visibility("default")))
#define RC_MUST_USE __attribute__((warn_unused_result))
#define RC_NORETURN __attribute__((noreturn))
#define RC_PRINTF(format_index, first_argument) __attribute__((format(printf, format_index, first_argument)))
#define RC_NOINLINE __attribute__((noinline))
#define RC_NONNULL __attribute__((nonnull))
#define RC_LIKELY(condition) __builtin_expect(!!(condition), 1)
#define RC_UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#else
#define RC_API_DATA
#define RC_MUST_USE
#define RC_NORETURN
#define RC_PRINTF(format_index, first_argument)
#define RC_NOINLINE
#define RC_NONNULL
#define RC_LIKELY(condition) (condition)
#define RC_UNLIKELY(condition) (condition)
#endif

/* A user's call of a public function goes straight to the address that the loader has put into a table, and not first to
 * a jump of the linkage table: that jump is resolved at its first use, ever after it is one of several goals to a
 * processor's prediction, and it cost short operations a tenth to a fifth of their time.  The library's own sources
 * (RC_LIBRARY) need neither: their calls are direct. */
#if !defined(RC_LIBRARY) && defined(__has_attribute)
#if __has_attribute(noplt)
#define RC_API RC_API_DATA __attribute__((noplt))
#endif
#endif
#ifndef RC_API
#define RC_API RC_API_DATA
#endif

/* For gcc's -fanalyzer: memory that a function gives is given back by another, and no other.  Objects have no such mark:
 * that analyzer takes a second owner's release for a double free. */
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 11
#define RC_FREED_BY(function) __attribute__((malloc(function, 1)))
#else
#define RC_FREED_BY(function)
#endif

/* What each thread has one of.  With RC_ONE_RUNTIME the library has one of it for all threads, which then must
 * take turns; for a library that is part of something with a lock of its own, such as hashtable/python. */
#if defined(RC_ONE_RUNTIME)
#define RC_THREAD_LOCAL
#elif defined(__GNUC__)
#define RC_THREAD_LOCAL __thread __attribute__((tls_model("initial-exec")))
#elif defined(__cplusplus)
#define RC_THREAD_LOCAL thread_local
#else
#define RC_THREAD_LOCAL _Thread_local
#endif

/* Who owns a reference, in the words of docs/ownership.md.  They are for readers, for the static analyzer of Clang
 * (the annotations that its checker of retain counts knows; docs/static-checking.md) and for a compiler's warnings;
 * user code says the same of its own functions with them.
 *
 * In front of a declaration: its result is new (and may not be dropped), or borrowed.
 * In front of a parameter: the reference is stolen; NULL may be given.
 * In front of a parameter that is an address: what is stored there is new; or borrowed; or the reference that is
 * there is replaced by another, or by NULL.
 * A parameter without a word is borrowed for the call, or kept with a reference of its own; the comment tells
 * which. */
#ifdef __clang_analyzer__
#define RC_OWNERSHIP(word) __attribute__((annotate("rc_ownership_" word)))
#else
#define RC_OWNERSHIP(word)
#endif
#define RC_NEWREF RC_MUST_USE RC_OWNERSHIP("returns_retained")
#define RC_BORROWED RC_OWNERSHIP("returns_not_retained")
#define RC_STEALS RC_OWNERSHIP("consumed")
#define RC_NULLABLE
#define RC_NEWREF_OUT
#define RC_BORROWED_OUT RC_OWNERSHIP("returns_not_retained")
#define RC_REPLACES

#ifdef __cplusplus
#define RC_BEGIN_DECLS extern "C" {
#define RC_END_DECLS }
#else
#define RC_BEGIN_DECLS
#define RC_END_DECLS
#endif

/* A size, an index or a count; negative where an error is told.  Prints with %zd. */
typedef ptrdiff_t Rc_ssize_t;
#define RC_SSIZE_T_MAX PTRDIFF_MAX
#define RC_SSIZE_T_MIN PTRDIFF_MIN

/* A hash.  -1 is never one: it tells an error. */
typedef Rc_ssize_t Rc_hash_t;

/* A Unicode code point. */
typedef uint32_t Rc_UCS4;

#define Rc_UNUSED(name) (void)(name)

#endif
