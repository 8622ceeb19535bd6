/* TITLE: a registry that closes a gap over a reference
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: The plugins after the removed one move down. The removed one's factory is overwritten and never
 * given back. */
#include <recount/recount.h>
#include <stdio.h>
#include <string.h>

struct plugin {
    const char *name;
    RcObject *factory; /* owned */
    int calls;
};

static struct {
    struct plugin plugins[8];
    size_t count;
} registry;

static int plugin_find(const char *name)
{
    for (size_t i = 0; i < registry.count; i++)
        if (!strcmp(registry.plugins[i].name, name))
            return (int)i;
    return -1;
}

static void plugin_add(const char *name, RcObject *factory)
{
    struct plugin *p = &registry.plugins[registry.count++];
    p->name = name;
    p->factory = Rc_NewRef(factory);
    p->calls = 0;
}

static void plugin_remove(const char *name)
{
    int i = plugin_find(name);
    if (i < 0)
        return;
#ifdef FIXED
    Rc_DECREF(registry.plugins[i].factory);
#endif
    memmove(&registry.plugins[i], &registry.plugins[i + 1], /* GUILTY */
            (registry.count - (size_t)i - 1) * sizeof(struct plugin));
    registry.count--;
}

static RcObject *plugin_make(const char *name)
{
    int i = plugin_find(name);
    if (i < 0)
        return RcErr_Format(RcExc_LookupError, "no plugin %s", name);
    registry.plugins[i].calls++;
    return RcObject_CallNoArgs(registry.plugins[i].factory);
}

static void plugin_remove_all(void)
{
    while (registry.count > 0)
        Rc_DECREF(registry.plugins[--registry.count].factory);
}

static RcObject *make(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(unused);
    return RcStr_FromFormat("made by %S", self);
}
static RcMethodDef make_def = {"make", make, RC_METH_NOARGS, NULL};

static void add_named(const char *name)
{
    RcObject *self = RcStr_FromString(name);
    RcObject *factory = RcCFunction_New(&make_def, self);
    Rc_DECREF(self);
    plugin_add(name, factory);
    Rc_DECREF(factory);
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    add_named("png");
    add_named("jpeg");
    add_named("gif");
    RcObject *made = plugin_make("jpeg");
    puts(RcStr_AsUTF8(made));
    Rc_DECREF(made);
    plugin_remove("jpeg");
    plugin_remove_all();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
