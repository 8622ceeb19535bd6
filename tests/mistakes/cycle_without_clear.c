/* TITLE: a mutable container without tp_clear
 * KIND: uncollected-cycle|leak
 * SEES: plain
 * MASKED: no
 * STORY: The author has heard that the traverse finds cycles, and left the clear out because the dealloc
 * releases everything anyway. But the dealloc runs when the count is 0, and in a cycle it never is. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Room {
    RcObject_HEAD
    RcObject *door; /* owned */
} Room;

static int room_traverse(RcObject *op, Rc_visitproc visit, void *arg) /* ALSO */
{
    Rc_VISIT(((Room *)op)->door);
    return 0;
}

#ifdef FIXED
static int room_clear(RcObject *op)
{
    Rc_CLEAR(((Room *)op)->door);
    return 0;
}
#endif

static void room_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Room *)op)->door);
    RcObject_GC_Del(op);
}

static RcTypeObject Room_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "maze.Room",
    .tp_basicsize = sizeof(Room),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = room_dealloc,
    .tp_traverse = room_traverse,
#ifdef FIXED
    .tp_clear = room_clear,
#endif
};

static Room *room_new(RcObject *door)
{
    Room *room = RcObject_GC_New(Room, &Room_Type);
    room->door = Rc_XNewRef(door); /* ALSO */
    RcObject_GC_Track(room);
    return room;
}

static void connect(Room *from, Room *to)
{
    Rc_XSETREF(from->door, Rc_NewRef(to)); /* GUILTY */
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Room_Type) < 0) {
        return 1;
    }
    Room *hall = room_new(NULL), *cellar = room_new(RC_OBJECT_CAST(hall));
    connect(hall, cellar);
    Rc_DECREF(hall);
    Rc_DECREF(cellar);
    RcGC_Collect();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
