/* TITLE: an item borrowed from a tuple that was only a passing result
 * KIND: stale-borrow|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: partition() gives a tuple of three, of which the author wants the last. It is borrowed from the
 * tuple, the tuple is released, and the item goes with it. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *extension_of(RcObject *file_name)
{
    RcObject *dot = RcStr_FromString(".");
    RcObject *parts = dot == NULL ? NULL : RcStr_RPartition(file_name, dot);
    Rc_XDECREF(dot);
    if (parts == NULL) {
        return NULL;
    }
    RcObject *extension = RcTuple_GetItem(parts, 2);
#ifdef FIXED
    Rc_INCREF(extension);
    Rc_DECREF(parts);
    return extension;
#else
    Rc_DECREF(parts);            /* ALSO */
    return Rc_NewRef(extension); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *file_name = RcStr_FromString("holiday.jpeg");
    RcObject *extension = extension_of(file_name);
    printf("%zd letters\n", RcStr_GetLength(extension));
    Rc_XDECREF(extension);
    Rc_DECREF(file_name);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
