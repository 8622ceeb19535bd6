/* TITLE: a tent whose setter keeps what it was lent
 * KIND: missing-incref
 * SEES: plain
 * MASKED: yes
 * STORY: The setter stores the guest without a reference.  The getter, which is called afterwards, is as it should be.
 * Two lists of guests keep each of them alive. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Tent {
    RcObject_HEAD
    RcObject *guest; /* owned; NULL: nobody */
} Tent;

static void tent_dealloc(RcObject *op)
{
    Rc_XDECREF(((Tent *)op)->guest);
    RcObject_Del(op);
}

static RcObject *tent_get_guest(RcObject *op, void *closure)
{
    RcObject *guest = ((Tent *)op)->guest;
    Rc_UNUSED(closure);
    return Rc_NewRef(guest != NULL ? guest : Rc_None);
}

static int tent_set_guest(RcObject *op, RcObject *guest, void *closure)
{
    Tent *tent = (Tent *)op;
    RcObject *left = tent->guest;
    Rc_UNUSED(closure);
#ifdef FIXED
    tent->guest = Rc_XNewRef(guest);
#else
    tent->guest = guest; /* GUILTY */
#endif
    Rc_XDECREF(left);
    return 0;
}

static RcGetSetDef tent_getset[] = {
    {"guest", tent_get_guest, tent_set_guest, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static RcTypeObject Tent_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "camp.Tent",
    .tp_basicsize = sizeof(Tent),
    .tp_dealloc = tent_dealloc,
    .tp_getset = tent_getset,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Tent_Type) < 0) {
        return 1;
    }
    RcObject *guests = Rc_BuildValue("[ss]", "Reinhold", "Junko");
    RcObject *breakfast = RcSequence_List(guests);
    Tent *tent = RcObject_New(Tent, &Tent_Type);
    tent->guest = NULL;
    RcObject_SetAttrString((RcObject *)tent, "guest", RcList_GetItem(guests, 1));
    RcObject *guest = RcObject_GetAttrString((RcObject *)tent, "guest");
    printf("%s sleeps here\n", RcStr_AsUTF8(guest));
    Rc_DECREF(guest);
    Rc_DECREF(tent);
    printf("%d guests\n", (int)RcList_Size(guests));
    Rc_DECREF(guests);
    Rc_DECREF(breakfast);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
