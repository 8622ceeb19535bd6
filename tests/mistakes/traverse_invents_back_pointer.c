/* TITLE: a traverse that visits a borrowed back pointer
 * KIND: bad-traverse|missing-incref
 * SEES: plain
 * MASKED: yes
 * STORY: The item refers back to its owner without owning it, which is right. The author visits every pointer
 * that there is, this one too: the collector subtracts a reference that nobody has, and may free what is in
 * use. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Item {
    RcObject_HEAD
    RcObject *label; /* owned */
    RcObject *menu;  /* borrowed: the menu owns its items */
} Item;

static int item_traverse(RcObject *op, Rc_visitproc visit, void *arg) /* ALSO */
{
    Item *self = (Item *)op;
    Rc_VISIT(self->label);
#ifndef FIXED
    Rc_VISIT(self->menu); /* GUILTY */
#endif
    return 0;
}

static void item_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Item *)op)->label);
    RcObject_GC_Del(op);
}

static RcTypeObject Item_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "menu.Item",
    .tp_basicsize = sizeof(Item),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = item_dealloc,
    .tp_traverse = item_traverse,
};

static int menu_add(RcObject *menu, const char *label)
{
    Item *item = RcObject_GC_New(Item, &Item_Type);
    if (item == NULL) {
        return -1;
    }
    item->label = RcStr_FromString(label);
    item->menu = menu;
    RcObject_GC_Track(item);
    int result = RcList_Append(menu, RC_OBJECT_CAST(item));
    Rc_DECREF(item);
    return result;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Item_Type) < 0) {
        return 1;
    }
    RcObject *menu = RcList_New(0);
    RcObject *other_holder = RcTuple_Pack(1, menu);
    menu_add(menu, "Open");
    RcGC_Collect();
    Rc_DECREF(other_holder);
    RcList_Clear(menu);
    Rc_DECREF(menu);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
