/* TITLE: a player that leaves without giving up its opponent
 * KIND: leak|lost-reference
 * SEES: deep
 * MASKED: no
 * STORY: Two players own each other while they play. resign() releases what the opponent has, and sets its own field to
 * NULL. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Player {
    RcObject_HEAD
    struct Player *opponent; /* owned while they play */
    int moves;
} Player;

static int player_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Player *)op)->opponent);
    return 0;
}

static int player_clear(RcObject *op)
{
    Rc_CLEAR(((Player *)op)->opponent);
    return 0;
}

static void player_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    player_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Player_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "chess.Player",
    .tp_basicsize = sizeof(Player),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = player_dealloc,
    .tp_traverse = player_traverse,
    .tp_clear = player_clear,
};

static Player *player_new(void)
{
    Player *self = RcObject_GC_New(Player, &Player_Type);

    if (self == NULL)
        return NULL;
    self->opponent = NULL;
    self->moves = 0;
    RcObject_GC_Track(self);
    return self;
}

static void begin(Player *white, Player *black)
{
    white->opponent = (Player *)Rc_NewRef(black);
    black->opponent = (Player *)Rc_NewRef(white);
}

static void resign(Player *self)
{
    if (self->opponent == NULL)
        return;
    Rc_CLEAR(self->opponent->opponent);
#ifdef FIXED
    Rc_CLEAR(self->opponent);
#else
    self->opponent = NULL; /* GUILTY */
#endif
}

int main(void)
{
    Player *white, *black;

    if (Rc_Initialize() < 0 || RcType_Ready(&Player_Type) < 0)
        return 1;
    white = player_new();
    black = player_new();
    begin(white, black);
    white->moves++;
    printf("%d move\n", white->moves);
    resign(white);
    Rc_DECREF(white);
    Rc_DECREF(black);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
