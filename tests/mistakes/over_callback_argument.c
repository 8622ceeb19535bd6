/* TITLE: a callback releases its argument
 * KIND: over-decref
 * SEES: plain
 * MASKED: no
 * STORY: The weak reference is handed to the callback when its object dies, and the callback, taking it for a
 * farewell present, releases it. Arguments are lent; the registry that made the weak reference still counts
 * on it. */
#include <recount/recount.h>
#include <stdio.h>

static int deaths;

static RcObject *on_death(RcObject *self, RcObject *weakref)
{
    Rc_UNUSED(self);
    deaths += RcWeakref_IsDead(weakref);
#ifndef FIXED
    Rc_DECREF(weakref); /* GUILTY */
#endif
    Rc_RETURN_NONE;
}

static RcMethodDef on_death_def = {"on_death", on_death, RC_METH_O, NULL};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *callback = RcCFunction_New(&on_death_def, NULL);
    RcObject *watched = RcHashTable_New();
    RcObject *registry = Rc_BuildValue("[N]", RcWeakref_NewRef(watched, callback));
    Rc_DECREF(callback);
    Rc_DECREF(watched);
    printf("deaths: %d\n", deaths);
    Rc_DECREF(registry);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
