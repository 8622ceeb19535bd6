/* TITLE: a closure in C that gives back half of what it holds
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: The struct holds a callable and its argument. The function that frees it thinks of the callable. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

struct closure {
    RcObject *callable;
    RcObject *argument;
    struct closure *next;
};

static struct closure *pending;

static int defer(RcObject *callable, RcObject *argument)
{
    struct closure *c = malloc(sizeof *c);
    if (c == NULL)
        return -1;
    c->callable = Rc_NewRef(callable);
    c->argument = Rc_XNewRef(argument);
    c->next = pending;
    pending = c;
    return 0;
}

static void closure_free(struct closure *c)
{
    Rc_DECREF(c->callable);
#ifdef FIXED
    Rc_XDECREF(c->argument);
#endif
    free(c); /* GUILTY */
}

static int run_pending(void)
{
    int done = 0;
    while (pending != NULL) {
        struct closure *c = pending;
        pending = c->next;
        RcObject *r =
            c->argument ? RcObject_CallOneArg(c->callable, c->argument) : RcObject_CallNoArgs(c->callable);
        closure_free(c);
        if (r == NULL)
            return -1;
        Rc_DECREF(r);
        done++;
    }
    return done;
}

static RcObject *say(RcObject *self, RcObject *what)
{
    Rc_UNUSED(self);
    printf("%s\n", RcStr_AsUTF8(what));
    Rc_RETURN_NONE;
}
static RcMethodDef say_def = {"say", say, RC_METH_O, NULL};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *f = RcCFunction_New(&say_def, NULL);
    for (int i = 0; i < 2; i++) {
        RcObject *text = RcStr_FromFormat("deferred %d", i);
        defer(f, text);
        Rc_DECREF(text);
    }
    Rc_DECREF(f);
    printf("%d done\n", run_pending());
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
