/* TITLE: a heap type's dealloc that keeps the type
 * KIND: bad-dealloc|leak
 * SEES: plain
 * MASKED: no
 * STORY: Each instance of a heap type owns a reference to its type. The dealloc was written for a static type
 * and knows nothing of it: the type outlives all its instances. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Color {
    RcObject_HEAD
    unsigned char red, green, blue;
} Color;

static void color_dealloc(RcObject *op) /* ALSO */
{
    RcTypeObject *type = Rc_TYPE(op);
    type->tp_free(op); /* GUILTY */
#ifdef FIXED
    Rc_DECREF(type);
#endif
}

static RcType_Slot color_slots[] = {{Rc_tp_dealloc, (void *)color_dealloc}, {0, NULL}};
static RcType_Spec color_spec = {"paint.Color", sizeof(Color), 0, Rc_TPFLAGS_DEFAULT, color_slots};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *type = RcType_FromSpec(&color_spec);
    RcObject *red = RcObject_CallNoArgs(type); /* ALSO */
    ((Color *)red)->red = 255;
    Rc_DECREF(red);
    Rc_DECREF(type);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
