/* An effect in words: the object by its name, and who holds it. */
#include "summary.h"

#include <string.h>

static RcObject *describe_with_name(const Trace *trace, const char *name, int object)
{
    RcObject *text = trace_describe(trace, object);
    if (text != NULL && name != NULL) {
        Rc_SETREF(text, RcStr_FromFormat("%s (%U)", name, text));
    }
    return text;
}

enum { MOST_HOLDERS = 4 };

/* Appends to a list of texts.  Steals text, which may be NULL with an exception. */
static int append(RcObject *texts, RC_STEALS RcObject *text)
{
    int status = text != NULL ? RcList_Append(texts, text) : -1;
    Rc_XDECREF(text);
    return status;
}

/* "main (2 references)": new. */
static RcObject *name_holder(RcObject *function, long long times)
{
    const char *name = function != NULL ? RcStr_AsUTF8(function) : "code outside";
    return times == 1 ? RcStr_FromString(name) : RcStr_FromFormat("%s (%lld references)", name, times);
}

static int is_same_function(RcObject *left, RcObject *right)
{
    return left == right ||
           (left != NULL && right != NULL && strcmp(RcStr_AsUTF8(left), RcStr_AsUTF8(right)) == 0);
}

/* Functions that hold something, calls of one taken together; what they owe is added to *owed. */
static int append_functions(const Summary *summary, const HeldRow *calls, RcObject *texts, long long *owed)
{
    const TraceCall *all = summary->trace->calls;
    int status = 0;
    for (int i = 0; status == 0 && i < calls->count; i++) {
        RcObject *function = all[calls->items[i].by].function;
        long long times = 0;
        int is_first = 1;
        for (int j = 0; j < calls->count && is_first; j++) {
            const Held *held = &calls->items[j];
            int is_same = held->times > 0 && is_same_function(all[held->by].function, function);
            is_first = !is_same || j >= i;
            times += is_same ? held->times : 0;
        }
        *owed -= calls->items[i].times < 0 ? calls->items[i].times : 0;
        if (calls->items[i].times > 0 && is_first) {
            status = append(texts, name_holder(function, times));
        }
    }
    return status;
}

static RcObject *holding_object(const Summary *summary, const Effect *effect, const Held *held,
                                const char *statement)
{
    if (held->by == 0) {
        return RcStr_FromString("the pending error");
    }
    const char *name = names_find(&summary->names, effect->call, held->by, statement);
    RcObject *text = name != NULL ? RcStr_FromString(name)
                                  : RcStr_FromFormat("%s #%lld", trace_type_name(summary->trace, held->by),
                                                     summary->trace->objects[held->by].number);
    if (text != NULL && held->times > 1) {
        Rc_SETREF(text, RcStr_FromFormat("%U (%lld references)", text, held->times));
    }
    return text;
}

/* "main, list #1 and 3 more".  New. */
static RcObject *join_holders(RcObject *texts)
{
    Rc_ssize_t count = RcList_GET_SIZE(texts);
    RcObject *separator = RcStr_FromString(", "), *joined = NULL, *first = NULL;
    if (count == 0) {
        joined = RcStr_FromString("nobody");
    } else if (separator != NULL && count > MOST_HOLDERS) {
        first = RcList_GetSlice(texts, 0, MOST_HOLDERS);
        joined = first != NULL ? RcStr_Join(separator, first) : NULL;
        if (joined != NULL) {
            Rc_SETREF(joined, RcStr_FromFormat("%U and %zd more", joined, count - MOST_HOLDERS));
        }
    } else if (separator != NULL) {
        joined = RcStr_Join(separator, texts);
    }
    Rc_XDECREF(separator);
    Rc_XDECREF(first);
    return joined;
}

static RcObject *describe_holders(Summary *summary, const Effect *effect, const char *statement)
{
    const ReplayObject *object = &summary->replay.objects[effect->object];
    RcObject *texts = RcList_New(0), *joined = NULL;
    int status = texts != NULL ? 0 : -1;
    long long owed = 0;
    replay_settle(&summary->replay, effect->object);
    if (status == 0) {
        status = append_functions(summary, &object->calls, texts, &owed);
    }
    for (int i = 0; status == 0 && i < object->objects.count; i++) {
        status = append(texts, holding_object(summary, effect, &object->objects.items[i], statement));
    }
    joined = status == 0 ? join_holders(texts) : NULL;
    if (joined != NULL && object->is_known && !object->is_alive) {
        Rc_SETREF(joined, RcStr_FromString("nobody: it is freed"));
    } else if (joined != NULL && owed > 0) {
        Rc_SETREF(joined, RcStr_FromFormat("%U: %lld more than it counts", joined, owed));
    }
    Rc_XDECREF(texts);
    return joined;
}

int tell_effect(Summary *summary, Effect *effect)
{
    char statement[STATEMENT_ROOM];
    const TraceSite *site = &summary->trace->sites[effect->site];
    source_statement(summary->sources, site->file, site->line, statement);
    const char *name = names_find(&summary->names, effect->call, effect->object, statement);
    effect->text = describe_with_name(summary->trace, name, effect->object);
    effect->name = name != NULL ? RcStr_FromString(name) : Rc_NewRef(Rc_None);
    effect->holders =
        effect->is_unmeasured ? RcStr_FromString("") : describe_holders(summary, effect, statement);
    effect->after = summary->replay.objects[effect->object].count;
    return effect->text != NULL && effect->name != NULL && effect->holders != NULL ? 0 : -1;
}
