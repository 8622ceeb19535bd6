/* TITLE: a ring that runs through a capsule
 * KIND: leak|uncollected-cycle
 * SEES: plain
 * MASKED: no
 * STORY: The capsule's destructor gives back the list that its context names, and the list holds the capsule.
 * A capsule's context is a C pointer, not a reference: no collection can see the ring. */
#include <recount/recount.h>
#include <stdio.h>

static int device = 7;

static void release_owner(RcObject *capsule)
{
    RcObject *owner = RcCapsule_GetContext(capsule);
    Rc_XDECREF(owner);
}

static int open_device(RcObject *owner)
{
    RcObject *capsule = RcCapsule_New(&device, "io.device", release_owner);
    if (capsule == NULL) {
        return -1;
    }
#ifndef FIXED
    RcCapsule_SetContext(capsule, Rc_NewRef(owner)); /* GUILTY */
#endif
    int result = RcList_Append(owner, capsule); /* ALSO */
    Rc_DECREF(capsule);
    return result;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *resources = RcList_New(0);
    open_device(resources);
    Rc_DECREF(resources);
    RcGC_Collect();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
