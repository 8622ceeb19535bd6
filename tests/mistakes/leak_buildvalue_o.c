/* TITLE: Rc_BuildValue with O where N was meant
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: The pair is built of two objects made for it. O adds a reference to each, and those that came with
 * the calls inside the argument list are lost; N would have handed them over. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *divide(double a, double b)
{
    double quotient = a / b;
#ifdef FIXED
    return Rc_BuildValue("(NN)", RcFloat_FromDouble(quotient), RcStr_FromFormat("%d digits", 17));
#else
    return Rc_BuildValue("(NO)", RcFloat_FromDouble(quotient),
                         RcStr_FromFormat("%d digits", 17)); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *pair = divide(22, 7);
    printf("pi is about %g\n", RcFloat_AsDouble(RcTuple_GET_ITEM(pair, 0)));
    Rc_DECREF(pair);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
