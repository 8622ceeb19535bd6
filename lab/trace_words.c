/* What a trace says of kinds, types and objects, in words. */
#include "trace.h"

#include <string.h>

static const char *const kind_names[TRACE_KINDS] = {
    [TRACE_OP] = "op",
    [TRACE_ENTER] = "enter",
    [TRACE_LEAVE] = "leave",
    [TRACE_NEW] = "new",
    [TRACE_INCREF] = "incref",
    [TRACE_DECREF] = "decref",
    [TRACE_GOT] = "got",
    [TRACE_LENT] = "lent",
    [TRACE_RETURNED] = "returned",
    [TRACE_HOLD] = "hold",
    [TRACE_DROP] = "drop",
    [TRACE_STORE] = "store",
    [TRACE_WEAK] = "weak",
    [TRACE_DEALLOC] = "dealloc",
    [TRACE_FREE] = "free",
    [TRACE_REVIVED] = "revived",
    [TRACE_MOVED] = "moved",
    [TRACE_IMMORTAL] = "immortal",
    [TRACE_MENDED] = "mended",
    [TRACE_AUDIT] = "audit",
    [TRACE_COLLECT] = "collect",
    [TRACE_COLLECTED] = "collected",
    [TRACE_TABLE] = "table",
    [TRACE_FINDING] = "finding",
};

const char *trace_kind_name(TraceKind kind)
{
    return kind_names[kind];
}

int trace_users_call(const Trace *trace, int call)
{
    while (call != 0 && trace->calls[call].function == NULL) {
        call = trace->calls[call].parent;
    }
    return call;
}

const char *trace_type_name(const Trace *trace, int object)
{
    RcObject *name = trace->types[trace->objects[object].type].name;
    return name != NULL ? RcStr_AsUTF8(name) : "?";
}

const char *trace_repr(const Trace *trace, int object)
{
    RcObject *repr = trace->objects[object].repr;
    return repr != NULL ? RcStr_AsUTF8(repr) : NULL;
}

RcObject *trace_describe(const Trace *trace, int object)
{
    const char *repr = trace_repr(trace, object);
    long long number = trace->objects[object].number;
    const char *type = trace_type_name(trace, object);
    if (repr != NULL && trace->objects[object].is_immortal && !trace->objects[object].was_mortal) {
        return RcStr_FromString(repr);
    }
    return repr != NULL ? RcStr_FromFormat("%s %s, #%lld", type, repr, number)
                        : RcStr_FromFormat("%s #%lld", type, number);
}

/* Of several at one address the last that there was then. */
static int object_at(const Trace *trace, const char *address, size_t size, size_t step)
{
    for (int i = trace->object_count - 1; i > 0; i--) {
        RcObject *text = trace->objects[i].address;
        if (text != NULL && trace->objects[i].defined <= step && (size_t)RcStr_GetLength(text) == size &&
            memcmp(RcStr_AsUTF8(text), address, size) == 0) {
            return i;
        }
    }
    return 0;
}

/* New; NULL with an exception. */
static RcObject *number_objects(const Trace *trace, const char *text, size_t step)
{
    RcStrWriter *writer = RcStrWriter_Create(0);
    int status = writer != NULL ? 0 : -1;
    while (status == 0 && *text != '\0') {
        const char *address = strstr(text, "0x");
        size_t before = address != NULL ? (size_t)(address - text) : strlen(text);
        status = RcStrWriter_WriteUTF8(writer, text, (Rc_ssize_t)before);
        text += before;
        size_t size = address != NULL ? 2 + strspn(address + 2, "0123456789abcdef") : 0;
        int object = size > 2 ? object_at(trace, address, size, step) : 0;
        if (status == 0 && object != 0) {
            status = RcStrWriter_Format(writer, "#%lld", trace->objects[object].number);
        } else if (status == 0) {
            status = RcStrWriter_WriteUTF8(writer, text, (Rc_ssize_t)size);
        }
        text += size;
    }
    if (status < 0 && writer != NULL) {
        RcStrWriter_Discard(writer);
    }
    return status == 0 ? RcStrWriter_Finish(writer) : NULL;
}

/* New; NULL with an exception.  Steals text, which may be NULL with one. */
static RcObject *replace(RC_STEALS RcObject *text, RcObject *path, RcObject *name)
{
    RcObject *found = RcStr_FromFormat(" %U:", path), *told = RcStr_FromFormat(" %U:", name);
    RcObject *replaced =
        text != NULL && found != NULL && told != NULL ? RcStr_Replace(text, found, told, -1) : NULL;
    Rc_XDECREF(found);
    Rc_XDECREF(told);
    Rc_XDECREF(text);
    return replaced;
}

RcObject *trace_words(const Trace *trace, const char *text, size_t step)
{
    RcObject *words = number_objects(trace, text, step), *path, *name;
    Rc_ssize_t position = 0;
    while (words != NULL && RcHashTable_Next(trace->renamed, &position, &path, &name)) {
        words = replace(words, path, name);
    }
    return words;
}
