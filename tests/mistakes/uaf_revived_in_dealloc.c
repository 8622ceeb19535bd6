/* TITLE: a player that releases its track before it forgets it
 * KIND: use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: stop releases the track with Rc_DECREF and sets the field to NULL after that. The track's dealloc tells the
 * player, which looks at its current track: at one that is about to go. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Player Player;

typedef struct {
    RcObject_HEAD
    RcObject *title;
    Player *player; /* not owned */
} Track;

struct Player {
    Track *current; /* owned */
    RcObject *last; /* title or object that was shown last; owned */
    int changes;
};

static void player_changed(Player *p)
{
    p->changes++;
    if (p->current != NULL)
        Rc_XSETREF(p->last, Rc_NewRef(p->current)); /* ALSO */
    else
        Rc_CLEAR(p->last);
}

static void track_dealloc(RcObject *op)
{
    Track *t = (Track *)op;
    if (t->player != NULL)
        player_changed(t->player);
    Rc_XDECREF(t->title);
    RcObject_Free(op);
}

static RcTypeObject Track_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "audio.Track",
    .tp_basicsize = sizeof(Track),
    .tp_dealloc = track_dealloc,
};

static int player_load(Player *p, const char *title)
{
    Track *t = RcObject_New(Track, &Track_Type);
    if (t == NULL)
        return -1;
    t->player = NULL;
    t->title = RcStr_FromString(title);
    if (t->title == NULL) {
        Rc_DECREF(t);
        return -1;
    }
    t->player = p;
    p->current = t;
    return 0;
}

static void player_stop(Player *p)
{
    if (p->current == NULL)
        return;
#ifdef FIXED
    Rc_CLEAR(p->current);
#else
    Rc_DECREF(p->current); /* GUILTY */
    p->current = NULL;
#endif
}

int main(void)
{
    Player player = {NULL, NULL, 0};

    if (Rc_Initialize() < 0 || RcType_Ready(&Track_Type) < 0)
        return 1;
    player.last = RcStr_FromString("nothing was played");
    if (player_load(&player, "So What") < 0)
        return 1;
    printf("playing %s\n", RcStr_AsUTF8(player.current->title));
    player_stop(&player);
    printf("%d changes\n", player.changes);
    Rc_CLEAR(player.last);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
