/* TITLE: a door whose lock changes itself
 * KIND: stale-borrow|use-after-free
 * SEES: deep
 * MASKED: yes
 * STORY: knock reads the lock out of its field and asks it. The answer installs another lock, and knock writes the old one's
 * name into the log. A drawer with all locks keeps that alive. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *lock; /* owned */
} Door;

static RcObject *drawer, *front;

static int door_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Door *)op)->lock);
    return 0;
}

static int door_clear(RcObject *op)
{
    Rc_CLEAR(((Door *)op)->lock);
    return 0;
}

static void door_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    door_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Door_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "house.Door",
    .tp_basicsize = sizeof(Door),
    .tp_dealloc = door_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = door_traverse,
    .tp_clear = door_clear,
};

static int knock(Door *door)
{
#ifdef FIXED
    RcObject *lock = Rc_NewRef(door->lock);
#else
    RcObject *lock = door->lock; /* ALSO */
#endif
    RcObject *answer = RcObject_CallNoArgs(lock); /* ALSO */
    RcObject *text = RcObject_Repr(lock);         /* GUILTY */
    printf("%s\n", answer != NULL && text != NULL ? "asked" : "no answer");
    Rc_XDECREF(text);
    Rc_XDECREF(answer);
#ifdef FIXED
    Rc_DECREF(lock);
#endif
    return 0;
}

static RcObject *open_up(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(self);
    Rc_UNUSED(unused);
    RcObject *other = RcList_GetItemRef(drawer, 1);
    Rc_XSETREF(((Door *)front)->lock, other);
    Rc_RETURN_TRUE;
}

static RcObject *stay_shut(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(self);
    Rc_UNUSED(unused);
    Rc_RETURN_FALSE;
}

static RcMethodDef locks[] = {{"open_up", open_up, RC_METH_NOARGS, NULL},
                              {"stay_shut", stay_shut, RC_METH_NOARGS, NULL}};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Door_Type) < 0) {
        return 1;
    }
    drawer = RcList_New(0);
    for (int i = 0; i < 2; i++) {
        RcObject *lock = RcCFunction_New(&locks[i], NULL);
        RcList_Append(drawer, lock);
        Rc_DECREF(lock);
    }
    Door *door = RcObject_GC_New(Door, &Door_Type);
    door->lock = RcList_GetItemRef(drawer, 0);
    RcObject_GC_Track(door);
    front = (RcObject *)door;
    knock(door);
    knock(door);
    Rc_CLEAR(front);
    Rc_CLEAR(drawer);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
