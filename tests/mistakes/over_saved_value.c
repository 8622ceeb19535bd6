/* TITLE: a scope that saves a borrowed value and releases it
 * KIND: over-decref|missing-incref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: What was current is saved without a reference, and given back as if there were one. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *current;
} Context;

typedef struct {
    Context *context;
    RcObject *saved;
} Scope;

static void context_dealloc(RcObject *op)
{
    Rc_XDECREF(((Context *)op)->current);
    RcObject_Del(op);
}
static RcTypeObject Context_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "ctx.Context",
    .tp_basicsize = sizeof(Context),
    .tp_dealloc = context_dealloc,
};

static void ctx_enter(Scope *s, Context *c, RcObject *value)
{
    s->context = c;
    s->saved = c->current; /* GUILTY */
#ifdef FIXED
    Rc_INCREF(s->saved);
#endif
    Rc_INCREF(value);
    Rc_SETREF(c->current, value);
}

static void ctx_exit(Scope *s)
{
    Rc_INCREF(s->saved);
    Rc_SETREF(s->context->current, s->saved);
    Rc_DECREF(s->saved); /* ALSO */
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Context_Type);
    Context *c = RcObject_New(Context, &Context_Type);
    RcObject *a = RcStr_FromString("outer value"), *b = RcStr_FromString("inner value");
    RcObject *log = Rc_BuildValue("[OO]", a, b);
    c->current = Rc_NewRef(a);
    Scope s;
    ctx_enter(&s, c, b);
    ctx_exit(&s);
    Rc_DECREF((RcObject *)c);
    Rc_DECREF(a);
    Rc_DECREF(b);
    Rc_DECREF(log);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
