/* TITLE: a setter that releases the old title before it takes the new one
 * KIND: use-after-free|missing-incref|over-decref
 * SEES: plain
 * MASKED: no
 * STORY: Setting a window's title to the title it has, borrowed from the window, destroys it first. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Window {
    RcObject_HEAD
    RcObject *title;
    int redraws;
} Window;

static void window_dealloc(RcObject *op)
{
    Rc_XDECREF(((Window *)op)->title);
    RcObject_Free(op);
}

static RcTypeObject Window_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "ui.Window",
    .tp_basicsize = sizeof(Window),
    .tp_dealloc = window_dealloc,
};

static RcObject *window_title(Window *w)
{
    return w->title; /* borrowed */
}

static void window_set_title(Window *w, RcObject *title)
{
#ifdef FIXED
    Rc_XSETREF(w->title, Rc_NewRef(title));
#else
    Rc_XDECREF(w->title); /* GUILTY */
    Rc_INCREF(title);
    w->title = title;
#endif
    w->redraws++;
}

static void copy_title(Window *from, Window *to)
{
    window_set_title(to, window_title(from));
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Window_Type) < 0)
        return 1;
    Window *w = RcObject_New(Window, &Window_Type);
    Window *v = RcObject_New(Window, &Window_Type);
    w->title = v->title = NULL;
    w->redraws = v->redraws = 0;
    RcObject *a = RcStr_FromString("untitled one"), *b = RcStr_FromString("untitled two");
    window_set_title(w, a);
    window_set_title(v, b);
    Rc_DECREF(a);
    Rc_DECREF(b);
    copy_title(w, v);
    Rc_DECREF(w);
    copy_title(v, v);
    printf("%d\n", v->redraws);
    Rc_DECREF(v);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
