/* float: reading and writing decimals.
 *
 * The C library converts, correctly rounded, but its decimal point is the locale's.  So no point ever goes in
 * or out: a decimal is a row of digits and a power of ten, which is written as "12345e-2" for strtod and
 * taken from printf's output digit by digit.
 *
 * Writing looks for the shortest row of digits that reads back as the same double.  Doubles and decimals of
 * 15 digits or fewer never collide, so a normal number's search starts there: trailing zeros are then
 * dropped.  Between 1 and 17 digits (which always suffice) the nearest decimal is the one to try.  The
 * exception is a power of two: its neighbour below is only half as far away as the one above, so a decimal of
 * 16 digits may fail that is nearest but lies below, while the next one up is still within the
 * larger half. */
#include "types/float_internal.h"
#include <float.h>
#include <math.h>
#include <recount/bytes.h>
#include <recount/errors.h>
#include <recount/memory.h>
#include <recount/str.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DIGITS 17

/* A positive number: digits[0].digits[1]digits[2]... times 10**exponent. */
typedef struct Decimal {
    char digits[MAX_DIGITS + 1]; /* ends with a NUL */
    int count;
    int exponent;
} Decimal;

static int is_decimal_digit(char character)
{
    return character >= '0' && character <= '9';
}

/* ---- Writing ---- */

/* The decimal of count digits that is nearest to value, which is finite and positive. */
static void nearest_decimal(double value, int count, Decimal *decimal)
{
    char text[64]; /* one digit, a point of a few bytes, 16 digits, e+308 */
    snprintf(text, sizeof text, "%.*e", count - 1, value);
    const char *at = text;
    decimal->count = 0;
    for (; *at != 'e'; at++) {
        if (is_decimal_digit(*at)) {
            decimal->digits[decimal->count++] = *at;
        }
    }
    decimal->digits[decimal->count] = '\0';
    decimal->exponent = (int)strtol(at + 1, NULL, 10);
}

static int reads_back(const Decimal *decimal, double value)
{
    char text[64];
    snprintf(text, sizeof text, "%se%d", decimal->digits, decimal->exponent - decimal->count + 1);
    return strtod(text, NULL) == value;
}

/* Adds one unit to the last digit.  Not for all nines: none of those is next to a power of two. */
static void step_up(Decimal *decimal)
{
    int last = decimal->count - 1;
    while (decimal->digits[last] == '9') {
        decimal->digits[last--] = '0';
    }
    decimal->digits[last]++;
}

static int is_power_of_two(double value)
{
    int exponent;
    return frexp(value, &exponent) == 0.5;
}

static void shortest_decimal(double value, Decimal *decimal)
{
    int count = value < DBL_MIN ? 1 : DBL_DIG;
    for (;; count++) {
        nearest_decimal(value, count, decimal);
        if (count == MAX_DIGITS || reads_back(decimal, value)) {
            break;
        }
        if (count == MAX_DIGITS - 1 && is_power_of_two(value)) {
            step_up(decimal);
            if (reads_back(decimal, value)) {
                break;
            }
        }
    }
    while (decimal->count > 1 && decimal->digits[decimal->count - 1] == '0') {
        decimal->digits[--decimal->count] = '\0';
    }
}

/* Writes with a point from 0.0001 up to below 1e16, else with an exponent of two digits or more.
 * Returns what snprintf does. */
static int write_decimal(const Decimal *decimal, int negative, char *text, size_t room)
{
    const char *sign = negative ? "-" : "";
    const char *digits = decimal->digits;
    int whole = decimal->exponent + 1; /* digits in front of the point */
    if (whole > 16 || whole < -3) {
        return snprintf(text, room, "%s%c%s%se%+03d", sign, digits[0], digits[1] == '\0' ? "" : ".",
                        digits + 1, decimal->exponent);
    }
    if (whole <= 0) {
        return snprintf(text, room, "%s0.%.*s%s", sign, -whole, "000", digits);
    }
    if (whole >= decimal->count) {
        return snprintf(text, room, "%s%s%.*s.0", sign, digits, whole - decimal->count, "000000000000000");
    }
    return snprintf(text, room, "%s%.*s.%s", sign, whole, digits, digits + whole);
}

RcObject *_RcFloat_Format(double value)
{
    if (isnan(value)) {
        return RcStr_FromString("nan");
    }
    if (isinf(value)) {
        return RcStr_FromString(value < 0 ? "-inf" : "inf");
    }
    Decimal decimal = {"0", 1, 0};
    if (value != 0) {
        shortest_decimal(fabs(value), &decimal);
    }
    char text[40];
    int length = write_decimal(&decimal, signbit(value), text, sizeof text);
    return RcStr_FromStringAndSize(text, length);
}

/* ---- Reading ---- */

#define EXPONENT_LIMIT INT64_C(1000000000000000) /* beyond any number of digits in memory */
#define EXPONENT_ROOM 24                         /* e, sign, digits, NUL */

typedef struct Reader {
    const char *at;
    const char *end;
    char *out; /* where the next character for strtod goes */
} Reader;

static int is_space(char character)
{
    return character != '\0' && strchr(" \t\n\r\f\v", character) != NULL;
}

/* Passes a character if it is next. */
static int take_character(Reader *reader, char character)
{
    if (reader->at < reader->end && *reader->at == character) {
        reader->at++;
        return 1;
    }
    return 0;
}

/* Copies digits, which single underscores may part.  Returns how many, or -1 for a misplaced underscore. */
static Rc_ssize_t copy_digits(Reader *reader)
{
    Rc_ssize_t count = 0;
    int after_digit = 0;
    for (; reader->at < reader->end; reader->at++) {
        if (is_decimal_digit(*reader->at)) {
            *reader->out++ = *reader->at;
            count++;
            after_digit = 1;
        } else if (*reader->at == '_' && after_digit) {
            after_digit = 0;
        } else {
            break;
        }
    }
    return count == 0 || after_digit ? count : -1;
}

static int64_t exponent_value(const char *digits, const char *end)
{
    int64_t value = 0;
    for (; digits < end; digits++) {
        value = value < EXPONENT_LIMIT ? value * 10 + (*digits - '0') : value;
    }
    return value;
}

/* Reads [digits][.[digits]][e[sign]digits] and leaves it in out as digits and an exponent.  1, or 0 if the
 * text is something else. */
static int read_decimal(Reader *reader)
{
    Rc_ssize_t whole = copy_digits(reader);
    Rc_ssize_t fraction = whole >= 0 && take_character(reader, '.') ? copy_digits(reader) : 0;
    if (whole < 0 || fraction < 0 || whole + fraction == 0) {
        return 0;
    }
    int64_t exponent = 0;
    if (take_character(reader, 'e') || take_character(reader, 'E')) {
        int negative = take_character(reader, '-');
        if (!negative) {
            take_character(reader, '+');
        }
        char *digits = reader->out;
        if (copy_digits(reader) <= 0) {
            return 0;
        }
        exponent = exponent_value(digits, reader->out);
        exponent = negative ? -exponent : exponent;
        reader->out = digits;
    }
    snprintf(reader->out, EXPONENT_ROOM, "e%lld", (long long)(exponent - fraction));
    return reader->at == reader->end;
}

/* Is the rest of the text this word, in any case?  word is in lower case. */
static int is_word(const Reader *reader, const char *word)
{
    size_t size = strlen(word);
    if ((size_t)(reader->end - reader->at) != size) {
        return 0;
    }
    for (size_t i = 0; i < size; i++) {
        if ((reader->at[i] | 0x20) != word[i]) {
            return 0;
        }
    }
    return 1;
}

/* Reads data whole, with buffer (size + EXPONENT_ROOM bytes) to work in.  1, or 0 if it is no number. */
static int read_float(const char *data, Rc_ssize_t size, char *buffer, double *value)
{
    Reader reader = {data, data + size, buffer};
    while (reader.at < reader.end && is_space(*reader.at)) {
        reader.at++;
    }
    while (reader.at < reader.end && is_space(reader.end[-1])) {
        reader.end--;
    }
    int negative = take_character(&reader, '-');
    if (!negative) {
        take_character(&reader, '+');
    }
    if (is_word(&reader, "inf") || is_word(&reader, "infinity")) {
        *value = INFINITY;
    } else if (is_word(&reader, "nan")) {
        *value = NAN;
    } else if (read_decimal(&reader)) {
        *value = strtod(buffer, NULL);
    } else {
        return 0;
    }
    *value = negative ? -*value : *value;
    return 1;
}

RcObject *RcFloat_FromString(RcObject *op)
{
    const char *data;
    Rc_ssize_t size;
    if (op == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    if (RcStr_Check(op)) {
        data = RcStr_AsUTF8AndSize(op, &size);
    } else if (RcBytes_Check(op)) {
        data = RcBytes_AS_STRING(op);
        size = RcBytes_GET_SIZE(op);
    } else {
        return RcErr_Format(RcExc_TypeError,
                            "float() argument must be a string or a real number, not '%.200s'",
                            Rc_TYPE(op)->tp_name);
    }
    char local[128];
    char *buffer = local;
    if (size > (Rc_ssize_t)sizeof local - EXPONENT_ROOM) {
        buffer = RcMem_Malloc((size_t)size + EXPONENT_ROOM);
        if (buffer == NULL) {
            return RcErr_NoMemory();
        }
    }
    double value;
    int is_number = read_float(data, size, buffer, &value);
    if (buffer != local) {
        RcMem_Free(buffer);
    }
    if (!is_number) {
        return RcErr_Format(RcExc_ValueError, "could not convert string to float: %R", op);
    }
    return RcFloat_FromDouble(value);
}
