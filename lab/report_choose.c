/* Which steps and objects of a trace the page has: all, or as many as it may have. */
#include "report.h"

int is_step(const TraceEvent *event)
{
    switch (event->kind) {
    case TRACE_OP:
    case TRACE_ENTER:
    case TRACE_LEAVE:
    case TRACE_TABLE:
        return 0;
    default:
        return 1;
    }
}

static void count_steps(Run *run)
{
    const Trace *trace = &run->trace;
    for (size_t i = 0; i < trace->event_count; i++) {
        const TraceEvent *event = &trace->events[i];
        run->operations += event->kind == TRACE_OP;
        if (!is_step(event)) {
            continue;
        }
        run->steps_in_trace++;
        run->is_used[event->site] = 1;
        if (event->object != 0) {
            Part *part = &run->parts[event->object];
            run->objects_in_trace += part->steps++ == 0;
            part->is_accused |= event->kind == TRACE_FINDING;
        }
    }
}

long long ends_of(const Run *run, const Part *part)
{
    if (run->steps_in_trace <= run->most_steps) {
        return run->steps_in_trace;
    }
    return run->most_steps / (part->is_accused ? 10 : 100) + 1;
}

static long long cost_of(const Run *run, const Part *part)
{
    long long most = 2 * ends_of(run, part) + 1;
    return part->steps < most ? part->steps : most;
}

/* Keeps the object if that leaves at least spare steps. */
static void keep(const Run *run, Part *part, long long *left, long long spare)
{
    long long cost = cost_of(run, part);
    if (!part->is_kept && cost <= *left - spare) {
        part->is_kept = 1;
        *left -= cost;
    }
}

/* Objects with findings come first, then those of the run's beginning, then those of its end. */
void choose_objects(Run *run)
{
    count_steps(run);
    int count = run->trace.object_count;
    long long left = run->most_steps;
    for (int i = 1; i < count; i++) {
        if (run->parts[i].is_accused) {
            keep(run, &run->parts[i], &left, 0);
        }
    }
    long long spare = run->steps_in_trace > run->most_steps ? left * 2 / 5 : 0;
    for (int i = 1; i < count && left > spare; i++) {
        keep(run, &run->parts[i], &left, spare);
    }
    for (int i = count - 1; i > 0 && left > 0; i--) {
        keep(run, &run->parts[i], &left, 0);
    }
}
