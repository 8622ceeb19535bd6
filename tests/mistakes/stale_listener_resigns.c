/* TITLE: a speaker who is borrowed while a listener strikes him off the list
 * KIND: stale-borrow|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The next speaker is borrowed from the agenda; the listener, who borrows him as well, as its argument, strikes
 * him off. The listener's loan is over with its call; the chair's goes on. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *agenda;

static RcObject *object_to(RcObject *self, RcObject *args)
{
    RcObject *speaker;
    Rc_UNUSED(self);
    if (!RcArg_ParseTuple(args, "U:object_to", &speaker))
        return NULL;
    if (RcStr_GetLength(speaker) < 9)
        Rc_RETURN_NONE;
    if (RcList_SetSlice(agenda, 0, 1, NULL) < 0)
        return NULL;
    Rc_RETURN_NONE;
}

static RcMethodDef object_to_def = {"object_to", object_to, RC_METH_VARARGS, NULL};

static int next_speaker(RcObject *listener)
{
    RcObject *speaker, *answer;
    int status;
    if (RcList_GET_SIZE(agenda) == 0)
        return 0;
#ifdef FIXED
    speaker = RcList_GetItemRef(agenda, 0);
#else
    speaker = RcList_GetItem(agenda, 0); /* ALSO */
#endif
    answer = speaker != NULL ? RcObject_CallOneArg(listener, speaker) : NULL; /* ALSO */
    status = answer != NULL ? 1 : -1;
    if (answer != NULL)
        printf("%s is asked to speak\n", RcStr_AsUTF8(speaker)); /* GUILTY */
    Rc_XDECREF(answer);
#ifdef FIXED
    Rc_XDECREF(speaker);
#endif
    return status;
}

int main(void)
{
    if (Rc_Initialize() < 0)
        return 1;
    RcObject *listener = RcCFunction_New(&object_to_def, NULL), *name = NULL;
    agenda = RcList_New(0);
    if (listener == NULL || agenda == NULL)
        Rc_FatalError("out of memory");
    for (int i = 1; i <= 2; i++) {
        name = RcStr_FromFormat("Dr. No. %d", i);
        if (name == NULL || RcList_Append(agenda, name) < 0)
            Rc_FatalError("out of memory");
        Rc_DECREF(name);
    }
    if (next_speaker(listener) < 0)
        RcErr_Print();
    Rc_CLEAR(agenda);
    Rc_DECREF(listener);
    return Rc_Finalize() == 0 ? 0 : 1;
}
