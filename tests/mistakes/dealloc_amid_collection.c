/* TITLE: a dealloc that a collection comes across
 * KIND: bad-dealloc
 * SEES: plain
 * MASKED: no
 * STORY: The room gives back its lamps before it leaves the collector's sight. The last lamp to go out asks for a
 * collection, which finds a room that nobody holds and that is not there any more, either. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *lamps; /* list */
} Room;

typedef struct {
    RcObject_HEAD
} Lamp;

static int lit;

static void lamp_dealloc(RcObject *op)
{
    if (--lit == 0) {
        RcGC_Collect();
    }
    RcObject_Del(op);
}

static RcTypeObject Lamp_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "Lamp",
    .tp_basicsize = sizeof(Lamp),
    .tp_dealloc = lamp_dealloc,
};

static int room_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Room *)op)->lamps);
    return 0;
}

static int room_clear(RcObject *op)
{
    Rc_CLEAR(((Room *)op)->lamps);
    return 0;
}

static void room_dealloc(RcObject *op)
{
#ifdef FIXED
    RcObject_GC_UnTrack(op);
    room_clear(op);
#else
    room_clear(op); /* GUILTY */
    RcObject_GC_UnTrack(op);
#endif
    RcObject_GC_Del(op);
}

static RcTypeObject Room_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "Room",
    .tp_basicsize = sizeof(Room),
    .tp_dealloc = room_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = room_traverse,
    .tp_clear = room_clear,
};

static Room *room_with(int lamps)
{
    Room *room = RcObject_GC_New(Room, &Room_Type);

    room->lamps = RcList_New(0);
    for (lit = 0; lit < lamps; lit++) {
        RcObject *lamp = (RcObject *)RcObject_New(Lamp, &Lamp_Type);
        RcList_Append(room->lamps, lamp);
        Rc_DECREF(lamp);
    }
    RcObject_GC_Track(room);
    return room;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Lamp_Type) < 0 || RcType_Ready(&Room_Type) < 0) {
        return 1;
    }
    Room *room = room_with(3);
    Rc_DECREF(room);
    printf("%d lamps lit, objects left: %d\n", lit, Rc_Finalize());
    return 0;
}
