/* TITLE: a player that is released while it is still the current one
 * KIND: use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: stop releases the current player before it changes the variable. The player's dealloc writes the status line,
 * for which that is read: the song is taken out of a player that is being deallocated. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    long song;
} Player;

static Player *current; /* owned; NULL: silence */

static void show_status(void)
{
    Player *playing = current;
    if (playing == NULL) {
        printf("silence\n");
        return;
    }
    printf("song %ld\n", playing->song); /* ALSO */
}

static void player_dealloc(RcObject *op)
{
    show_status();
    RcObject_Free(op);
}

static RcTypeObject Player_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "music.Player",
    .tp_basicsize = sizeof(Player),
    .tp_dealloc = player_dealloc,
};

static int play(long song)
{
    Player *player = RcObject_New(Player, &Player_Type);
    if (player == NULL) {
        return -1;
    }
    player->song = song;
    Rc_XSETREF(current, player);
    return 0;
}

static void stop(void)
{
#ifdef FIXED
    Rc_CLEAR(current);
#else
    Rc_DECREF(current); /* GUILTY */
    current = NULL;
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Player_Type) < 0 || play(7) < 0) {
        return 1;
    }
    show_status();
    stop();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
