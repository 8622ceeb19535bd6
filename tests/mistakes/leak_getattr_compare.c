/* TITLE: an attribute read for a comparison
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: The name of a function is looked up to compare it. RcObject_GetAttrString gives a new reference, and
 * it is passed to the comparison as if it were borrowed. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *nothing(RcObject *self, RcObject *ignored)
{
    Rc_UNUSED(self);
    Rc_UNUSED(ignored);
    Rc_RETURN_NONE;
}

static RcMethodDef nothing_def = {"nothing", nothing, RC_METH_NOARGS, "Does nothing."};

static int has_module(RcObject *function, RcObject *name)
{
#ifdef FIXED
    RcObject *module = RcObject_GetAttrString(function, "__module__");
    int equal = module == NULL ? -1 : RcObject_RichCompareBool(module, name, Rc_EQ);
    Rc_XDECREF(module);
    return equal;
#else
    return RcObject_RichCompareBool(RcObject_GetAttrString(function, "__module__"), name, Rc_EQ); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *module = RcStr_FromString("plug-ins");
    RcObject *function = RcCFunction_NewEx(&nothing_def, NULL, module);
    printf("equal: %d\n", has_module(function, module));
    Rc_DECREF(function);
    Rc_DECREF(module);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
