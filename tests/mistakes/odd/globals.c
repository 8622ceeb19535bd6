/* TITLE: references in globals, statics and thread-local variables
 * KIND: none
 * STORY: The module keeps its state where no function's exit touches it: taken in one function, used in
 * others, given back in a last one, long after. */
#include <recount/recount.h>
#include <stdio.h>

RcObject *module_names; /* owned */
static _Thread_local RcObject *current_user;
static struct {
    RcObject *history[4]; /* owned */
    int used;
} state;

RcObject *remember(RcObject *event);

static int module_init(void)
{
    module_names = Rc_BuildValue("{sisi}", "one", 1, "two", 2);
    current_user = RcStr_FromString("alice");
    return module_names == NULL || current_user == NULL ? -1 : 0;
}

/* Borrowed from the history. */
RcObject *remember(RcObject *event)
{
    static RcObject *latest; /* borrowed from the history, which keeps it */
    if (state.used < 4) {
        state.history[state.used++] = latest = Rc_NewRef(event);
    }
    return latest;
}

static void module_exit(void)
{
    while (state.used > 0) {
        Rc_DECREF(state.history[--state.used]);
    }
    Rc_CLEAR(module_names);
    Rc_CLEAR(current_user);
}

int main(void)
{
    if (Rc_Initialize() < 0 || module_init() < 0) {
        return 1;
    }
    for (int i = 0; i < 6; i++) {
        RcObject *event = RcStr_FromFormat("event %d", i);
        RcObject *latest = remember(event);
        Rc_DECREF(event);
        printf("%s\n", RcStr_AsUTF8(latest));
    }
    module_exit();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
