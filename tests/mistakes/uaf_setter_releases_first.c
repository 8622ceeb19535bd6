/* TITLE: the old value released before the new one is stored
 * KIND: use-after-free|over-decref
 * SEES: plain
 * MASKED: no
 * STORY: The release of the old value runs a callback, and the callback looks at the field, where the old
 * value still is. Rc_XSETREF stores first and releases last. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Screen {
    RcObject_HEAD
    RcObject *widget; /* owned */
} Screen;

static Screen *screen; /* the one that the callback redraws */

static int screen_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Screen *)op)->widget);
    return 0;
}

static void screen_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Screen *)op)->widget);
    RcObject_GC_Del(op);
}

static RcTypeObject Screen_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "ui.Screen",
    .tp_basicsize = sizeof(Screen),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = screen_dealloc,
    .tp_traverse = screen_traverse,
};

static void screen_show(Screen *self, RcObject *widget)
{
#ifdef FIXED
    Rc_XSETREF(self->widget, Rc_NewRef(widget));
#else
    Rc_XDECREF(self->widget); /* GUILTY */
    self->widget = Rc_NewRef(widget);
#endif
}

static RcObject *redraw(RcObject *self, RcObject *dead)
{
    Rc_UNUSED(self);
    Rc_UNUSED(dead);
    RcObject *widget = Rc_NewRef(screen->widget); /* ALSO */
    printf("%zd lines\n", RcHashTable_Size(widget));
    Rc_DECREF(widget);
    Rc_RETURN_NONE;
}

static RcMethodDef redraw_def = {"redraw", redraw, RC_METH_O, NULL};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Screen_Type) < 0) {
        return 1;
    }
    screen = RcObject_GC_New(Screen, &Screen_Type);
    screen->widget = RcHashTable_New();
    RcObject_GC_Track(screen);
    RcObject *callback = RcCFunction_New(&redraw_def, NULL);
    RcObject *watch = RcWeakref_NewRef(screen->widget, callback);
    RcObject *next = RcHashTable_New();
    screen_show(screen, next);
    Rc_DECREF(next);
    Rc_CLEAR(screen);
    Rc_DECREF(watch);
    Rc_DECREF(callback);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
