/* TITLE: a reload that starts with a new cache
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: The module's state is in a global struct. Reloading makes a new table and forgets the one that was
 * there. */
#include <recount/recount.h>
#include <stdio.h>

static struct module_state {
    RcObject *cache;
    RcObject *path;
    unsigned generation;
} state;

static int state_load(const char *path)
{
    RcObject *cache = RcHashTable_New();
    RcObject *text = RcStr_FromString(path);

    if (!cache || !text) {
        Rc_XDECREF(cache);
        Rc_XDECREF(text);
        return -1;
    }
    Rc_XSETREF(state.path, text);
#ifdef FIXED
    Rc_XSETREF(state.cache, cache);
#else
    state.cache = cache; /* GUILTY */
#endif
    state.generation++;
    return 0;
}

static RcObject *state_lookup(const char *name)
{
    RcObject *found = RcHashTable_GetItemString(state.cache, name);

    if (found)
        return Rc_NewRef(found);
    found = RcStr_FromFormat("%S/%s", state.path, name);
    if (found && RcHashTable_SetItemString(state.cache, name, found) < 0)
        Rc_CLEAR(found);
    return found;
}

static void state_free(void)
{
    Rc_CLEAR(state.cache);
    Rc_CLEAR(state.path);
}

int main(void)
{
    static const char *const paths[] = {"/usr/share", "/opt/share"};

    if (Rc_Initialize() < 0) {
        return 1;
    }
    for (int i = 0; i < 2; i++) {
        if (state_load(paths[i]) < 0)
            return 1;
        for (int k = 0; k < 2; k++) {
            RcObject *file = state_lookup("icons.dat");
            if (file)
                puts(RcStr_AsUTF8(file));
            Rc_XDECREF(file);
        }
    }
    state_free();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
