/* TITLE: an emitter whose off() releases the listener after the list did
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: The list gives back its own reference when the slice is deleted. The emitter gives back another
 * one, of an item that it had only borrowed. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject *listeners; /* name -> list of callables */
} Emitter;

static int emitter_on(Emitter *e, const char *name, RcObject *callable)
{
    RcObject *list = RcHashTable_GetItemString(e->listeners, name);
    if (list == NULL) {
        if (RcErr_Occurred())
            return -1;
        list = RcList_New(0);
        if (list == NULL)
            return -1;
        int rc = RcHashTable_SetItemString(e->listeners, name, list);
        Rc_DECREF(list);
        if (rc < 0)
            return -1;
    }
    return RcList_Append(list, callable);
}

static int emitter_off(Emitter *e, const char *name, RcObject *callable)
{
    RcObject *list = RcHashTable_GetItemString(e->listeners, name);
    if (list == NULL)
        return 0;
    for (Rc_ssize_t i = 0; i < RcList_Size(list); i++) {
        RcObject *each = RcList_GetItem(list, i);
        if (each == callable) {
            if (RcList_SetSlice(list, i, i + 1, NULL) < 0)
                return -1;
#ifndef FIXED
            Rc_DECREF(each); /* GUILTY */
#endif
            return 1;
        }
    }
    return 0;
}

static int emitter_emit(Emitter *e, const char *name, RcObject *payload)
{
    RcObject *list = RcHashTable_GetItemString(e->listeners, name);
    int called = 0;
    for (Rc_ssize_t i = 0; list != NULL && i < RcList_Size(list); i++) {
        RcObject *each = RcList_GetItemRef(list, i);
        RcObject *result = RcObject_CallOneArg(each, payload);
        Rc_DECREF(each);
        if (result == NULL)
            return -1;
        Rc_DECREF(result);
        called++;
    }
    return called;
}

static RcObject *on_save(RcObject *self, RcObject *payload)
{
    Rc_UNUSED(self);
    return RcObject_Repr(payload);
}
static RcMethodDef on_save_def = {"on_save", on_save, RC_METH_O, NULL};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    Emitter e = {RcHashTable_New()};
    RcObject *f = RcCFunction_New(&on_save_def, NULL), *g = RcCFunction_New(&on_save_def, NULL);
    RcObject *payload = RcStr_FromString("document.txt");
    emitter_on(&e, "save", f);
    emitter_on(&e, "save", g);
    emitter_emit(&e, "save", payload);
    emitter_off(&e, "save", f);
    emitter_emit(&e, "save", payload);
    Rc_DECREF(payload);
    Rc_DECREF(g);
    Rc_DECREF(e.listeners);
    Rc_DECREF(f);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
