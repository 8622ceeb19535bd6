/* TITLE: a part of an order that is looked into after the order is gone
 * KIND: stale-borrow|use-after-free
 * SEES: deep
 * MASKED: yes
 * STORY: "O" lends what stands in the tuple. The order is released as soon as it is taken apart, and the article in it
 * is still written to: the shelf has it, too, so it is there, this time. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    int left;
} Article;

static void article_dealloc(RcObject *op)
{
    RcObject_Del(op);
}

static RcTypeObject Article_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "Article",
    .tp_basicsize = sizeof(Article),
    .tp_dealloc = article_dealloc,
};

/* Gives the order back, in any case. */
static int deliver(RcObject *order)
{
    RcObject *op;
    int many;

    if (!RcArg_ParseTuple(order, "Oi:order", &op, &many)) {
        Rc_DECREF(order);
        return -1;
    }
#ifdef FIXED
    ((Article *)op)->left -= many;
    Rc_DECREF(order);
#else
    Rc_DECREF(order);              /* ALSO */
    ((Article *)op)->left -= many; /* GUILTY */
#endif
    return 0;
}

int main(void)
{
    Article *apples;
    RcObject *shelf, *order;

    if (Rc_Initialize() < 0 || RcType_Ready(&Article_Type) < 0) {
        return 1;
    }
    apples = RcObject_New(Article, &Article_Type);
    apples->left = 12;
    shelf = RcList_New(0);
    RcList_Append(shelf, (RcObject *)apples);
    order = Rc_BuildValue("(Ni)", apples, 5);
    deliver(order);
    printf("%d apples left\n", ((Article *)RcList_GetItem(shelf, 0))->left);
    Rc_DECREF(shelf);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
