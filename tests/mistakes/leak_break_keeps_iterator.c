/* TITLE: an iterator abandoned in the middle
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: The author knows that an iterator forgets its list at the end, and takes the end of the loop for the
 * end of the iterator. When the item is found early the function returns with the iterator, and the iterator
 * keeps the list. */
#include <recount/recount.h>
#include <stdio.h>

static int has_negative(RcObject *numbers)
{
    RcObject *iterator = RcObject_GetIter(numbers); /* GUILTY */
    RcObject *item;
    if (iterator == NULL) {
        return -1;
    }
    while ((item = RcIter_Next(iterator)) != NULL) {
        double value = RcFloat_AsDouble(item);
        Rc_DECREF(item);
        if (value < 0) {
#ifdef FIXED
            Rc_DECREF(iterator);
#endif
            return 1;
        }
    }
    Rc_DECREF(iterator);
    return RcErr_Occurred() ? -1 : 0;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *numbers = Rc_BuildValue("[ddd]", 1.5, -2.5, 3.5);
    printf("negative: %d\n", has_negative(numbers));
    Rc_DECREF(numbers);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
