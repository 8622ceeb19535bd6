/* Lines of a trace, written: JSON texts and numbers, and when they go to the file.
 *
 * Each event is written at once, so that a program which crashes leaves all that led to it.  A process that was forked
 * off writes nothing.  Whether there is room is decided here, for lines of all kinds; once there is none, there is none
 * any more, so that no line refers to one that was dropped. */
#include "ledger/trace_writing.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

void _RcTrace_Flush(Trace *trace)
{
    size_t done = 0;

    if (trace->process != getpid()) {
        trace->file = -1; /* forked off: the lines, and the file, are the parent's */
    }
    while (trace->file >= 0 && done < trace->used) {
        ssize_t count = write(trace->file, trace->buffer + done, trace->used - done);
        if (count < 0 && errno != EINTR) {
            fprintf(stderr, "recount: RECOUNT_TRACE: cannot write %s: %s\n", trace->path, strerror(errno));
            close(trace->file);
            trace->file = -1;
        }
        done += count > 0 ? (size_t)count : 0;
    }
    trace->bytes += trace->used;
    trace->used = 0;
}

static void put_bytes(Trace *trace, const char *bytes, size_t size)
{
    if (trace->is_silent) {
        return;
    }
    if (trace->used + size > TRACE_ROOM) {
        _RcTrace_Flush(trace);
    }
    memcpy(trace->buffer + trace->used, bytes, size);
    trace->used += size;
}

void _RcTrace_Put(Trace *trace, const char *format, ...)
{
    char text[256];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length > 0) {
        put_bytes(trace, text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
    }
}

void _RcTrace_PutNumber(Trace *trace, const char *name, uint64_t number)
{
    _RcTrace_Put(trace, ",\"%s\":%llu", name, (unsigned long long)number);
}

/* The bytes of the UTF-8 character that begins here; 0: it is none. */
static size_t character(const unsigned char *text)
{
    size_t size = *text < 0x80                    ? 1
                  : *text >= 0xC2 && *text < 0xE0 ? 2
                  : *text >= 0xE0 && *text < 0xF0 ? 3
                                                  : 4;

    if (size == 4 && (*text < 0xF0 || *text > 0xF4)) {
        return 0;
    }
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    /* overlong, surrogates, beyond the last one */
    return (*text == 0xE0 && text[1] < 0xA0) || (*text == 0xED && text[1] >= 0xA0) ||
                   (*text == 0xF0 && text[1] < 0x90) || (*text == 0xF4 && text[1] >= 0x90)
               ? 0
               : size;
}

void _RcTrace_PutString(Trace *trace, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    put_bytes(trace, "\"", 1);
    while (*at != '\0') {
        size_t size = character(at);
        if (*at == '"' || *at == '\\') {
            _RcTrace_Put(trace, "\\%c", *at);
        } else if (*at < 0x20 || *at == 0x7F) {
            _RcTrace_Put(trace, "\\u%04x", *at);
        } else if (size == 0) {
            put_bytes(trace, "\xEF\xBF\xBD", 3);
        } else {
            put_bytes(trace, (const char *)at, size);
        }
        at += size == 0 ? 1 : size;
    }
    put_bytes(trace, "\"", 1);
}

void _RcTrace_PutText(Trace *trace, const char *name, const char *text)
{
    _RcTrace_Put(trace, ",\"%s\":", name);
    _RcTrace_PutString(trace, text);
}

/* At once in the file: the program may be ended from outside. */
static void tell_limit(Trace *trace)
{
    trace->is_silent = 0;
    _RcTrace_Put(trace, "{\"k\":\"limit\"");
    _RcTrace_PutNumber(trace, "bytes", trace->limit);
    _RcTrace_End(trace);
    _RcTrace_Flush(trace);
}

int _RcTrace_HasRoom(Trace *trace)
{
    if (trace->file >= 0 && !trace->is_needed && !trace->is_full &&
        trace->bytes + trace->used >= trace->limit) {
        trace->is_full = 1;
        tell_limit(trace);
    }
    return trace->file >= 0 && (trace->is_needed || !trace->is_full);
}

void _RcTrace_Begin(Trace *trace, const char *kind)
{
    trace->is_silent = !_RcTrace_HasRoom(trace);
    _RcTrace_Put(trace, "{\"k\":\"%s\"", kind);
}

void _RcTrace_BeginEvent(Trace *trace, const char *kind)
{
    trace->events++;
    _RcTrace_Begin(trace, kind);
    trace->dropped += trace->is_silent != 0;
    _RcTrace_PutNumber(trace, "i", trace->events);
}

void _RcTrace_End(Trace *trace)
{
    put_bytes(trace, "}\n", 2);
}

void _RcTrace_EndEvent(Trace *trace)
{
    _RcTrace_End(trace);
    _RcTrace_Flush(trace);
}
