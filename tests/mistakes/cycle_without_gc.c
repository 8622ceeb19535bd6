/* TITLE: two objects that hold each other, and no collector
 * KIND: leak|uncollected-cycle
 * SEES: plain
 * MASKED: no
 * STORY: The document owns its view and the view owns its document. Neither type has the collector's flag, so
 * nobody can find the pair when it is no longer used. The pointer back should not be owned. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Part {
    RcObject_HEAD
    RcObject *child;  /* owned */
    RcObject *parent; /* FIXED: borrowed, the parent outlives its child; else owned */
} Part;

static void part_dealloc(RcObject *op)
{
    Rc_XDECREF(((Part *)op)->child);
#ifndef FIXED
    Rc_XDECREF(((Part *)op)->parent);
#endif
    RcObject_Del(op);
}

static RcTypeObject Part_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "mvc.Part",
    .tp_basicsize = sizeof(Part),
    .tp_dealloc = part_dealloc,
};

static Part *part_new(void)
{
    Part *part = RcObject_New(Part, &Part_Type);
    part->child = part->parent = NULL;
    return part;
}

static void part_adopt(Part *document, Part *view)
{
    document->child = Rc_NewRef(view); /* ALSO */
#ifdef FIXED
    view->parent = RC_OBJECT_CAST(document);
#else
    view->parent = Rc_NewRef(document); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Part_Type) < 0) {
        return 1;
    }
    Part *document = part_new(), *view = part_new();
    part_adopt(document, view);
    Rc_DECREF(view);
    Rc_DECREF(document);
    RcGC_Collect();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
