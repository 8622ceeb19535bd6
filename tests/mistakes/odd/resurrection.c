/* TITLE: an object that comes back from the dead
 * KIND: none
 * STORY: The finalizer puts the object into a pool instead of letting it go. Its count was 0 and is 1 again,
 * taken by nobody's macro but the finalizer's; the pool gives it back at the end. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Buffer {
    RcObject_HEAD
    RcObject *data; /* owned */
} Buffer;

static RcObject *pool; /* owned; NULL: empty */

static int buffer_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Buffer *)op)->data);
    return 0;
}

static void buffer_finalize(RcObject *op)
{
    if (pool == NULL) {
        pool = Rc_NewRef(op);
    }
}

static void buffer_dealloc(RcObject *op)
{
    if (RcObject_CallFinalizerFromDealloc(op) < 0) {
        return;
    }
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Buffer *)op)->data);
    RcObject_GC_Del(op);
}

static RcTypeObject Buffer_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "odd.Buffer",
    .tp_basicsize = sizeof(Buffer),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = buffer_dealloc,
    .tp_traverse = buffer_traverse,
    .tp_finalize = buffer_finalize,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Buffer_Type) < 0) {
        return 1;
    }
    Buffer *buffer = RcObject_GC_New(Buffer, &Buffer_Type);
    buffer->data = RcBytes_FromString("kept");
    RcObject_GC_Track(buffer);
    Rc_DECREF(buffer);
    printf("in the pool: %d\n", pool == RC_OBJECT_CAST(buffer));
    RcGC_Collect();
    Rc_CLEAR(pool);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
