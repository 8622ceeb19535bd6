/* TITLE: parsed arguments released at the end of the function
 * KIND: over-decref
 * SEES: plain
 * MASKED: yes
 * STORY: What RcArg_ParseTuple stores for O is borrowed from the tuple of arguments. The author takes it for
 * new and releases it; the list from which the arguments came hides that for the moment. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *join(RcObject *self, RcObject *args)
{
    RcObject *left, *right;
    Rc_UNUSED(self);
    if (!RcArg_ParseTuple(args, "OO:join", &left, &right)) {
        return NULL;
    }
    RcObject *joined = RcStr_FromFormat("%S-%S", left, right);
#ifndef FIXED
    Rc_DECREF(left); /* GUILTY */
#endif
    return joined;
}

static RcMethodDef join_def = {"join", join, RC_METH_VARARGS, NULL};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *function = RcCFunction_New(&join_def, NULL);
    RcObject *names = Rc_BuildValue("[ss]", "left", "right");
    RcObject *args = RcList_AsTuple(names);
    RcObject *joined = RcObject_CallObject(function, args);
    printf("%s\n", RcStr_AsUTF8(joined));
    Rc_DECREF(joined);
    Rc_DECREF(args);
    Rc_DECREF(names);
    Rc_DECREF(function);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
