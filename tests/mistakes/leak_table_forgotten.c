/* TITLE: a global table that is set to NULL
 * KIND: leak|lost-reference
 * SEES: deep
 * MASKED: no
 * STORY: The table of open orders is used all the time, by functions that hold it for a moment. At the end the variable
 * is set to NULL, and the table is not released. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *orders; /* table */

static int order(const char *who, const char *what)
{
    RcObject *name = RcStr_FromString(what);
    int status = name == NULL ? -1 : RcHashTable_SetItemString(orders, who, name);

    Rc_XDECREF(name);
    return status;
}

static int deliver(const char *who)
{
    return RcHashTable_DelItemString(orders, who);
}

static void print_orders(void)
{
    RcObject *names = RcHashTable_Keys(orders);

    if (names == NULL)
        return;
    printf("%d open\n", (int)RcList_Size(names));
    Rc_DECREF(names);
}

static void close_shop(void)
{
#ifdef FIXED
    Rc_CLEAR(orders);
#else
    orders = NULL; /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0)
        return 1;
    orders = RcHashTable_New();
    if (orders == NULL || order("ann", "soup") < 0 || order("bob", "bread") < 0)
        RcErr_Print();
    print_orders();
    if (deliver("ann") < 0)
        RcErr_Print();
    print_orders();
    close_shop();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
