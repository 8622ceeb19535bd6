/* A program and its plug-in that were linked with different versions of recount: each has its own, as if the other was
 * not there.  The plug-in is this source, too, with PLUGIN. */
#include <recount/recount.h>

#include <dlfcn.h>
#include <stdio.h>

/* Makes that many objects in a runtime that was not there before.  1: all is as if there was no other. */
static int is_alone(int count)
{
    RcObject *made[10];
    int wrong = Rc_IsInitialized();
    wrong += Rc_Initialize() < 0 || Rc_LiveObjects() != 0;
    for (int i = 0; i < count; i++) {
        made[i] = RcFloat_FromDouble(i);
        wrong += made[i] == NULL || Rc_TYPE(made[i]) != &RcFloat_Type;
    }
    wrong += Rc_LiveObjects() != count;
    for (int i = 0; i < count; i++) {
        Rc_DECREF(made[i]);
    }
    return wrong == 0;
}

#ifdef PLUGIN
RC_API int plugin_is_alone(const void *float_type);

int plugin_is_alone(const void *float_type)
{
    int result = float_type != &RcFloat_Type && is_alone(2);
    return Rc_Finalize() == 0 && result;
}
#else
int main(int argc, char **argv)
{
    int result = is_alone(3);
    void *plugin = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;
    int (*plugin_is_alone)(const void *) = NULL;
    RcObject *kept = RcFloat_FromDouble(1.5);

    if (plugin == NULL) {
        puts(dlerror());
        return 1;
    }
    *(void **)&plugin_is_alone = dlsym(plugin, "plugin_is_alone");
    result = result && plugin_is_alone != NULL && plugin_is_alone(&RcFloat_Type);
    result = result && Rc_LiveObjects() == 1 && Rc_REFCNT(kept) == 1;
    Rc_XDECREF(kept);
    printf("%s\n", result ? "two versions side by side" : "the versions are mixed");
    return Rc_Finalize() == 0 && result ? 0 : 1;
}
#endif
