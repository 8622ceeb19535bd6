/* TITLE: a player that logs which track has just ended
 * KIND: use-after-free|over-decref
 * SEES: plain
 * MASKED: no
 * STORY: player_load gives the old track back before it changes the field. The track's dealloc tells the player,
 * and that appends its track to the log, which is the dying one. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject *track;
    RcObject *log;
} Player;

typedef struct {
    RcObject_HEAD
    Player *player; /* not owned; NULL: nobody wants to know */
    int seconds;
} Track;

static void player_track_ended(Player *player)
{
    RcObject *track = player->track;
    if (track != NULL && RcList_Append(player->log, track) < 0) {
        RcErr_Print();
    }
}

static void track_dealloc(RcObject *op)
{
    Track *track = (Track *)op;
    if (track->player != NULL) {
        player_track_ended(track->player);
    }
    RcObject_Free(op);
}

static RcTypeObject Track_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "audio.Track",
    .tp_basicsize = sizeof(Track),
    .tp_dealloc = track_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
};

static RcObject *track_new(Player *player, int seconds)
{
    Track *track = RcObject_New(Track, &Track_Type);
    if (track != NULL) {
        track->player = player;
        track->seconds = seconds;
    }
    return (RcObject *)track;
}

static void player_load(Player *player, RcObject *track)
{
#ifdef FIXED
    RcObject *old = player->track;
    player->track = Rc_NewRef(track);
    Rc_XDECREF(old);
#else
    Rc_XDECREF(player->track);        /* GUILTY */
    player->track = Rc_NewRef(track); /* ALSO */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Track_Type) < 0) {
        return 1;
    }
    Player player = {NULL, RcList_New(0)};
    RcObject *prelude = track_new(&player, 95), *fugue = track_new(&player, 210);
    if (player.log == NULL || prelude == NULL || fugue == NULL) {
        Rc_FatalError("no tracks");
    }
    player_load(&player, prelude);
    Rc_DECREF(prelude);
    player_load(&player, fugue);
    ((Track *)fugue)->player = NULL;
    Rc_DECREF(fugue);
    printf("%d in the log\n", (int)RcList_GET_SIZE(player.log));
    Rc_CLEAR(player.track);
    Rc_CLEAR(player.log);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
