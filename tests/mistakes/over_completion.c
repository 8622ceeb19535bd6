/* TITLE: a completion that releases what it is handed
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The loop calls a C callback with a result that it releases itself. One of the callbacks does so,
 * too. */
#include <recount/recount.h>
#include <stdio.h>

typedef void (*Completion)(RcObject *result, void *context);

struct job {
    long input;
    Completion done;
    void *context;
};

static void add_up(RcObject *result, void *context)
{
    *(long *)context += RcInt_AsLong(result);
}

static void print_it(RcObject *result, void *context)
{
    RcObject *text = RcObject_Str(result);
    printf("%s%s\n", (const char *)context, text ? RcStr_AsUTF8(text) : "?");
    Rc_XDECREF(text);
#ifndef FIXED
    Rc_DECREF(result); /* GUILTY */
#endif
}

static RcObject *work(long input)
{
    return RcInt_FromLong(input * input);
}

static void run_jobs(const struct job *jobs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        RcObject *result = work(jobs[i].input);
        if (result == NULL)
            return;
        jobs[i].done(result, jobs[i].context);
        Rc_DECREF(result);
    }
}

int main(void)
{
    long total = 0;
    if (Rc_Initialize() < 0) {
        return 1;
    }
    struct job jobs[] = {{100, add_up, &total}, {200, add_up, &total}, {300, print_it, "result: "}};
    run_jobs(jobs, 3);
    printf("%ld\n", total);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
