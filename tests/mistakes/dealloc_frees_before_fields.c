/* TITLE: the memory freed before the fields in it
 * KIND: bad-dealloc|use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: The order of the last lines does not look important. tp_free gives the memory back, and the next
 * line reads a field out of it to release it. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Wrapper {
    RcObject_HEAD
    RcObject *inner; /* owned */
} Wrapper;

static void wrapper_dealloc(RcObject *op)
{
    Wrapper *self = (Wrapper *)op;
#ifdef FIXED
    Rc_XDECREF(self->inner);
    Rc_TYPE(op)->tp_free(op);
#else
    Rc_TYPE(op)->tp_free(op); /* ALSO */
    Rc_XDECREF(self->inner);  /* GUILTY */
#endif
}

static RcTypeObject Wrapper_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "proxy.Wrapper",
    .tp_basicsize = sizeof(Wrapper),
    .tp_dealloc = wrapper_dealloc,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Wrapper_Type) < 0) {
        return 1;
    }
    RcObject *inner = RcStr_FromString("wrapped");
    Wrapper *wrapper = RcObject_New(Wrapper, &Wrapper_Type);
    wrapper->inner = Rc_NewRef(inner);
    Rc_DECREF(wrapper);
    Rc_DECREF(inner);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
