/* TITLE: released on a condition, and then always
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: Short lines are dropped early to save memory; the release at the bottom of the loop runs for them
 * too. Only input with a short line shows it. */
#include <recount/recount.h>
#include <stdio.h>

static int count_long(const char *const *lines)
{
    int count = 0;
    for (; *lines != NULL; lines++) {
        RcObject *line = RcStr_FromString(*lines);
        if (line == NULL) {
            return -1;
        }
        int is_long = RcStr_GET_LENGTH(line) > 3;
        if (is_long) {
            count++;
        }
#ifndef FIXED
        else {
            Rc_DECREF(line); /* ALSO */
        }
#endif
        Rc_DECREF(line); /* GUILTY */
    }
    return count;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    const char *const lines[] = {"a long line", "no", NULL};
    printf("long lines: %d\n", count_long(lines));
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
