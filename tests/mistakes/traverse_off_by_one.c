/* TITLE: a traverse that stops before the last item
 * KIND: bad-traverse|uncollected-cycle|leak
 * SEES: plain
 * MASKED: no
 * STORY: The stack keeps its items in a C array, with the index of the top. The loop of the traverse runs up
 * to the top and not through it, so the item on top is never seen. */
#include <recount/recount.h>
#include <stdio.h>

enum { ROOM = 8 };

typedef struct Stack {
    RcObject_HEAD
    int top; /* index of the top item; -1 when empty */
    RcObject *items[ROOM];
} Stack;

static int stack_traverse(RcObject *op, Rc_visitproc visit, void *arg) /* ALSO */
{
    Stack *self = (Stack *)op;
#ifdef FIXED
    for (int i = 0; i <= self->top; i++) {
#else
    for (int i = 0; i < self->top; i++) { /* GUILTY */
#endif
        Rc_VISIT(self->items[i]); /* ALSO */
    }
    return 0;
}

static int stack_clear(RcObject *op)
{
    Stack *self = (Stack *)op;
    while (self->top >= 0) {
        RcObject *item = self->items[self->top--];
        Rc_DECREF(item);
    }
    return 0;
}

static void stack_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    stack_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Stack_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "vm.Stack",
    .tp_basicsize = sizeof(Stack),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = stack_dealloc,
    .tp_traverse = stack_traverse,
    .tp_clear = stack_clear,
};

static void stack_push(Stack *self, RcObject *item)
{
    self->items[++self->top] = Rc_NewRef(item);
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Stack_Type) < 0) {
        return 1;
    }
    Stack *stack = RcObject_GC_New(Stack, &Stack_Type);
    stack->top = -1;
    RcObject_GC_Track(stack);
    RcObject *frame = Rc_BuildValue("[O]", stack);
    stack_push(stack, frame);
    Rc_DECREF(frame);
    RcGC_Collect();
    Rc_DECREF(stack);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
