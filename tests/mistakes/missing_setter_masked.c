/* TITLE: a setter without INCREF, masked by a registry
 * KIND: missing-incref
 * SEES: deep
 * MASKED: yes
 * STORY: The robot stores its driver without a reference. All drivers are in the registry as well, so they
 * outlive the robots and nothing crashes for long; but with each robot that goes a reference of the
 * registry's goes too. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Robot {
    RcObject_HEAD
    RcObject *driver; /* owned */
} Robot;

static int robot_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Robot *)op)->driver);
    return 0;
}

static int robot_clear(RcObject *op)
{
    Rc_CLEAR(((Robot *)op)->driver);
    return 0;
}

static void robot_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    robot_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Robot_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "plant.Robot",
    .tp_basicsize = sizeof(Robot),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = robot_dealloc,
    .tp_traverse = robot_traverse,
    .tp_clear = robot_clear,
};

static Robot *robot_new(void)
{
    Robot *robot = RcObject_GC_New(Robot, &Robot_Type);
    if (robot != NULL) {
        robot->driver = NULL;
        RcObject_GC_Track(robot);
    }
    return robot;
}

static void robot_set_driver(Robot *robot, RcObject *driver)
{
    RcObject *old = robot->driver;
#ifdef FIXED
    Rc_INCREF(driver);
#endif
    robot->driver = driver; /* GUILTY */
    Rc_XDECREF(old);
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Robot_Type) < 0) {
        return 1;
    }
    RcObject *drivers = Rc_BuildValue("[s]", "driver 7");
    RcObject *registry = Rc_BuildValue("{s[O]}", "day shift", RcList_GET_ITEM(drivers, 0));
    Robot *robot = robot_new();
    robot_set_driver(robot, RcList_GET_ITEM(drivers, 0));
    RcGC_Collect();
    Rc_DECREF(robot);
    Rc_DECREF(registry);
    Rc_DECREF(drivers);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
