/* RcStr_FromFormat: printf's idea, with objects.
 *
 * A directive is read into a Directive, its argument is fetched and written, and what was written is then
 * filled up to the width. So width and precision are one place's business, whatever the argument was. */
#include "types/str_internal.h"

#include <recount/errors.h>
#include <recount/objectprotocol.h>

/* A va_list that functions can share: as a parameter it might be an array. */
typedef struct Arguments {
    va_list list;
} Arguments;

typedef enum Modifier { NO_MODIFIER, MODIFIER_L, MODIFIER_LL, MODIFIER_J, MODIFIER_Z, MODIFIER_T } Modifier;

/* %[flags][width][.precision][modifier]letter */
typedef struct Directive {
    const char *start; /* its percent sign */
    int left;
    int zeros;
    int colon;
    Rc_ssize_t width;     /* 0: none */
    Rc_ssize_t precision; /* -1: none */
    Modifier modifier;
    char letter;
} Directive;

static int invalid(const Directive *directive)
{
    RcErr_Format(RcExc_SystemError, "invalid format string: %s", directive->start);
    return -1;
}

/* ---- Reading ---- */

static const char *read_flags(const char *f, Directive *directive)
{
    for (;; f++) {
        if (*f == '-') {
            directive->left = 1;
        } else if (*f == '0') {
            directive->zeros = 1;
        } else if (*f == '#') {
            directive->colon = 1;
        } else {
            return f;
        }
    }
}

/* Digits, or * for an int argument. Returns what is after them; NULL with an error. */
static const char *read_number(const char *f, Arguments *arguments, Rc_ssize_t *number, const char *too_big)
{
    if (*f == '*') {
        *number = va_arg(arguments->list, int);
        return f + 1;
    }
    for (*number = 0; *f >= '0' && *f <= '9'; f++) {
        if (*number > (RC_SSIZE_T_MAX - (*f - '0')) / 10) {
            RcErr_SetString(RcExc_ValueError, too_big);
            return NULL;
        }
        *number = *number * 10 + (*f - '0');
    }
    return f;
}

static const char *read_modifier(const char *f, Modifier *modifier)
{
    *modifier = NO_MODIFIER;
    switch (*f) {
    case 'l':
        *modifier = f[1] == 'l' ? MODIFIER_LL : MODIFIER_L;
        return f[1] == 'l' ? f + 2 : f + 1;
    case 'j':
        *modifier = MODIFIER_J;
        return f + 1;
    case 'z':
        *modifier = MODIFIER_Z;
        return f + 1;
    case 't':
        *modifier = MODIFIER_T;
        return f + 1;
    default:
        return f;
    }
}

/* f is behind the percent sign. Returns what is behind the letter; NULL with an error. */
static const char *read_directive(const char *f, Arguments *arguments, Directive *directive)
{
    *directive = (Directive){.start = f - 1, .precision = -1};
    f = read_number(read_flags(f, directive), arguments, &directive->width, "width too big");
    if (f == NULL) {
        return NULL;
    }
    if (directive->width < 0) { /* of an argument: as the flag - */
        directive->left = 1;
        directive->width = directive->width == RC_SSIZE_T_MIN ? RC_SSIZE_T_MAX : -directive->width;
    }
    if (*f == '.') {
        f = read_number(f + 1, arguments, &directive->precision, "precision too big");
        if (f == NULL) {
            return NULL;
        }
        directive->precision = directive->precision < 0 ? -1 : directive->precision;
    }
    f = read_modifier(f, &directive->modifier);
    directive->letter = *f;
    if (*f == '\0' || (directive->modifier != NO_MODIFIER && strchr("dioxXu", *f) == NULL)) {
        invalid(directive);
        return NULL;
    }
    return f + 1;
}

/* ---- Writing ---- */

/* Fills what was written since size and length were the writer's up to the width. */
static int fill(RcStrWriter *writer, const Directive *directive, Rc_ssize_t size, Rc_ssize_t length)
{
    Rc_ssize_t missing = directive->width - (writer->length - length);
    Rc_ssize_t text = writer->size - size;
    char *end, *start;

    if (missing <= 0) {
        return 0;
    }
    end = _RcStrWriter_Reserve(writer, missing);
    if (end == NULL) {
        return -1;
    }
    start = directive->left ? end : end - text;
    if (!directive->left) {
        memmove(start + missing, start, (size_t)text);
    }
    memset(start, ' ', (size_t)missing);
    writer->size += missing;
    writer->length += missing;
    return 0;
}

static uintmax_t signed_argument(Arguments *arguments, Modifier modifier, int *negative)
{
    intmax_t value;

    switch (modifier) {
    case MODIFIER_L:
        value = va_arg(arguments->list, long);
        break;
    case MODIFIER_LL:
        value = va_arg(arguments->list, long long);
        break;
    case MODIFIER_J:
        value = va_arg(arguments->list, intmax_t);
        break;
    case MODIFIER_Z:
        value = va_arg(arguments->list, Rc_ssize_t);
        break;
    case MODIFIER_T:
        value = va_arg(arguments->list, ptrdiff_t);
        break;
    default:
        value = va_arg(arguments->list, int);
    }
    *negative = value < 0;
    return value < 0 ? 0 - (uintmax_t)value : (uintmax_t)value;
}

static uintmax_t unsigned_argument(Arguments *arguments, Modifier modifier)
{
    switch (modifier) {
    case MODIFIER_L:
        return va_arg(arguments->list, unsigned long);
    case MODIFIER_LL:
        return va_arg(arguments->list, unsigned long long);
    case MODIFIER_J:
        return va_arg(arguments->list, uintmax_t);
    case MODIFIER_Z:
        return va_arg(arguments->list, size_t);
    case MODIFIER_T:
        return (size_t)va_arg(arguments->list, ptrdiff_t);
    default:
        return va_arg(arguments->list, unsigned int);
    }
}

#define DIGITS_MOST 24 /* of 64 bits in base 8 */

/* Writes the digits backwards, up to end; returns their start. */
static char *digits_of(uintmax_t value, char letter, char *end)
{
    const char *digits = letter == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    unsigned int base = letter == 'o' ? 8 : letter == 'x' || letter == 'X' ? 16 : 10;

    do {
        *--end = digits[value % base];
        value /= base;
    } while (value != 0);
    return end;
}

static int write_integer(RcStrWriter *writer, const Directive *directive, Arguments *arguments)
{
    char buffer[DIGITS_MOST], *end = buffer + DIGITS_MOST, *start, *out;
    int negative = 0;
    Rc_ssize_t count, digits, width;
    uintmax_t value = directive->letter == 'd' || directive->letter == 'i'
                          ? signed_argument(arguments, directive->modifier, &negative)
                          : unsigned_argument(arguments, directive->modifier);

    start = digits_of(value, directive->letter, end);
    count = end - start;
    digits = directive->precision > count ? directive->precision : count;
    if (directive->zeros && !directive->left && directive->width - negative > digits) {
        digits = directive->width - negative;
    }
    width = digits > RC_STR_SIZE_MAX - 1 ? RC_SSIZE_T_MAX : digits + negative;
    out = _RcStrWriter_Reserve(writer, width);
    if (out == NULL) {
        return -1;
    }
    if (negative) {
        *out++ = '-';
    }
    memset(out, '0', (size_t)(digits - count));
    memcpy(out + digits - count, start, (size_t)count);
    writer->size += width;
    writer->length += width;
    return 0;
}

static int write_char(RcStrWriter *writer, Arguments *arguments)
{
    Rc_UCS4 character = (Rc_UCS4)va_arg(arguments->list, int);
    char data[RC_UTF8_MOST];

    if (!_RcUTF8_CheckChar(character, RcExc_OverflowError, "character argument not in range(0x110000)")) {
        return -1;
    }
    return _RcStrWriter_Append(writer, data, _RcUTF8_Encode(character, data), 1);
}

static int write_pointer(RcStrWriter *writer, Arguments *arguments)
{
    char buffer[DIGITS_MOST], *end = buffer + DIGITS_MOST;
    char *start = digits_of((uintptr_t)va_arg(arguments->list, void *), 'x', end);

    *--start = 'x';
    *--start = '0';
    return _RcStrWriter_Append(writer, start, end - start, end - start);
}

static int write_text(RcStrWriter *writer, const Directive *directive, const char *text)
{
    Rc_ssize_t size = 0;

    text = text != NULL ? text : "(null)";
    while (size != directive->precision &&
           text[size] != '\0') { /* beyond precision it need not be readable */
        size++;
    }
    return _RcStrWriter_AppendLossy(writer, text, size, 0, directive->precision >= 0);
}

static int write_str(RcStrWriter *writer, const Directive *directive, RcStrObject *str)
{
    Rc_ssize_t precision = directive->precision;

    if (precision < 0 || precision >= str->length) {
        return _RcStrWriter_Append(writer, str->data, str->size, str->length);
    }
    return _RcStrWriter_Append(writer, str->data, _RcStr_Offset(str, precision), precision);
}

/* text is what str, repr or ascii has given, and is released; NULL: it has failed. */
static int write_and_release(RcStrWriter *writer, const Directive *directive, RC_STEALS RcObject *text)
{
    int result;

    if (text == NULL) {
        return -1;
    }
    result = write_str(writer, directive, (RcStrObject *)text);
    Rc_DECREF(text);
    return result;
}

static int write_object(RcStrWriter *writer, const Directive *directive, RcObject *op)
{
    static const char null_object[] = "<NULL>";

    if (op == NULL) {
        return write_text(writer, directive, null_object);
    }
    switch (directive->letter) {
    case 'S':
        return write_and_release(writer, directive, RcObject_Str(op));
    case 'R':
        return write_and_release(writer, directive, RcObject_Repr(op));
    case 'A':
        return write_and_release(writer, directive, RcObject_ASCII(op));
    default: /* U V */
        return RC_EXPECT_STR(op) ? write_str(writer, directive, (RcStrObject *)op) : -1;
    }
}

/* The full name, in the form module:Name if that is asked for.  (In a name that had to be repaired the dot may stand
 * somewhere else: then it stays.) */
static int write_type(RcStrWriter *writer, const Directive *directive, const RcTypeObject *type)
{
    const char *name = type != NULL ? type->tp_name : "<NULL>", *dot = strrchr(name, '.');
    Rc_ssize_t at = writer->size + (dot != NULL ? dot - name : 0);

    if (write_text(writer, directive, name) < 0) {
        return -1;
    }
    if (directive->colon && at < writer->size && writer->block->data[at] == '.') {
        writer->block->data[at] = ':';
    }
    return 0;
}

static int write_directive(RcStrWriter *writer, const Directive *directive, Arguments *arguments)
{
    RcObject *op;

    switch (directive->letter) {
    case '%':
        return _RcStrWriter_Append(writer, "%", 1, 1);
    case 'c':
        return write_char(writer, arguments);
    case 'p':
        return write_pointer(writer, arguments);
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X':
        return write_integer(writer, directive, arguments);
    case 's':
        return write_text(writer, directive, va_arg(arguments->list, const char *));
    case 'A':
    case 'R':
    case 'S':
    case 'U':
        return write_object(writer, directive, va_arg(arguments->list, RcObject *));
    case 'V': {
        const char *text;
        op = va_arg(arguments->list, RcObject *);
        text = va_arg(arguments->list, const char *);
        return op != NULL ? write_object(writer, directive, op) : write_text(writer, directive, text);
    }
    case 'T':
        op = va_arg(arguments->list, RcObject *);
        return write_type(writer, directive, op != NULL ? Rc_TYPE(op) : NULL);
    case 'N':
        return write_type(writer, directive, va_arg(arguments->list, RcTypeObject *));
    default:
        return invalid(directive);
    }
}

/* ---- The format ---- */

/* Appends the format's text up to the next percent sign or its end; returns where that is, NULL with an
 * error. */
static const char *write_literal(RcStrWriter *writer, const char *format)
{
    const char *f = format;

    for (; *f != '\0' && *f != '%'; f++) {
        if ((unsigned char)*f >= 0x80) {
            RcErr_Format(
                RcExc_ValueError,
                "RcStr_FromFormatV() expects an ASCII-encoded format string, got a non-ASCII byte: 0x%02x",
                (unsigned char)*f);
            return NULL;
        }
    }
    return _RcStrWriter_Append(writer, format, f - format, f - format) < 0 ? NULL : f;
}

static int format_all(RcStrWriter *writer, const char *f, Arguments *arguments)
{
    while ((f = write_literal(writer, f)) != NULL && *f == '%') {
        Rc_ssize_t size = writer->size, length = writer->length;
        Directive directive;

        f = read_directive(f + 1, arguments, &directive);
        if (f == NULL || write_directive(writer, &directive, arguments) < 0) {
            return -1;
        }
        if (strchr("%cp", directive.letter) == NULL && fill(writer, &directive, size, length) < 0) {
            return -1;
        }
    }
    return f == NULL ? -1 : 0;
}

int _RcStrWriter_FormatV(RcStrWriter *writer, const char *format, va_list list)
{
    Rc_ssize_t size = writer->size, length = writer->length;
    Arguments arguments;
    int result;

    va_copy(arguments.list, list);
    result = format_all(writer, format, &arguments);
    va_end(arguments.list);
    if (result < 0) { /* what was written before the failure is taken back */
        writer->size = size;
        writer->length = length;
    }
    return result;
}

/* function is the public one that was called, for messages. */
static RcObject *from_format(const char *format, va_list arguments, const char *function)
{
    RcStrWriter writer = {0};

    if (format == NULL) {
        _RcErr_BadInternalCall(function);
        return NULL;
    }
    if (_RcStrWriter_FormatV(&writer, format, arguments) < 0) {
        _RcStrWriter_Drop(&writer);
        return NULL;
    }
    return _RcStrWriter_Take(&writer);
}

RcObject *RcStr_FromFormatV(const char *format, va_list arguments)
{
    return from_format(format, arguments, __func__);
}

RcObject *RcStr_FromFormat(const char *format, ...)
{
    va_list arguments;
    RcObject *result;
    RC_HOOK_VARIADIC();

    va_start(arguments, format);
    result = from_format(format, arguments, __func__);
    va_end(arguments);
    return result;
}
