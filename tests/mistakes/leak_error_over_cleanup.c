/* TITLE: an error that is saved over a cleanup and not put back
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: The exception is taken out while the file is closed. If closing fails, too, the newer one stays,
 * and the older one is forgotten. */
#include <recount/recount.h>
#include <stdio.h>

static int close_count;

static int flush_and_close(int broken)
{
    close_count++;
    if (broken) {
        RcErr_SetString(RcExc_RuntimeError, "disk is full");
        return -1;
    }
    return 0;
}

static int write_all(RcObject *rows, int broken)
{
    int rc = 0;
    for (Rc_ssize_t i = 0; i < RcList_Size(rows) && rc == 0; i++) {
        RcObject *row = RcList_GetItem(rows, i);
        if (!RcStr_Check(row)) {
            RcErr_Format(RcExc_TypeError, "row %zd is no text", i);
            rc = -1;
        }
    }
    RcObject *error = RcErr_GetRaisedException(); /* ALSO */
    if (flush_and_close(broken) < 0) {
#ifdef FIXED
        Rc_XDECREF(error);
#endif
        return -1; /* GUILTY */
    }
    RcErr_SetRaisedException(error);
    return rc;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *good = Rc_BuildValue("[ss]", "first row", "second row"),
             *bad = Rc_BuildValue("[si]", "first", 2000);
    for (int broken = 0; broken < 2; broken++) {
        if (write_all(good, broken) < 0)
            RcErr_Clear();
        if (write_all(bad, broken) < 0)
            RcErr_Clear();
    }
    printf("closed %d times\n", close_count);
    Rc_DECREF(good);
    Rc_DECREF(bad);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
