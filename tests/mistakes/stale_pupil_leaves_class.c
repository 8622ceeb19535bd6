/* TITLE: a pupil who leaves the class while it is asked
 * KIND: stale-borrow|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: The roll borrows name and mark from the table and calls a visitor, who strikes the name off; then the mark is
 * read. The teacher's list has the marks, too, so that nothing crashes. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *marks_by_name;

static double average(RcObject *visitor)
{
    RcObject *name, *mark;
    Rc_ssize_t pos = 0;
    double sum = 0;
    while (RcHashTable_Next(marks_by_name, &pos, &name, &mark)) { /* ALSO */
#ifdef FIXED
        Rc_INCREF(name);
        Rc_INCREF(mark);
#endif
        RcObject *told = RcObject_CallOneArg(visitor, name); /* ALSO */
        sum += RcFloat_AsDouble(mark);                       /* GUILTY */
#ifdef FIXED
        Rc_DECREF(name);
        Rc_DECREF(mark);
#endif
        if (told == NULL) {
            return -1;
        }
        Rc_DECREF(told);
    }
    return sum;
}

static RcObject *strike_off(RcObject *self, RcObject *name)
{
    Rc_UNUSED(self);
    if (RcStr_EqualToUTF8(name, "Max") && RcHashTable_DelItemString(marks_by_name, "Max") < 0) {
        return NULL;
    }
    Rc_RETURN_NONE;
}

static RcMethodDef strike_def = {"strike_off", strike_off, RC_METH_O, NULL};

int main(void)
{
    if (Rc_Initialize() < 0 || (marks_by_name = RcHashTable_New()) == NULL) {
        return 1;
    }
    RcObject *teachers = Rc_BuildValue("[dd]", 1.5, 2.25);
    static const char *const names[] = {"Lena", "Max"};
    for (int i = 0; i < 2; i++) {
        RcHashTable_SetItemString(marks_by_name, names[i], RcList_GetItem(teachers, i));
    }
    RcObject *visitor = RcCFunction_New(&strike_def, NULL);
    printf("sum %g\n", average(visitor));
    Rc_DECREF(visitor);
    Rc_DECREF(teachers);
    Rc_CLEAR(marks_by_name);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
