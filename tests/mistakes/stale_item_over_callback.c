/* TITLE: a borrowed item over a call that empties its list
 * KIND: stale-borrow|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The emitter borrows each listener from the list and calls it. A listener that unsubscribes everybody
 * frees the next words of the loop: the item is used once more after the call. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *listeners;

static RcObject *unsubscribe(RcObject *self, RcObject *event)
{
    Rc_UNUSED(self);
    Rc_UNUSED(event);
    RcList_Clear(listeners);
    Rc_RETURN_NONE;
}

static RcMethodDef unsubscribe_def = {"unsubscribe", unsubscribe, RC_METH_O, NULL};

static int emit(RcObject *event, RcObject *served)
{
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(listeners); i++) {
        RcObject *listener = RcList_GET_ITEM(listeners, i);
#ifdef FIXED
        Rc_INCREF(listener);
#endif
        RcObject *result = RcObject_CallOneArg(listener, event); /* ALSO */
        Rc_XDECREF(result);
        int failed = result == NULL || RcList_Append(served, listener) < 0; /* GUILTY */
#ifdef FIXED
        Rc_DECREF(listener);
#endif
        if (failed) {
            return -1;
        }
    }
    return 0;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    listeners = Rc_BuildValue("[N]", RcCFunction_New(&unsubscribe_def, NULL));
    RcObject *served = RcList_New(0), *event = RcStr_FromString("quit");
    if (emit(event, served) < 0) {
        RcErr_Print();
    }
    Rc_DECREF(event);
    Rc_DECREF(served);
    Rc_CLEAR(listeners);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
