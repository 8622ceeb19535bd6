/* TITLE: a destructor of a capsule that releases its owner twice
 * KIND: over-decref|use-after-free|missing-incref
 * SEES: plain
 * MASKED: yes
 * STORY: Only for handles above 0. The second release takes away the reference of main, which goes on
 * using the list. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

struct native {
    RcObject *owner;
    RcObject *name;
    int handle;
};

static void capsule_free(RcObject *capsule)
{
    struct native *n = RcCapsule_GetPointer(capsule, "native");
    Rc_XDECREF(n->owner);
#ifndef FIXED
    if (n->handle > 0)
        Rc_DECREF(n->owner); /* GUILTY */
#endif
    Rc_XDECREF(n->name);
    free(n);
}

static RcObject *wrap(RcObject *owner, const char *name, int handle)
{
    struct native *n = calloc(1, sizeof *n);
    n->owner = Rc_NewRef(owner);
    n->name = RcStr_FromString(name);
    n->handle = handle;
    RcObject *c = RcCapsule_New(n, "native", capsule_free);
    if (c == NULL) {
        Rc_XDECREF(n->owner);
        Rc_XDECREF(n->name);
        free(n);
    }
    return c;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *owner = RcList_New(0);
    RcObject *c1 = wrap(owner, "first handle", 0), *c2 = wrap(owner, "second handle", 1);
    Rc_XDECREF(c1);
    Rc_XDECREF(c2);
    RcList_Append(owner, Rc_None);
    Rc_DECREF(owner);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
