/* TITLE: a variable that owns what it refers to, or does not
 * KIND: none
 * STORY: The argument is used as it is when it is a str already, and converted when it is not. A flag
 * remembers whether there is something to give back. */
#include <recount/recount.h>
#include <stdio.h>

static Rc_ssize_t shown_length(RcObject *op)
{
    RcObject *text = op, *made = NULL;
    if (!RcStr_Check(op)) {
        text = made = RcObject_Str(op);
        if (text == NULL) {
            return -1;
        }
    }
    Rc_ssize_t length = RcStr_GetLength(text);
    Rc_XDECREF(made);
    return length;
}

/* Steals op if give_away says so. */
static int store(RcObject *list, RcObject *op, int give_away)
{
    int result = RcList_Append(list, op);
    if (give_away) {
        Rc_DECREF(op);
    }
    return result;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *list = RcList_New(0), *word = RcStr_FromString("word");
    store(list, word, 0);
    store(list, RcFloat_FromDouble(12.25), 1);
    printf("%zd and %zd\n", shown_length(word), shown_length(RcList_GET_ITEM(list, 1)));
    Rc_DECREF(word);
    Rc_DECREF(list);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
