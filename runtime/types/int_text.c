/* int: literals, and numbers as text.
 *
 * A literal is read once, from left to right, into a magnitude and a sign; that the magnitude was too large
 * is only told after all else has been found well-formed. */
#include "protocol/number_internal.h"
#include "types/int_internal.h"
#include <recount/bytes.h>
#include <recount/errors.h>
#include <recount/str.h>
#include <string.h>

typedef enum { WELL_FORMED, MALFORMED, TOO_LARGE } Outcome;

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t\n\r\f\v");
}

/* The value of a digit or letter; a number that no base has for all else. */
static int digit_value(char character)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    char lower = character >= 'A' && character <= 'Z' ? (char)(character - 'A' + 'a') : character;
    const char *found = lower == '\0' ? NULL : strchr(digits, lower);
    return found == NULL ? 36 : (int)(found - digits);
}

/* The base that a prefix at *at tells; 0 if there is none. */
static int prefix_base(const char *at)
{
    if (at[0] != '0') {
        return 0;
    }
    switch (at[1]) {
    case 'x':
    case 'X':
        return 16;
    case 'o':
    case 'O':
        return 8;
    case 'b':
    case 'B':
        return 2;
    default:
        return 0;
    }
}

/* Passes a prefix that belongs to base, and the underscore that may follow it.  Returns the base to
 * read in. */
static int take_prefix(const char **at, int base)
{
    int told = prefix_base(*at);
    if (told != 0 && (base == 0 || base == told)) {
        *at += (*at)[2] == '_' ? 3 : 2;
        return told;
    }
    return base == 0 ? 10 : base;
}

/* Reads digits with single underscores between them, all of them even if the number is too large: then
 * *magnitude means nothing. */
static Outcome read_digits(const char **at, int base, uint64_t *magnitude)
{
    Outcome outcome = WELL_FORMED;
    int after_digit = 0;
    *magnitude = 0;
    for (;; ++*at) {
        if (**at == '_' && after_digit) {
            after_digit = 0;
            continue;
        }
        int digit = digit_value(**at);
        if (digit >= base) {
            break;
        }
        after_digit = 1;
        if (__builtin_mul_overflow(*magnitude, (uint64_t)base, magnitude) ||
            __builtin_add_overflow(*magnitude, (uint64_t)digit, magnitude)) {
            outcome = TOO_LARGE;
        }
    }
    return after_digit ? outcome : MALFORMED;
}

/* Reads a literal; *at is set to where reading stopped. */
static Outcome read_literal(const char **at, int base, int64_t *value)
{
    *at = skip_space(*at);
    int negative = **at == '-';
    if (negative || **at == '+') {
        ++*at;
    }
    int zero_first = base == 0 && **at == '0' && prefix_base(*at) == 0;
    uint64_t magnitude;
    Outcome outcome = read_digits(at, take_prefix(at, base), &magnitude);
    if (outcome == MALFORMED || (zero_first && (outcome == TOO_LARGE || magnitude != 0))) {
        return MALFORMED; /* "010" is what other languages read as 8 */
    }
    *at = skip_space(*at);
    if (outcome == TOO_LARGE || magnitude > (uint64_t)INT64_MAX + (uint64_t)negative) {
        return TOO_LARGE;
    }
    *value = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return WELL_FORMED;
}

/* The int, or NULL and the exception for a literal that is none; text shows it. */
static RcObject *result_of(Outcome outcome, int64_t value, int base, RcObject *text)
{
    switch (outcome) {
    case WELL_FORMED:
        return RcInt_FromInt64(value);
    case TOO_LARGE:
        return RcErr_Format(RcExc_OverflowError, "int is beyond 64 bits: %.200R", text);
    default:
        return RcErr_Format(RcExc_ValueError, "invalid literal for int() with base %d: %.200R", base, text);
    }
}

RcObject *_RcInt_FromText(RcObject *text, int base)
{
    const char *data;
    Rc_ssize_t size;
    if (RcStr_Check(text)) {
        data = RcStr_AsUTF8AndSize(text, &size);
    } else {
        data = RcBytes_AS_STRING(text);
        size = RcBytes_GET_SIZE(text);
    }
    const char *at = data;
    int64_t value = 0;
    Outcome outcome = read_literal(&at, base, &value);
    return result_of(at == data + size ? outcome : MALFORMED, value, base, text);
}

static int check_base(int base)
{
    if (base != 0 && (base < 2 || base > 36)) {
        RcErr_SetString(RcExc_ValueError, "int() arg 2 must be >= 2 and <= 36");
        return -1;
    }
    return 0;
}

RcObject *RcInt_FromStrObject(RcObject *str, int base)
{
    if (str == NULL || !RcStr_Check(str)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return check_base(base) < 0 ? NULL : _RcInt_FromText(str, base);
}

RcObject *RcInt_FromString(const char *text, char **end, int base)
{
    if (text == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    if (check_base(base) < 0) {
        return NULL;
    }
    const char *at = text;
    int64_t value = 0;
    Outcome outcome = read_literal(&at, base, &value);
    if (end != NULL) {
        *end = (char *)(uintptr_t)at; /* as strtol: the constness is the caller's to know */
    }
    if (*at != '\0') {
        outcome = MALFORMED;
    }
    if (outcome == WELL_FORMED) {
        return RcInt_FromInt64(value);
    }
    RcObject *shown = RcStr_FromString(text);
    if (shown != NULL) {
        result_of(outcome, value, base, shown);
        Rc_DECREF(shown);
    }
    return NULL;
}

RcObject *_RcInt_Format(int64_t value, int base)
{
    char text[2 + 1 + 64]; /* prefix, sign, digits */
    char *end = text + sizeof text;
    char *at = end;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        *--at = "0123456789abcdef"[rest % (unsigned)base];
        rest /= (unsigned)base;
    } while (rest != 0);
    if (base != 10) {
        *--at = base == 16 ? 'x' : base == 8 ? 'o' : 'b';
        *--at = '0';
    }
    if (value < 0) {
        *--at = '-';
    }
    return RcStr_FromStringAndSize(at, end - at);
}
