/* The ledger: what its users may ask and tell it.
 *
 * It is there in programs that are compiled and linked for librecount-ledger (recount::ledger in CMake,
 * recount-ledger in pkg-config).  In all others the functions do nothing at no cost, so that calls of them may
 * stay in the program.
 *
 * An audit compares, for each live object, its count with the references that live objects hold, as their
 * tp_traverse tells, and with those that C code holds, as the book tells.  Each discrepancy is a finding; it is
 * told once.  RECOUNT_AUDIT=n in the environment asks for an audit before every n-th operation.
 *
 * Announcing.  Where a program includes <recount/recount.h>, every call of recount's from its source is known
 * with file and line.  A name in parentheses, as in (RcList_New)(0), or a call through a pointer is not
 * announced, and neither is a source that includes single headers only: what they do counts as done at the last
 * place that was announced.  Of a call that spans lines gcc tells the first, clang the last.  Not announced
 * is what touches no object (memory, settings), and what reads a header or a field (Rc_TYPE, Rc_REFCNT). */
#ifndef RECOUNT_LEDGER_H
#define RECOUNT_LEDGER_H

#include <recount/detail/hooks.h>
#include <recount/object.h>
#include <stdio.h>

RC_BEGIN_DECLS

/* A finding.  All of it belongs to the ledger and is good during the call of the reporter. */
typedef struct RcFinding {
    const char *kind;     /* "leak", "missing-incref", ... */
    const char *file;     /* of the guilty line; NULL: not known */
    int line;             /* 0: not known */
    const char *function; /* NULL: not known */
    const char *message;  /* the whole report, as it would be printed */
    RcObject *object;     /* may be a tombstone: not to be touched; NULL: none */
    const char *id;       /* the same in each run, for one mistake */
} RcFinding;
typedef void (*RcLedger_Reporter)(const RcFinding *finding, void *arg);

/* A place in the user's source.  Text belongs to the ledger, and is good until the runtime ends. */
typedef struct RcLedger_Place {
    const char
        *api; /* the operation, such as "RcList_Append"; NULL: plain code, or one that is not announced */
    const char *file; /* NULL: not known */
    int line;
    const char *function;
} RcLedger_Place;

/* Hostile mode: what is done to the containers in use at each point where user code may run. */
#define RC_HOSTILE_NOT 0     /* nothing: the mode is off */
#define RC_HOSTILE_CLEAR 1   /* they are emptied */
#define RC_HOSTILE_SHRINK 2  /* they lose the first half of what is in them */
#define RC_HOSTILE_GROW 3    /* they get more than they have room for */
#define RC_HOSTILE_REPLACE 4 /* all items, or values, become the last one */
#define RC_HOSTILE_DROP 5    /* the containers that hold them are emptied */
#define RC_HOSTILE_LAST RC_HOSTILE_DROP

/* Attacks a container of a user's type, with what its type offers to anybody.  how: RC_HOSTILE_CLEAR ...
 * RC_HOSTILE_DROP, the last one for what the container is to be dropped by, so it means CLEAR to this one. */
typedef void (*RcLedger_Attack)(RcObject *container, int how, void *arg);

#ifdef RC_LEDGER

/* Audits this thread's heap now.  Returns the number of discrepancies, each of which has been reported; 0 when
 * the books balance, and in release builds always.  In a reporter it does nothing: 0.
 * Runs user code: tp_traverse, and what the reporter does. */
RC_API int Rc_AuditHeap(void);

/* How many references to op C code holds: its count less those that live, tracked objects hold.  In a reporter: less
 * those that they held at the last audit.
 * Error: -1: op is no object that the ledger knows, or it is a release build.
 * Runs user code: tp_traverse. */
RC_API Rc_ssize_t RcLedger_ExternalRefs(RcObject *op);

/* Writes in plain words what became of op so far, and why it is alive: who holds it and through which slot,
 * and which references C code holds, taken where.  op may be dead.  In a reporter: as of the last audit.  Release builds
 * write nothing.
 * Runs user code: tp_traverse. */
RC_API void RcLedger_Explain(RcObject *op, FILE *out);

/* The user's call under which the last allocation was that failed because of RcMem_SetFailAfter.  1: it is in *place; 0:
 * none has failed, its place is not known, or it is a release build: *place is unchanged.
 * In a program that is linked with the static library, memory that it asks for itself (RcMem_Malloc) counts as
 * asked for by the last operation.
 * Runs user code: no. */
RC_API int RcLedger_FailedAllocation(RcLedger_Place *place);

/* Who is told of this thread's findings from now on, instead of stderr, with what he gets as last argument; the
 * program goes on afterwards.  reporter NULL: stderr again.  0, or -1 if there is no ledger (release builds, a
 * thread without a runtime).
 * Runs user code: no. */
RC_API int RcLedger_SetReporter(RC_NULLABLE RcLedger_Reporter reporter, void *arg);

/* Switches this thread's hostile mode, which serves to test containers.  After each comparison, call, hash
 * function, next of an iterator, str(), repr(), finalizer and dealloc the runtime does what the code that ran might
 * have done, to the containers in use: to the object that it was about, if that is a container, and to those that
 * refer to it; for an iterator to what it refers to, for a dead object to what referred to it last.  Whether
 * there is really code that would do so is not asked: items may be of any type.  (An int's hash function,
 * though, is known to do nothing.)  While the mode is on every operation is audited.
 * Returns how many containers were attacked since the last call of this, or -1 if there is no ledger (release
 * builds, a thread without a runtime).
 * Runs user code: tp_traverse, by an audit; and while it is on, most functions do. */
RC_API Rc_ssize_t RcLedger_SetHostile(int how);

/* How objects of users' types are attacked.  NULL, the default: by sq_ass_item or mp_ass_subscript, if they have
 * these.  attack is called for any object of such a type that is in use, and looks at its type first.
 * Runs user code: no. */
RC_API void RcLedger_SetAttack(RC_NULLABLE RcLedger_Attack attack, void *arg);

/* RC_BALANCED { ... }: at its end the user's code may hold neither more nor fewer references than at its
 * beginning; what it does is a finding, `leak` or `over-decref`.
 *
 * The end is reached by the closing brace, and as well by break and continue, which leave the block, by goto
 * and by return; what is returned counts as held.  Only longjmp passes it by.  In release builds the block
 * is just a block, out of which break and continue lead in the same way. */
#define RC_BALANCED RC_BALANCED_NAMED(RC_BALANCED_JOIN(rc_balanced_, __LINE__))
#define RC_BALANCED_JOIN(name, line) RC_BALANCED_JOINED(name, line)
#define RC_BALANCED_JOINED(name, line) name##line
#define RC_BALANCED_NAMED(block)                                                                          \
    for (_RcLedger_Block block __attribute__((cleanup(_RcLedger_EndBalanced))) = _RcLedger_BeginBalanced( \
             __FILE__, __LINE__, __func__, __builtin_frame_address(0), __builtin_return_address(0));      \
         block.open; block.open = 0)

/* For RC_BALANCED alone.  Begin gives open 1; state is the ledger's. */
typedef struct _RcLedger_Block {
    int open;
    int line;
    uint32_t owner; /* which ledger */
    const char *file;
    const char *function;
    void *frame;
    void *return_address;
    void *state;
} _RcLedger_Block;
RC_API _RcLedger_Block _RcLedger_BeginBalanced(const char *file, int line, const char *function, void *frame,
                                               void *return_address);
RC_API void _RcLedger_EndBalanced(_RcLedger_Block *block);

#else

static inline int Rc_AuditHeap(void)
{
    return 0;
}

static inline Rc_ssize_t RcLedger_ExternalRefs(RcObject *op)
{
    Rc_UNUSED(op);
    return -1;
}

static inline void RcLedger_Explain(RcObject *op, FILE *out)
{
    Rc_UNUSED(op);
    Rc_UNUSED(out);
}

static inline int RcLedger_FailedAllocation(RcLedger_Place *place)
{
    Rc_UNUSED(place);
    return 0;
}

static inline int RcLedger_SetReporter(RC_NULLABLE RcLedger_Reporter reporter, void *arg)
{
    Rc_UNUSED(reporter);
    Rc_UNUSED(arg);
    return -1;
}

static inline Rc_ssize_t RcLedger_SetHostile(int how)
{
    Rc_UNUSED(how);
    return -1;
}

static inline void RcLedger_SetAttack(RC_NULLABLE RcLedger_Attack attack, void *arg)
{
    Rc_UNUSED(attack);
    Rc_UNUSED(arg);
}

#define RC_BALANCED RC_BALANCED_NAMED(RC_BALANCED_JOIN(rc_balanced_, __LINE__))
#define RC_BALANCED_JOIN(name, line) RC_BALANCED_JOINED(name, line)
#define RC_BALANCED_JOINED(name, line) name##line
#define RC_BALANCED_NAMED(block) for (int block = 1; block; block = 0)

#endif

RC_END_DECLS

#endif
