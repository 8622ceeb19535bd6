/* TITLE: a memo in a static array that shares one reference with its callers
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: deep
 * MASKED: yes
 * STORY: A hit takes a reference for the caller. A miss stores the new object in the memo and returns it, with
 * one reference for two. */
#include <recount/recount.h>
#include <stdio.h>

enum { SLOTS = 16 };

static RcObject *memo[SLOTS];
static int hits, misses;

/* New. */
static RcObject *square_text(int n)
{
    RcObject *text;

    if (n < 0 || n >= SLOTS)
        return RcErr_Format(RcExc_IndexError, "%d is out of range", n);
    if (memo[n] != NULL) {
        hits++;
        return Rc_NewRef(memo[n]);
    }
    misses++;
    text = RcStr_FromFormat("%d squared is %d", n, n * n);
    if (text == NULL)
        return NULL;
#ifdef FIXED
    memo[n] = Rc_NewRef(text);
#else
    memo[n] = text; /* GUILTY */
#endif
    return text;
}

static void memo_clear(void)
{
    for (int i = 0; i < SLOTS; i++)
        Rc_CLEAR(memo[i]);
}

int main(void)
{
    static const int asked[] = {3, 7, 3, 99, 3};
    RcObject *all;

    if (Rc_Initialize() < 0)
        return 1;
    all = RcList_New(0);
    for (int i = 0; i < 5; i++) {
        RcObject *text = square_text(asked[i]);
        if (text == NULL) {
            RcErr_Clear();
            continue;
        }
        RcList_Append(all, text);
        Rc_DECREF(text);
    }
    printf("%zd texts, %d hits, %d misses\n", RcList_Size(all), hits, misses);
    memo_clear();
    Rc_DECREF(all);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
