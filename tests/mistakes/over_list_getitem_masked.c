/* TITLE: a borrowed item given back, while another list holds it too
 * KIND: over-decref
 * SEES: plain
 * MASKED: yes
 * STORY: The words are in two lists, so their counts do not reach 0 here: the first list is robbed in
 * silence. It is the release of the second list, far away, that will use what is gone. */
#include <recount/recount.h>
#include <stdio.h>

static int first_is(RcObject *words, RcObject *wanted)
{
    RcObject *first = RcList_GetItem(words, 0);
    int equal = RcObject_RichCompareBool(first, wanted, Rc_EQ);
#ifndef FIXED
    Rc_DECREF(first); /* GUILTY */
#endif
    return equal;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *word = RcStr_FromString("recount");
    RcObject *words = Rc_BuildValue("[sN]", "count", RcStr_FromString("twice"));
    RcObject *copy = RcSequence_List(words);
    printf("first: %d\n", first_is(words, word));
    Rc_DECREF(words);
    Rc_DECREF(copy);
    Rc_DECREF(word);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
