/* The hooks through which the runtime tells the ledger what it does: the one header that knows whether there is
 * a ledger.
 *
 * A library and its users are compiled with RC_LEDGER defined (librecount-ledger) or without it (librecount).
 * Without it every hook is nothing.  Sources have no conditional compilation: they say RC_HOOK_... where
 * something happens, on a line of its own.  No hook changes what the runtime does, but for RC_HOOK_FREED, which
 * may keep a block from being freed, and RC_HOOK_REALLOC, which moves blocks that need not move. */
#ifndef RECOUNT_DETAIL_HOOKS_H
#define RECOUNT_DETAIL_HOOKS_H

#include <recount/detail/platform.h>

RC_BEGIN_DECLS

struct RcObject;
struct RcTypeObject;
struct RcRuntime;

/* The link guard.  Each object file refers to a symbol that only the library it is compiled for defines, so
 * linking it with the other library fails, and the name in the linker's message says why. */
#ifdef RC_LEDGER
#define RC_LINK_GUARD _Rc_this_object_was_compiled_with_RC_LEDGER_so_link_librecount_ledger
#else
#define RC_LINK_GUARD _Rc_this_object_was_compiled_for_the_release_librecount_so_link_that
#endif
RC_API_DATA extern const char RC_LINK_GUARD;
#if defined(__GNUC__) || defined(__clang__)
static const char *const _Rc_link_guard __attribute__((used)) = &RC_LINK_GUARD;
#endif

#ifdef RC_LEDGER

/* What the library's inline functions do in the user's code is not announced: where they were called tells the line. */
#ifdef RC_LIBRARY
#define RC_HOOK_CALLER NULL
#else
#define RC_HOOK_CALLER __builtin_return_address(0)
#endif

/* A tombstone's header has a bit in ob_flags; and where there has been more than one ledger, whose object it is
 * is looked at, too. */
#define RC_HOOK_USED(op)                                                         \
    (RC_UNLIKELY((((const struct RcObject *)(op))->ob_flags & RC_OBJECT_DEAD) || \
                 __atomic_load_n(&_RcLedger_Count, __ATOMIC_RELAXED) > 1)        \
         ? _RcLedger_Used((const struct RcObject *)(op), RC_HOOK_CALLER)         \
         : (void)0)

#define RC_HOOK_TAKEN(op) _RcLedger_Taken((struct RcObject *)(op))
#define RC_HOOK_GIVEN(op) _RcLedger_Given((struct RcObject *)(op))
#define RC_HOOK_SET_REFCNT(op, count) _RcLedger_SetRefcnt((struct RcObject *)(op), (count))
#define RC_HOOK_IMMORTAL(op) _RcLedger_Immortal((struct RcObject *)(op))
#define RC_HOOK_CREATED(op, type) _RcLedger_Created((struct RcObject *)(op), (type))
#define RC_HOOK_REALLOC(op, block, size) _RcLedger_Reallocate((op), (block), (size))
#define RC_HOOK_TRACKED(op) _RcLedger_Tracked((struct RcObject *)(op))
#define RC_HOOK_NOT_TO_BE_TRACKED(op) _RcLedger_NotToBeTracked((struct RcObject *)(op))
#define RC_HOOK_DYING(op) _RcLedger_Dying((struct RcObject *)(op))
#define RC_HOOK_DIED(op) _RcLedger_Died((struct RcObject *)(op))
#define RC_HOOK_LEAF_DIED(op) _RcLedger_LeafDied((struct RcObject *)(op))
#define RC_HOOK_FREED(op, block) _RcLedger_Bury((op), (block))
#define RC_HOOK_VARIADIC() _RcLedger_Arrived(__func__)
#define RC_HOOK_LENT(lender, op, argument) _RcLedger_LentOut((lender), (op), (argument))
#define RC_HOOK_RESULT_OF(code, call)                                              \
    __extension__({                                                                \
        uint32_t _rc_called = _RcLedger_Calls((const void *)(uintptr_t)(code));    \
        struct RcObject *_rc_result = (call);                                      \
        _rc_called != 0 ? _RcLedger_Returned(_rc_called, _rc_result) : _rc_result; \
    })
#define RC_HOOK_STATUS_OF(code, call)                                                    \
    __extension__({                                                                      \
        uint32_t _rc_called = _RcLedger_Calls((const void *)(uintptr_t)(code));          \
        int _rc_status = (call);                                                         \
        _rc_called != 0 ? _RcLedger_ReturnedStatus(_rc_called, _rc_status) : _rc_status; \
    })
#define RC_HOOK_EACH_OBJECT(visit, arg) _RcLedger_EachObject((visit), (arg))
#define RC_HOOK_USER_CODE(op) _RcLedger_UserCode((struct RcObject *)(op))
#define RC_HOOK_HASHED(op) _RcLedger_Hashed((struct RcObject *)(op))
#define RC_HOOK_CALLED(args, count) _RcLedger_Called((args), (count))
#define RC_HOOK_START(runtime) _RcLedger_Start(runtime)
#define RC_HOOK_READY() _RcLedger_Ready()
#define RC_HOOK_FINISH(runtime, live) _RcLedger_Finish(live)
#define RC_HOOK_MALLOC 1
#define RC_HOOK_TABLES(viewer) _RcLedger_TablesAre(viewer)
#define RC_HOOK_DEDUCED(alive, trash) _RcLedger_Deduced((alive), (trash))
#define RC_HOOK_COLLECTS() _RcLedger_Collects()
#define RC_HOOK_COLLECTED(freed, stuck) _RcLedger_Collected((freed), (stuck))
#define RC_HOOK_SPARE() _RcLedger_SpareBlocks()
#define RC_HOOK_ROOM(size) _RcLedger_RoomFor(size)
#define RC_HOOK_HEADED(size) _RcLedger_Headed(size)
#define RC_HOOK_BLOCK(size) _RcLedger_TakeBlock(size)
#define RC_HOOK_IS_BLOCK(block) _RcLedger_IsFenced(block)
#define RC_HOOK_OTHER_BLOCK(block, size) _RcLedger_ResizeFenced((block), (size))
#define RC_HOOK_REFUSED() _RcLedger_Refused()

#else

/* Rc_TYPE, Rc_SIZE, Rc_IS_TYPE: is op a tombstone, or another thread's? */
#define RC_HOOK_USED(op) ((void)0)
/* Before a count grows or falls by one, that of an immortal object too. */
#define RC_HOOK_TAKEN(op) ((void)0)
#define RC_HOOK_GIVEN(op) ((void)0)
/* Before a count is set, without a reference being taken or given. */
#define RC_HOOK_SET_REFCNT(op, count) ((void)0)
/* A mortal object becomes immortal. */
#define RC_HOOK_IMMORTAL(op) ((void)0)
/* A header has been made; its reference to a heap type is taken next. */
#define RC_HOOK_CREATED(op, type) ((void)0)
/* The block of an object gets another size, and perhaps another address: as RcObject_Realloc. */
#define RC_HOOK_REALLOC(op, block, size) RcObject_Realloc((block), (size))
/* In the collector's sight. */
#define RC_HOOK_TRACKED(op) ((void)0)
#define RC_HOOK_NOT_TO_BE_TRACKED(op) ((void)0)
/* Around a tp_dealloc.  At DIED op may be freed: an address, no more; or alive again. */
#define RC_HOOK_DYING(op) ((void)0)
#define RC_HOOK_DIED(op) ((void)0)
/* The dealloc of an object that refers to nothing has run. */
#define RC_HOOK_LEAF_DIED(op) ((void)0)
/* Has the ledger kept the block of op, so that it is not to be freed? */
#define RC_HOOK_FREED(op, block) 0
/* The first line of each public function with variable arguments (detail/ledger_calls.h tells why). */
#define RC_HOOK_VARIADIC() ((void)0)
/* What lender owns is lent to the user's code, by way of the argument with this number. */
#define RC_HOOK_LENT(lender, op, argument) ((void)(argument))
/* Around a call of what may be a function of the user's, whose code is at an address: it gives a new reference or
 * NULL; it gives a status. */
#define RC_HOOK_RESULT_OF(code, call) (call)
#define RC_HOOK_STATUS_OF(code, call) (call)
/* Foreign code has run, or might have: op's own, or such as op was an argument of.  HASHED: op's own tp_hash has.
 * CALLED: somebody was called with these arguments.  In hostile mode the containers in use are changed now. */
#define RC_HOOK_USER_CODE(op) ((void)0)
#define RC_HOOK_HASHED(op) ((void)0)
#define RC_HOOK_CALLED(args, count) ((void)0)
/* A runtime begins, before it makes any object; it has begun; it ends, with so many live objects left. */
#define RC_HOOK_START(runtime) ((void)0)
#define RC_HOOK_READY() ((void)0)
#define RC_HOOK_FINISH(runtime, live) ((void)0)
/* Calls visit with each living object; 0 if nobody knows them. */
#define RC_HOOK_EACH_OBJECT(visit, arg) ((void)(visit), (void)(arg), 0)
/* Is each object to be a malloc block of its own? */
#define RC_HOOK_MALLOC 0
/* Before main: how hash tables are looked into. */
#define RC_HOOK_TABLES(viewer) ((void)(viewer))
/* A collection: these are the lists of its candidates; it has ended. */
#define RC_HOOK_DEDUCED(alive, trash) ((void)0)
#define RC_HOOK_COLLECTS() ((void)0)
#define RC_HOOK_COLLECTED(freed, stuck) ((void)0)
/* A pool of blocks of malloc's, of objects that are gone, that are to be taken first; NULL: there is none.  And how
 * large an object's block is to be, so that it fits there. */
#define RC_HOOK_SPARE() NULL
#define RC_HOOK_ROOM(size) (size)
/* The size of a block that begins with a collector's head, asked for next. */
#define RC_HOOK_HEADED(size) (size)
/* A block of the ledger's own, for an object; NULL: malloc's will do.  Is a block one of these?  One of another size. */
#define RC_HOOK_BLOCK(size) ((void)(size), NULL)
#define RC_HOOK_IS_BLOCK(block) 0
#define RC_HOOK_OTHER_BLOCK(block, size) NULL
/* An allocation fails because RcMem_SetFailAfter was asked for that. */
#define RC_HOOK_REFUSED() ((void)0)

#endif

/* A hash table as it is now: its pairs bin by bin, in order of probing. */
#define RC_TABLE_VIEW_LENGTHS 9
typedef struct RcTableView {
    Rc_ssize_t bins, count, resizes;
    double max_load;
    struct RcObject *hash_func; /* borrowed; NULL: the builtin */
    struct RcTablePair {
        Rc_ssize_t bin;
        struct RcObject *key, *value; /* borrowed */
    } * pairs;
    Rc_ssize_t room, used;                     /* the caller's; used 0 if there is no room for all of them */
    Rc_ssize_t lengths[RC_TABLE_VIEW_LENGTHS]; /* bins with 0, 1, ... keys; the last one: so many or more */
} RcTableView;

#ifdef RC_LEDGER

/* runtime/ledger/.  For the hooks and the macros alone. */
RC_API void _RcLedger_TablesAre(int (*viewer)(struct RcObject *op, RcTableView *view));
RC_API void _RcLedger_Deduced(const void *alive, const void *trash);
RC_API void _RcLedger_Collects(void);
RC_API void _RcLedger_Collected(Rc_ssize_t freed, Rc_ssize_t stuck);
RC_API_DATA extern unsigned _RcLedger_Count; /* how many ledgers there were so far, of all threads */
RC_API void _RcLedger_Used(const struct RcObject *op, const void *caller);
RC_API void _RcLedger_Taken(struct RcObject *op);
RC_API void _RcLedger_Given(struct RcObject *op);
RC_API void _RcLedger_SetRefcnt(struct RcObject *op, Rc_ssize_t count);
RC_API void _RcLedger_Immortal(struct RcObject *op);
RC_API void _RcLedger_Created(struct RcObject *op, struct RcTypeObject *type);
RC_API void *_RcLedger_Reallocate(void *op, void *block, size_t size);
RC_API void _RcLedger_Tracked(struct RcObject *op);
RC_API void _RcLedger_NotToBeTracked(struct RcObject *op);
RC_API void _RcLedger_Dying(struct RcObject *op);
RC_API void _RcLedger_Died(struct RcObject *op);
RC_API void _RcLedger_LeafDied(struct RcObject *op);
RC_API int _RcLedger_Bury(void *op, void *block);
RC_API int _RcLedger_EachObject(void (*visit)(const struct RcObject *op, size_t size, void *arg), void *arg);
RC_API struct RcPool *_RcLedger_SpareBlocks(void);
RC_API size_t _RcLedger_RoomFor(size_t size);
RC_API size_t _RcLedger_Headed(size_t size);
RC_API void *_RcLedger_TakeBlock(size_t size);
RC_API int _RcLedger_IsFenced(const void *block);
RC_API void *_RcLedger_ResizeFenced(void *block, size_t size);
RC_API void _RcLedger_Refused(void);
RC_API void _RcLedger_UserCode(struct RcObject *op);
RC_API void _RcLedger_Hashed(struct RcObject *op);
RC_API void _RcLedger_Called(struct RcObject *const *args, Rc_ssize_t count);
RC_API void _RcLedger_Start(struct RcRuntime *runtime);
RC_API void _RcLedger_Ready(void);
RC_API void _RcLedger_Finish(Rc_ssize_t live);

/* An operation of the user's code is about to run: its name, and where it stands.  If that is not all to be done, 1: then
 * the same is to be announced, and there may be an audit. */
RC_API int _RcLedger_At(const char *api, const char *file, int line, const char *function, void *frame,
                        void *return_address);
RC_API void _RcLedger_Announce(const char *api, const char *file, int line, const char *function, void *frame,
                               void *return_address);
/* What a call gave to the user's code: a new reference, one borrowed from lender (NULL: from nobody that is known).  Both
 * return op. */
RC_API struct RcObject *_RcLedger_Got(struct RcObject *op);
RC_API struct RcObject *_RcLedger_Lent(const struct RcObject *lender, struct RcObject *op);
/* The same of what a call stored for its caller, whose argument with this number, from 1, says where. */
RC_API void _RcLedger_LentOut(const struct RcObject *lender, struct RcObject *op, int argument);
/* A function with variable arguments: Pending where it is called, before its arguments are evaluated, and
 * Arrived in its body, which is the moment of _RcLedger_At. */
RC_API void _RcLedger_Pending(const char *api, const char *file, int line, const char *function, void *frame,
                              void *return_address);
RC_API void _RcLedger_Arrived(const char *function);
/* A function of the user's is about to be called by the runtime: the call's number, 0 if it is none of the user's.
 * That call has returned a new reference or NULL; a status. */
RC_API uint32_t _RcLedger_Calls(const void *code);
RC_API struct RcObject *_RcLedger_Returned(uint32_t call, struct RcObject *op);
RC_API int _RcLedger_ReturnedStatus(uint32_t call, int status);

#endif

RC_END_DECLS

#endif
