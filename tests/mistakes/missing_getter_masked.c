/* TITLE: a getter without INCREF, while others hold the object
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: deep
 * MASKED: yes
 * STORY: Everybody uses the same unit object, so its count is high and one less at each reading does not hurt
 * for a long time. Here a tuple of units holds it as well; the crash comes when the last of its owners
 * goes. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Gauge {
    RcObject_HEAD
    RcObject *unit; /* owned */
} Gauge;

static int gauge_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Gauge *)op)->unit);
    return 0;
}

static void gauge_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Gauge *)op)->unit);
    RcObject_GC_Del(op);
}

static RcObject *gauge_unit(RcObject *op, RcObject *ignored)
{
    Rc_UNUSED(ignored);
    RcObject *unit = ((Gauge *)op)->unit;
#ifdef FIXED
    Rc_INCREF(unit);
#endif
    return unit; /* GUILTY */
}

static RcMethodDef gauge_methods[] = {{"unit", gauge_unit, RC_METH_NOARGS, NULL}, {.ml_name = NULL}};

static RcTypeObject Gauge_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "lab.Gauge",
    .tp_basicsize = sizeof(Gauge),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = gauge_dealloc,
    .tp_traverse = gauge_traverse,
    .tp_methods = gauge_methods,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Gauge_Type) < 0) {
        return 1;
    }
    RcObject *kelvin = RcStr_FromString("kelvin");
    RcObject *units = Rc_BuildValue("(O)", kelvin);
    Gauge *gauge = RcObject_GC_New(Gauge, &Gauge_Type);
    gauge->unit = Rc_NewRef(kelvin);
    RcObject_GC_Track(gauge);
    Rc_DECREF(kelvin);
    RcObject *unit = RcObject_CallMethod(RC_OBJECT_CAST(gauge), "unit", NULL);
    printf("in %s\n", RcStr_AsUTF8(unit));
    Rc_DECREF(unit);
    Rc_DECREF(gauge);
    Rc_DECREF(units);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
