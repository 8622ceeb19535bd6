/* TITLE: a relay whose runners may leave the team
 * KIND: stale-borrow|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: A runner is borrowed from the team while it runs, and takes itself out of the team. It is looked for
 * once more after that. Nobody but the function that made the team holds it, in a variable of its own. */
#include <recount/hashtable.h>
#include <recount/recount.h>
#include <stdio.h>

static RcObject *team;

static RcObject *run(RcObject *self, RcObject *lap)
{
    Rc_ssize_t laps = RcObject_Size(self);
    if (RcList_Append(self, lap) < 0) {
        return NULL;
    }
    if (laps == 1 && RcHashTable_DelItemString(team, "anchor") < 0) { /* ALSO */
        return NULL;
    }
    Rc_RETURN_NONE;
}

static RcMethodDef run_def = {"run", run, RC_METH_O, NULL};

static RcObject *runner(const char *place)
{
    RcObject *laps = RcList_New(0);
    RcObject *op = laps != NULL ? RcCFunction_New(&run_def, laps) : NULL;
    Rc_XDECREF(laps);
    if (op != NULL && RcHashTable_SetItemString(team, place, op) < 0) {
        Rc_CLEAR(op);
    }
    return op;
}

static int anchor_runs(RcObject *lap)
{
#ifdef FIXED
    RcObject *anchor = Rc_XNewRef(RcHashTable_GetItemString(team, "anchor"));
#else
    RcObject *anchor = RcHashTable_GetItemString(team, "anchor"); /* ALSO */
#endif
    if (anchor == NULL) {
        return 0;
    }
    RcObject *result = RcObject_CallOneArg(anchor, lap); /* ALSO */
    Rc_XDECREF(result);
    int can_run = RcObject_IsTrue(anchor); /* GUILTY */
#ifdef FIXED
    Rc_DECREF(anchor);
#endif
    return can_run;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    team = RcHashTable_New();
    RcObject *swift = runner("anchor"), *slow = runner("start");
    RcObject *lap = RcFloat_FromDouble(51.3);
    for (int i = 0; i < 3; i++) {
        printf("%d\n", anchor_runs(lap));
    }
    Rc_DECREF(lap);
    Rc_DECREF(slow);
    Rc_DECREF(swift);
    Rc_CLEAR(team);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
