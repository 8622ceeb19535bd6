/* TITLE: an object that is given another type
 * KIND: missing-incref|over-decref|use-after-free|bad-dealloc|leak
 * SEES: plain
 * MASKED: no
 * STORY: An instance of a heap type owns a reference to it. The promotion swaps the types of the object and
 * forgets both halves of that: the new type is not taken, and it is the new one that the dealloc will give
 * back. */
#include <recount/recount.h>
#include <stdio.h>

static void member_dealloc(RcObject *op)
{
    RcTypeObject *type = Rc_TYPE(op);
    type->tp_free(op);
    Rc_DECREF(type);
}

static RcType_Slot member_slots[] = {{Rc_tp_dealloc, (void *)member_dealloc}, {0, NULL}};
static RcType_Spec guest_spec = {"club.Guest", sizeof(RcObject), 0, Rc_TPFLAGS_DEFAULT, member_slots};
static RcType_Spec member_spec = {"club.Member", sizeof(RcObject), 0, Rc_TPFLAGS_DEFAULT, member_slots};

static void promote(RcObject *op, RcObject *type)
{
#ifdef FIXED
    RcTypeObject *old = Rc_TYPE(op);
    Rc_INCREF(type);
    Rc_SET_TYPE(op, (RcTypeObject *)type);
    Rc_DECREF(old);
#else
    Rc_SET_TYPE(op, (RcTypeObject *)type); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *guest = RcType_FromSpec(&guest_spec);
    RcObject *member = RcType_FromSpec(&member_spec);
    RcObject *person = RcObject_CallNoArgs(guest);
    promote(person, member);
    Rc_DECREF(person);
    Rc_DECREF(guest);
    Rc_DECREF(member);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
