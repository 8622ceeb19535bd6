/* What the analyzer cannot know: correct code that is reported, each with a way to write it that is not; and mistakes
 * that are not reported. */
#include <recount/recount.h>
#include <stdint.h>

/* -- reported, and correct -- */

/* A reference that is owned unless it is None: that a new list is not None is not known. */
int owned_unless_none(int wanted)
{
    RcObject *op = Rc_None;
    if (wanted && (op = RcList_New(0) /* REPORT */) == NULL) {
        return -1;
    }
    int status = RcObject_IsTrue(op);
    if (op != Rc_None) {
        Rc_DECREF(op);
    }
    return status;
}

int owned_or_null(int wanted)
{
    RcObject *made = wanted ? RcList_New(0) : NULL;
    if (wanted && made == NULL) {
        return -1;
    }
    int status = RcObject_IsTrue(made == NULL ? Rc_None : made);
    Rc_XDECREF(made);
    return status;
}

/* A struct that is returned. */
struct Pair {
    RcObject *left, *right;
};

struct Pair make_pair(void)
{
    struct Pair pair = {RcList_New(0), NULL}; /* REPORT */
    return pair;
}

struct Pair make_other_pair(void)
{
    struct Pair pair = {RC_GIVEN(RcList_New(0)), NULL};
    return pair;
}

/* A pointer inside an integer. */
uintptr_t tag(RcObject *op)
{
    return (uintptr_t)Rc_NewRef(op) | 1; /* REPORT */
}

uintptr_t other_tag(RcObject *op)
{
    return (uintptr_t)RC_GIVEN(Rc_NewRef(op)) | 1;
}

/* -- mistakes that are not reported -- */

/* A field that is returned as it is: of a field nothing is known. */
struct Named {
    RcObject_HEAD
    RcObject *name;
};

RC_NEWREF RcObject *get_name(RcObject *self)
{
    return ((struct Named *)self)->name;
}

/* An argument: its holder is the caller. */
void give_back_argument(RcObject *op)
{
    Rc_DECREF(op);
}

/* The lender ends before the borrow. */
Rc_ssize_t late_look(void)
{
    RcObject *list = Rc_BuildValue("[s]", "text");
    RcObject *text = list == NULL ? NULL : RcList_GetItem(list, 0);
    Rc_XDECREF(list);
    return text == NULL ? -1 : RcStr_GetLength(text);
}

/* An array that is given to a function: the second item is forgotten. */
RC_NEWREF RcObject *call_with_three(RcObject *function, long a, long b)
{
    RcObject *arguments[2];
    arguments[0] = RcInt_FromLong(a);
    arguments[1] = RcInt_FromLong(b);
    RcObject *result = RcObject_Vectorcall(function, arguments, 2, NULL);
    Rc_XDECREF(arguments[0]);
    return result;
}
