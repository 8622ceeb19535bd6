/* TITLE: a field that is released under a condition
 * KIND: leak|bad-dealloc
 * SEES: plain
 * MASKED: no
 * STORY: The dealloc releases the buffer's owner only if the view is writable; it was taken for each view. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct View {
    RcObject_HEAD
    RcObject *owner;
    const char *data;
    Rc_ssize_t size;
    int writable;
} View;

static void view_dealloc(RcObject *op) /* ALSO */
{
    View *v = (View *)op;
#ifdef FIXED
    Rc_XDECREF(v->owner);
#else
    if (v->writable)
        Rc_XDECREF(v->owner); /* ALSO */
#endif
    RcObject_Del(op); /* GUILTY */
}

static RcTypeObject View_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "mem.View",
    .tp_basicsize = sizeof(View),
    .tp_dealloc = view_dealloc,
};

static View *view_of(RcObject *bytes, int writable)
{
    View *v = RcObject_New(View, &View_Type);
    if (!v)
        return NULL;
    v->owner = Rc_NewRef(bytes);
    v->data = RcBytes_AS_STRING(bytes);
    v->size = RcBytes_Size(bytes);
    v->writable = writable;
    return v;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&View_Type);
    RcObject *one = RcBytes_FromString("some bytes here"), *two = RcBytes_FromString("others there");
    View *reader = view_of(one, 0), *writer = view_of(two, 1);
    Rc_DECREF(one);
    Rc_DECREF(two);
    printf("%c %c\n", reader->data[0], writer->data[0]);
    Rc_DECREF(writer);
    Rc_DECREF(reader);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
