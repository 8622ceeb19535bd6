/* Ownership and re-entrancy.  Giving a reference back can run any code: a dealloc that looks at the very
 * container that is being changed.  So: store first, release last.  And who runs foreign code holds
 * references to what it goes on with. */
#include "counts.h"

/* A watcher looks at a slot when it dies. */
typedef struct Watcher {
    RcObject_HEAD
    RcObject **slot;
    const char *seen;
} Watcher;

static const char *last_seen; /* what the last one saw */

static void watcher_dealloc(RcObject *op)
{
    RcObject *held = *((Watcher *)op)->slot;
    last_seen = held == NULL ? "nothing" : held == op ? "me, who am dying" : "somebody else";
    RcObject_Free(op);
}

static RcTypeObject Watcher_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "example.Watcher",
    .tp_basicsize = sizeof(Watcher),
    .tp_dealloc = watcher_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
};

/* Result new. */
static RcObject *new_watcher(RcObject **slot)
{
    Watcher *watcher = must(RcObject_New(Watcher, &Watcher_Type));
    watcher->slot = slot;
    return (RcObject *)watcher;
}

static void tell(const char *how, const char *expected)
{
    printf("    %-34s %s\n", how, last_seen);
    if (strcmp(last_seen, expected) != 0) {
        counts_wrong = 1;
    }
}

int main(void)
{
    start();
    must_be_0(RcType_Ready(&Watcher_Type));
    RcObject *slot = new_watcher(&slot);

    puts("Rc_DECREF(slot) first, slot = NULL afterwards: the dying object finds itself in the slot.");
    Rc_DECREF(slot); /* the mistake, harmless only because this dealloc does not touch what it finds */
    tell("without Rc_CLEAR it sees", "me, who am dying");

    puts("Rc_CLEAR empties the slot, then releases.");
    slot = new_watcher(&slot);
    Rc_CLEAR(slot);
    tell("with Rc_CLEAR it sees", "nothing");

    puts("Rc_SETREF stores the new object, then releases the old one.");
    slot = new_watcher(&slot);
    RcObject *number = must(RcFloat_FromDouble(2.5));
    Rc_SETREF(slot, Rc_NewRef(number));
    tell("with Rc_SETREF it sees", "somebody else");
    COUNT(number, 2);

    Rc_CLEAR(slot);
    COUNT(number, 1);
    Rc_DECREF(number);
    return finish();
}
