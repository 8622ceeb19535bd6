/* TITLE: a getter that returns its field as it is
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: The getter returns the field, and the field still owns its only reference. The caller, who was
 * promised a new one, gives it back: the second reading uses a string that is gone. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct City {
    RcObject_HEAD
    RcObject *name; /* owned */
} City;

static void city_dealloc(RcObject *op)
{
    Rc_XDECREF(((City *)op)->name);
    RcObject_Del(op);
}

static RcObject *city_get_name(RcObject *op, void *closure)
{
    City *self = (City *)op;
    Rc_UNUSED(closure);
#ifdef FIXED
    return Rc_NewRef(self->name);
#else
    return self->name; /* GUILTY */
#endif
}

static RcGetSetDef city_getset[] = {{.name = "name", .get = city_get_name}, {.name = NULL}};

static RcTypeObject City_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "atlas.City",
    .tp_basicsize = sizeof(City),
    .tp_dealloc = city_dealloc,
    .tp_getset = city_getset,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&City_Type) < 0) {
        return 1;
    }
    City *city = RcObject_New(City, &City_Type);
    city->name = RcStr_FromString("Uppsala");
    RcObject *name = RcObject_GetAttrString(RC_OBJECT_CAST(city), "name");
    printf("%s\n", RcStr_AsUTF8(name));
    Rc_DECREF(name);
    Rc_DECREF(city);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
