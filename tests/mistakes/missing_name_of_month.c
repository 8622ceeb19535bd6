/* TITLE: the names of the months
 * KIND: missing-incref
 * SEES: plain
 * MASKED: yes
 * STORY: month_name promises a new reference and returns what its table has. The names are interned, and so immortal:
 * the callers' releases are never felt. */
#include <recount/recount.h>
#include <stdio.h>

#define MONTHS 3

static RcObject *months[MONTHS];

static int months_make(void)
{
    static const char *const names[MONTHS] = {"january", "february", "march"};
    for (int i = 0; i < MONTHS; i++) {
        months[i] = RcStr_InternFromString(names[i]);
        if (months[i] == NULL)
            return -1;
    }
    return 0;
}

/* New reference. */
static RcObject *month_name(int month)
{
    if (month > MONTHS)
        return RcStr_FromFormat("month %d", month);
#ifdef FIXED
    return Rc_NewRef(months[month - 1]);
#else
    return months[month - 1]; /* GUILTY */
#endif
}

static int print_invoice(RcObject *ledger, int month, double sum)
{
    RcObject *name = month_name(month);
    if (name == NULL)
        return -1;
    int status = RcList_Append(ledger, name);
    printf("%s: %.2f\n", RcStr_AsUTF8(name), sum);
    Rc_DECREF(name);
    return status;
}

int main(void)
{
    if (Rc_Initialize() < 0 || months_make() < 0)
        return 1;
    RcObject *ledger = RcList_New(0);
    for (int month = 1; month < 5; month++) {
        if (print_invoice(ledger, month, 99.5 * month) < 0)
            Rc_FatalError("out of memory");
    }
    Rc_DECREF(ledger);
    for (int i = 0; i < MONTHS; i++)
        Rc_CLEAR(months[i]);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
