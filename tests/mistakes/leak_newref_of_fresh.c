/* TITLE: a new object returned with one reference more
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: The rule that a function returns a new reference is taken to mean that it must take one. The object
 * came with one already, which was to be passed on. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *range(long stop)
{
    RcObject *list = RcList_New(stop);
    if (list == NULL) {
        return NULL;
    }
    for (long i = 0; i < stop; i++) {
        RcObject *number = RcInt_FromLong(i);
        if (number == NULL) {
            Rc_DECREF(list);
            return NULL;
        }
        RcList_SET_ITEM(list, i, number);
    }
#ifdef FIXED
    return list;
#else
    return Rc_NewRef(list); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *numbers = range(5);
    printf("%zd numbers\n", RcList_GET_SIZE(numbers));
    Rc_DECREF(numbers);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
