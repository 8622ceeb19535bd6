/* TITLE: walking the chain of causes
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: The loop follows the causes to the root, as one follows next pointers of a list.
 * RcException_GetCause gives a new reference at each step. */
#include <recount/recount.h>
#include <stdio.h>

static int depth_of_causes(RcObject *error)
{
    int depth = 0;
    RcObject *cause = RcException_GetCause(error); /* GUILTY */
    while (cause != NULL) {
        depth++;
#ifdef FIXED
        Rc_SETREF(cause, RcException_GetCause(cause));
#else
        cause = RcException_GetCause(cause); /* ALSO */
#endif
    }
    return depth;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *error = RcObject_CallNoArgs(RcExc_RuntimeError);
    RcException_SetCause(error, RcObject_CallNoArgs(RcExc_KeyError));
    printf("depth: %d\n", depth_of_causes(error));
    Rc_DECREF(error);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
