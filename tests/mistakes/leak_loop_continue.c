/* TITLE: continue jumps over the release at the end of the loop
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: The loop releases each item at its bottom. Items that are no strings are skipped by continue, and so
 * is their release. The list is still there, so the extra reference shows only when it has gone. */
#include <recount/recount.h>
#include <stdio.h>

static Rc_ssize_t total_length(RcObject *words)
{
    Rc_ssize_t total = 0, size = RcSequence_Size(words);
    for (Rc_ssize_t i = 0; i < size; i++) {
        RcObject *word = RcSequence_GetItem(words, i); /* GUILTY */
        if (word == NULL) {
            return -1;
        }
        if (!RcStr_Check(word)) {
#ifdef FIXED
            Rc_DECREF(word);
#endif
            continue;
        }
        total += RcStr_GET_LENGTH(word);
        Rc_DECREF(word);
    }
    return total;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *words = Rc_BuildValue("[sds]", "one", 2.5, "three");
    printf("%zd letters\n", total_length(words));
    Rc_DECREF(words);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
