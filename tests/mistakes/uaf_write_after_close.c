/* TITLE: a connection that counts itself closed after its last reference
 * KIND: use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: conn_finish gives the pool's reference back, which may be the last, and then writes to the object. */
#include <recount/recount.h>
#include <stdio.h>

#define POOL 3

typedef struct {
    RcObject_HEAD
    RcObject *peer;
    int slot;
    int open;
    long bytes;
} Conn;

static Conn *pool[POOL];
static long total_bytes;

static void conn_dealloc(RcObject *op)
{
    Rc_XDECREF(((Conn *)op)->peer);
    RcObject_Free(op);
}

static RcTypeObject Conn_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "net.Conn",
    .tp_basicsize = sizeof(Conn),
    .tp_dealloc = conn_dealloc,
};

static int conn_open(const char *host)
{
    for (int i = 0; i < POOL; i++) {
        Conn *c;

        if (pool[i])
            continue;
        c = RcObject_New(Conn, &Conn_Type);
        if (!c)
            return -1;
        c->peer = RcStr_FromString(host);
        c->slot = i;
        c->open = 1;
        c->bytes = 0;
        pool[i] = c; /* the pool's reference */
        return i;
    }
    return -1;
}

static void conn_finish(Conn *c)
{
#ifdef FIXED
    total_bytes += c->bytes;
    c->open = 0;
#endif
    pool[c->slot] = NULL;
    Rc_DECREF(c); /* ALSO */
#ifndef FIXED
    total_bytes += c->bytes; /* GUILTY */
    c->open = 0;             /* ALSO */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Conn_Type) < 0)
        return 1;
    conn_open("10.0.0.1");
    conn_open("10.0.0.2");
    pool[0]->bytes += 500;
    pool[1]->bytes += 70;
    for (int i = 0; i < POOL; i++) {
        if (pool[i])
            conn_finish(pool[i]);
    }
    printf("%ld bytes\n", total_bytes);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
