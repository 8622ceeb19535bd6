/* What Clang's static analyzer sees of the operations on references, in the place of what they do.
 *
 * Its checker osx.cocoa.RetainCount follows references along each path of a function: from declarations that say
 * RC_NEWREF, RC_BORROWED and RC_STEALS (detail/platform.h hands these words on to it) to where the function gives them
 * back, hands them on, or forgets them.  It does not understand counts.  So, while it reads, and only then:
 *
 * - INCREF is a *retain*: a function of any name that ends so, whose result is of a type called CF...Ref.  The checker
 *   knows such functions by that, and by nothing else.
 * - DECREF is a function that steals.
 * - NewRef is a function that makes a reference: its result is followed by itself, whatever it was asked for.
 * - What is stolen by a store that cannot fail is good to look at afterwards, but not to give back.  The checker says
 *   so of what was lent to a function that may keep it, and then stolen.
 *
 * A reference that is stored where others see it (a field, an array on the heap, a variable outside functions) is not
 * followed any further: it was given away.  docs/static-checking.md tells users what follows from all this. */
#ifndef RECOUNT_DETAIL_ANALYZER_H
#define RECOUNT_DETAIL_ANALYZER_H

#include <recount/object.h>

#if defined(__clang_analyzer__) && !defined(RC_LEDGER) /* the ledger puts its own in these places */

RC_BEGIN_DECLS

/* None of these exists: they are for reading. */
typedef RcObject *CFRcObjectRef;
CFRcObjectRef _RcAnalyzer_Retain(CFRcObjectRef op);
RC_NONNULL void _RcAnalyzer_Release(RC_STEALS RcObject *op);
void _RcAnalyzer_XRelease(RC_STEALS RcObject *op);
RC_NONNULL RC_NEWREF RcObject *_RcAnalyzer_New(RcObject *op) __attribute__((returns_nonnull));
RC_NONNULL RC_NEWREF RcObject *_RcAnalyzer_Take(RC_STEALS RcObject *op) __attribute__((returns_nonnull));
RC_NEWREF RcObject *_RcAnalyzer_MayBeNew(void);
RC_BORROWED RcObject *_RcAnalyzer_MayBeBorrowed(void);
void _RcAnalyzer_Keep(void *op);
int _RcAnalyzer_Any(void);
extern void *_RcAnalyzer_elsewhere; /* what is stored here is not followed any further */

/* A reference that a function will steal. */
static inline RcObject *_RcAnalyzer_Lent(RcObject *op)
{
    _RcAnalyzer_Keep(op);
    return op;
}

static inline RcObject *_RcAnalyzer_XNew(RcObject *op)
{
    return op == NULL ? NULL : _RcAnalyzer_New(op);
}

static inline int _RcAnalyzer_TryIncRef(RcObject *op)
{
    if (_RcAnalyzer_Any()) {
        (void)_RcAnalyzer_Retain(op);
        return 1;
    }
    return 0;
}

#undef Rc_INCREF
#undef Rc_DECREF
#undef Rc_XINCREF
#undef Rc_XDECREF
#undef Rc_NewRef
#undef Rc_XNewRef
#undef Rc_TryIncRef
#undef Rc_SETREF
#undef Rc_XSETREF
#undef RC_OBJECT_STOLEN
#undef RC_GIVEN
#define Rc_INCREF(op) ((void)_RcAnalyzer_Retain(RC_OBJECT_CAST(op)))
#define Rc_DECREF(op) _RcAnalyzer_Release(RC_OBJECT_CAST(op))
#define Rc_XINCREF(op) ((void)_RcAnalyzer_Retain(RC_OBJECT_CAST(op)))
#define Rc_XDECREF(op) _RcAnalyzer_XRelease(RC_OBJECT_CAST(op))
#define Rc_NewRef(op) _RcAnalyzer_New(RC_OBJECT_CAST(op))
#define Rc_XNewRef(op) _RcAnalyzer_XNew(RC_OBJECT_CAST(op))
#define Rc_TryIncRef(op) _RcAnalyzer_TryIncRef(RC_OBJECT_CAST(op))
/* A reference that is stolen, and what the thief has then.  No function, for the report is to be on the user's line. */
#define RC_OBJECT_STOLEN(op)                                                  \
    ({                                                                        \
        RcObject *rc_stolen_ = RC_OBJECT_CAST(op);                            \
        _RcAnalyzer_Keep(rc_stolen_);                                         \
        rc_stolen_ == NULL ? (RcObject *)NULL : _RcAnalyzer_Take(rc_stolen_); \
    })
#define RC_GIVEN(op) ((__typeof__(op))(_RcAnalyzer_elsewhere = (void *)(op)))
#define Rc_SETREF(dst, src) _RC_ANALYZER_SETREF(dst, src, _RcAnalyzer_Release)
#define Rc_XSETREF(dst, src) _RC_ANALYZER_SETREF(dst, src, _RcAnalyzer_XRelease)
#define _RC_ANALYZER_SETREF(dst, src, release)             \
    do {                                                   \
        RcObject **rc_slot_ = (RcObject **)(void *)&(dst); \
        RcObject *rc_replaced_ = *rc_slot_;                \
        *rc_slot_ = RC_OBJECT_STOLEN((void *)(src));       \
        release(rc_replaced_);                             \
    } while (0)

RC_END_DECLS

#endif

#endif
