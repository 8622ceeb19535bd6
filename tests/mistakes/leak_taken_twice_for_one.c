/* TITLE: a reference that is taken before the one that is stored
 * KIND: leak|lost-reference
 * SEES: deep
 * MASKED: no
 * STORY: pin() was changed from Rc_INCREF and a plain store to a store of Rc_NewRef, and the Rc_INCREF stayed. */
#include <recount/recount.h>
#include <stdio.h>

struct board {
    RcObject *pinned[4];
    int count;
};

static int pin(struct board *board, RcObject *note)
{
    if (board->count == 4)
        return -1;
#ifndef FIXED
    Rc_INCREF(note); /* GUILTY */
#endif
    board->pinned[board->count] = Rc_NewRef(note); /* ALSO */
    board->count++;
    return 0;
}

static void unpin_all(struct board *board)
{
    while (board->count > 0)
        Rc_CLEAR(board->pinned[--board->count]);
}

static int pin_text(struct board *board, const char *text)
{
    RcObject *note = RcStr_FromString(text);
    int status = note == NULL ? -1 : pin(board, note);

    Rc_XDECREF(note);
    return status;
}

int main(void)
{
    struct board board = {{NULL}, 0};

    if (Rc_Initialize() < 0)
        return 1;
    if (pin_text(&board, "bicycle for sale") < 0 || pin_text(&board, "cat found") < 0)
        RcErr_Print();
    printf("%d notes\n", board.count);
    unpin_all(&board);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
