/* TITLE: a reader that is asked for its kind after it has left
 * KIND: stale-borrow|use-after-free
 * SEES: deep
 * MASKED: yes
 * STORY: The reader is borrowed from the journal's list while it is called, and takes itself off the list. What
 * kind of object it is is asked after that, which is no operation. The publisher still has it in a variable. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *readers; /* owned */

static RcObject *read_once(RcObject *self, RcObject *issue)
{
    Rc_UNUSED(self);
    printf("reads %s\n", RcStr_AsUTF8(issue));
    if (RcSequence_DelItem(readers, 0) < 0) { /* ALSO */
        return NULL;
    }
    Rc_RETURN_NONE;
}

static RcMethodDef read_once_def = {"read_once", read_once, RC_METH_O, NULL};

static int is_function(const RcObject *op)
{
    return Rc_TYPE(op) == &RcCFunction_Type;
}

static int deliver(RcObject *issue)
{
#ifdef FIXED
    RcObject *reader = RcList_GetItemRef(readers, 0);
#else
    RcObject *reader = RcList_GetItem(readers, 0); /* ALSO */
#endif
    if (reader == NULL) {
        return -1;
    }
    RcObject *result = RcObject_CallOneArg(reader, issue); /* ALSO */
    Rc_XDECREF(result);
    int was_function = is_function(reader); /* GUILTY */
#ifdef FIXED
    Rc_DECREF(reader);
#endif
    return was_function;
}

int main(void)
{
    if (Rc_Initialize() < 0 || (readers = RcList_New(0)) == NULL) {
        return 1;
    }
    RcObject *subscriber = RcCFunction_New(&read_once_def, NULL);
    RcObject *monday = RcStr_FromString("Monday's issue");
    if (RcList_Append(readers, subscriber) < 0) {
        Rc_FatalError("out of memory");
    }
    printf("%d\n", deliver(monday));
    Rc_DECREF(monday);
    Rc_DECREF(subscriber);
    Rc_CLEAR(readers);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
