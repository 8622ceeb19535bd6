/* TITLE: an interpreter whose POP only moves the stack pointer
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: What is dropped from the stack must be given back; the instruction only makes the stack shorter. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject **top;
    RcObject *slots[16];
    RcObject *names; /* globals */
} Frame;

enum { LOAD, STORE, MAKE_LIST, CALL, POP, RETURN };

typedef struct {
    int code;
    int argument;
    const char *name;
} Instruction;

static RcObject *execute(Frame *f, const Instruction *pc)
{
    for (;; pc++) {
        switch (pc->code) {
        case LOAD: {
            RcObject *value = RcHashTable_GetItemString(f->names, pc->name);
            if (value == NULL)
                goto error;
            *f->top++ = Rc_NewRef(value);
            break;
        }
        case STORE: {
            RcObject *value = *--f->top;
            int rc = RcHashTable_SetItemString(f->names, pc->name, value);
            Rc_DECREF(value);
            if (rc < 0)
                goto error;
            break;
        }
        case MAKE_LIST: {
            RcObject *list = RcList_New(pc->argument);
            for (int i = pc->argument; --i >= 0;)
                RcList_SET_ITEM(list, i, *--f->top);
            *f->top++ = list;
            break;
        }
        case CALL: {
            RcObject *function = f->top[-1];
            RcObject *result = RcObject_CallNoArgs(function);
            if (result == NULL)
                goto error;
            Rc_DECREF(function);
            f->top[-1] = result;
            break;
        }
        case POP:
#ifdef FIXED
            f->top--;
            Rc_DECREF(*f->top);
#else
            f->top--; /* GUILTY */
#endif
            break;
        case RETURN:
            return *--f->top;
        }
    }
error:
    while (f->top > f->slots)
        Rc_DECREF(*--f->top);
    return NULL;
}

static RcObject *tick(RcObject *self, RcObject *ignored)
{
    static int n = 1000;
    Rc_UNUSED(self);
    Rc_UNUSED(ignored);
    return RcInt_FromLong(n++);
}
static RcMethodDef tick_def = {"tick", tick, RC_METH_NOARGS, NULL};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    static const Instruction program[] = {
        {LOAD, 0, "tick"}, {CALL, 0, NULL},      {STORE, 0, "first"}, {LOAD, 0, "tick"},
        {CALL, 0, NULL},   {POP, 0, NULL},       {LOAD, 0, "first"},  {LOAD, 0, "tick"},
        {CALL, 0, NULL},   {MAKE_LIST, 2, NULL}, {RETURN, 0, NULL},
    };
    Frame f = {.names = RcHashTable_New()};
    f.top = f.slots;
    RcObject *function = RcCFunction_New(&tick_def, NULL);
    RcHashTable_SetItemString(f.names, "tick", function);
    Rc_DECREF(function);
    RcObject *result = execute(&f, program);
    if (result == NULL)
        RcErr_Print();
    Rc_XDECREF(result);
    Rc_DECREF(f.names);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
