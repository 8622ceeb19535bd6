/* The life of a runtime.
 *
 * A runtime belongs to the thread that initialised it, and so do its objects.  Threads share nothing
 * but immortal static objects.
 *
 * Where nothing is said of user code, a function runs none. */
#ifndef RECOUNT_LIFECYCLE_H
#define RECOUNT_LIFECYCLE_H

#include <recount/memory.h>
#include <recount/object.h>

RC_BEGIN_DECLS

typedef struct RcConfig {
    /* NULL: the domain's default, or what RcMem_SetAllocator has set in this thread. */
    const RcMemAllocatorEx *raw_allocator;
    const RcMemAllocatorEx *mem_allocator;
    const RcMemAllocatorEx *object_allocator;
    /* Bytes that the mem and object domains together may hold; beyond them allocations fail.  0: no limit. */
    size_t memory_limit;
    /* The key of all hashing.  use_hash_seed 0: RECOUNT_HASHSEED of the environment, else random. */
    int use_hash_seed;
    uint64_t hash_seed;
    /* Greatest depth of Rc_EnterRecursiveCall. */
    int recursion_limit;
    /* Is automatic collection on at the start? */
    int gc_enabled;
} RcConfig;

/* Fills in the defaults.  Never fails. */
RC_API void RcConfig_Init(RcConfig *config);

/* Starts this thread's runtime, by default or as config says (NULL: by default).  Returns 0; again while it
 * runs: 0, and nothing is done.
 * Error: -1 (out of memory, or RECOUNT_HASHSEED is no number), a line on stderr says which; there is no
 * runtime then, hence no exception. */
RC_API int Rc_Initialize(void);
RC_API int Rc_InitializeFromConfig(const RcConfig *config);
RC_API int Rc_IsInitialized(void);

/* Ends it: drops what the runtime itself holds (a pending exception, interned strings), and returns the
 * number of mortal objects that outlive it: 0 when all is well.  What outlives it is lost memory that may not
 * be touched again.  Without a runtime: 0.  The thread may initialise again.  Runs user code:
 * yes (deallocs). */
RC_API int Rc_Finalize(void);

/* Mortal objects alive in this thread, in every build.  Objects that the runtime itself made at its start are
 * not among them. */
RC_API Rc_ssize_t Rc_LiveObjects(void);

/* A type, its objects, and the bytes of their blocks.  type NULL: all other blocks, those of immortal objects too. */
typedef struct RcLiveType {
    RcTypeObject *type; /* borrowed */
    Rc_ssize_t objects;
    size_t bytes;
} RcLiveType;

/* Counts what Rc_LiveObjects tells in one number, by type, with their memory.  Nothing is paid for it while
 * nobody asks: it walks over the blocks that the pool has given, some ten nanoseconds each.
 *
 * The rows come with the most bytes first, as many as there is room for (0: types may be NULL); the result is
 * how many there are.  The bytes are those that blocks take: with the collector's head, and rounded.  Buffers,
 * such as the array of a list, are among the other blocks; so all rows together are all memory that the pool has
 * given to the mem and object domains.  Not found are objects whose memory was not the pool's: RcObject_Init
 * with memory of the caller's, and what is larger than 32 KiB where addresses are scarce (32 bits, ulimit -v).
 * Error: -1 and MemoryError, or RuntimeError where objects do not come from the pool: with an allocator of the
 * user's, with RECOUNT_MALLOC=malloc, under AddressSanitizer.  (The ledger knows its objects wherever they come
 * from; their bytes are their own then, and there are no other blocks.)
 * Runs user code: no.  No twin. */
RC_API Rc_ssize_t Rc_LiveTypes(RC_NULLABLE RcLiveType *types, Rc_ssize_t room);

/* For a library of types (the hash table is one): has a static type readied by each Rc_Initialize.  Called
 * before main, from a constructor function.  Error: -1, there is no room for more than 32. */
RC_API int Rc_RegisterType(RcTypeObject *type);

/* Says what happened on stderr and aborts: for a state in which no code may run on. */
RC_API RC_NORETURN void Rc_FatalError(const char *message);

/* Bracket recursion through user code.  Enter: 0, or -1 and RecursionError
 * "maximum recursion depth exceeded" followed by where (" while calling ..."); then no Leave. */
RC_API RC_MUST_USE int Rc_EnterRecursiveCall(const char *where);
RC_API void Rc_LeaveRecursiveCall(void);
RC_API int Rc_GetRecursionLimit(void);
RC_API void Rc_SetRecursionLimit(int limit);

RC_END_DECLS

#endif
