/* TITLE: a type that holds references and cannot be traversed
 * KIND: none
 * STORY: Without the collector's flag nobody sees what the instance holds. That is allowed where no cycle can
 * run through it; it is as if C code held the references. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Range {
    RcObject_HEAD
    RcObject *start, *stop; /* owned floats */
} Range;

static void range_dealloc(RcObject *op)
{
    Rc_DECREF(((Range *)op)->start);
    Rc_DECREF(((Range *)op)->stop);
    RcObject_Del(op);
}

static RcObject *range_get_start(RcObject *op, void *closure)
{
    Rc_UNUSED(closure);
    return Rc_NewRef(((Range *)op)->start);
}

static RcGetSetDef range_getset[] = {{.name = "start", .get = range_get_start}, {.name = NULL}};

static RcTypeObject Range_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "odd.Range",
    .tp_basicsize = sizeof(Range),
    .tp_dealloc = range_dealloc,
    .tp_getset = range_getset,
};

static RcObject *range_new(double start, double stop)
{
    Range *range = RcObject_New(Range, &Range_Type);
    range->start = RcFloat_FromDouble(start);
    range->stop = RcFloat_FromDouble(stop);
    return RC_OBJECT_CAST(range);
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Range_Type) < 0) {
        return 1;
    }
    RcObject *ranges = Rc_BuildValue("[NN]", range_new(0.5, 1.5), range_new(2.5, 3.5));
    RcObject *start = RcObject_GetAttrString(RcList_GET_ITEM(ranges, 1), "start");
    RcGC_Collect();
    Rc_DECREF(ranges);
    printf("start: %g\n", RcFloat_AsDouble(start));
    Rc_DECREF(start);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
