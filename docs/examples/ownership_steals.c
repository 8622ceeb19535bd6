/* Ownership: steals.  A few functions take our reference over, so that a container can be filled with fresh
 * objects in one line.  They do so on failure, too. */
#include "counts.h"

int main(void)
{
    start();
    RcObject *list = must(RcList_New(2));
    RcObject *number = must(RcFloat_FromDouble(2.5));

    puts("RcList_SetItem steals: no count changes, the reference has another owner.");
    must_be_0(RcList_SetItem(list, 0, number));
    COUNT(number, 1);

    puts("Who goes on using the object hands over a second reference.");
    must_be_0(RcList_SetItem(list, 1, Rc_NewRef(number)));
    COUNT(number, 2);

    puts("On failure the reference is taken as well.  So there is nothing to clean up.");
    RcObject *other = must(RcFloat_FromDouble(3.5));
    if (RcList_SetItem(list, 9, Rc_NewRef(other)) == 0) {
        counts_wrong = 1;
    }
    RcErr_Clear(); /* IndexError */
    COUNT(other, 1);

    puts("Rc_BuildValue's N steals; its O takes a reference of its own.");
    RcObject *pair = must(Rc_BuildValue("(ON)", other, Rc_NewRef(other)));
    COUNT(other, 3);
    Rc_DECREF(pair);
    COUNT(other, 1);

    Rc_DECREF(other);
    Rc_DECREF(list);
    return finish();
}
