/* TITLE: an invoice that is refused when an amount is negative
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: The list of amounts is made first. A negative amount refuses the invoice, and the list stays. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *invoice(const double *amounts, int count)
{
    RcObject *lines = RcList_New(0); /* ALSO */
    if (lines == NULL) {
        return NULL;
    }
    for (int i = 0; i < count; i++) {
        RcObject *amount;
        if (amounts[i] < 0) {
            RcErr_Format(RcExc_ValueError, "amount %d is negative", i + 1);
#ifdef FIXED
            Rc_DECREF(lines);
#endif
            return NULL; /* GUILTY */
        }
        amount = RcFloat_FromDouble(amounts[i]);
        if (amount == NULL || RcList_Append(lines, amount) < 0) {
            Rc_XDECREF(amount);
            Rc_DECREF(lines);
            return NULL;
        }
        Rc_DECREF(amount);
    }
    return lines;
}

int main(void)
{
    static const double good[] = {19.5, 4}, bad[] = {12, -3};
    RcObject *first, *second;

    if (Rc_Initialize() < 0) {
        return 1;
    }
    first = invoice(good, 2);
    second = invoice(bad, 2);
    printf("%s, %s\n", first != NULL ? "sent" : "refused", second != NULL ? "sent" : "refused");
    RcErr_Clear();
    Rc_XDECREF(first);
    Rc_XDECREF(second);
    Rc_Finalize();
    return 0;
}
