/* TITLE: the cheapest of a list of offers that has been thrown away
 * KIND: stale-borrow
 * SEES: plain
 * MASKED: yes
 * STORY: The offers of a shop are copied, sorted, and the first is kept, borrowed, over the end of the copy. The table of
 * the shop holds it, so nothing happens; with offers that are made on demand it would be gone. */
#include <recount/recount.h>
#include <stdio.h>

/* The cheapest offer is put into the basket: 1, 0 if there is none, or -1. */
static int take_cheapest(RcObject *shop, RcObject *basket)
{
    RcObject *offers = RcHashTable_Values(shop);
    if (offers == NULL) {
        return -1;
    }
    if (RcList_Size(offers) == 0 || RcList_Sort(offers) < 0) {
        Rc_DECREF(offers);
        return RcErr_Occurred() ? -1 : 0;
    }
    RcObject *cheapest = RcList_GetItem(offers, 0); /* ALSO */
#ifdef FIXED
    int result = RcList_Append(basket, cheapest);
    Rc_DECREF(offers);
#else
    Rc_DECREF(offers);                            /* ALSO */
    int result = RcList_Append(basket, cheapest); /* GUILTY */
#endif
    return result < 0 ? -1 : 1;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *shop = Rc_BuildValue("{sdsdsd}", "tent", 120.5, "rope", 14.25, "lamp", 31.0);
    RcObject *basket = RcList_New(0);
    take_cheapest(shop, basket);
    printf("%g\n", RcFloat_AsDouble(RcList_GET_ITEM(basket, 0)));
    Rc_DECREF(basket);
    Rc_DECREF(shop);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
