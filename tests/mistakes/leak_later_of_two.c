/* TITLE: the later of two dates, in a variable that had one
 * KIND: lost-reference|leak
 * SEES: plain
 * MASKED: no
 * STORY: later() gives a new reference to one of its arguments. The loop gives back the item that it took, and stores the result
 * over the last one, whose reference is lost. */
#include <recount/recount.h>
#include <stdio.h>

/* Result new. */
static RcObject *later(RcObject *left, RcObject *right)
{
    int is_less = RcObject_RichCompareBool(left, right, Rc_LT);
    if (is_less < 0)
        return NULL;
    return is_less ? Rc_NewRef(right) : Rc_NewRef(left);
}

/* Result new. */
static RcObject *last_change(RcObject *dates)
{
    RcObject *iterator = RcObject_GetIter(dates), *last = RcStr_FromString("1970-01-01"), *date;
    if (iterator == NULL || last == NULL)
        goto failed;
    while ((date = RcIter_Next(iterator)) != NULL) {
#ifdef FIXED
        RcObject *found = later(last, date);
        Rc_SETREF(last, found);
#else
        last = later(last, date); /* GUILTY */
#endif
        Rc_DECREF(date);
        if (last == NULL)
            break;
    }
    Rc_DECREF(iterator);
    return last;
failed:
    Rc_XDECREF(iterator);
    Rc_XDECREF(last);
    return NULL;
}

int main(void)
{
    if (Rc_Initialize() < 0)
        return 1;
    RcObject *dates = RcList_New(0);
    for (int day = 1; dates != NULL && day < 5; day++) {
        RcObject *date = RcStr_FromFormat("2024-05-%02d", 5 * day);
        if (date == NULL || RcList_Append(dates, date) < 0)
            RcErr_Print();
        Rc_XDECREF(date);
    }
    RcObject *last = dates != NULL ? last_change(dates) : NULL;
    printf("%s\n", last != NULL ? RcStr_AsUTF8(last) : "?");
    Rc_XDECREF(last);
    Rc_XDECREF(dates);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
