/* TITLE: a handler that unregisters itself while it is called
 * KIND: use-after-free|stale-borrow|over-decref
 * SEES: plain
 * MASKED: no
 * STORY: The dispatcher calls the handler through the registry's reference. The handler clears the
 * registry, and with that itself; the dispatcher goes on with a pointer to nothing. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *handler; /* owned */

static RcObject *on_event(RcObject *self, RcObject *arg)
{
    (void)arg;
    Rc_CLEAR(handler); /* one shot */
    return RcStr_FromFormat("fired with %zd", self ? Rc_REFCNT(self) : 0);
}

static RcMethodDef on_event_def = {"on_event", on_event, RC_METH_O, NULL};

static RcObject *event_dispatch(RcObject *payload)
{
    RcObject *h = handler, *res;
#ifdef FIXED
    Rc_INCREF(h);
#endif
    RcObject *args[] = {payload};
    res = on_event(RcCFunction_GetSelf(h), args[0]);
    if (res != NULL && !RcCallable_Check(h)) { /* GUILTY */
        Rc_CLEAR(res);
    }
#ifdef FIXED
    Rc_DECREF(h);
#endif
    return res;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *state = RcList_New(0);
    handler = RcCFunction_New(&on_event_def, state);
    RcObject *r = event_dispatch(state);
    Rc_XDECREF(r);
    Rc_DECREF(state);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
