/* TITLE: a ruler that gives its page away
 * KIND: bad-dealloc|over-decref
 * SEES: plain
 * MASKED: yes
 * STORY: A ruler borrows the page that it lies on.  Its dealloc gives the page back with the ruler's unit.  The book and
 * the printer hold the page, too. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Ruler {
    RcObject_HEAD
    RcObject *unit; /* owned */
    RcObject *page; /* borrowed: a ruler is put away before the page is turned */
} Ruler;

static void ruler_dealloc(RcObject *op)
{
    Ruler *ruler = (Ruler *)op;
    Rc_XDECREF(ruler->unit);
#ifndef FIXED
    Rc_XDECREF(ruler->page); /* GUILTY */
#endif
    RcObject_Del(op);
}

static RcTypeObject Ruler_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "desk.Ruler",
    .tp_basicsize = sizeof(Ruler),
    .tp_dealloc = ruler_dealloc,
};

static Ruler *ruler_on(RcObject *page, const char *unit)
{
    Ruler *ruler = RcObject_New(Ruler, &Ruler_Type);
    ruler->unit = RcStr_FromString(unit);
    ruler->page = page;
    return ruler;
}

static double width(const Ruler *ruler)
{
    return RcFloat_AsDouble(RcTuple_GET_ITEM(ruler->page, 0));
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Ruler_Type) < 0) {
        return 1;
    }
    RcObject *book = Rc_BuildValue("[(dd)]", 14.8, 21.0);
    RcObject *printer = RcSequence_Tuple(book);
    Ruler *ruler = ruler_on(RcList_GET_ITEM(book, 0), "cm");
    printf("%.1f %s\n", width(ruler), RcStr_AsUTF8(ruler->unit));
    Rc_DECREF(ruler);
    Rc_DECREF(book);
    printf("%d page to print\n", (int)RcTuple_GET_SIZE(printer));
    Rc_DECREF(printer);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
