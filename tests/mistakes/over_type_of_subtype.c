/* TITLE: an orchid whose dealloc gives back its type, after the flower's has done so
 * KIND: over-decref|bad-dealloc
 * SEES: plain
 * MASKED: yes
 * STORY: An instance owns one reference to its type. The base's dealloc, which frees the instance, gives it back;
 * the subtype's dealloc calls that, and gives one more back. Other instances keep the type alive. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *colour;
} Flower;

typedef struct {
    Flower flower;
    RcObject *pot;
} Orchid;

static void flower_dealloc(RcObject *op)
{
    RcTypeObject *type = Rc_TYPE(op);
    Rc_XDECREF(((Flower *)op)->colour);
    type->tp_free(op);
    Rc_DECREF(type);
}

static void orchid_dealloc(RcObject *op)
{
    RcTypeObject *type = Rc_TYPE(op);
    Rc_XDECREF(((Orchid *)op)->pot);
    type->tp_base->tp_dealloc(op);
#ifndef FIXED
    Rc_DECREF(type); /* GUILTY */
#endif
}

static RcType_Slot flower_slots[] = {{Rc_tp_dealloc, (void *)flower_dealloc}, {0, NULL}};
static RcType_Slot orchid_slots[] = {{Rc_tp_dealloc, (void *)orchid_dealloc}, {0, NULL}};
static RcType_Spec flower_spec = {"garden.Flower", sizeof(Flower), 0,
                                  Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE, flower_slots};
static RcType_Spec orchid_spec = {"garden.Orchid", sizeof(Orchid), 0, Rc_TPFLAGS_DEFAULT, orchid_slots};

static Orchid *plant(RcObject *type, const char *colour)
{
    Orchid *orchid = (Orchid *)RcObject_CallNoArgs(type);
    if (orchid != NULL) {
        orchid->flower.colour = RcStr_FromString(colour);
        orchid->pot = RcStr_FromString("clay");
    }
    return orchid;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *flower = RcType_FromSpec(&flower_spec);
    RcObject *type = flower != NULL ? RcType_FromSpecWithBases(&orchid_spec, flower) : NULL;
    Orchid *red = type != NULL ? plant(type, "red") : NULL;
    Orchid *white = red != NULL ? plant(type, "white") : NULL;
    if (white == NULL) {
        RcErr_Print();
        Rc_XDECREF(red);
        Rc_XDECREF(type);
        Rc_XDECREF(flower);
        return 1;
    }
    Rc_DECREF(red);
    Rc_DECREF(type);
    printf("in a pot of %s\n", RcStr_AsUTF8(white->pot));
    Rc_DECREF(white);
    Rc_DECREF(flower);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
