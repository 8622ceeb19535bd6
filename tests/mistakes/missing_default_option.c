/* TITLE: a getter of the configuration that is new or borrowed, as it happens
 * KIND: over-decref|missing-incref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: The value of the user's table is returned as new, the one of the defaults as the table lends it.
 * All callers release. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *defaults;

static RcObject *config_get(RcObject *config, const char *name)
{
    RcObject *value;
    int rc = RcHashTable_GetItemStringRef(config, name, &value);
    if (rc != 0)
        return value;
    value = RcHashTable_GetItemString(defaults, name);
    if (value == NULL) {
        if (!RcErr_Occurred())
            RcErr_Format(RcExc_KeyError, "no option %s", name);
        return NULL;
    }
#ifdef FIXED
    return Rc_NewRef(value);
#else
    return value; /* GUILTY */
#endif
}

static int describe(RcObject *config)
{
    static const char *const names[] = {"host", "port", "path"};
    for (size_t i = 0; i < 3; i++) {
        RcObject *value = config_get(config, names[i]);
        if (value == NULL)
            return -1;
        RcObject *text = RcObject_Str(value);
        Rc_DECREF(value);
        if (text == NULL)
            return -1;
        printf("%s = %s\n", names[i], RcStr_AsUTF8(text));
        Rc_DECREF(text);
    }
    return 0;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    defaults = Rc_BuildValue("{s:s,s:i,s:s}", "host", "localhost.example", "port", 8080, "path", "/index");
    RcObject *config = Rc_BuildValue("{s:s,s:s}", "host", "www.example.org", "path", "/home");
    if (describe(config) < 0)
        RcErr_Print();
    Rc_DECREF(config);
    Rc_CLEAR(defaults);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
