/* TITLE: a clear that releases before it forgets
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: close() releases the backend and then sets the field to NULL. The release runs the backend's
 * callback, which closes the same connection again: it finds the field as it was, and releases once more.
 * Rc_CLEAR forgets first. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Connection {
    RcObject *backend; /* owned */
} Connection;

static Connection connection;

static void connection_close(Connection *self)
{
#ifdef FIXED
    Rc_CLEAR(self->backend);
#else
    if (self->backend != NULL) {
        Rc_DECREF(self->backend); /* GUILTY */
        self->backend = NULL;
    }
#endif
}

static RcObject *on_backend_gone(RcObject *self, RcObject *weakref)
{
    Rc_UNUSED(self);
    Rc_UNUSED(weakref);
    connection_close(&connection);
    Rc_RETURN_NONE;
}

static RcMethodDef gone_def = {"on_backend_gone", on_backend_gone, RC_METH_O, NULL};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    connection.backend = RcHashTable_New();
    RcObject *callback = RcCFunction_New(&gone_def, NULL);
    RcObject *watch = RcWeakref_NewRef(connection.backend, callback);
    connection_close(&connection);
    Rc_DECREF(watch);
    Rc_DECREF(callback);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
