/* TITLE: a field emptied by assignment
 * KIND: leak|lost-reference|bad-dealloc
 * SEES: deep
 * MASKED: no
 * STORY: reset() is meant to let go of the value, and NULL is what an empty field holds. Setting it so
 * without a release (Rc_CLEAR does both) loses the reference that the field had. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Lazy {
    RcObject_HEAD
    RcObject *value; /* owned; NULL: not computed yet */
} Lazy;

static void lazy_dealloc(RcObject *op)
{
    Rc_XDECREF(((Lazy *)op)->value);
    RcObject_Del(op);
}

static RcTypeObject Lazy_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "lazy.Lazy",
    .tp_basicsize = sizeof(Lazy),
    .tp_dealloc = lazy_dealloc,
};

/* Borrowed. */
static RcObject *lazy_get(Lazy *self)
{
    if (self->value == NULL) {
        self->value = RcFloat_FromDouble(1.0 / 3.0); /* ALSO */
    }
    return self->value;
}

static void lazy_reset(Lazy *self)
{
#ifdef FIXED
    Rc_CLEAR(self->value);
#else
    self->value = NULL; /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Lazy_Type) < 0) {
        return 1;
    }
    Lazy *lazy = RcObject_New(Lazy, &Lazy_Type);
    lazy->value = NULL;
    printf("%g\n", RcFloat_AsDouble(lazy_get(lazy)));
    lazy_reset(lazy);
    printf("%g\n", RcFloat_AsDouble(lazy_get(lazy)));
    Rc_DECREF(lazy);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
