/* TITLE: a finalizer that hands its object to a pool
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The finalizer revives the connection by storing it into a global variable, but takes no reference
 * for it. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *host;
    int uses;
} Connection;

static Connection *idle;

static void connection_finalize(RcObject *op)
{
    Connection *c = (Connection *)op;
    if (idle == NULL && c->uses < 3) {
#ifdef FIXED
        idle = (Connection *)Rc_NewRef(op);
#else
        idle = c; /* GUILTY */
#endif
    }
}

static void connection_dealloc(RcObject *op)
{
    if (RcObject_CallFinalizerFromDealloc(op) < 0)
        return;
    Rc_XDECREF(((Connection *)op)->host);
    RcObject_Del(op);
}

static RcTypeObject Connection_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "net.Connection",
    .tp_basicsize = sizeof(Connection),
    .tp_dealloc = connection_dealloc,
    .tp_finalize = connection_finalize,
};

static Connection *connection_open(const char *host)
{
    Connection *c = idle;
    if (c != NULL) {
        idle = NULL;
        c->uses++;
        return c;
    }
    c = RcObject_New(Connection, &Connection_Type);
    if (c == NULL)
        return NULL;
    c->host = RcStr_FromString(host);
    c->uses = 1;
    return c;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Connection_Type);
    Connection *c = connection_open("db.example.org");
    printf("first: use %d\n", c->uses);
    Rc_DECREF(c);
    c = connection_open("db.example.org");
    printf("second: use %d\n", c->uses);
    Rc_DECREF(c);
    Rc_XDECREF(idle);
    idle = NULL;
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
