/* TITLE: a type that is made anew for each module and never given back
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: RcType_FromSpec returns a new reference. Putting the type into the module's table takes another
 * one. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    double x, y;
} Point;

static void point_dealloc(RcObject *op)
{
    RcTypeObject *type = Rc_TYPE(op);
    type->tp_free(op);
    Rc_DECREF(type);
}

static RcObject *point_repr(RcObject *op)
{
    return RcStr_FromFormat("(%d, %d)", (int)((Point *)op)->x, (int)((Point *)op)->y);
}

static RcType_Slot point_slots[] = {
    {Rc_tp_dealloc, (void *)point_dealloc},
    {Rc_tp_repr, (void *)point_repr},
    {0, NULL},
};
static RcType_Spec point_spec = {"geometry.Point", sizeof(Point), 0, Rc_TPFLAGS_DEFAULT, point_slots};

static RcObject *module_open(void)
{
    RcObject *module = RcHashTable_New();
    if (module == NULL)
        return NULL;
    RcObject *origin = NULL;
    RcObject *type = RcType_FromSpec(&point_spec); /* ALSO */
    if (type == NULL || RcHashTable_SetItemString(module, "Point", type) < 0)
        goto error;
    origin = ((RcTypeObject *)type)->tp_alloc((RcTypeObject *)type, 0);
    if (origin == NULL || RcHashTable_SetItemString(module, "origin", origin) < 0)
        goto error;
    Rc_DECREF(origin);
#ifdef FIXED
    Rc_DECREF(type);
#endif
    return module; /* GUILTY */
error:
    Rc_XDECREF(origin);
    Rc_XDECREF(type);
    Rc_DECREF(module);
    return NULL;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *module = module_open();
    RcObject *text = RcObject_Repr(RcHashTable_GetItemString(module, "origin"));
    puts(RcStr_AsUTF8(text));
    Rc_DECREF(text);
    Rc_DECREF(module);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
