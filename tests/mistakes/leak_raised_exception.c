/* TITLE: an exception taken out of the indicator and kept
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: RcErr_GetRaisedException empties the indicator, and the author takes it for a way of looking. What
 * it returns is owned by the caller from then on. */
#include <recount/recount.h>
#include <stdio.h>

static long to_number(const char *text, long fallback)
{
    RcObject *number = RcInt_FromString(text, NULL, 10);
    if (number == NULL) {
        RcObject *error = RcErr_GetRaisedException(); /* GUILTY */
        printf("not a number, a %s\n", Rc_TYPE(error)->tp_name);
#ifdef FIXED
        Rc_DECREF(error);
#endif
        return fallback;
    }
    long value = RcInt_AsLong(number);
    Rc_DECREF(number);
    return value;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    printf("%ld %ld\n", to_number("4096", 0), to_number("many", -1));
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
