/* What sample.trace is of: a word that three containers hold, and one DECREF too many. */
#include <recount/recount.h>
#include <stdio.h>

static int first_is(RcObject *words, RcObject *wanted)
{
    RcObject *first = RcList_GetItem(words, 0);
    int equal = RcObject_RichCompareBool(first, wanted, Rc_EQ);
    Rc_DECREF(first); /* it was only borrowed */
    return equal;
}

static RcObject *make_word(const char *text)
{
    return RcStr_FromString(text);
}

int main(void)
{
    Rc_Initialize();
    RcObject *list = RcList_New(0);
    RcObject *word = make_word("Ada");
    RcList_Append(list, word);
    for (int i = 0; i < 3; i++) {
        RcObject *number = RcFloat_FromDouble(i + 0.5);
        RcList_Append(list, number);
        Rc_DECREF(number);
    }
    RcObject *table = RcHashTable_New();
    RcHashTable_SetItem(table, word, list);
    RcObject *pair = RcTuple_New(2);
    RcTuple_SetItem(pair, 0, word);
    RcTuple_SetItem(pair, 1, Rc_NewRef(Rc_None));
    RcObject *weak = RcWeakref_NewRef(table, NULL);
    printf("%d\n", first_is(list, RcTuple_GetItem(pair, 0)));
    RcObject *cycle = RcList_New(0);
    RcList_Append(cycle, cycle);
    Rc_DECREF(cycle);
    RcGC_Collect();
    RcObject *crowd = Rc_BuildValue("[OO]", pair, pair);
    RcObject *copy = RcSequence_List(crowd);
    RcObject *single = RcTuple_Pack(1, pair), *other = Rc_BuildValue("[O]", pair);
    Rc_INCREF(pair);
    RcObject *nothing = RcList_GetItem(crowd, 7);
    RcErr_Clear();
    Rc_XDECREF(nothing);
    Rc_DECREF(pair);
    Rc_DECREF(other);
    Rc_DECREF(single);
    Rc_DECREF(copy);
    Rc_DECREF(crowd);
    Rc_DECREF(weak);
    Rc_DECREF(pair);
    Rc_DECREF(table);
    Rc_DECREF(list);
    return Rc_Finalize();
}
