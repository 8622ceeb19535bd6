/* TITLE: an item released because RcList_SetItem failed
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: RcList_SetItem steals, on failure too. The author believes that a call that failed has taken
 * nothing, and releases the item: it is gone already. */
#include <recount/recount.h>
#include <stdio.h>

static int put(RcObject *board, Rc_ssize_t field, const char *piece)
{
    RcObject *text = RcStr_FromString(piece);
    if (text == NULL) {
        return -1;
    }
    if (RcList_SetItem(board, field, text) < 0) {
#ifndef FIXED
        Rc_DECREF(text); /* GUILTY */
#endif
        return -1;
    }
    return 0;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *board = Rc_BuildValue("[OOO]", Rc_None, Rc_None, Rc_None);
    if (put(board, 1, "queen") < 0 || put(board, 64, "pawn") < 0) {
        RcErr_Clear();
    }
    Rc_DECREF(board);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
