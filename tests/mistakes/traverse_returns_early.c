/* TITLE: a traverse that returns where the first field is empty
 * KIND: bad-traverse|uncollected-cycle|leak
 * SEES: plain
 * MASKED: no
 * STORY: The first field is usually set, so the author returns early when it is not. The second one is set
 * all the same, and then nobody visits it. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Request {
    RcObject_HEAD
    RcObject *body;    /* owned, may be NULL */
    RcObject *headers; /* owned */
} Request;

static int request_traverse(RcObject *op, Rc_visitproc visit, void *arg) /* ALSO */
{
    Request *self = (Request *)op;
#ifndef FIXED
    if (self->body == NULL) {
        return 0; /* GUILTY */
    }
#endif
    Rc_VISIT(self->body);
    Rc_VISIT(self->headers);
    return 0;
}

static int request_clear(RcObject *op)
{
    Rc_CLEAR(((Request *)op)->body);
    Rc_CLEAR(((Request *)op)->headers);
    return 0;
}

static void request_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    request_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Request_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "web.Request",
    .tp_basicsize = sizeof(Request),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = request_dealloc,
    .tp_traverse = request_traverse,
    .tp_clear = request_clear,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Request_Type) < 0) {
        return 1;
    }
    Request *request = RcObject_GC_New(Request, &Request_Type);
    request->body = NULL;
    request->headers = RcHashTable_New(); /* ALSO */
    RcObject_GC_Track(request);
    RcHashTable_SetItemString(request->headers, "self", RC_OBJECT_CAST(request));
    RcGC_Collect();
    Rc_DECREF(request);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
