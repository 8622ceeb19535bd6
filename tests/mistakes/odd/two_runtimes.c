/* TITLE: the same static variables in two lives of a runtime
 * KIND: none
 * STORY: The program ends its runtime and starts another. What the static variables held in the first life
 * was given back, and new objects may come to lie where old ones were. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *greeting;

static int live(const char *text)
{
    if (Rc_Initialize() < 0) {
        return -1;
    }
    greeting = RcStr_FromString(text);
    RcObject *list = Rc_BuildValue("[OO]", greeting, greeting);
    RcObject *pair = RcList_AsTuple(list);
    Rc_DECREF(list);
    Rc_DECREF(pair);
    printf("%s\n", RcStr_AsUTF8(greeting));
    Rc_CLEAR(greeting);
    return Rc_Finalize();
}

int main(void)
{
    int left = live("first life") + live("second life");
    printf("objects left: %d\n", left);
    return 0;
}
