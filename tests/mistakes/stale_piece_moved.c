/* TITLE: a borrowed item that is used after a helper replaced it
 * KIND: stale-borrow|use-after-free|missing-incref
 * SEES: plain
 * MASKED: no
 * STORY: The board lends its piece. The helper that moves things puts another object into the slot, and
 * with that the piece is gone. */
#include <recount/recount.h>
#include <stdio.h>

#define N 4

static RcObject *board; /* a list of N pieces or None */

static int put_piece(Rc_ssize_t where, RcObject *piece)
{
    return RcList_SetItem(board, where, Rc_NewRef(piece));
}

static int promote(Rc_ssize_t where, const char *to)
{
    RcObject *piece = RcStr_FromFormat("%s on %zd", to, where);
    if (piece == NULL)
        return -1;
    int rc = put_piece(where, piece);
    Rc_DECREF(piece);
    return rc;
}

static int step(Rc_ssize_t from)
{
    RcObject *piece = RcList_GetItem(board, from); /* GUILTY */
    if (piece == Rc_None)
        return 0;
#ifdef FIXED
    Rc_INCREF(piece);
#endif
    int rc = put_piece(from, Rc_None);
    if (rc == 0)
        rc = put_piece(from + 1, piece); /* ALSO */
#ifdef FIXED
    Rc_DECREF(piece);
#endif
    if (rc == 0 && from + 1 == N - 1)
        rc = promote(from + 1, "queen");
    return rc;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    board = RcList_New(0);
    for (int i = 0; i < N; i++) {
        RcObject *piece = i < 2 ? RcStr_FromFormat("pawn %d", i) : Rc_NewRef(Rc_None);
        RcList_Append(board, piece);
        Rc_DECREF(piece);
    }
    step(1);
    step(2);
    RcObject *text = RcObject_Repr(board);
    puts(RcStr_AsUTF8(text));
    Rc_DECREF(text);
    Rc_CLEAR(board);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
