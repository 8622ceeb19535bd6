/* What the members of a line say, and the rows of the trace that they refer to. */
#include "trace_reading.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* -- members of a line -- */

RcObject *member(RcObject *line, const char *name)
{
    return RcHashTable_GetItemString(line, name);
}

long long trace_member(RcObject *line, const char *name)
{
    RcObject *value = member(line, name);
    return value != NULL && RcInt_Check(value) ? RcInt_AsLongLong(value) : 0;
}

const char *trace_member_text(RcObject *line, const char *name)
{
    RcObject *value = member(line, name);
    const char *text = value != NULL && RcStr_Check(value) ? RcStr_AsUTF8(value) : "";
    return text != NULL ? text : "";
}

RcObject *text_of(RcObject *line, const char *name)
{
    RcObject *value = member(line, name);
    return value != NULL && RcStr_Check(value) ? Rc_NewRef(value) : NULL;
}

const char *trace_header_text(const Trace *trace, const char *name)
{
    return trace_member_text(trace->header, name);
}

int refuse(const char *format, const char *name)
{
    RcErr_Format(RcExc_ValueError, format, name);
    return -1;
}

int number_of(RcObject *line, const char *name, long long most, long long *number)
{
    RcObject *value = member(line, name);
    if (value == NULL || !RcInt_Check(value)) {
        return RcErr_Occurred() != NULL ? -1 : refuse("the number '%s' is missing", name);
    }
    *number = RcInt_AsLongLong(value);
    return *number >= 0 && *number <= most ? 0 : refuse("the number '%s' is out of range", name);
}

/* -- rows -- */

int grow(void *row, int *count, int *room, size_t size, long long index)
{
    void **items = row;
    if (index >= *room) {
        int larger = *room * 2 > index ? *room * 2 : (int)index + 64;
        void *grown = realloc(*items, (size_t)larger * size);
        if (grown == NULL) {
            RcErr_NoMemory();
            return -1;
        }
        memset((char *)grown + (size_t)*room * size, 0, (size_t)(larger - *room) * size);
        *items = grown;
        *room = larger;
    }
    *count = index >= *count ? (int)index + 1 : *count;
    return 0;
}

int defined_index(RcObject *line, const char *name, int count, int *index)
{
    long long number = 0;
    if (number_of(line, name, INT_MAX / 2, &number) < 0) {
        return -1;
    }
    *index = (int)number;
    return number >= 1 && number <= count ? 0 : refuse("the number '%s' is not the next one", name);
}

/* The index of what a table has a number of; 0: it has none. */
static int look_up(RcObject *table, long long number)
{
    RcObject *key = RcInt_FromLongLong(number);
    RcObject *value = key != NULL ? RcHashTable_GetItem(table, key) : NULL;
    Rc_XDECREF(key);
    return value != NULL ? (int)RcInt_AsLongLong(value) : 0;
}

int enlist(RcObject *table, long long number, int index)
{
    RcObject *key = RcInt_FromLongLong(number);
    RcObject *value = key != NULL ? RcInt_FromLong(index) : NULL;
    int status = value != NULL ? RcHashTable_SetItem(table, key, value) : -1;
    Rc_XDECREF(key);
    Rc_XDECREF(value);
    return status;
}

int trace_object(const Trace *trace, long long number)
{
    return look_up(trace->object_index, number);
}

int trace_call(const Trace *trace, long long number)
{
    return look_up(trace->call_index, number);
}

int object_of(const Reading *reading, const char *name, int is_optional, int *index)
{
    long long number = 0;
    *index = 0;
    if (is_optional && member(reading->line, name) == NULL) {
        return RcErr_Occurred() != NULL ? -1 : 0;
    }
    if (number_of(reading->line, name, LLONG_MAX, &number) < 0) {
        return -1;
    }
    *index = number != 0 ? trace_object(reading->trace, number) : 0;
    return number == 0 || *index != 0 ? 0 : refuse("the object of '%s' is not defined", name);
}

int call_of(const Reading *reading, const char *name, int *index)
{
    long long number = 0;
    if (number_of(reading->line, name, LLONG_MAX, &number) < 0) {
        return -1;
    }
    *index = number != 0 ? trace_call(reading->trace, number) : 0;
    return RcErr_Occurred() != NULL ? -1 : 0;
}

int site_of(const Reading *reading, const char *name)
{
    long long site = trace_member(reading->line, name);
    return site > 0 && site < reading->trace->site_count ? (int)site : 0;
}
