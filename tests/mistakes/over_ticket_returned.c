/* TITLE: a ticket that is given back on its way out
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The text of a ticket is made and returned. When its log line has been printed it is given back as if nobody got it. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *ticket(const char *film, int seat)
{
    RcObject *text = RcStr_FromFormat("%s, seat %d", film, seat); /* ALSO */
    if (text == NULL) {
        return NULL;
    }
    printf("sold: %s\n", RcStr_AsUTF8(text));
#ifndef FIXED
    Rc_DECREF(text); /* GUILTY */
#endif
    return text; /* ALSO */
}

int main(void)
{
    RcObject *one;

    if (Rc_Initialize() < 0) {
        return 1;
    }
    one = ticket("Metropolis", 12);
    if (one != NULL) {
        printf("%ld characters\n", (long)RcStr_GetLength(one));
    }
    Rc_XDECREF(one);
    Rc_Finalize();
    return 0;
}
