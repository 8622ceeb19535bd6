/* Exercise 8: the song does not end. Who holds it? */
#include <recount/recount.h>
#include <stdio.h>

/* Is what ref names still alive? */
static void look(RcObject *ref)
{
    RcObject *target = NULL;
    if (RcWeakref_GetRef(ref, &target) < 0) {
        RcErr_Print();
        return;
    }
    puts(target == NULL ? "gone" : "alive");
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *song = RcObject_CallNoArgs(RC_OBJECT_CAST(&RcHashTable_Type));
    RcObject *ref = RcWeakref_NewRef(song, NULL);
    look(ref);
    Rc_DECREF(song);
    look(ref);
    Rc_DECREF(ref);
    return Rc_Finalize() != 0;
}
