/* TITLE: a traverse that visits what the module owns
 * KIND: bad-traverse|missing-incref
 * SEES: plain
 * MASKED: yes
 * STORY: All instances use the module's registry, so the author visits it from each of them. But only the
 * module has a reference to it: for every instance the collector subtracts one that nobody has, and may take
 * what is in use for trash. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *registry; /* owned by the module */

typedef struct Plugin {
    RcObject_HEAD
    RcObject *name; /* owned */
} Plugin;

static int plugin_traverse(RcObject *op, Rc_visitproc visit, void *arg) /* ALSO */
{
    Rc_VISIT(((Plugin *)op)->name);
#ifndef FIXED
    Rc_VISIT(registry); /* GUILTY */
#endif
    return 0;
}

static void plugin_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Plugin *)op)->name);
    RcObject_GC_Del(op);
}

static RcTypeObject Plugin_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "plugins.Plugin",
    .tp_basicsize = sizeof(Plugin),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = plugin_dealloc,
    .tp_traverse = plugin_traverse,
};

static RcObject *plugin_load(const char *name)
{
    Plugin *plugin = RcObject_GC_New(Plugin, &Plugin_Type);
    plugin->name = RcStr_FromString(name);
    RcObject_GC_Track(plugin);
    return RC_OBJECT_CAST(plugin);
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Plugin_Type) < 0) {
        return 1;
    }
    registry = RcHashTable_New();
    RcObject *exports = RcTuple_Pack(1, registry), *speller = plugin_load("spell checker");
    RcGC_Collect();
    Rc_DECREF(speller);
    Rc_DECREF(exports);
    Rc_CLEAR(registry);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
