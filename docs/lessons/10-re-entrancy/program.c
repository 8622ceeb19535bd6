/* Lesson 10: a call may run any code, also code that changes what we are looking at. */
#include <recount/recount.h>
#include <stdio.h>

/* Calls visitor with each item, which may be anybody's code. */
static int for_each(RcObject *list, RcObject *visitor)
{
    for (Rc_ssize_t i = 0; i < RcList_Size(list); i++) {
        RcObject *item = RcList_GetItemRef(list, i);
        if (item == NULL) {
            return -1;
        }
        RcObject *result = RcObject_CallOneArg(visitor, item);
        if (result != NULL) {
            printf("visited %g\n", RcFloat_AsDouble(item));
        }
        Rc_DECREF(item);
        if (result == NULL) {
            return -1;
        }
        Rc_DECREF(result);
    }
    return 0;
}

/* A visitor that empties the list. */
static RcObject *empty_it(RcObject *list, RcObject *item)
{
    Rc_UNUSED(item);
    if (RcList_Clear(list) < 0) {
        return NULL;
    }
    Rc_RETURN_NONE;
}

static RcMethodDef empty_it_definition = {"empty_it", empty_it, RC_METH_O, "Empties the list."};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *list = RcList_New(0);
    RcObject *price = RcFloat_FromDouble(2.5);
    RcList_Append(list, price);
    Rc_DECREF(price);
    RcObject *visitor = RcCFunction_New(&empty_it_definition, list);

    for_each(list, visitor);

    Rc_DECREF(visitor);
    Rc_DECREF(list);
    return Rc_Finalize() != 0;
}
