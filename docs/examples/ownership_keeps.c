/* Ownership: keeps.  Most functions that store an object take a reference of their own: ours stays ours. */
#include "counts.h"

int main(void)
{
    start();
    RcObject *list = must(RcList_New(0));
    RcObject *table = must(RcHashTable_New());
    RcObject *number = must(RcFloat_FromDouble(2.5));

    puts("RcList_Append keeps, RcHashTable_SetItem keeps both.");
    must_be_0(RcList_Append(list, number));
    COUNT(number, 2);
    must_be_0(RcHashTable_SetItem(table, number, number));
    COUNT(number, 4);

    puts(
        "So a fresh object that goes into a container is given back afterwards, whether that worked or not.");
    RcObject *fresh = must(RcFloat_FromDouble(3.5));
    int result = RcList_Append(list, fresh);
    COUNT(fresh, 2);
    Rc_DECREF(fresh);
    must_be_0(result);

    puts("A function that only looks, the rule for arguments, changes nothing.");
    must_be_0(RcObject_RichCompareBool(number, list, Rc_EQ));
    COUNT(number, 4);

    puts("The containers give back what they keep.");
    Rc_DECREF(table);
    COUNT(number, 2);
    Rc_DECREF(list);
    COUNT(number, 1);
    Rc_DECREF(number);
    return finish();
}
