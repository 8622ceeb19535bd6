/* TITLE: a goto to the label below the one that releases
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: The clean-up ladder is right, but one branch jumps a rung too deep. The names of the record are left
 * behind whenever its score is not a float. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *make_record(const char *first, const char *last, RcObject *score)
{
    RcObject *record = NULL;
    RcObject *first_name = RcStr_FromString(first);
    if (first_name == NULL) {
        goto done;
    }
    RcObject *last_name = RcStr_FromString(last); /* GUILTY */
    if (last_name == NULL) {
        goto drop_first;
    }
    if (!RcFloat_Check(score)) {
        RcErr_SetString(RcExc_TypeError, "the score must be a float");
#ifdef FIXED
        goto drop_last;
#else
        goto drop_first;
#endif
    }
    record = RcTuple_Pack(3, first_name, last_name, score);
    if (record == NULL) {
        goto drop_last;
    }
drop_last:
    Rc_DECREF(last_name);
drop_first:
    Rc_DECREF(first_name);
done:
    return record;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *score = RcFloat_FromDouble(9.5);
    RcObject *good = make_record("Ada", "Lovelace", score);
    RcObject *bad = make_record("Charles", "Babbage", Rc_None);
    if (bad == NULL) {
        RcErr_Clear();
    }
    Rc_XDECREF(bad);
    Rc_XDECREF(good);
    Rc_DECREF(score);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
