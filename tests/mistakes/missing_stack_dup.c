/* TITLE: a stack machine that duplicates a pointer and not a reference
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: Each slot of the stack owns its object. DUP copies the top slot without taking a reference. */
#include <recount/recount.h>
#include <stdio.h>

enum { PUSH, DUP, ADD, SWAP, PRINT, STOP };

typedef struct {
    RcObject *stack[32];
    int depth;
    RcObject *constants;
} Machine;

static void push(Machine *m, RcObject *op)
{
    m->stack[m->depth++] = op;
}

static RcObject *pop(Machine *m)
{
    return m->stack[--m->depth];
}

static int run(Machine *m, const unsigned char *code)
{
    for (;;) {
        switch (*code++) {
        case PUSH: {
            RcObject *constant = RcTuple_GetItem(m->constants, *code++);
            push(m, Rc_NewRef(constant));
            break;
        }
        case DUP: {
            RcObject *top = m->stack[m->depth - 1];
#ifdef FIXED
            push(m, Rc_NewRef(top));
#else
            push(m, top); /* GUILTY */
#endif
            break;
        }
        case ADD: {
            RcObject *right = pop(m), *left = pop(m);
            RcObject *sum = RcNumber_Add(left, right);
            Rc_DECREF(left);
            Rc_DECREF(right);
            if (sum == NULL)
                return -1;
            push(m, sum);
            break;
        }
        case SWAP: {
            RcObject *a = pop(m), *b = pop(m);
            push(m, a);
            push(m, b);
            break;
        }
        case PRINT: {
            RcObject *value = pop(m);
            RcObject *text = RcObject_Str(value);
            puts(RcStr_AsUTF8(text));
            Rc_DECREF(text);
            Rc_DECREF(value);
            break;
        }
        case STOP:
            return 0;
        }
    }
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    static const unsigned char code[] = {PUSH, 0, PUSH, 1, ADD, DUP, ADD, PUSH, 1, SWAP, ADD, PRINT, STOP};
    Machine m = {.constants = Rc_BuildValue("(ii)", 4000, 500)};
    if (run(&m, code) < 0)
        RcErr_Print();
    Rc_DECREF(m.constants);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
