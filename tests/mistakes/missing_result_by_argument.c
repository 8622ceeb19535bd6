/* TITLE: an out argument that is borrowed in one of two branches
 * KIND: missing-incref
 * SEES: deep
 * MASKED: yes
 * STORY: price_of() gives the price of an article by its argument: a new float for what is on sale, and what the table
 * has for all others, without a reference. Its callers give back what they get. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *prices; /* table */

static int price_of(const char *article, double discount, RcObject **price)
{
    RcObject *listed = RcHashTable_GetItemString(prices, article); /* ALSO */

    if (listed == NULL)
        return -1;
    if (discount > 0.0) {
        *price = RcFloat_FromDouble(RcFloat_AsDouble(listed) * (1.0 - discount));
        return *price == NULL ? -1 : 0;
    }
#ifdef FIXED
    *price = Rc_NewRef(listed);
#else
    *price = listed; /* GUILTY */
#endif
    return 0;
}

static int add(RcObject *bill, const char *article, double discount)
{
    RcObject *price;
    int status;

    if (RcList_Size(bill) > 9 || price_of(article, discount, &price) < 0)
        return -1;
    status = RcList_Append(bill, price);
    Rc_DECREF(price);
    return status;
}

int main(void)
{
    RcObject *bill;

    if (Rc_Initialize() < 0)
        return 1;
    prices = Rc_BuildValue("{sdsd}", "tea", 4.5, "cake", 3.25);
    bill = RcList_New(0);
    if (prices == NULL || bill == NULL || add(bill, "cake", 0.5) < 0 || add(bill, "tea", 0.0) < 0)
        RcErr_Print();
    printf("%d on the bill\n", (int)RcList_Size(bill));
    Rc_DECREF(bill);
    Rc_CLEAR(prices);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
