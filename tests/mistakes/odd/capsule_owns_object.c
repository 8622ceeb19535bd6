/* TITLE: a reference behind a capsule's pointer
 * KIND: none
 * STORY: The pointer of the capsule is an object, whose reference the destructor gives back. To everybody
 * else it is a void pointer. */
#include <recount/recount.h>
#include <stdio.h>

static void drop_object(RcObject *capsule)
{
    RcObject *held = RcCapsule_GetPointer(capsule, "odd.object");
    Rc_XDECREF(held);
}

static RcObject *seal(RcObject *op)
{
    RcObject *capsule = RcCapsule_New(op, "odd.object", drop_object);
    if (capsule != NULL) {
        Rc_INCREF(op);
    }
    return capsule;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *secret = Rc_BuildValue("[s]", "secret");
    RcObject *capsule = seal(secret);
    Rc_DECREF(secret);
    RcGC_Collect();
    RcObject *inside = RcCapsule_GetPointer(capsule, "odd.object");
    printf("%zd item\n", RcList_Size(inside));
    Rc_DECREF(capsule);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
