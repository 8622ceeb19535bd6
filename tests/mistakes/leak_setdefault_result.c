/* TITLE: RcHashTable_SetDefaultRef gives a reference of one's own
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: The author groups words by their first letter and takes the list that SetDefaultRef gives for
 * borrowed, as dict.setdefault was of old. The table holds the list too, so nothing looks wrong until the
 * end. */
#include <recount/recount.h>
#include <stdio.h>

static int group(RcObject *groups, const char *text)
{
    int result = -1;
    RcObject *list = NULL;
    RcObject *word = RcStr_FromString(text);
    RcObject *letter = RcStr_FromStringAndSize(text, 1);
    RcObject *empty = RcList_New(0);
    if (word != NULL && letter != NULL && empty != NULL &&
        RcHashTable_SetDefaultRef(groups, letter, empty, &list) >= 0) { /* GUILTY */
        result = RcList_Append(list, word);
#ifdef FIXED
        Rc_DECREF(list);
#endif
    }
    Rc_XDECREF(empty);
    Rc_XDECREF(letter);
    Rc_XDECREF(word);
    return result;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *groups = RcHashTable_New();
    group(groups, "ant");
    group(groups, "bee");
    group(groups, "ape");
    Rc_DECREF(groups);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
