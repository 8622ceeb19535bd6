/* TITLE: a subscription that takes the callable and not its context
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: Both are given back when the subscription ends; only one was taken when it began. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct subscription {
    RcObject *callable, *context;
    int priority;
} subscription;

static subscription *table[4];

static int subscribe(RcObject *callable, RcObject *context, int priority)
{
    for (int i = 0; i < 4; i++) {
        if (table[i] != NULL)
            continue;
        subscription *s = malloc(sizeof *s);
        if (s == NULL)
            return -1;
        Rc_INCREF(callable);
        s->callable = callable;
#ifdef FIXED
        Rc_XINCREF(context);
#endif
        s->context = context; /* GUILTY */
        s->priority = priority;
        table[i] = s;
        return i;
    }
    return -1;
}

static void unsubscribe(int id)
{
    subscription *s = table[id];
    table[id] = NULL;
    Rc_DECREF(s->callable);
    Rc_XDECREF(s->context); /* ALSO */
    free(s);
}

static void publish(RcObject *event)
{
    for (int priority = 3; priority >= 0; priority--) {
        for (int i = 0; i < 4; i++) {
            if (table[i] == NULL || table[i]->priority != priority)
                continue;
            RcObject *r = RcObject_CallFunctionObjArgs(table[i]->callable, event, table[i]->context, NULL);
            if (r == NULL)
                RcErr_Print();
            Rc_XDECREF(r);
        }
    }
}

static RcObject *collect(RcObject *self, RcObject *args)
{
    RcObject *event, *context;
    Rc_UNUSED(self);
    if (!RcArg_ParseTuple(args, "OO", &event, &context))
        return NULL;
    if (RcList_Append(context, event) < 0)
        return NULL;
    Rc_RETURN_NONE;
}
static RcMethodDef collect_def = {"collect", collect, RC_METH_VARARGS, NULL};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *f = RcCFunction_New(&collect_def, NULL);
    RcObject *events = RcList_New(0), *other = RcList_New(0);
    int a = subscribe(f, events, 2), b = subscribe(f, other, 1);
    RcObject *event = RcStr_FromString("file changed");
    publish(event);
    unsubscribe(b);
    publish(event);
    printf("%ld and %ld\n", (long)RcList_Size(events), (long)RcList_Size(other));
    unsubscribe(a);
    Rc_DECREF(event);
    Rc_DECREF(other);
    Rc_DECREF(events);
    Rc_DECREF(f);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
