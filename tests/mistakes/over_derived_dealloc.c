/* TITLE: a derived type that releases its base's field before the base does
 * KIND: over-decref|use-after-free|bad-dealloc
 * SEES: plain
 * MASKED: no
 * STORY: Manager inherits from Employee. Its dealloc releases all that it sees, then calls the base's dealloc,
 * which releases the name again. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *name;
} Employee;

typedef struct {
    Employee base;
    RcObject *team; /* list */
} Manager;

static int employee_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Employee *)op)->name);
    return 0;
}

static void employee_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Employee *)op)->name);
    RcObject_GC_Del(op);
}

static RcTypeObject Employee_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "staff.Employee",
    .tp_basicsize = sizeof(Employee),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = employee_dealloc,
    .tp_traverse = employee_traverse,
};

static int manager_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Manager *)op)->team);
    return employee_traverse(op, visit, arg);
}

static int manager_clear(RcObject *op)
{
    Rc_CLEAR(((Manager *)op)->team);
    return 0;
}

static void manager_dealloc(RcObject *op)
{
    Manager *m = (Manager *)op;
    RcObject_GC_UnTrack(op);
    Rc_CLEAR(m->team);
#ifndef FIXED
    Rc_XDECREF(m->base.name); /* GUILTY */
#endif
    employee_dealloc(op);
}

static RcTypeObject Manager_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "staff.Manager",
    .tp_basicsize = sizeof(Manager),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_base = &Employee_Type,
    .tp_dealloc = manager_dealloc,
    .tp_traverse = manager_traverse,
    .tp_clear = manager_clear,
};

static Employee *hire(RcTypeObject *type, const char *name)
{
    Employee *e = (Employee *)_RcObject_GC_New(type);
    if (e == NULL)
        return NULL;
    e->name = RcStr_FromString(name);
    if (type == &Manager_Type)
        ((Manager *)e)->team = RcList_New(0);
    RcObject_GC_Track(e);
    return e;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Employee_Type) < 0 || RcType_Ready(&Manager_Type) < 0)
        return 1;
    Employee *ann = hire(&Employee_Type, "Ann"), *eve = hire(&Manager_Type, "Eve");
    RcList_Append(((Manager *)eve)->team, (RcObject *)ann);
    Rc_DECREF(ann);
    printf("%s leads %zd\n", RcStr_AsUTF8(eve->name), RcList_Size(((Manager *)eve)->team));
    Rc_DECREF(eve);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
