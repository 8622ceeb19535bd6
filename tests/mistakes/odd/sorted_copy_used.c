/* TITLE: borrowed from a copy that is thrown away, and good for another reason
 * KIND: none
 * STORY: What is borrowed from a sorted copy is used after the copy has gone. But the caller has lent the same object
 * from the list itself, takes a reference before it looks at it again, or keeps it in a tuple. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *last_of_sorted(RcObject *numbers)
{
    RcObject *sorted = RcSequence_List(numbers);
    RcObject *last;
    if (sorted == NULL || RcList_Sort(sorted) < 0) {
        Rc_XDECREF(sorted);
        return NULL;
    }
    last = Rc_NewRef(RcList_GetItem(sorted, RcList_Size(sorted) - 1));
    Rc_DECREF(sorted);
    return last;
}

/* Is what the caller has borrowed the largest? */
static int is_largest(RcObject *numbers, RcObject *number)
{
    RcObject *sorted = RcSequence_List(numbers);
    RcObject *last;
    int equal;
    if (sorted == NULL || RcList_Sort(sorted) < 0) {
        Rc_XDECREF(sorted);
        return -1;
    }
    last = RcList_GetItem(sorted, RcList_Size(sorted) - 1);
    equal = last == number;
    Rc_DECREF(sorted);
    return equal && RcFloat_AsDouble(last) > 0.0; /* it is the caller's */
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *numbers = Rc_BuildValue("[ddd]", 2.5, 9.75, 4.5);
    RcObject *largest = last_of_sorted(numbers);
    printf("%g\n", RcFloat_AsDouble(largest));
    Rc_DECREF(largest);
    for (Rc_ssize_t i = 0; i < RcList_Size(numbers); i++) {
        RcObject *number = RcList_GET_ITEM(numbers, i);
        printf("%d\n", is_largest(numbers, number));
    }
    Rc_DECREF(numbers);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
