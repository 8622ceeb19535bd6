/* A program that is linked at a fixed address (-no-pie) has copies of the library's types, and an address of its own
 * for each function that it names: the library must go by these. */
#include <recount/recount.h>

#include <stdio.h>

static int traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_UNUSED(op);
    Rc_UNUSED(visit);
    Rc_UNUSED(arg);
    return 0;
}

/* Refused, by a look at tp_free. */
static RcTypeObject mismatched = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "mismatched",
    .tp_basicsize = sizeof(RcObject),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = traverse,
    .tp_free = RcObject_Free,
};

int main(void)
{
    RcObject *value;
    int same_type, refused;

    if (Rc_Initialize() < 0) {
        return 1;
    }
    value = RcFloat_FromDouble(1.5);
    same_type = value != NULL && Rc_IS_TYPE(value, &RcFloat_Type);
    Rc_XDECREF(value);
    refused = RcType_Ready(&mismatched) < 0;
    RcErr_Clear();
    printf("types: %s, functions: %s\n", same_type ? "the same" : "DIFFERENT",
           refused ? "the same" : "DIFFERENT");
    return Rc_Finalize() != 0 || !same_type || !refused;
}
