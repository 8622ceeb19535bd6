/* TITLE: a comparison that leaves one of the two keys when types differ
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: Both attributes are new references; the way out for a missing second one releases nothing. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Item {
    RcObject_HEAD
    RcObject *rank; /* NULL: not ranked */
} Item;

static void item_dealloc(RcObject *op)
{
    Rc_XDECREF(((Item *)op)->rank);
    RcObject_Free(op);
}

static RcObject *item_rank(RcObject *op, void *closure)
{
    (void)closure;
    if (((Item *)op)->rank == NULL) {
        RcErr_SetString(RcExc_AttributeError, "not ranked");
        return NULL;
    }
    return Rc_NewRef(((Item *)op)->rank);
}

static RcGetSetDef item_getset[] = {{"rank", item_rank, NULL, NULL, NULL}, {0}};

static RcTypeObject Item_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "shop.Item",
    .tp_basicsize = sizeof(Item),
    .tp_dealloc = item_dealloc,
    .tp_getset = item_getset,
};

static RcObject *item_new(double rank)
{
    Item *item = RcObject_New(Item, &Item_Type);
    item->rank = rank < 0 ? NULL : RcFloat_FromDouble(rank);
    return (RcObject *)item;
}

static int less(RcObject *a, RcObject *b)
{
    RcObject *ka = RcObject_GetAttrString(a, "rank"); /* GUILTY */
    if (ka == NULL)
        return -1;
    RcObject *kb = RcObject_GetAttrString(b, "rank");
    if (kb == NULL) {
#ifdef FIXED
        Rc_DECREF(ka);
#endif
        return -1; /* ALSO */
    }
    int result = RcObject_RichCompareBool(ka, kb, Rc_LT);
    Rc_DECREF(ka);
    Rc_DECREF(kb);
    return result;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Item_Type) < 0)
        return 1;
    RcObject *a = item_new(1.5), *b = item_new(2.5), *c = item_new(-1);
    printf("%d\n", less(a, b));
    printf("%d\n", less(b, c));
    RcErr_Clear();
    printf("%d\n", less(c, a));
    RcErr_Clear();
    Rc_DECREF(a);
    Rc_DECREF(b);
    Rc_DECREF(c);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
