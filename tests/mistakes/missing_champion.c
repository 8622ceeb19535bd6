/* TITLE: a game that copies the winner's name into a second field
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: deep
 * MASKED: yes
 * STORY: finish sets champion to one of the players, with plain assignment; reset releases all three. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Game {
    RcObject_HEAD
    RcObject *white, *black;
    RcObject *champion; /* owned, too */
    int rounds;
} Game;

static void game_reset(Game *game)
{
    Rc_CLEAR(game->champion);
    Rc_CLEAR(game->white);
    Rc_CLEAR(game->black);
}

static void game_dealloc(RcObject *op)
{
    game_reset((Game *)op);
    RcObject_Del(op);
}

static RcTypeObject Game_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "chess.Game",
    .tp_basicsize = sizeof(Game),
    .tp_dealloc = game_dealloc,
};

static Game *game_new(RcObject *white, RcObject *black)
{
    Game *game = RcObject_New(Game, &Game_Type);
    game->white = Rc_NewRef(white);
    game->black = Rc_NewRef(black);
    game->champion = NULL;
    game->rounds = 0;
    return game;
}

static int game_round(Game *game, int white_wins)
{
    game->rounds += white_wins ? 1 : -1;
    return game->rounds;
}

static RcObject *game_finish(Game *game)
{
    RcObject *winner = game->rounds >= 0 ? game->white : game->black;
    Rc_XDECREF(game->champion);
#ifdef FIXED
    Rc_INCREF(winner);
#endif
    game->champion = winner; /* GUILTY */
    return winner;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Game_Type) < 0)
        return 1;
    RcObject *players = Rc_BuildValue("[ss]", "Morphy", "Anderssen");
    Game *game = game_new(RcList_GetItem(players, 0), RcList_GetItem(players, 1));
    game_round(game, 1);
    game_round(game, 1);
    puts(RcStr_AsUTF8(game_finish(game)));
    Rc_DECREF(game);
    printf("%d players\n", (int)RcList_Size(players));
    Rc_DECREF(players);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
