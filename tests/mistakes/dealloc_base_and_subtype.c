/* TITLE: a field released by the subtype and by its base
 * KIND: over-decref|bad-dealloc|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The subtype's dealloc releases all fields that it knows of, its base's too, and then calls the
 * dealloc of the base, which does its duty. The name is given back twice. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Shape {
    RcObject_HEAD
    RcObject *name; /* owned */
} Shape;

typedef struct Polygon {
    Shape shape;
    RcObject *points; /* owned */
} Polygon;

static void shape_dealloc(RcObject *op)
{
    Rc_XDECREF(((Shape *)op)->name); /* GUILTY */
    Rc_TYPE(op)->tp_free(op);
}

static void polygon_dealloc(RcObject *op)
{
    Rc_XDECREF(((Polygon *)op)->points);
#ifndef FIXED
    Rc_XDECREF(((Polygon *)op)->shape.name); /* ALSO */
#endif
    shape_dealloc(op);
}

static RcTypeObject Shape_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "draw.Shape",
    .tp_basicsize = sizeof(Shape),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE,
    .tp_dealloc = shape_dealloc,
};

static RcTypeObject Polygon_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "draw.Polygon",
    .tp_basicsize = sizeof(Polygon),
    .tp_base = &Shape_Type,
    .tp_dealloc = polygon_dealloc,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Shape_Type) < 0 || RcType_Ready(&Polygon_Type) < 0) {
        return 1;
    }
    Polygon *polygon = RcObject_New(Polygon, &Polygon_Type);
    polygon->shape.name = RcStr_FromString("triangle");
    polygon->points = Rc_BuildValue("[dd]", 0.5, 1.5);
    Rc_DECREF(polygon);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
