/* TITLE: a stack machine whose swap instruction copies one operand over the other
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: SWAP exchanges the two top operands; OVER pushes the second one again, and takes no reference for it. */
#include <recount/recount.h>
#include <stdio.h>

#define MAX 16

enum code { PUSH, SWAP, OVER, ADD, HALT };

struct vm {
    RcObject *stack[MAX];
    RcObject **top;
    int steps;
};

static void push(struct vm *vm, RcObject *v)
{
    *vm->top++ = v; /* takes over the reference */
}

static RcObject *pop(struct vm *vm)
{
    return *--vm->top;
}

static int add(struct vm *vm)
{
    RcObject *b = pop(vm), *a = pop(vm), *r = RcNumber_Add(a, b);

    Rc_DECREF(a);
    Rc_DECREF(b);
    if (!r)
        return -1;
    push(vm, r);
    return 0;
}

static int run(struct vm *vm, const int *code)
{
    RcObject *t;

    for (;; vm->steps++) {
        switch (*code++) {
        case PUSH:
            push(vm, RcFloat_FromDouble(*code++));
            break;
        case SWAP:
            t = vm->top[-1];
            vm->top[-1] = vm->top[-2];
            vm->top[-2] = t;
            break;
        case OVER:
            t = vm->top[-2];
#ifdef FIXED
            Rc_INCREF(t);
#endif
            push(vm, t); /* GUILTY */
            break;
        case ADD:
            if (add(vm) < 0)
                return -1;
            break;
        default:
            return 0;
        }
    }
}

int main(void)
{
    static const int code[] = {PUSH, 3, PUSH, 4, SWAP, OVER, ADD, ADD, HALT};
    struct vm vm = {.top = vm.stack};

    if (Rc_Initialize() < 0)
        return 1;
    if (run(&vm, code) == 0)
        printf("%g after %d\n", RcFloat_AsDouble(vm.top[-1]), vm.steps);
    while (vm.top > vm.stack)
        Rc_DECREF(*--vm.top);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
