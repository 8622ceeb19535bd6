/* TITLE: a lookup with a borrowed default that is given back
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: header() borrows from the table, or borrows the default. With the default None the caller's release
 * is of no effect, with text from the table it is. */
#include <recount/recount.h>
#include <stdio.h>

/* The value of a header, or fallback.  Borrowed, either way. */
static RcObject *header(RcObject *headers, const char *name, RcObject *fallback)
{
    RcObject *value = RcHashTable_GetItemString(headers, name);
    if (value == NULL && !RcErr_Occurred())
        value = fallback;
    return value;
}

static int describe(RcObject *headers, const char *name)
{
    RcObject *value = header(headers, name, Rc_None);
    RcObject *repr;

    if (value == NULL)
        return -1;
    repr = RcObject_Repr(value);
    if (repr == NULL)
        return -1;
    printf("%s: %s\n", name, RcStr_AsUTF8(repr));
    Rc_DECREF(repr);
#ifndef FIXED
    Rc_DECREF(value); /* GUILTY */
#endif
    return 0;
}

int main(void)
{
    RcObject *headers;

    if (Rc_Initialize() < 0)
        return 1;
    headers = Rc_BuildValue("{s:s,s:s}", "Host", "example.org", "Accept", "text/html");
    if (describe(headers, "Cookie") < 0 || describe(headers, "Referer") < 0)
        RcErr_Print();
    Rc_DECREF(headers);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
