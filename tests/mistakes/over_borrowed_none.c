/* TITLE: a default value released with the rest
 * KIND: over-decref
 * SEES: plain
 * MASKED: yes
 * STORY: An absent argument is replaced by None, without a reference. At the end the function releases the
 * variable, whatever is in it; with an argument that was given it robs the caller, with None nobody
 * notices. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *greet(RcObject *self, RcObject *args)
{
    RcObject *name = Rc_None; /* ALSO */
    Rc_UNUSED(self);
    if (!RcArg_ParseTuple(args, "|O:greet", &name)) {
        return NULL;
    }
    RcObject *greeting = RcStr_FromFormat("hello, %S", name);
#ifndef FIXED
    Rc_DECREF(name); /* GUILTY */
#endif
    return greeting;
}

static RcMethodDef greet_def = {"greet", greet, RC_METH_VARARGS, NULL};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *function = RcCFunction_New(&greet_def, NULL);
    RcObject *greeting = RcObject_CallNoArgs(function);
    if (greeting != NULL) {
        printf("%s\n", RcStr_AsUTF8(greeting));
    }
    Rc_XDECREF(greeting);
    Rc_DECREF(function);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
