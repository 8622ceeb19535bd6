/* TITLE: a pop that releases what it returns
 * KIND: use-after-free|over-decref|missing-incref
 * SEES: plain
 * MASKED: no
 * STORY: The caller gets the reference that the stack had, and gives it back. The pop has given it
 * back already. */
#include <recount/recount.h>
#include <stdio.h>

struct stack {
    RcObject **items;
    int top, cap;
};

static int stack_push(struct stack *s, RcObject *o)
{
    if (s->top == s->cap) {
        int cap = s->cap ? 2 * s->cap : 4;
        RcObject **items = RcMem_Realloc(s->items, (size_t)cap * sizeof *items);
        if (!items)
            return -1;
        s->items = items;
        s->cap = cap;
    }
    s->items[s->top++] = o; /* steals */
    return 0;
}

static RcObject *stack_pop(struct stack *s)
{
    RcObject *o = s->items[--s->top];
#ifndef FIXED
    Rc_DECREF(o); /* GUILTY */
#endif
    s->items[s->top] = NULL;
    return o;
}

int main(void)
{
    struct stack s = {0};
    if (Rc_Initialize() < 0) {
        return 1;
    }
    for (int i = 0; i < 6; i++)
        stack_push(&s, RcFloat_FromDouble(i / 3.0));
    double sum = 0;
    while (s.top > 0) {
        RcObject *o = stack_pop(&s);
        sum += RcFloat_AsDouble(o);
        Rc_DECREF(o);
    }
    RcMem_Free(s.items);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
