/* TITLE: a weak reference's callback that releases its argument
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: The callback gets the weak reference on loan, and gives it back as if it were its own. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *weakrefs;
    RcObject *name;
} Session;

static void session_dealloc(RcObject *op)
{
    RcObject_ClearWeakRefs(op);
    Rc_XDECREF(((Session *)op)->name);
    RcObject_Del(op);
}

static RcTypeObject Session_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "web.Session",
    .tp_basicsize = sizeof(Session),
    .tp_dealloc = session_dealloc,
    .tp_weaklistoffset = offsetof(Session, weakrefs),
};

static RcObject *watched;
static int ended;

static RcObject *session_ended(RcObject *self, RcObject *ref)
{
    Rc_UNUSED(self);
    ended++;
    for (Rc_ssize_t i = 0; i < RcList_Size(watched); i++) {
        if (RcList_GetItem(watched, i) == ref) {
            RcObject *none = Rc_NewRef(Rc_None);
            RcList_SetItem(watched, i, none);
#ifndef FIXED
            Rc_DECREF(ref); /* GUILTY */
#endif
            break;
        }
    }
    Rc_RETURN_NONE;
}
static RcMethodDef ended_def = {"session_ended", session_ended, RC_METH_O, NULL};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Session_Type);
    watched = RcList_New(0);
    RcObject *callback = RcCFunction_New(&ended_def, NULL);
    Session *s = RcObject_New(Session, &Session_Type);
    s->weakrefs = NULL;
    s->name = RcStr_FromString("session of the guest");
    RcObject *ref = RcWeakref_NewRef((RcObject *)s, callback);
    RcList_Append(watched, ref);
    Rc_DECREF(s);
    printf("ended: %d, dead: %d\n", ended, RcWeakref_IsDead(ref));
    Rc_DECREF(ref);
    Rc_DECREF(callback);
    Rc_CLEAR(watched);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
