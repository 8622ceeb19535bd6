/* TITLE: a deck that names the card it refuses
 * KIND: use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: On the way out with an error the card is given back before the message is made of it. The hand that it
 * came from still has it. */
#include <recount/recount.h>
#include <stdio.h>

static long worth_of(RcObject *hand)
{
    RcObject *iterator = RcObject_GetIter(hand), *card;
    long worth = 0;

    if (iterator == NULL) {
        return -1;
    }
    while ((card = RcIter_Next(iterator)) != NULL) {
        long rank = RcInt_Check(card) ? RcInt_AsLong(card) : -1;
        if (rank < 2 || rank > 11) {
#ifdef FIXED
            RcErr_Format(RcExc_ValueError, "no card of the game: %R", card);
            Rc_DECREF(card);
#else
            Rc_DECREF(card);                                                 /* ALSO */
            RcErr_Format(RcExc_ValueError, "no card of the game: %R", card); /* GUILTY */
#endif
            worth = -1;
            break;
        }
        worth += rank;
        Rc_DECREF(card);
    }
    Rc_DECREF(iterator);
    return RcErr_Occurred() ? -1 : worth;
}

static void show(RcObject *hand)
{
    long worth = worth_of(hand);
    if (worth < 0) {
        RcErr_Print();
    } else {
        printf("worth %ld\n", worth);
    }
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *first = Rc_BuildValue("(iii)", 10, 7, 4), *second = Rc_BuildValue("(iis)", 11, 3, "the joker");
    if (first == NULL || second == NULL) {
        Rc_FatalError("no cards");
    }
    show(first);
    show(second);
    Rc_DECREF(first);
    Rc_DECREF(second);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
