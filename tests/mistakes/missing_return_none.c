/* TITLE: return Rc_None
 * KIND: missing-incref|over-decref
 * SEES: deep
 * MASKED: yes
 * STORY: None looks like NULL with another name, so it is returned without a reference. None is immortal and
 * forgives it, but the same function with any other object in its place would be broken. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *say(RcObject *self, RcObject *text)
{
    Rc_UNUSED(self);
    const char *utf8 = RcStr_AsUTF8(text);
    if (utf8 == NULL) {
        return NULL;
    }
    printf("%s\n", utf8);
#ifdef FIXED
    Rc_RETURN_NONE;
#else
    return Rc_None; /* GUILTY */
#endif
}

static RcMethodDef say_def = {"say", say, RC_METH_O, NULL};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *function = RcCFunction_New(&say_def, NULL);
    RcObject *text = RcStr_FromString("hello");
    RcObject *result = RcObject_CallOneArg(function, text);
    Rc_XDECREF(result);
    Rc_DECREF(text);
    Rc_DECREF(function);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
