/* TITLE: a scoreboard that gives the record back twice
 * KIND: over-decref
 * SEES: plain
 * MASKED: yes
 * STORY: The tuple takes over the reference to the score, which is given back afterwards as well.  The global variable has
 * one of its own, and is cleared at the end. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *record; /* the best score */
static RcObject *scores; /* list */

static RcObject *enter(const char *player, double points)
{
    RcObject *entry = RcTuple_New(2);
    RcObject *score = RcFloat_FromDouble(points);
    if (record == NULL || RcFloat_AsDouble(record) < points) {
        Rc_XSETREF(record, Rc_NewRef(score));
    }
    RcList_Append(scores, score);
    RcTuple_SET_ITEM(entry, 0, RcStr_FromString(player));
    RcTuple_SET_ITEM(entry, 1, score); /* ALSO */
#ifndef FIXED
    Rc_DECREF(score); /* GUILTY */
#endif
    return entry;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    scores = RcList_New(0);
    RcObject *entry = enter("Ada", 812.5);
    printf("%s\n", RcStr_AsUTF8(RcTuple_GET_ITEM(entry, 0)));
    Rc_DECREF(entry);
    printf("%d scores\n", (int)RcList_Size(scores));
    Rc_CLEAR(record);
    Rc_CLEAR(scores);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
