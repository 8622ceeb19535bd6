/* TITLE: a sort whose keys stay when there is little to sort
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: Keys are computed first. The short way out for one item is behind that, and in front of the
 * release. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

struct pair {
    RcObject *key;  /* new */
    RcObject *item; /* borrowed */
};

static int by_key(const void *a, const void *b)
{
    return RcStr_Compare(((const struct pair *)a)->key, ((const struct pair *)b)->key);
}

static RcObject *sorted_by_repr(RcObject *list)
{
    size_t n = (size_t)RcList_Size(list);
    struct pair *pairs = calloc(n + 1, sizeof *pairs);
    RcObject *result = NULL;
    size_t done;

    for (done = 0; done < n; done++) {
        pairs[done].item = RcList_GetItem(list, (Rc_ssize_t)done);
        pairs[done].key = RcObject_Repr(pairs[done].item); /* ALSO */
        if (!pairs[done].key)
            goto out;
    }
#ifndef FIXED
    if (n <= 1) {
        free(pairs); /* GUILTY */
        return Rc_NewRef(list);
    }
#endif
    qsort(pairs, n, sizeof *pairs, by_key);
    result = RcList_New((Rc_ssize_t)n);
    for (size_t i = 0; result && i < n; i++)
        RcList_SET_ITEM(result, (Rc_ssize_t)i, Rc_NewRef(pairs[i].item));
out:
    while (done-- > 0)
        Rc_DECREF(pairs[done].key);
    free(pairs);
    return result;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *lists[2] = {Rc_BuildValue("[iii]", 900, 1000, 1100), Rc_BuildValue("[i]", 4711)};
    for (int i = 0; i < 2; i++) {
        RcObject *sorted = sorted_by_repr(lists[i]);
        printf("%ld\n", RcInt_AsLong(RcList_GetItem(sorted, 0)));
        Rc_DECREF(sorted);
        Rc_DECREF(lists[i]);
    }
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
