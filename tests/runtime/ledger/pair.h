/* A type whose functions can be made wrong, for the tests of what audits find. */
#ifndef RECOUNT_TESTS_PAIR_H
#define RECOUNT_TESTS_PAIR_H

#include "telling.h"

typedef struct Pair {
    RcObject_HEAD
    RcObject *left, *right;
    RcObject *lent; /* not owned */
} Pair;

static enum Wrong {
    NOTHING,
    VISITS_TWICE,
    VISITS_LENT,
    MISSES_RIGHT,
    STAYS_TRACKED,
    FORGETS_RIGHT,
    RAISES,
    CLEARS_NOTHING,
} wrong;

static int visit_line;
static int traversed; /* so often was any */

static inline int pair_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Pair *pair = (Pair *)op;
    traversed++;
    Rc_VISIT(pair->left);
    if (wrong == VISITS_TWICE) {
        visit_line = __LINE__ + 1;
        Rc_VISIT(pair->left);
    }
    if (wrong == VISITS_LENT) {
        visit_line = __LINE__ + 1;
        Rc_VISIT(pair->lent);
    }
    if (wrong != MISSES_RIGHT) {
        Rc_VISIT(pair->right);
    }
    return 0;
}

static inline int pair_clear(RcObject *op)
{
    if (wrong != CLEARS_NOTHING) {
        Rc_CLEAR(((Pair *)op)->left);
        Rc_CLEAR(((Pair *)op)->right);
    }
    return 0;
}

static inline void pair_dealloc(RcObject *op)
{
    if (wrong != STAYS_TRACKED) {
        RcObject_GC_UnTrack(op);
    }
    Rc_CLEAR(((Pair *)op)->left);
    if (wrong != FORGETS_RIGHT) {
        Rc_CLEAR(((Pair *)op)->right);
    }
    if (wrong == RAISES) {
        RcErr_SetString(RcExc_ValueError, "in a dealloc");
    }
    RcObject_GC_Del(op);
}

static RcTypeObject Pair_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = pair_dealloc,
    .tp_traverse = pair_traverse,
    .tp_clear = pair_clear,
};

static inline Pair *new_pair(void)
{
    Pair *pair;
    assert_int_equal(RcType_Ready(&Pair_Type), 0);
    pair = RcObject_GC_New(Pair, &Pair_Type);
    assert_non_null(pair);
    pair->left = RcFloat_FromDouble(1.5);
    pair->right = RcFloat_FromDouble(2.5);
    pair->lent = NULL;
    RcObject_GC_Track(pair);
    return pair;
}

static inline int begin(void **state)
{
    wrong = NOTHING;
    return begin_telling(state);
}

#define auditing_test(function) cmocka_unit_test_setup_teardown(function, begin, end_telling)

#endif
