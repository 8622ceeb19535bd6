/* TITLE: a subscription that is counted twice
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: on() takes a reference for the list of listeners, and RcList_Append takes one too. Unsubscribing
 * gives back the list's; the other one is nobody's. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Emitter {
    RcObject *listeners; /* owned list */
} Emitter;

static int emitter_on(Emitter *emitter, RcObject *listener)
{
#ifdef FIXED
    return RcList_Append(emitter->listeners, listener);
#else
    return RcList_Append(emitter->listeners, Rc_NewRef(listener)); /* GUILTY */
#endif
}

static int emitter_off(Emitter *emitter, RcObject *listener)
{
    Rc_ssize_t index = RcSequence_Index(emitter->listeners, listener);
    return index < 0 ? -1 : RcSequence_DelItem(emitter->listeners, index);
}

static RcObject *hear(RcObject *self, RcObject *event)
{
    Rc_UNUSED(self);
    return Rc_NewRef(event);
}

static RcMethodDef hear_def = {"hear", hear, RC_METH_O, NULL};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    Emitter emitter = {RcList_New(0)};
    RcObject *listener = RcCFunction_New(&hear_def, NULL);
    emitter_on(&emitter, listener);
    emitter_off(&emitter, listener);
    Rc_DECREF(listener);
    Rc_CLEAR(emitter.listeners);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
