/* Exercise 4: it works. What does it leave behind? */
#include <recount/recount.h>
#include <stdio.h>

/* A list of one float, read from text. Result new; NULL with an error set. */
static RcObject *list_of_one(const char *text)
{
    RcObject *list = RcList_New(0);
    if (list == NULL) {
        return NULL;
    }
    RcObject *string = RcStr_FromString(text);
    if (string == NULL) {
        Rc_DECREF(list);
        return NULL;
    }
    RcObject *number = RcFloat_FromString(string);
    if (number == NULL) {
        Rc_DECREF(string);
        return NULL;
    }
    int failed = RcList_Append(list, number);
    Rc_DECREF(string);
    Rc_DECREF(number);
    if (failed) {
        Rc_DECREF(list);
        return NULL;
    }
    return list;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *list = list_of_one("2.5");
    Rc_XDECREF(list);
    list = list_of_one("two");
    if (list == NULL) {
        puts("\"two\" is no number");
        RcErr_Clear();
    }
    Rc_XDECREF(list);
    return Rc_Finalize() != 0;
}
