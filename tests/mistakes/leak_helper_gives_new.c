/* TITLE: a reference that a helper took for its caller, lost on an error path
 * KIND: leak
 * SEES: plain
 * MASKED: yes
 * STORY: The helper keeps the text in a global variable and returns a new reference. One of the
 * caller's ways out forgets it. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *cached_sep;

static RcObject *separator(void)
{
    if (cached_sep == NULL)
        cached_sep = RcStr_FromString(" :: ");
    return Rc_XNewRef(cached_sep);
}

static RcObject *lookup_or_make(RcObject *parts)
{
    RcObject *sep = separator(); /* GUILTY */
    if (sep == NULL)
        return NULL;
    RcObject *joined = RcStr_Join(sep, parts);
    if (joined != NULL && RcStr_GetLength(joined) > 12) {
        Rc_DECREF(joined);
#ifdef FIXED
        Rc_DECREF(sep);
#endif
        RcErr_SetString(RcExc_ValueError, "too long");
        return NULL; /* ALSO */
    }
    Rc_DECREF(sep);
    return joined;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *a = Rc_BuildValue("[ss]", "a", "b"), *b = Rc_BuildValue("[ss]", "aaaaaa", "bbbbbbbb");
    RcObject *ja = lookup_or_make(a), *jb = lookup_or_make(b);
    RcErr_Clear();
    Rc_XDECREF(ja);
    Rc_XDECREF(jb);
    Rc_DECREF(a);
    Rc_DECREF(b);
    Rc_CLEAR(cached_sep);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
