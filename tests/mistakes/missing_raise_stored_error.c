/* TITLE: a stored error raised again and again
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The connection remembers why it broke and raises that exception at each further use.
 * RcErr_SetRaisedException steals it: after the first time the connection refers to what the indicator has
 * given up. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Connection {
    RcObject *failure; /* owned; NULL while it works */
} Connection;

static int connection_send(Connection *connection, const char *message)
{
    if (connection->failure != NULL) {
#ifdef FIXED
        Rc_INCREF(connection->failure);
#endif
        RcErr_SetRaisedException(connection->failure); /* GUILTY */
        return -1;
    }
    printf("sent: %s\n", message);
    return 0;
}

static void connection_break(Connection *connection, const char *reason)
{
    RcErr_SetString(RcExc_RuntimeError, reason);
    Rc_XSETREF(connection->failure, RcErr_GetRaisedException());
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    Connection connection = {NULL};
    connection_send(&connection, "hello");
    connection_break(&connection, "connection reset");
    if (connection_send(&connection, "anybody there?") < 0) {
        RcErr_Clear();
    }
    Rc_CLEAR(connection.failure);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
