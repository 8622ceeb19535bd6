/* TITLE: a FASTCALL method that gives back its arguments
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: longest(a, b, ...) releases each candidate that it drops; the array's references belong to the caller. */
#include <recount/recount.h>
#include <stdio.h>

static inline void drop(RcObject *op)
{
    Rc_XDECREF(op);
}

static RcObject *longest(RcObject *self, RcObject *const *args, Rc_ssize_t nargs)
{
    RcObject *best = NULL;
    Rc_ssize_t best_size = -1;

    (void)self;
    if (nargs == 0) {
        RcErr_SetString(RcExc_TypeError, "longest needs an argument");
        return NULL;
    }
    for (Rc_ssize_t i = 0; i < nargs; i++) {
        Rc_ssize_t size = RcObject_Size(args[i]);
        if (size < 0) {
#ifdef FIXED
            drop(best);
#endif
            return NULL;
        }
        if (size > best_size) {
            best_size = size;
#ifdef FIXED
            drop(best);
            best = Rc_NewRef(args[i]);
#else
            drop(best); /* GUILTY */
            best = args[i];
#endif
        }
    }
#ifdef FIXED
    return best;
#else
    return Rc_NewRef(best);
#endif
}

static RcMethodDef longest_def = {"longest", _RcCFunction_CAST(longest), RC_METH_FASTCALL, NULL};

int main(void)
{
    RcObject *function, *argv[3], *result;

    if (Rc_Initialize() < 0)
        return 1;
    function = RcCFunction_New(&longest_def, NULL);
    argv[0] = RcStr_FromString("tea");
    argv[1] = Rc_BuildValue("[iiii]", 1, 2, 3, 4);
    argv[2] = RcTuple_Pack(2, argv[0], argv[1]);
    result = RcObject_Vectorcall(function, argv, 3, NULL);
    if (result != NULL)
        printf("the longest has %zd items\n", RcObject_Size(result));
    Rc_XDECREF(result);
    for (int i = 0; i < 3; i++)
        Rc_DECREF(argv[i]);
    Rc_DECREF(function);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
