/* TITLE: values replaced while the table is walked
 * KIND: none
 * STORY: RcHashTable_Next allows that values are replaced meanwhile. The old value is held over the
 * replacement by a reference of its own, and the table's own goes in the middle of the loop. */
#include <recount/recount.h>
#include <stdio.h>

static int double_all(RcObject *table)
{
    RcObject *key, *value;
    Rc_ssize_t position = 0;
    while (RcHashTable_Next(table, &position, &key, &value)) {
        Rc_INCREF(value);
        RcObject *twice = RcNumber_Add(value, value);
        int result = twice == NULL ? -1 : RcHashTable_SetItem(table, key, twice);
        Rc_XDECREF(twice);
        printf("%g\n", RcFloat_AsDouble(value));
        Rc_DECREF(value);
        if (result < 0) {
            return -1;
        }
    }
    return 0;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *table = Rc_BuildValue("{sdsd}", "a", 1.5, "b", 2.5);
    if (double_all(table) < 0) {
        RcErr_Print();
    }
    Rc_DECREF(table);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
