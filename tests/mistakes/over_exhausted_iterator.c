/* TITLE: a zipping iterator that releases its sources at the end, and once more when it dies
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: At the end of the shorter list next gives both lists back early, and marks the end in at only. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *left;
    RcObject *right;
    Rc_ssize_t at; /* -1: at the end */
} Zip;

static void zip_dealloc(RcObject *op)
{
    Rc_XDECREF(((Zip *)op)->left);
    Rc_XDECREF(((Zip *)op)->right);
    RcObject_Free(op);
}

static RcObject *zip_next(RcObject *op)
{
    Zip *z = (Zip *)op;
    Rc_ssize_t i = z->at;

    if (i < 0)
        return NULL;
    if (i >= RcList_GET_SIZE(z->left) || i >= RcList_GET_SIZE(z->right)) {
        z->at = -1;
#ifdef FIXED
        Rc_CLEAR(z->left);
        Rc_CLEAR(z->right);
#else
        Rc_DECREF(z->left);  /* GUILTY */
        Rc_DECREF(z->right); /* ALSO */
#endif
        return NULL;
    }
    z->at++;
    return RcTuple_Pack(2, RcList_GET_ITEM(z->left, i), RcList_GET_ITEM(z->right, i));
}

static RcTypeObject Zip_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "iters.Zip",
    .tp_basicsize = sizeof(Zip),
    .tp_dealloc = zip_dealloc,
    .tp_iter = RcObject_SelfIter,
    .tp_iternext = zip_next,
};

/* New; steals both lists. */
static RcObject *zip(RcObject *left, RcObject *right)
{
    Zip *z = left && right ? RcObject_New(Zip, &Zip_Type) : NULL;

    if (!z) {
        Rc_XDECREF(left);
        Rc_XDECREF(right);
        return NULL;
    }
    z->left = left;
    z->right = right;
    z->at = 0;
    return (RcObject *)z;
}

int main(void)
{
    RcObject *z, *pair;

    if (Rc_Initialize() < 0 || RcType_Ready(&Zip_Type) < 0)
        return 1;
    z = zip(Rc_BuildValue("[ss]", "a", "b"), Rc_BuildValue("[iii]", 1, 2, 3));
    while ((pair = RcIter_Next(z)) != NULL) {
        printf("%s %ld\n", RcStr_AsUTF8(RcTuple_GET_ITEM(pair, 0)), RcInt_AsLong(RcTuple_GET_ITEM(pair, 1)));
        Rc_DECREF(pair);
    }
    Rc_DECREF(z);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
