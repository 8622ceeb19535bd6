/* TITLE: a converter whose object nobody takes when parsing fails
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: The O& converter makes a new object. When a later argument is wrong the parse fails after the
 * converter has done its work; only one that returns Rc_CLEANUP_SUPPORTED is asked to undo it. */
#include <recount/recount.h>
#include <stdio.h>

static int to_text(RcObject *op, void *address)
{
    RcObject **text = address;
#ifdef FIXED
    if (op == NULL) {
        Rc_CLEAR(*text);
        return 0;
    }
#endif
    *text = RcStr_FromFormat("<%S>", op); /* GUILTY */
    if (*text == NULL) {
        return 0;
    }
#ifdef FIXED
    return Rc_CLEANUP_SUPPORTED;
#else
    return 1;
#endif
}

static RcObject *repeat(RcObject *self, RcObject *args)
{
    RcObject *text = NULL;
    int times;
    Rc_UNUSED(self);
    if (!RcArg_ParseTuple(args, "O&i:repeat", to_text, &text, &times)) {
        return NULL;
    }
    RcObject *result = RcSequence_Repeat(text, times);
    Rc_DECREF(text);
    return result;
}

static RcMethodDef repeat_def = {"repeat", repeat, RC_METH_VARARGS, NULL};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *function = RcCFunction_New(&repeat_def, NULL);
    RcObject *good = RcObject_CallFunction(function, "di", 1.5, 3);
    RcObject *bad = RcObject_CallFunction(function, "ds", 1.5, "three");
    if (bad == NULL) {
        RcErr_Clear();
    }
    Rc_XDECREF(bad);
    Rc_XDECREF(good);
    Rc_DECREF(function);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
