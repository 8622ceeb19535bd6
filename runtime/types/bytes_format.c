/* RcBytes_FromFormat: printf's idea, without width and flags. */
#include "types/bytes_internal.h"

#include <stdio.h>

/* A va_list that functions can share: as a parameter it might be an array. */
typedef struct BytesArguments {
    va_list list;
} BytesArguments;

/* Prints a number with the directive of size bytes that f begins with; it is one of those listed below. */
static int print_number(char *buffer, size_t room, const char *f, BytesArguments *arguments)
{
    char modifier = f[0] == 'l' || f[0] == 'z' ? f[0] : '\0';
    char letter = modifier != '\0' ? f[1] : f[0];

    switch (letter) {
    case 'd':
    case 'i':
        return modifier == 'l'   ? snprintf(buffer, room, "%ld", va_arg(arguments->list, long))
               : modifier == 'z' ? snprintf(buffer, room, "%td", va_arg(arguments->list, Rc_ssize_t))
                                 : snprintf(buffer, room, "%d", va_arg(arguments->list, int));
    case 'u':
        return modifier == 'l'   ? snprintf(buffer, room, "%lu", va_arg(arguments->list, unsigned long))
               : modifier == 'z' ? snprintf(buffer, room, "%zu", va_arg(arguments->list, size_t))
                                 : snprintf(buffer, room, "%u", va_arg(arguments->list, unsigned int));
    case 'x':
        return snprintf(buffer, room, "%x", va_arg(arguments->list, unsigned int));
    default: /* p */
        return snprintf(buffer, room, "0x%jx", (uintmax_t)(uintptr_t)va_arg(arguments->list, void *));
    }
}

static int add_text(RcBytesBuilder *builder, const char *text, Rc_ssize_t precision)
{
    Rc_ssize_t size = 0;

    text = text != NULL ? text : "(null)";
    while (size != precision && text[size] != '\0') { /* beyond precision it need not be readable */
        size++;
    }
    return _RcBytesBuilder_Add(builder, text, size);
}

static int add_char(RcBytesBuilder *builder, int value)
{
    char byte = (char)value;

    if (value < 0 || value > 255) {
        RcErr_SetString(RcExc_OverflowError,
                        "RcBytes_FromFormatV(): %c format expects an integer in range [0; 255]");
        return -1;
    }
    return _RcBytesBuilder_Add(builder, &byte, 1);
}

/* f is behind the percent sign. Returns what is behind the directive; NULL with an error. */
static const char *add_directive(RcBytesBuilder *builder, const char *f, BytesArguments *arguments)
{
    const char *start = f - 1;
    char buffer[32];
    Rc_ssize_t precision = -1;
    int status;

    if (*f == '.') {
        for (precision = 0, f++; *f >= '0' && *f <= '9'; f++) {
            precision = precision > RC_BYTES_SIZE_MAX / 16 ? precision : precision * 10 + (*f - '0');
        }
    }
    if (*f == 's') {
        status = add_text(builder, va_arg(arguments->list, const char *), precision);
    } else if (*f == 'c') {
        status = add_char(builder, va_arg(arguments->list, int));
    } else if (*f == '%') {
        status = _RcBytesBuilder_Add(builder, "%", 1);
    } else if ((*f != '\0' && strchr("diuxp", *f) != NULL) ||
               ((*f == 'l' || *f == 'z') && f[1] != '\0' && strchr("diu", f[1]) != NULL)) {
        status = _RcBytesBuilder_Add(builder, buffer, print_number(buffer, sizeof buffer, f, arguments));
        f += *f == 'l' || *f == 'z';
    } else { /* unknown: the rest as it stands */
        size_t size = strlen(start);
        return _RcBytesBuilder_Add(builder, start, (Rc_ssize_t)size) < 0 ? NULL : start + size;
    }
    return status < 0 ? NULL : f + 1;
}

static int add_all(RcBytesBuilder *builder, const char *f, BytesArguments *arguments)
{
    while (f != NULL && *f != '\0') {
        const char *literal = f;

        f += strcspn(f, "%");
        if (_RcBytesBuilder_Add(builder, literal, f - literal) < 0) {
            return -1;
        }
        if (*f == '%') {
            f = add_directive(builder, f + 1, arguments);
        }
    }
    return f == NULL ? -1 : 0;
}

/* function is the public one that was called, for messages. */
static RcObject *bytes_from_format(const char *format, va_list list, const char *function)
{
    RcBytesBuilder builder = {0};
    BytesArguments arguments;
    int status;

    if (format == NULL) {
        _RcErr_BadInternalCall(function);
        return NULL;
    }
    va_copy(arguments.list, list);
    status = add_all(&builder, format, &arguments);
    va_end(arguments.list);
    if (status < 0) {
        _RcBytesBuilder_Drop(&builder);
        return NULL;
    }
    return _RcBytesBuilder_Take(&builder);
}

RcObject *RcBytes_FromFormatV(const char *format, va_list arguments)
{
    return bytes_from_format(format, arguments, __func__);
}

RcObject *RcBytes_FromFormat(const char *format, ...)
{
    va_list arguments;
    RcObject *result;
    RC_HOOK_VARIADIC();

    va_start(arguments, format);
    result = bytes_from_format(format, arguments, __func__);
    va_end(arguments);
    return result;
}
