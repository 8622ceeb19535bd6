/* TITLE: a singleton that forgets its own reference
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: Each call gives the caller a new reference, but the first one hands out the only one and keeps the
 * pointer. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *the_registry;

static RcObject *registry_get(void)
{
    if (the_registry == NULL) {
        RcObject *table = RcHashTable_New();
        if (table == NULL)
            return NULL;
        RcObject *version = RcInt_FromLong(20260);
        int rc = version == NULL ? -1 : RcHashTable_SetItemString(table, "version", version);
        Rc_XDECREF(version);
        if (rc < 0) {
            Rc_DECREF(table);
            return NULL;
        }
#ifdef FIXED
        the_registry = Rc_NewRef(table);
#else
        the_registry = table; /* GUILTY */
#endif
        return table; /* ALSO */
    }
    return Rc_NewRef(the_registry);
}

static int registry_put(const char *name, RcObject *value)
{
    RcObject *table = registry_get();
    if (table == NULL)
        return -1;
    int rc = RcHashTable_SetItemString(table, name, value);
    Rc_DECREF(table);
    return rc;
}

static void registry_drop(void)
{
    Rc_CLEAR(the_registry);
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *value = RcStr_FromString("some value");
    RcObject *held = registry_get();
    registry_put("one", value);
    registry_put("two", value);
    printf("%ld entries\n", (long)RcHashTable_Size(held));
    Rc_DECREF(value);
    Rc_DECREF(held);
    registry_drop();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
