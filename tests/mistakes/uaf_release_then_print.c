/* TITLE: an exception released and then asked for its class
 * KIND: use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The handler takes the exception out, releases it at once so as not to forget, and then asks whether
 * it was a KeyError. The answer comes from freed memory. */
#include <recount/recount.h>
#include <stdio.h>

static int was_key_error(void)
{
    RcObject *error = RcErr_GetRaisedException();
    if (error == NULL) {
        return 0;
    }
#ifdef FIXED
    int matches = RcErr_GivenExceptionMatches(error, RcExc_KeyError);
    Rc_DECREF(error);
    return matches;
#else
    Rc_DECREF(error);                                          /* ALSO */
    return RcErr_GivenExceptionMatches(error, RcExc_KeyError); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *table = RcHashTable_New();
    if (RcHashTable_DelItemString(table, "missing") < 0) {
        printf("key error: %d\n", was_key_error());
    }
    Rc_DECREF(table);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
