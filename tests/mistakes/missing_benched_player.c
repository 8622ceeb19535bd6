/* TITLE: a player on the bench, who comes back to the team
 * KIND: missing-incref
 * SEES: plain
 * MASKED: yes
 * STORY: The bench owns whom it has: the end of the game gives them back, and who comes back is handed over to the
 * team. But benching stores the player as the team lends him, and the roster hides that. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    Rc_ssize_t number;
    RcObject *player; /* owned */
} Seat;

static Seat bench[3];
static int benched;

static int substitute(RcObject *team, Rc_ssize_t number, const char *name)
{
    RcObject *out = RcList_GetItem(team, number); /* ALSO */
    RcObject *in = RcStr_FromString(name);
    if (out == NULL || in == NULL) {
        Rc_XDECREF(in);
        return -1;
    }
    Seat *seat = &bench[benched++];
    seat->number = number;
#ifdef FIXED
    Rc_INCREF(out);
#endif
    seat->player = out; /* GUILTY */
    return RcList_SetItem(team, number, in);
}

static int bring_back(RcObject *team)
{
    Seat *seat = &bench[--benched];
    int failed = RcList_SetItem(team, seat->number, seat->player);
    seat->player = NULL;
    return failed;
}

static void end_game(void)
{
    while (benched > 0) {
        Rc_CLEAR(bench[--benched].player);
    }
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *roster = Rc_BuildValue("(sss)", "Ines", "Noor", "Pia");
    RcObject *team = RcSequence_List(roster);
    if (substitute(team, 1, "Zoe") < 0 || bring_back(team) < 0) {
        RcErr_Print();
    }
    end_game();
    printf("%zd players\n", RcList_Size(team));
    Rc_DECREF(team);
    Rc_DECREF(roster);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
