/* A programmable object: each slot runs what the test puts there.
 *
 * Hostile is a container of the collector's.  A slot calls the field named after it, with the Hostile
 * itself as first argument and then the slot's other arguments; so a callback finds what it is to
 * attack in self->arg or self->held.  A field that is NULL gives the well-behaved default
 * beside it.
 *
 *     static RcObject *clear_the_list(Hostile *self, RcObject *other, int op)
 *     {
 *         RcList_Clear(self->arg);
 *         Rc_RETURN_TRUE;
 *     }
 *     ...
 *     Hostile *item = Hostile_New();
 *     item->on_compare = clear_the_list;
 *     item->arg = list;
 */
#ifndef RECOUNT_TESTS_HOSTILE_H
#define RECOUNT_TESTS_HOSTILE_H

#include <recount/object.h>
#include <recount/type.h>

#define HOSTILE_HELD 4

typedef struct Hostile Hostile;

struct Hostile {
    RcObject_HEAD

    /* hash(self).  Default: the address's. */
    Rc_hash_t (*on_hash)(Hostile *self);
    /* self OP other; op is Rc_LT ... Rc_GE.  Result new.  Default: NotImplemented, so that only identity
     * makes equal. */
    RcObject *(*on_compare)(Hostile *self, RcObject *other, int op);
    /* The object is dead: untracked, count 0, its fields still there.  It may not be resurrected.  An error
     * that the callback leaves is dropped, and one that was pending before is pending after it. */
    void (*on_dealloc)(Hostile *self);
    /* repr(self) and str(self).  Result new.  Default: "<Hostile>". */
    RcObject *(*on_repr)(Hostile *self);
    /* self(*args, **kwargs); kwargs is a mapping or NULL.  Result new.  Default: None. */
    RcObject *(*on_call)(Hostile *self, RcObject *args, RcObject *kwargs);
    /* iter(self).  Result new.  Default: self. */
    RcObject *(*on_iter)(Hostile *self);
    /* next(self).  Result new; NULL without an error is the end, and the default. */
    RcObject *(*on_next)(Hostile *self);
    /* len(self), as sequence and as mapping.  Default: 0. */
    Rc_ssize_t (*on_length)(Hostile *self);
    /* self[key]; the sequence protocol's index comes as an int.  Result new.  Default: IndexError
     * "no item". */
    RcObject *(*on_getitem)(Hostile *self, RcObject *key);
    /* self[key] = value, and del self[key], where value is NULL.  Default: nothing, 0. */
    int (*on_setitem)(Hostile *self, RcObject *key, RcObject *value);
    /* Truth: 1, 0, or -1 with an error.  Default: 1. */
    int (*on_bool)(Hostile *self);
    /* The object as an index.  Result new.  Default: the int 0. */
    RcObject *(*on_index)(Hostile *self);

    /* The callbacks' own: not owned, not looked at. */
    void *arg;
    /* Owned references, or NULL: visited by tp_traverse, dropped in order by tp_clear and, after on_dealloc,
     * by tp_dealloc. */
    RcObject *held[HOSTILE_HELD];
};

/* The type, "hostile.Hostile": static, may be inherited from. */
extern RcTypeObject Hostile_Type;

/* Result new, with count 1, tracked, all fields NULL.  Error: NULL and MemoryError. */
Hostile *Hostile_New(void);

#endif
