/* TITLE: a swap that copies the wrong side back
 * KIND: lost-reference|missing-incref|over-decref|leak
 * SEES: deep
 * MASKED: no
 * STORY: The third assignment of the swap stores what was just stored. One reference is lost, the other one has two
 * owners. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject *keeper; /* owned */
    RcObject *coach;  /* owned */
    int points;
} Team;

static int team_open(Team *t, const char *keeper, const char *coach)
{
    t->points = 0;
    t->keeper = RcStr_FromString(keeper);
    t->coach = RcStr_FromString(coach);
    return t->keeper && t->coach ? 0 : -1;
}

static void team_close(Team *t)
{
    Rc_CLEAR(t->keeper);
    Rc_CLEAR(t->coach);
}

static void swap_keepers(Team *a, Team *b)
{
    RcObject *keeper = a->keeper;

    a->keeper = b->keeper;
#ifdef FIXED
    b->keeper = keeper;
#else
    (void)keeper;
    b->keeper = a->keeper; /* GUILTY */
#endif
}

static void score(Team *t)
{
    t->points++;
    printf("%s's team has %d\n", RcStr_AsUTF8(t->coach), t->points);
}

int main(void)
{
    Team red, blue;

    if (Rc_Initialize() < 0)
        return 1;
    if (team_open(&red, "Robin", "Ruth") < 0 || team_open(&blue, "Berta", "Bill") < 0)
        return 1;
    score(&red);
    swap_keepers(&red, &blue);
    score(&blue);
    team_close(&red);
    team_close(&blue);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
