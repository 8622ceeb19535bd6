/* TITLE: an init that can be called again
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: tp_init may run more than once. The second time it writes over the title that the first one took. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *title;
    RcObject *tags;
} Page;

static int page_init(RcObject *op, RcObject *args, RcObject *kwargs)
{
    static char *names[] = {"title", "tags", NULL};
    Page *p = (Page *)op;
    RcObject *title, *tags = NULL;
    if (!RcArg_ParseTupleAndKeywords(args, kwargs, "U|O", names, &title, &tags))
        return -1;
    if (tags != NULL)
        Rc_XSETREF(p->tags, Rc_NewRef(tags));
#ifdef FIXED
    Rc_XSETREF(p->title, Rc_NewRef(title));
#else
    p->title = Rc_NewRef(title); /* GUILTY */
#endif
    return 0;
}

static void page_dealloc(RcObject *op)
{
    Rc_XDECREF(((Page *)op)->title);
    Rc_XDECREF(((Page *)op)->tags);
    Rc_TYPE(op)->tp_free(op);
}

static RcTypeObject Page_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "wiki.Page",
    .tp_basicsize = sizeof(Page),
    .tp_dealloc = page_dealloc,
    .tp_new = RcType_GenericNew,
    .tp_init = page_init,
};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Page_Type);
    RcObject *tags = Rc_BuildValue("[ss]", "refcount", "runtime");
    RcObject *page = RcObject_CallFunction((RcObject *)&Page_Type, "(sO)", "Start page", tags);
    if (page == NULL) {
        RcErr_Print();
        Rc_DECREF(tags);
        return 1;
    }
    RcObject *args = Rc_BuildValue("(s)", "Renamed page");
    if (Page_Type.tp_init(page, args, NULL) < 0)
        RcErr_Print();
    Rc_DECREF(args);
    Rc_DECREF(tags);
    Rc_DECREF(page);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
