/* The ledger's findings, with what the trace can add. */
#include "summary.h"

#include <stdlib.h>
#include <string.h>

/* New. */
static RcObject *head_of(const Trace *trace, const TraceEvent *event, size_t step)
{
    RcObject *what = trace_words(trace, trace_member_text(event->line, "what"), step);
    RcObject *object = event->object != 0 ? trace_describe(trace, event->object)
                                          : RcStr_FromString(trace_member_text(event->line, "type"));
    RcObject *head =
        what != NULL && object != NULL
            ? RcStr_FromFormat("%s: %U: %U", trace_member_text(event->line, "kind"), object, what)
            : NULL;
    Rc_XDECREF(what);
    Rc_XDECREF(object);
    return head;
}

/* Which way out of the function that the finding is in was taken without giving the object back: the line of the last
 * operation of the call that had made it.  0: that is not known, or the call has not ended. */
static int line_of_way_out(const Trace *trace, const TraceEvent *finding)
{
    const TraceSite *site = &trace->sites[finding->site];
    int call = 0, line = 0, has_ended = 0;
    for (const TraceEvent *event = trace->events; event < finding; event++) {
        if (event->kind == TRACE_NEW && event->object == finding->object) {
            call = trace_users_call(trace, event->call);
        }
        if (call != 0 && event->call == call && event->kind == TRACE_OP) {
            line = trace->sites[event->site].line;
        }
        has_ended |= call != 0 && event->call == call && event->kind == TRACE_LEAVE;
    }
    RcObject *function = trace->calls[call].function;
    int is_there = function != NULL && site->function != NULL && RcStr_Equal(function, site->function) == 1;
    return is_there && has_ended && line > site->line ? line : 0;
}

/* What happened there, and what to do, and the same at the way out, if that is known.  0; -1 with an exception. */
static int add_advice(Finding *finding, const Trace *trace, const TraceEvent *event, size_t step)
{
    finding->what = trace_words(trace, trace_member_text(event->line, "there"), step);
    if (finding->what == NULL) {
        return -1;
    }
    if (event->object == 0 || strstr(RcStr_AsUTF8(finding->what), " way out of ") == NULL ||
        (finding->out_line = line_of_way_out(trace, event)) == 0) {
        return 0;
    }
    Rc_SETREF(finding->what,
              RcStr_FromFormat("%U (it ended so after line %d)", finding->what, finding->out_line));
    RcObject *object = trace_describe(trace, event->object);
    finding->out = object != NULL
                       ? RcStr_FromFormat("%U: after this line %U ends without giving it back (%s, line %d)",
                                          object, trace->sites[event->site].function,
                                          trace_member_text(event->line, "kind"), finding->line)
                       : NULL;
    Rc_XDECREF(object);
    return finding->what != NULL && finding->out != NULL ? 0 : -1;
}

int add_finding(Effects *effects, const Trace *trace, const TraceEvent *event)
{
    size_t step = (size_t)(event - trace->events) + 1;
    Finding *findings = realloc(effects->findings, (effects->finding_count + 1) * sizeof *findings);
    if (findings == NULL) {
        RcErr_NoMemory();
        return -1;
    }
    effects->findings = findings;
    const TraceSite *site = &trace->sites[event->site];
    Finding *finding = &findings[effects->finding_count++];
    *finding =
        (Finding){.file = Rc_XNewRef(site->file), .line = site->line, .head = head_of(trace, event, step)};
    return finding->head != NULL ? add_advice(finding, trace, event, step) : -1;
}
