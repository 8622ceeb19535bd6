/* TITLE: an error handler table that releases the new handler
 * KIND: over-decref|use-after-free|missing-incref
 * SEES: plain
 * MASKED: yes
 * STORY: When a handler is replaced the old one is to be given back. The variable is the wrong one. */
#include <recount/recount.h>
#include <stdio.h>

#define STATES 4

typedef struct {
    const char *name;
    RcObject *handlers[STATES];
    unsigned state;
} StateMachine;

static void machineInit(StateMachine *machine, const char *name)
{
    machine->name = name;
    machine->state = 0;
    for (unsigned i = 0; i < STATES; ++i) {
        machine->handlers[i] = Rc_NewRef(Rc_None);
    }
}

static void machineOn(StateMachine *machine, unsigned state, RcObject *handler)
{
    RcObject *previous = machine->handlers[state];

    Rc_INCREF(handler);
    machine->handlers[state] = handler;
#ifdef FIXED
    Rc_DECREF(previous);
#else
    if (previous != Rc_None) {
        Rc_DECREF(handler); /* GUILTY */
    }
#endif
}

static int machineStep(StateMachine *machine, long input)
{
    RcObject *handler = machine->handlers[machine->state];
    RcObject *argument, *result;
    long next;

    if (handler == Rc_None) {
        return 0;
    }
    argument = RcInt_FromLong(input);
    result = argument == NULL ? NULL : RcObject_CallOneArg(handler, argument);
    Rc_XDECREF(argument);
    if (result == NULL) {
        return -1;
    }
    next = RcInt_AsLong(result);
    Rc_DECREF(result);
    machine->state = (unsigned)next % STATES;
    return 1;
}

static void machineDestroy(StateMachine *machine)
{
    for (unsigned i = 0; i < STATES; ++i) {
        Rc_CLEAR(machine->handlers[i]); /* ALSO */
    }
}

static RcObject *advance(RcObject *self, RcObject *input)
{
    Rc_UNUSED(self);
    return RcInt_FromLong(RcInt_AsLong(input) / 1000 + 1);
}

static RcObject *reset(RcObject *self, RcObject *input)
{
    Rc_UNUSED(self);
    Rc_UNUSED(input);
    return RcInt_FromLong(0);
}

static RcMethodDef advanceDef = {"advance", advance, RC_METH_O, NULL};
static RcMethodDef resetDef = {"reset", reset, RC_METH_O, NULL};

int main(void)
{
    StateMachine machine;
    RcObject *goOn, *goBack;

    if (Rc_Initialize() < 0) {
        return 1;
    }
    machineInit(&machine, "door");
    goOn = RcCFunction_New(&advanceDef, NULL);
    goBack = RcCFunction_New(&resetDef, NULL);
    machineOn(&machine, 0, goOn);
    machineOn(&machine, 1, goOn);
    machineOn(&machine, 1, goBack);
    machineStep(&machine, 500);
    machineStep(&machine, 500);
    printf("%s is in state %u\n", machine.name, machine.state);
    Rc_DECREF(goOn);
    machineDestroy(&machine);
    Rc_DECREF(goBack);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
