/* Ownership: borrowed.  The reference is somebody else's: good to look at while the owner has it, and not
 * ours to give back. */
#include "counts.h"

/* The classical trap: to borrow, then to change the container, then to use what was borrowed. */
static void keep_beyond_a_change(RcObject *list)
{
    puts("What we need beyond a change of the container gets a reference of its own, before the change.");
    RcObject *first = Rc_NewRef(must(RcList_GetItem(list, 0)));
    COUNT(first, 2);
    must_be_0(RcList_SetItem(list, 0, Rc_NewRef(Rc_None))); /* the list gives its reference back */
    COUNT(first, 1);
    printf("    it is still there: %g\n", RcFloat_AsDouble(first));
    Rc_DECREF(first);
}

int main(void)
{
    start();
    RcObject *list = must(RcList_New(1));
    RcList_SET_ITEM(list, 0, must(RcFloat_FromDouble(2.5))); /* the list owns the only reference */

    puts("Borrowing changes no count.");
    RcObject *borrowed = must(RcList_GetItem(list, 0));
    COUNT(borrowed, 1);

    puts(
        "Rc_TYPE, RcTuple_GetItem, RcHashTable_GetItem, RcMethod_Self, the O of RcArg_ParseTuple: all lend.");
    RcObject *arguments = must(RcTuple_Pack(1, borrowed));
    RcObject *argument;
    if (!RcArg_ParseTuple(arguments, "O", &argument)) {
        must(NULL);
    }
    COUNT(argument, 2); /* the list's and the tuple's */
    Rc_DECREF(arguments);
    COUNT(borrowed, 1);

    keep_beyond_a_change(list);
    Rc_DECREF(list);
    return finish();
}
