/* Harness: conversions between text and numbers, and operations on text.
 *
 * What is asked: that a conversion and the one back agree, to the bit; that recount's readers agree with the C
 * library's where both know the form; that what an operation takes apart can be put together again; that searches agree
 * with a naive one.  Allocations fail now and then. */
#include "fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The next operation's n-th allocation fails, now and then. */
static void set_failure(Input *input)
{
    unsigned n = next_byte(input);
    RcMem_SetFailAfter(n < 32 ? (Rc_ssize_t)n % 8 + 1 : 0);
}

/* Was it out of memory?  Other errors are EXPECTed by the caller. */
static int out_of_memory(const void *result)
{
    RcMem_SetFailAfter(0);
    return result == NULL && RcErr_ExceptionMatches(RcExc_MemoryError);
}

/* A str, out of what the input has: valid text, repaired where it is not.  Never NULL. */
static RcObject *next_str(Input *input)
{
    size_t size;
    const char *bytes = next_bytes(input, &size);
    RcObject *str = RcStr_DecodeUTF8(bytes, (Rc_ssize_t)size, "replace");
    EXPECT(str != NULL);
    return str;
}

static int same_text(RcObject *a, RcObject *b)
{
    Rc_ssize_t size;
    const char *text = RcStr_AsUTF8AndSize(b, &size);
    return RcStr_EqualToUTF8AndSize(a, text, size) && RcStr_Compare(a, b) == 0 && RcStr_Equal(a, b) == 1;
}

/* ---- Text ---- */

static void decode(Input *input)
{
    static const char *const handlers[] = {"strict", "replace", "ignore", "bogus", NULL};
    const char *errors = handlers[choose(input, 5)];
    size_t size;
    const char *bytes = next_bytes(input, &size);
    RcObject *str, *again;
    Rc_ssize_t length;
    const char *text;

    set_failure(input);
    str = RcStr_DecodeUTF8(bytes, (Rc_ssize_t)size, errors);
    if (out_of_memory(str) || str == NULL) {
        fuzz_outcome(1);
        return;
    }
    text = RcStr_AsUTF8AndSize(str, &length);
    EXPECT(text[length] == '\0');
    EXPECT(errors == NULL || *errors == 'r' || *errors == 'i' ||
           ((size_t)length == size && memcmp(text, bytes, size) == 0));
    again = RcStr_FromStringAndSize(text, length); /* what was repaired is valid */
    EXPECT(again != NULL && same_text(str, again) && RcStr_GetLength(str) == RcStr_GetLength(again));
    EXPECT(RcObject_Hash(str) == RcObject_Hash(again));
    Rc_DECREF(again);
    Rc_DECREF(str);
}

/* Code point by code point, written anew. */
static void rewrite(Input *input)
{
    RcObject *str = next_str(input), *copy;
    RcStrWriter *writer = RcStrWriter_Create(choose(input, 40));
    for (Rc_ssize_t i = 0; i < RcStr_GetLength(str); i++) {
        EXPECT(RcStrWriter_WriteChar(writer, RcStr_ReadChar(str, i)) == 0);
    }
    copy = RcStrWriter_Finish(writer);
    EXPECT(copy != NULL && same_text(copy, str));
    Rc_DECREF(copy);
    Rc_DECREF(str);
}

static int starts_with(const char *at, const char *end, const char *text, size_t size)
{
    return (size_t)(end - at) >= size && memcmp(at, text, size) == 0;
}

/* The bytes' distance of the first or last match, or -1. */
static Rc_ssize_t naive_find(const char *text, Rc_ssize_t size, const char *part, Rc_ssize_t part_size,
                             int last)
{
    Rc_ssize_t found = -1;
    for (Rc_ssize_t i = 0; i + part_size <= size && (found < 0 || last); i++) {
        if (starts_with(text + i, text + size, part, (size_t)part_size)) {
            found = i;
        }
    }
    return found;
}

static void search(Input *input)
{
    RcObject *str = next_str(input), *part = next_str(input), *before;
    Rc_ssize_t size, part_size, length = RcStr_GetLength(str);
    const char *text = RcStr_AsUTF8AndSize(str, &size), *wanted = RcStr_AsUTF8AndSize(part, &part_size);

    for (int last = 0; last < 2; last++) {
        Rc_ssize_t naive = naive_find(text, size, wanted, part_size, last);
        Rc_ssize_t found = RcStr_Find(str, part, 0, length, last ? -1 : 1);
        EXPECT((found < 0) == (naive < 0));
        if (naive >= 0) {
            before = RcStr_FromStringAndSize(text, naive);
            EXPECT(RcStr_GetLength(before) == found);
            Rc_DECREF(before);
        }
    }
    EXPECT(RcStr_Contains(str, part) == (naive_find(text, size, wanted, part_size, 0) >= 0));
    EXPECT(RcStr_Tailmatch(str, part, 0, length, -1) ==
           starts_with(text, text + size, wanted, (size_t)part_size));
    (void)RcStr_Find(str, part, (Rc_ssize_t)next_integer(input), (Rc_ssize_t)next_integer(input), 1);
    (void)RcStr_FindChar(str, (Rc_UCS4)next_integer(input), (Rc_ssize_t)next_integer(input),
                         (Rc_ssize_t)next_integer(input), -1);
    (void)RcStr_Count(str, part, (Rc_ssize_t)next_integer(input), (Rc_ssize_t)next_integer(input));
    EXPECT(!RcErr_Occurred());
    Rc_DECREF(str);
    Rc_DECREF(part);
}

/* Joined again it is the same. */
static void split(Input *input)
{
    RcObject *str = next_str(input), *separator = next_str(input), *parts, *joined;

    set_failure(input);
    parts = RcStr_Split(str, separator, choose(input, 8) - 1);
    RcMem_SetFailAfter(0);
    if (parts == NULL) {
        EXPECT(RcErr_ExceptionMatches(RcExc_MemoryError) || RcStr_GetLength(separator) == 0);
        fuzz_outcome(1);
    } else {
        joined = RcStr_Join(separator, parts);
        EXPECT(joined != NULL && same_text(joined, str));
        Rc_DECREF(joined);
        Rc_DECREF(parts);
    }
    Rc_DECREF(str);
    Rc_DECREF(separator);
}

static void take_apart(Input *input)
{
    RcObject *str = next_str(input), *separator = next_str(input), *none = RcStr_FromString(""), *parts,
             *joined;
    Rc_ssize_t low = (Rc_ssize_t)next_integer(input), high = (Rc_ssize_t)next_integer(input);

    parts = RcStr_Splitlines(str, 1);
    joined = RcStr_Join(none, parts);
    EXPECT(same_text(joined, str));
    Rc_DECREF(joined);
    Rc_DECREF(parts);
    parts = choose(input, 2) ? RcStr_Partition(str, separator) : RcStr_RPartition(str, separator);
    if (!fuzz_outcome(parts == NULL)) {
        joined = RcStr_Join(none, parts);
        EXPECT(same_text(joined, str));
        Rc_DECREF(joined);
        Rc_DECREF(parts);
    }
    parts = RcStr_Substring(str, low, high);
    EXPECT(fuzz_outcome(parts == NULL) || RcStr_Contains(str, parts) == 1);
    Rc_XDECREF(parts);
    Rc_DECREF(none);
    Rc_DECREF(str);
    Rc_DECREF(separator);
}

/* Replaced and replaced back, where the new part did not occur before; and never longer than it may be. */
static void replace(Input *input)
{
    RcObject *str = next_str(input), *old = next_str(input), *new = next_str(input), *replaced, *back;
    int returns = RcStr_GetLength(new) > 0 && RcStr_GetLength(old) > 0 && RcStr_GetLength(new) == 1 &&
                  !RcStr_Contains(str, new);

    set_failure(input);
    replaced = RcStr_Replace(str, old, new, returns ? -1 : (Rc_ssize_t)next_integer(input));
    RcMem_SetFailAfter(0);
    if (!fuzz_out_of_memory(replaced == NULL) && returns) {
        back = RcStr_Replace(replaced, new, old, -1);
        EXPECT(same_text(back, str));
        Rc_DECREF(back);
    }
    Rc_XDECREF(replaced);
    Rc_DECREF(str);
    Rc_DECREF(old);
    Rc_DECREF(new);
}

static void represent(Input *input)
{
    size_t size;
    const char *bytes = next_bytes(input, &size);
    RcObject *ops[2] = {RcStr_DecodeUTF8(bytes, (Rc_ssize_t)size, "ignore"),
                        RcBytes_FromStringAndSize(bytes, (Rc_ssize_t)size)};

    set_failure(input);
    for (int i = 0; i < 2; i++) {
        RcObject *texts[3] = {RcObject_Repr(ops[i]), RcObject_Str(ops[i]), RcObject_ASCII(ops[i])};
        EXPECT(fuzz_outcome(RcErr_Occurred() != NULL) ||
               (texts[0] != NULL && texts[1] != NULL && texts[2] != NULL));
        if (texts[2] != NULL) {
            EXPECT(RcStr_IS_ASCII(texts[2]));
        }
        for (int j = 0; j < 3; j++) {
            Rc_XDECREF(texts[j]);
        }
    }
    RcMem_SetFailAfter(0);
    EXPECT(ops[0] != NULL && ops[1] != NULL);
    Rc_DECREF(ops[0]);
    Rc_DECREF(ops[1]);
}

/* A method that the input names, with arguments that it chooses. */
static void call_method(Input *input)
{
    static const char *const names[] = {"capitalize", "count",  "encode",    "endswith",    "find",
                                        "format",     "index",  "isalpha",   "isdigit",     "join",
                                        "lower",      "lstrip", "partition", "replace",     "rfind",
                                        "rpartition", "rstrip", "split",     "splitlines",  "startswith",
                                        "strip",      "title",  "upper",     "__getitem__", "decode"};
    const char *name = names[choose(input, (int)(sizeof names / sizeof *names))];
    RcObject *self = next_str(input), *result = NULL;
    RcObject *args[3] = {next_str(input), RcInt_FromInt64(next_integer(input)),
                         RcInt_FromInt64(next_integer(input))};
    RcObject *method;

    set_failure(input);
    if (RcObject_GetOptionalAttrString(self, name, &method) > 0) {
        result = RcObject_Vectorcall(method, args + choose(input, 2), (size_t)choose(input, 3), NULL);
        fuzz_outcome(result == NULL);
    }
    RcErr_Clear();
    RcMem_SetFailAfter(0);
    Rc_XDECREF(result);
    Rc_XDECREF(method);
    Rc_DECREF(self);
    for (int i = 0; i < 3; i++) {
        Rc_DECREF(args[i]);
    }
}

/* ---- Numbers ---- */

static int has_letter(const char *text, const char *letters)
{
    return text[strcspn(text, letters)] != '\0';
}

static void read_int(Input *input)
{
    int base = choose(input, 40) - 1;
    char *text = next_string(input), *end = NULL, *libc_end;
    long long libc;
    int64_t value;
    RcObject *op;

    set_failure(input);
    op = RcInt_FromString(text, choose(input, 2) ? &end : NULL, base);
    EXPECT(end == NULL || (end >= text && end <= text + strlen(text)));
    if (!out_of_memory(op) && op != NULL && !has_letter(text, "_") && base != 0 &&
        !has_letter(text, "bBoO")) {
        libc = strtoll(text, &libc_end, base);
        EXPECT(RcInt_AsInt64(op, &value) == 0 && value == libc);
    }
    fuzz_outcome(op == NULL);
    Rc_XDECREF(op);
    free(text);
}

static void write_int(Input *input)
{
    static const int bases[] = {2, 8, 10, 16};
    int64_t value = next_integer(input), again;
    RcObject *op = RcInt_FromInt64(value), *text, *back;

    for (int i = 0; i < 4; i++) {
        text = RcNumber_ToBase(op, bases[i]);
        back = RcInt_FromStrObject(text, choose(input, 2) ? 0 : bases[i]);
        EXPECT(back != NULL && RcInt_AsInt64(back, &again) == 0 && again == value);
        EXPECT(RcObject_Hash(back) == RcObject_Hash(op));
        Rc_DECREF(back);
        Rc_DECREF(text);
    }
    Rc_DECREF(op);
}

static int same_double(double a, double b)
{
    return a == b ? signbit(a) == signbit(b) : isnan(a) && isnan(b);
}

static void read_float(Input *input)
{
    char *text = next_string(input), *end;
    size_t size = strlen(text);
    RcObject *source = choose(input, 2) ? RcStr_DecodeUTF8(text, (Rc_ssize_t)size, "ignore")
                                        : RcBytes_FromStringAndSize(text, (Rc_ssize_t)size);
    RcObject *op;

    set_failure(input);
    op = RcFloat_FromString(source);
    if (!out_of_memory(op) && op != NULL && !has_letter(text, "_") && RcBytes_Check(source)) {
        EXPECT(same_double(strtod(text, &end), RcFloat_AS_DOUBLE(op)));
    }
    fuzz_outcome(op == NULL);
    Rc_XDECREF(op);
    Rc_DECREF(source);
    free(text);
}

static void write_float(Input *input)
{
    double value = next_double(input);
    RcObject *op = RcFloat_FromDouble(value), *text = RcObject_Repr(op), *back = RcFloat_FromString(text),
             *whole;

    EXPECT(same_double(RcFloat_AsDouble(back), value));
    EXPECT(same_double(strtod(RcStr_AsUTF8(text), NULL), value));
    whole = RcInt_FromDouble(value);
    EXPECT((whole != NULL) == (value >= -0x1p63 && value < 0x1p63));
    if (!fuzz_outcome(whole == NULL)) {
        int64_t wide;
        EXPECT(RcInt_AsInt64(whole, &wide) == 0 && wide == (int64_t)value);
        EXPECT(RcObject_RichCompareBool(op, whole, Rc_EQ) == (value == trunc(value)));
        EXPECT(value != trunc(value) || RcObject_Hash(op) == RcObject_Hash(whole));
        Rc_DECREF(whole);
    }
    Rc_DECREF(back);
    Rc_DECREF(text);
    Rc_DECREF(op);
}

/* An int and a float compare by value, exactly: of three relations one holds, and the other way round the other. */
static void compare_numbers(Input *input)
{
    RcObject *a =
        choose(input, 2) ? RcInt_FromInt64(next_integer(input)) : RcFloat_FromDouble(next_double(input));
    RcObject *b =
        choose(input, 2) ? RcInt_FromInt64(next_integer(input)) : RcFloat_FromDouble(next_double(input));
    int less = RcObject_RichCompareBool(a, b, Rc_LT), equal = RcObject_RichCompareBool(a, b, Rc_EQ);
    int more = RcObject_RichCompareBool(a, b, Rc_GT);
    int nan = RcFloat_Check(a) ? isnan(RcFloat_AS_DOUBLE(a)) : 0;

    nan = nan || (RcFloat_Check(b) && isnan(RcFloat_AS_DOUBLE(b)));
    EXPECT(less + equal + more == (nan ? 0 : 1));
    EXPECT(RcObject_RichCompareBool(b, a, Rc_GT) == less && RcObject_RichCompareBool(b, a, Rc_EQ) == equal);
    EXPECT(!equal || RcObject_Hash(a) == RcObject_Hash(b));
    Rc_DECREF(a);
    Rc_DECREF(b);
}

/* A C type that does not hold the value is an OverflowError, any other gives it. */
static void narrow(Input *input)
{
    int64_t value = next_integer(input);
    RcObject *op = RcInt_FromInt64(value);
    int32_t small = 0;
    uint64_t natural = 0;
    int overflow;

    EXPECT(RcInt_AsInt64(op, &value) == 0);
    EXPECT(RcInt_AsInt32(op, &small) == 0 ? small == value : value != (int32_t)value);
    RcErr_Clear();
    EXPECT(RcInt_AsUInt64(op, &natural) == 0 ? (int64_t)natural == value && value >= 0 : value < 0);
    RcErr_Clear();
    EXPECT(RcInt_AsLongAndOverflow(op, &overflow) == value || overflow == (value < 0 ? -1 : 1));
    EXPECT(RcInt_AsUnsignedLongLongMask(op) == (uint64_t)value);
    EXPECT(RcInt_AsSsize_t(op) == value || RcErr_ExceptionMatches(RcExc_OverflowError));
    RcErr_Clear();
    Rc_DECREF(op);
}

void fuzz_configure(Input *input, RcConfig *config)
{
    Rc_UNUSED(input);
    Rc_UNUSED(config);
}

void fuzz_one(Input *input)
{
    static void (*const operations[])(Input *) = {
        decode,      rewrite,  search,    split,      take_apart,  replace,         represent,
        call_method, read_int, write_int, read_float, write_float, compare_numbers, narrow};

    while (!at_end(input)) {
        operations[choose(input, (int)(sizeof operations / sizeof *operations))](input);
    }
}
