/* TITLE: a dealloc that finds its own object, and functions with names like the library's
 * KIND: none
 * STORY: Until it is freed an object is there for its own dealloc, which may find it where others find it. What is put into a
 * global variable by a function of the program's, whatever its name and however its call is written, is kept by that. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Player {
    RcObject_HEAD
    long id;
} Player;

static Player *current;
static RcObject *kept;

static void player_dealloc(RcObject *op)
{
    if (current != NULL && current->id == ((Player *)op)->id) {
        printf("player %ld leaves\n", current->id);
    }
    RcObject_Del(op);
}

static RcTypeObject Player_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "game.Player",
    .tp_basicsize = sizeof(Player),
    .tp_dealloc = player_dealloc,
};

static void leave(void)
{
    Rc_DECREF((RcObject *)current);
    current = NULL;
}

static void PyScore_Keep(RcObject *score)
{
    kept = score;
}

/* What it borrows is kept by the variable. */
static double first_of(RcObject *scores)
{
    RcObject *score = RcList_GetItem(scores, 0);
    RcSequence_DelItem(scores, 0);
    return RcFloat_AsDouble(score);
}

int main(void)
{
    RcObject *scores, *score;

    if (Rc_Initialize() < 0 || RcType_Ready(&Player_Type) < 0) {
        return 1;
    }
    current = RcObject_New(Player, &Player_Type);
    if (current == NULL) {
        return 1;
    }
    current->id = 7;
    leave();
    scores = RcList_New(0);
    score = RcFloat_FromDouble(3.5);
    if (scores == NULL || score == NULL || RcList_Append(scores, score) < 0) {
        Rc_FatalError("out of memory");
    }
    PyScore_Keep(score);
    printf("%g\n", first_of(scores));
    Rc_CLEAR(kept);
    Rc_DECREF(scores);
    return Rc_Finalize();
}
