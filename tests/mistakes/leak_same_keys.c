/* TITLE: a comparison that leaves early
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: The keys are new references. If they are the same object there is nothing to compare, and nothing
 * is released. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Item {
    RcObject_HEAD
    RcObject *name;
    long price;
} Item;

static void item_dealloc(RcObject *self)
{
    Rc_XDECREF(((Item *)self)->name);
    RcObject_Del(self);
}

static RcObject *item_key(RcObject *self, void *closure)
{
    Rc_UNUSED(closure);
    return Rc_NewRef(((Item *)self)->name);
}

static RcGetSetDef item_getset[] = {{"key", item_key, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL}};

static RcTypeObject ItemType = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "shop.Item",
    .tp_basicsize = sizeof(Item),
    .tp_dealloc = item_dealloc,
    .tp_getset = item_getset,
};

static Item *item_new(RcObject *name, long price)
{
    Item *item = RcObject_New(Item, &ItemType);
    item->name = Rc_NewRef(name);
    item->price = price;
    return item;
}

static int compare_items(const void *a, const void *b)
{
    Item *left = *(Item *const *)a, *right = *(Item *const *)b;
    RcObject *left_key, *right_key;
    int order;

    left_key = RcObject_GetAttrString((RcObject *)left, "key");   /* ALSO */
    right_key = RcObject_GetAttrString((RcObject *)right, "key"); /* ALSO */
    if (left_key == right_key) {
#ifdef FIXED
        Rc_XDECREF(left_key);
        Rc_XDECREF(right_key);
#endif
        return left->price < right->price ? -1 : left->price > right->price; /* GUILTY */
    }
    order = RcStr_Compare(left_key, right_key);
    Rc_DECREF(left_key);
    Rc_DECREF(right_key);
    return order;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&ItemType);
    RcObject *apple = RcStr_FromString("green apple"), *pear = RcStr_FromString("brown pear");
    Item *items[] = {item_new(apple, 30), item_new(pear, 20), item_new(apple, 10)};
    qsort(items, 3, sizeof *items, compare_items);
    for (int i = 0; i < 3; i++) {
        printf("%s %ld\n", RcStr_AsUTF8(items[i]->name), items[i]->price);
        Rc_DECREF(items[i]);
    }
    Rc_DECREF(apple);
    Rc_DECREF(pear);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
