/* TITLE: a timer that keeps its callback's user data without a reference
 * KIND: missing-incref|use-after-free|stale-borrow
 * SEES: deep
 * MASKED: no
 * STORY: add_timer keeps callable and data in a block of its own. It takes a reference of the first only, and
 * del_timer gives both back. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Timer {
    struct Timer *next;
    RcObject *callback;
    RcObject *data;
    unsigned when;
} Timer;

static Timer *timers;

static int add_timer(unsigned when, RcObject *callback, RcObject *data)
{
    Timer *t = malloc(sizeof *t), **at;
    if (t == NULL) {
        RcErr_NoMemory();
        return -1;
    }
    t->when = when;
    t->callback = Rc_NewRef(callback);
    t->data = data; /* GUILTY */
#ifdef FIXED
    Rc_INCREF(t->data);
#endif
    for (at = &timers; *at != NULL && (*at)->when <= when; at = &(*at)->next)
        ;
    t->next = *at;
    *at = t;
    return 0;
}

static void del_timer(Timer *t)
{
    Rc_DECREF(t->callback);
    Rc_DECREF(t->data);
    free(t);
}

static int run_timers(unsigned now)
{
    int fired = 0;
    while (timers != NULL && timers->when <= now) {
        Timer *t = timers;
        RcObject *result;
        timers = t->next;
        result = RcObject_CallOneArg(t->callback, t->data);
        del_timer(t);
        if (result == NULL)
            return -1;
        Rc_DECREF(result);
        fired++;
    }
    return fired;
}

static RcObject *ring(RcObject *self, RcObject *text)
{
    (void)self;
    printf("ring: %s\n", RcStr_AsUTF8(text));
    Rc_RETURN_NONE;
}
static RcMethodDef ring_def = {"ring", ring, RC_METH_O, NULL};

int main(void)
{
    RcObject *callback, *text;

    if (Rc_Initialize() < 0)
        return 1;
    callback = RcCFunction_New(&ring_def, NULL);
    text = RcStr_FromString("tea is ready");
    add_timer(30, callback, text);
    Rc_DECREF(text);
    Rc_DECREF(callback);
    printf("%d fired\n", run_timers(10));
    printf("%d fired\n", run_timers(60));
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
