/* TITLE: RcList_SET_ITEM on a slot that is not empty
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: RcList_SET_ITEM is for new lists: it does not release what was in the slot. Here it is used to
 * replace the high score, because it looks like a faster RcList_SetItem. */
#include <recount/recount.h>
#include <stdio.h>

static void record_score(RcObject *scores, Rc_ssize_t place, double score)
{
    RcObject *value = RcFloat_FromDouble(score);
    if (value == NULL) {
        RcErr_Clear();
        return;
    }
#ifdef FIXED
    if (RcList_SetItem(scores, place, value) < 0) {
        RcErr_Clear();
    }
#else
    RcList_SET_ITEM(scores, place, value); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *scores = Rc_BuildValue("[dd]", 10.5, 20.5);
    record_score(scores, 0, 30.5);
    Rc_DECREF(scores);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
