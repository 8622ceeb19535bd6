/* TITLE: the result of a callback is dropped
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: The event emitter is not interested in what its listeners return, only in whether they failed. But
 * the result is a new reference, also when nobody looks at it. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *describe(RcObject *self, RcObject *event)
{
    Rc_UNUSED(self);
    return RcStr_FromFormat("seen: %S", event);
}

static RcMethodDef describe_def = {"describe", describe, RC_METH_O, NULL};

static int emit(RcObject *listeners, RcObject *event)
{
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(listeners); i++) {
        RcObject *listener = Rc_NewRef(RcList_GET_ITEM(listeners, i));
        RcObject *result = RcObject_CallOneArg(listener, event); /* GUILTY */
        Rc_DECREF(listener);
        if (result == NULL) {
            return -1;
        }
#ifdef FIXED
        Rc_DECREF(result);
#endif
    }
    return 0;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *listener = RcCFunction_New(&describe_def, NULL);
    RcObject *listeners = Rc_BuildValue("[N]", listener);
    RcObject *event = RcStr_FromString("click");
    if (emit(listeners, event) < 0) {
        RcErr_Print();
    }
    Rc_DECREF(event);
    Rc_DECREF(listeners);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
