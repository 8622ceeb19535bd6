/* TITLE: a field that is replaced in a callback, while the same object has the old one elsewhere
 * KIND: none
 * STORY: The window's focus is one of its children, whose list it owns. The child that has the focus moves it on when it is
 * asked, and is spoken to once more: the window's list has it still. Another callback hands what it takes out of the
 * field to its caller's log. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *children; /* owned */
    RcObject *focus;    /* owned */
} Window;

static RcObject *the_window, *log_of_focus;

static int window_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Window *)op)->children);
    Rc_VISIT(((Window *)op)->focus);
    return 0;
}

static int window_clear(RcObject *op)
{
    Rc_CLEAR(((Window *)op)->children);
    Rc_CLEAR(((Window *)op)->focus);
    return 0;
}

static void window_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    window_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Window_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "desk.Window",
    .tp_basicsize = sizeof(Window),
    .tp_dealloc = window_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = window_traverse,
    .tp_clear = window_clear,
};

static void send(Window *window)
{
    RcObject *focus = window->focus;
    RcObject *answer = RcObject_CallNoArgs(focus);
    RcObject *text = RcObject_Str(focus);
    printf("%s\n", text != NULL && answer != NULL ? "sent" : "nobody");
    Rc_XDECREF(text);
    Rc_XDECREF(answer);
}

static RcObject *move_on(RcObject *self, RcObject *unused)
{
    Window *window = (Window *)the_window;
    Rc_UNUSED(self);
    Rc_UNUSED(unused);
    Rc_SETREF(window->focus, RcList_GetItemRef(window->children, 1));
    Rc_RETURN_NONE;
}

static RcObject *move_to_log(RcObject *self, RcObject *unused)
{
    Window *window = (Window *)the_window;
    RcObject *old = window->focus;
    Rc_UNUSED(self);
    Rc_UNUSED(unused);
    if (RcList_Append(log_of_focus, old) < 0 || RcList_SetSlice(window->children, 1, 2, NULL) < 0)
        return NULL;
    window->focus = RcList_GetItemRef(window->children, 0);
    Rc_DECREF(old);
    Rc_RETURN_NONE;
}

static RcMethodDef widgets[] = {{"move_on", move_on, RC_METH_NOARGS, NULL},
                                {"move_to_log", move_to_log, RC_METH_NOARGS, NULL}};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Window_Type) < 0 || (log_of_focus = RcList_New(0)) == NULL)
        return 1;
    Window *window = RcObject_GC_New(Window, &Window_Type);
    window->children = RcList_New(0);
    for (int i = 0; i < 2; i++) {
        RcObject *widget = RcCFunction_New(&widgets[i], NULL);
        RcList_Append(window->children, widget);
        Rc_DECREF(widget);
    }
    window->focus = RcList_GetItemRef(window->children, 0);
    RcObject_GC_Track(window);
    the_window = (RcObject *)window;
    send(window);
    send(window);
    printf("%zd in the log\n", RcList_Size(log_of_focus));
    Rc_CLEAR(the_window);
    Rc_CLEAR(log_of_focus);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
