/* TITLE: a mapping whose subscript lends
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: deep
 * MASKED: yes
 * STORY: mp_subscript passes on what RcHashTable_GetItem gives, which is borrowed; op[key] must give a new
 * reference. Another list holds the value here, so it survives the first reading. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Environment {
    RcObject_HEAD
    RcObject *variables; /* owned table */
} Environment;

static void environment_dealloc(RcObject *op)
{
    Rc_XDECREF(((Environment *)op)->variables);
    RcObject_Del(op);
}

static RcObject *environment_subscript(RcObject *op, RcObject *name)
{
    RcObject *value = RcHashTable_GetItem(((Environment *)op)->variables, name);
    if (value == NULL && !RcErr_Occurred()) {
        RcErr_SetObject(RcExc_KeyError, name);
    }
#ifdef FIXED
    Rc_XINCREF(value);
#endif
    return value; /* GUILTY */
}

static RcMappingMethods environment_mapping = {.mp_subscript = environment_subscript};

static RcTypeObject Environment_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "shell.Environment",
    .tp_basicsize = sizeof(Environment),
    .tp_dealloc = environment_dealloc,
    .tp_as_mapping = &environment_mapping,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Environment_Type) < 0) {
        return 1;
    }
    Environment *environment = RcObject_New(Environment, &Environment_Type);
    environment->variables = RcHashTable_New();
    RcObject *home = RcStr_FromString("/home/ada");
    RcObject *paths = Rc_BuildValue("[O]", home);
    RcHashTable_SetItemString(environment->variables, "HOME", home);
    Rc_DECREF(home);
    RcObject *value = RcMapping_GetItemString(RC_OBJECT_CAST(environment), "HOME");
    Rc_XDECREF(value);
    Rc_DECREF(environment);
    Rc_DECREF(paths);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
