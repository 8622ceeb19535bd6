/* TITLE: a block of state that is freed with a reference in it
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: The struct is malloc'd: free gives back its memory, and knows nothing of the references in
 * it. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct State {
    RcObject *type_error_text;
    RcObject *callbacks;
    int ready;
} State;

static State *state;

static int state_init(void)
{
    state = malloc(sizeof *state);
    if (!state)
        return -1;
    state->type_error_text = RcStr_FromString("that is no callback"); /* ALSO */
    state->callbacks = RcList_New(0);
    state->ready = 1;
    return 0;
}

static void state_free(void)
{
    Rc_CLEAR(state->callbacks);
#ifdef FIXED
    Rc_CLEAR(state->type_error_text);
#endif
    free(state); /* GUILTY */
    state = NULL;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    if (state_init() < 0)
        return 1;
    RcList_Append(state->callbacks, RcHashTable_BuiltinHash);
    state_free();
    RcObject *x = RcFloat_FromDouble(1);
    Rc_DECREF(x);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
