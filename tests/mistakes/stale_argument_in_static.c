/* TITLE: the last argument remembered in a static variable
 * KIND: stale-borrow|use-after-free|missing-incref
 * SEES: deep
 * MASKED: no
 * STORY: To answer repeated questions quickly the function remembers the last key in a static variable, as a
 * pointer. The argument was borrowed for the call; by the next call it may be gone, or be another object at
 * the same address. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *last_key;
static Rc_ssize_t last_length;

static Rc_ssize_t length_of(RcObject *key)
{
    if (last_key != NULL && RcStr_Equal(last_key, key) == 1) { /* ALSO */
        return last_length;
    }
    last_length = RcStr_GetLength(key);
#ifdef FIXED
    Rc_XSETREF(last_key, Rc_NewRef(key));
#else
    last_key = key; /* GUILTY */
#endif
    return last_length;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *key = RcStr_FromString("temporary");
    printf("%zd\n", length_of(key));
    Rc_DECREF(key);
    RcObject *other = RcStr_FromString("a longer key than before");
    printf("%zd\n", length_of(other));
    Rc_DECREF(other);
#ifdef FIXED
    Rc_CLEAR(last_key);
#endif
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
