/* TITLE: a row that is turned by one, and takes a reference
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: The first of the row goes to its end, with the reference that the row has. The one that is taken while it is in no
 * place has nobody who gives it back. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    RcObject **players; /* owned */
    size_t count;
} Round;

static int round_fill(Round *round, size_t count)
{
    round->count = 0;
    round->players = calloc(count, sizeof *round->players);
    while (round->players != NULL && round->count < count) {
        RcObject *player = RcStr_FromFormat("player %d", (int)round->count + 1);
        if (player == NULL)
            return -1;
        round->players[round->count++] = player;
    }
    return round->players != NULL ? 0 : -1;
}

static void round_next(Round *round)
{
#ifdef FIXED
    RcObject *first = round->players[0];
#else
    RcObject *first = Rc_NewRef(round->players[0]); /* GUILTY */
#endif
    for (size_t i = 1; i < round->count; i++)
        round->players[i - 1] = round->players[i];
    round->players[round->count - 1] = first; /* ALSO */
}

static void round_end(Round *round)
{
    for (size_t i = 0; i < round->count; i++)
        Rc_DECREF(round->players[i]);
    free(round->players);
}

int main(void)
{
    Round round;
    if (Rc_Initialize() < 0 || round_fill(&round, 4) < 0)
        return 1;
    for (int turn = 0; turn < 3; turn++) {
        printf("%s begins\n", RcStr_AsUTF8(round.players[0]));
        round_next(&round);
    }
    round_end(&round);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
