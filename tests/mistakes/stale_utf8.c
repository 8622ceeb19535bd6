/* TITLE: the bytes of a string that is gone
 * KIND: stale-borrow|use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: RcStr_AsUTF8 lends the bytes of the string. The helper releases the string and returns the bytes:
 * the pointer looks like a C string of its own, and what it points to has been freed. */
#include <recount/recount.h>
#include <stdio.h>
#include <string.h>

static const char *type_label(RcObject *op, RcObject **keeper)
{
    RcObject *name = RcType_GetName(Rc_TYPE(op));
    if (name == NULL) {
        RcErr_Clear();
        return "?";
    }
    const char *label = RcStr_AsUTF8(name);
#ifdef FIXED
    *keeper = name;
#else
    Rc_UNUSED(keeper);
    Rc_DECREF(name); /* ALSO */
#endif
    return label;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *keeper = NULL, *list = RcList_New(0);
    const char *label = type_label(list, &keeper);
    int letters = 0;
    while (*label != '\0' && letters < 100) { /* GUILTY */
        letters++;
        label++;
    }
    printf("%d letters\n", letters);
    Rc_XDECREF(keeper);
    Rc_DECREF(list);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
