/* Building objects from C values by a format string.
 *
 * A builder is a cursor in the format and the values that belong to what is behind it.  A step that fails
 * leaves both just behind the unit that failed.  Then nothing more is made, but the rest of the format is
 * walked once, flat, to release what its N units have been given: the caller is rid of these references
 * whatever happens.
 *
 * The collector has to wait until all is built: O units may be borrowed from what user code can change, and
 * nobody else may meet the containers that are being filled. */
#include "core/head.h"
#include "protocol/mapping_internal.h"
#include <recount/args.h>
#include <recount/bytes.h>
#include <recount/errors.h>
#include <recount/float.h>
#include <recount/int.h>
#include <recount/list.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>
#include <recount/tuple.h>

/* Containers may be nested this deep in a format. */
#define BUILD_DEPTH 100

typedef struct Builder {
    const char *cursor;
    va_list values;
    int depth;
} Builder;

static RcObject *build(Builder *builder);

static RcObject *bad_build_format(const char *what)
{
    RcErr_SetString(RcExc_SystemError, what);
    return NULL;
}

/* ---- Units */

static RcObject *build_int(Builder *builder)
{
    return RcInt_FromLong(va_arg(builder->values, int));
}

static RcObject *build_unsigned(Builder *builder)
{
    return RcInt_FromUnsignedLong(va_arg(builder->values, unsigned int));
}

static RcObject *build_long(Builder *builder)
{
    return RcInt_FromLong(va_arg(builder->values, long));
}

static RcObject *build_unsigned_long(Builder *builder)
{
    return RcInt_FromUnsignedLong(va_arg(builder->values, unsigned long));
}

static RcObject *build_long_long(Builder *builder)
{
    return RcInt_FromLongLong(va_arg(builder->values, long long));
}

static RcObject *build_unsigned_long_long(Builder *builder)
{
    return RcInt_FromUnsignedLongLong(va_arg(builder->values, unsigned long long));
}

static RcObject *build_ssize(Builder *builder)
{
    return RcInt_FromSsize_t(va_arg(builder->values, Rc_ssize_t));
}

static RcObject *build_double(Builder *builder)
{
    return RcFloat_FromDouble(va_arg(builder->values, double));
}

static RcObject *build_char(Builder *builder)
{
    char byte = (char)va_arg(builder->values, int);
    return RcBytes_FromStringAndSize(&byte, 1);
}

/* A pointer and, after '#', a size; NULL gives None. */
static RcObject *build_text(Builder *builder, RcObject *(*make)(const char *, Rc_ssize_t))
{
    const char *text = va_arg(builder->values, const char *);
    Rc_ssize_t size = -1;
    if (*builder->cursor == '#') {
        builder->cursor++;
        size = va_arg(builder->values, Rc_ssize_t);
    }
    if (text == NULL) {
        Rc_RETURN_NONE;
    }
    return make(text, size < 0 ? (Rc_ssize_t)strlen(text) : size);
}

static RcObject *build_str(Builder *builder)
{
    return build_text(builder, RcStr_FromStringAndSize);
}

static RcObject *build_bytes(Builder *builder)
{
    return build_text(builder, RcBytes_FromStringAndSize);
}

/* NULL as an object: an error that is pending is the reason for it. */
static RcObject *checked_object(RcObject *op)
{
    if (op == NULL && RcErr_Occurred() == NULL) {
        RcErr_SetString(RcExc_SystemError, "NULL object passed to Rc_BuildValue");
    }
    return op;
}

static RcObject *build_stolen(Builder *builder)
{
    return checked_object(va_arg(builder->values, RcObject *));
}

static RcObject *build_object(Builder *builder)
{
    if (*builder->cursor == '&') {
        typedef RcObject *(*Converter)(void *);
        builder->cursor++;
        Converter converter = va_arg(builder->values, Converter);
        return checked_object(converter(va_arg(builder->values, void *)));
    }
    return checked_object(Rc_XNewRef(va_arg(builder->values, RcObject *)));
}

static const struct Unit {
    char code;
    RcObject *(*build)(Builder *builder);
} units[] = {{'b', build_int},       {'B', build_int},
             {'h', build_int},       {'i', build_int},
             {'H', build_unsigned},  {'I', build_unsigned},
             {'l', build_long},      {'k', build_unsigned_long},
             {'L', build_long_long}, {'K', build_unsigned_long_long},
             {'n', build_ssize},     {'f', build_double},
             {'d', build_double},    {'c', build_char},
             {'s', build_str},       {'z', build_str},
             {'U', build_str},       {'y', build_bytes},
             {'O', build_object},    {'S', build_object},
             {'N', build_stolen}};

static const struct Unit *find_unit(char code)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (units[i].code == code) {
            return &units[i];
        }
    }
    return NULL;
}

/* ---- Containers */

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == ',' || c == ':';
}

static void skip_blanks(Builder *builder)
{
    while (is_blank(*builder->cursor)) {
        builder->cursor++;
    }
}

/* Does the unit at cursor have a second character? */
static int is_wide(const char *cursor)
{
    return (strchr("szUy", cursor[0]) != NULL && cursor[1] == '#') ||
           (strchr("OS", cursor[0]) != NULL && cursor[1] == '&');
}

/* The number of units up to closer, or -1 and SystemError if it is not there.  After this there is no need to
 * look for the closer again: what stands between are so many units. */
static Rc_ssize_t count_units(const char *cursor, char closer)
{
    Rc_ssize_t count = 0;
    int depth = 0;
    for (; depth > 0 || *cursor != closer; cursor++) {
        int closes = strchr(")]}", *cursor) != NULL; /* so does the end of the format */
        if (*cursor == '\0' || (closes && depth == 0)) {
            bad_build_format("unmatched paren in format");
            return -1;
        }
        if (closes) {
            depth--;
        } else if (strchr("([{", *cursor) != NULL) {
            count += depth++ == 0;
        } else if (depth == 0 && !is_blank(*cursor)) {
            count++;
            cursor += is_wide(cursor);
        }
    }
    return count;
}

/* Fills the slots of a new tuple or list, which it steals: the container, or NULL with an error. */
static RC_NEWREF RcObject *fill_container(Builder *builder, RC_STEALS RcObject *container, RcObject **items,
                                          Rc_ssize_t count)
{
    for (Rc_ssize_t i = 0; i < count; i++) {
        items[i] = build(builder);
        if (items[i] == NULL) {
            Rc_DECREF(container);
            return NULL;
        }
    }
    return container;
}

static RcObject *build_tuple(Builder *builder, Rc_ssize_t count)
{
    RcObject *tuple = RcTuple_New(count);
    return tuple == NULL ? NULL : fill_container(builder, tuple, ((RcTupleObject *)tuple)->ob_item, count);
}

static RcObject *build_list(Builder *builder, Rc_ssize_t count)
{
    RcObject *list = RcList_New(count);
    return list == NULL ? NULL : fill_container(builder, list, ((RcListObject *)list)->ob_item, count);
}

/* One pair: 1, or 0 with an error. */
static int add_pair(Builder *builder, RcObject *mapping)
{
    RcObject *key = build(builder);
    if (key == NULL) {
        return 0;
    }
    RcObject *value = build(builder);
    int added = value != NULL && RcObject_SetItem(mapping, key, value) == 0;
    Rc_DECREF(key);
    Rc_XDECREF(value);
    return added;
}

static RcObject *build_mapping(Builder *builder, Rc_ssize_t count)
{
    if (count % 2 != 0) {
        return bad_build_format("odd number of units in a mapping's format");
    }
    RcObject *mapping = _RcMapping_New();
    for (; mapping != NULL && count > 0; count -= 2) {
        if (!add_pair(builder, mapping)) {
            Rc_CLEAR(mapping);
        }
    }
    return mapping;
}

/* A container, whose opening character has been read. */
static RcObject *build_container(Builder *builder, char opener)
{
    char closer = opener == '(' ? ')' : (opener == '[' ? ']' : '}');
    if (builder->depth == BUILD_DEPTH) {
        return bad_build_format("too many nested containers in format");
    }
    Rc_ssize_t count = count_units(builder->cursor, closer);
    if (count < 0) {
        return NULL;
    }
    builder->depth++;
    RcObject *container = opener == '('   ? build_tuple(builder, count)
                          : opener == '[' ? build_list(builder, count)
                                          : build_mapping(builder, count);
    builder->depth--;
    if (container != NULL) {
        skip_blanks(builder);
        builder->cursor++; /* the closer */
    }
    return container;
}

/* ---- The whole */

/* The next unit: new, or NULL with an error. */
static RcObject *build(Builder *builder)
{
    skip_blanks(builder);
    char code = *builder->cursor;
    if (code == '(' || code == '[' || code == '{') {
        builder->cursor++;
        return build_container(builder, code);
    }
    const struct Unit *unit = find_unit(code);
    if (unit == NULL) {
        return RcErr_Format(RcExc_SystemError, "bad format char '%c' passed to Rc_BuildValue",
                            (unsigned char)code);
    }
    builder->cursor++;
    return unit->build(builder);
}

/* After a failure: consumes the values of the rest of the format, as far as it can be read, and gives back
 * what N and converters bring.  The error stays. */
static void discard(Builder *builder)
{
    RcObject *pending = RcErr_GetRaisedException();
    while (*builder->cursor != '\0') {
        char code = *builder->cursor;
        const struct Unit *unit = find_unit(code);
        if (unit == NULL && !is_blank(code) && strchr("()[]{}", code) == NULL) {
            break;
        }
        builder->cursor++;
        if (unit != NULL) {
            Rc_XDECREF(unit->build(builder));
        }
    }
    RcErr_SetRaisedException(pending);
}

static RcObject *build_all(Builder *builder)
{
    Rc_ssize_t count = count_units(builder->cursor, '\0');
    if (count < 0) {
        return NULL;
    }
    if (count > 1) {
        return build_tuple(builder, count);
    }
    if (count == 0) {
        Rc_RETURN_NONE;
    }
    return build(builder);
}

/* function is the public one that was called, for messages. */
static RcObject *build_value(const char *format, va_list values, const char *function)
{
    if (format == NULL) {
        _RcErr_BadInternalCall(function);
        return NULL;
    }
    Builder builder = {.cursor = format, .depth = 0};
    va_copy(builder.values, values);
    _RcGC_Hold();
    RcObject *result = build_all(&builder);
    if (result == NULL) {
        discard(&builder);
    }
    va_end(builder.values);
    _RcGC_ReleaseAndCollect();
    return result;
}

RcObject *Rc_VaBuildValue(const char *format, va_list values)
{
    return build_value(format, values, __func__);
}

RcObject *Rc_BuildValue(const char *format, ...)
{
    va_list values;
    RC_HOOK_VARIADIC();
    va_start(values, format);
    RcObject *result = build_value(format, values, __func__);
    va_end(values);
    return result;
}
