/* TITLE: a tp_new that fails after tp_alloc
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: The arguments are looked at when the object is made already. The way out with an error
 * forgets it. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *value;
} Positive;

static RcObject *sub_new(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    RcObject *v;
    (void)kwargs;
    Positive *self = (Positive *)type->tp_alloc(type, 0); /* GUILTY */
    if (self == NULL)
        return NULL;
    if (!RcArg_ParseTuple(args, "O", &v) || RcInt_AsLong(v) <= 0) {
        if (!RcErr_Occurred())
            RcErr_SetString(RcExc_ValueError, "must be positive");
#ifdef FIXED
        Rc_DECREF(self);
#endif
        return NULL; /* ALSO */
    }
    self->value = Rc_NewRef(v);
    return (RcObject *)self;
}

static void positive_dealloc(RcObject *op)
{
    RcTypeObject *t = Rc_TYPE(op);
    Rc_XDECREF(((Positive *)op)->value);
    t->tp_free(op);
    Rc_DECREF(t);
}

static RcType_Slot slots[] = {
    {Rc_tp_new, (void *)sub_new}, {Rc_tp_dealloc, (void *)positive_dealloc}, {0, 0}};
static RcType_Spec spec = {"n.Positive", sizeof(Positive), 0, 0, slots};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *t = RcType_FromSpec(&spec);
    RcObject *a = RcObject_CallFunction(t, "i", 4711), *b = RcObject_CallFunction(t, "i", -1);
    RcErr_Clear();
    Rc_XDECREF(a);
    Rc_XDECREF(b);
    Rc_DECREF(t);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
