/* Ownership: heap types.  A type made by RcType_FromSpec is an object like others: each instance owns a
 * reference to it, and the type goes with the last of them. */
#include "counts.h"

typedef struct Box {
    RcObject_HEAD
    RcObject *item; /* owned; NULL in an empty box */
} Box;

static int box_init(RcObject *op, RcObject *args, RcObject *kwargs)
{
    RcObject *item; /* borrowed from args */
    Rc_UNUSED(kwargs);
    if (!RcArg_ParseTuple(args, "O:Box", &item)) {
        return -1;
    }
    Rc_XSETREF(((Box *)op)->item, Rc_NewRef(item)); /* XSETREF: init may run twice */
    return 0;
}

static void box_dealloc(RcObject *op)
{
    RcTypeObject *type = Rc_TYPE(op); /* read before the memory goes */
    Rc_XDECREF(((Box *)op)->item);
    type->tp_free(op);
    Rc_DECREF(type); /* the instance's own reference to its type, last */
}

static RcType_Slot box_slots[] = {
    {Rc_tp_init, (void *)box_init},
    {Rc_tp_dealloc, (void *)box_dealloc},
    {0, NULL},
};

static RcType_Spec box_spec = {"example.Box", sizeof(Box), 0, Rc_TPFLAGS_DEFAULT, box_slots};

int main(void)
{
    start();
    RcObject *number = must(RcFloat_FromDouble(2.5));

    puts("A type is an object.");
    RcObject *type = must(RcType_FromSpec(&box_spec));
    COUNT(type, 1);

    puts("Each instance owns a reference to it.");
    RcObject *one = must(RcObject_CallOneArg(type, number)), *two = must(RcObject_CallOneArg(type, number));
    COUNT(type, 3);
    COUNT(number, 3);

    puts("An instance that goes gives it back.");
    Rc_DECREF(one);
    COUNT(type, 2);
    COUNT(number, 2);

    puts("We may give back our own: the instance keeps its type alive.");
    Rc_DECREF(type);
    COUNT(Rc_TYPE(two), 1);

    puts("Then both go together.");
    Rc_ssize_t alive = Rc_LiveObjects();
    Rc_DECREF(two);
    show_number("objects that have gone", alive - Rc_LiveObjects(), 2);
    COUNT(number, 1);
    Rc_DECREF(number);
    return finish();
}
