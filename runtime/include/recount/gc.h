/* The collector's side of an object: its head, tracking, traverse.
 *
 * A type whose instances can be part of a cycle of references sets Rc_TPFLAGS_HAVE_GC and fills tp_traverse
 * (and, unless it is immutable, tp_clear).  Its instances are made by RcObject_GC_New, have two words of the
 * collector's in front, and are tracked from the moment when all their fields are valid until their dealloc
 * begins. */
#ifndef RECOUNT_GC_H
#define RECOUNT_GC_H

#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

/* As RcObject_New and RcObject_NewVar, for types with Rc_TPFLAGS_HAVE_GC.  The object is not tracked. */
RC_API RC_NEWREF RcObject *_RcObject_GC_New(RcTypeObject *type);
RC_API RC_NEWREF RcVarObject *_RcObject_GC_NewVar(RcTypeObject *type, Rc_ssize_t items);
#define RcObject_GC_New(struct_type, type) ((struct_type *)_RcObject_GC_New(type))
#define RcObject_GC_NewVar(struct_type, type, items) ((struct_type *)_RcObject_GC_NewVar((type), (items)))

/* Gives an untracked object room for another number of items.  Result: the object, perhaps moved; the old
 * pointer is then void.  Error: NULL and MemoryError, and the old object is unchanged. */
RC_API RcVarObject *_RcObject_GC_Resize(RcVarObject *op, Rc_ssize_t items);
#define RcObject_GC_Resize(struct_type, op, items) \
    ((struct_type *)_RcObject_GC_Resize((RcVarObject *)(op), (items)))

/* Tells the collector of an object whose fields are all valid.  Twice is a fatal error. */
RC_API void RcObject_GC_Track(void *op);
/* Takes it out of the collector's sight: the first act of a dealloc.  Twice is no error. */
RC_API void RcObject_GC_UnTrack(void *op);
/* Frees the memory of an object made by RcObject_GC_New: the tp_free of such types. */
RC_API void RcObject_GC_Del(void *op);
RC_API int RcObject_GC_IsTracked(RcObject *op);
RC_API int RcObject_GC_IsFinalized(RcObject *op);

/* Has this very object a collector's head?  (A static object of such a type has none.) */
static inline int RcObject_IS_GC(const RcObject *op)
{
    return RcType_IS_GC(Rc_TYPE(op)) && !(op->ob_flags & RC_OBJECT_STATIC);
}
#define RcObject_IS_GC(op) RcObject_IS_GC(RC_OBJECT_CAST(op))

/* In a tp_traverse, whose parameters must be called visit and arg: one for each reference that the object
 * owns. */
#define Rc_VISIT(op)                                       \
    do {                                                   \
        if ((op) != NULL) {                                \
            int rc_stop_ = visit(RC_OBJECT_CAST(op), arg); \
            if (rc_stop_) {                                \
                return rc_stop_;                           \
            }                                              \
        }                                                  \
    } while (0)

RC_END_DECLS

#endif
