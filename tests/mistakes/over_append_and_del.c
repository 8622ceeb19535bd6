/* TITLE: a piece of text released after RcStr_AppendAndDel
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: AndDel says that the right operand is stolen. The builder was written with RcStr_Append first, and
 * the release that it needed has stayed. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *to_json(RcObject *numbers)
{
    RcObject *json = RcStr_FromString("[");
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(numbers); i++) {
        RcObject *piece = RcStr_FromFormat("%s%R", i > 0 ? ", " : "", RcList_GET_ITEM(numbers, i));
        RcStr_AppendAndDel(&json, piece);
#ifndef FIXED
        Rc_XDECREF(piece); /* GUILTY */
#endif
    }
    RcStr_AppendAndDel(&json, RcStr_FromString("]"));
    return json;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *numbers = Rc_BuildValue("[dd]", 1.5, 2.5);
    RcObject *json = to_json(numbers);
    if (json != NULL) {
        printf("%s\n", RcStr_AsUTF8(json));
    }
    Rc_XDECREF(json);
    Rc_DECREF(numbers);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
