/* TITLE: a dealloc that stays in the collector's sight
 * KIND: bad-dealloc|bad-traverse|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The dealloc releases its fields without RcObject_GC_UnTrack. A callback of a field's dealloc may
 * start a collection, and that walks into an object of count 0 whose fields are gone. Mostly nothing happens;
 * then it does. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Session {
    RcObject_HEAD
    RcObject *user; /* owned */
} Session;

static int session_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Session *)op)->user);
    return 0;
}

static int session_clear(RcObject *op)
{
    Rc_CLEAR(((Session *)op)->user);
    return 0;
}

static void session_dealloc(RcObject *op) /* ALSO */
{
#ifdef FIXED
    RcObject_GC_UnTrack(op);
#endif
    session_clear(op);   /* ALSO */
    RcObject_GC_Del(op); /* GUILTY */
}

static RcTypeObject Session_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "web.Session",
    .tp_basicsize = sizeof(Session),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = session_dealloc,
    .tp_traverse = session_traverse,
    .tp_clear = session_clear,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Session_Type) < 0) {
        return 1;
    }
    Session *session = RcObject_GC_New(Session, &Session_Type);
    session->user = RcStr_FromString("alice");
    RcObject_GC_Track(session);
    Rc_DECREF(session);
    RcGC_Collect();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
