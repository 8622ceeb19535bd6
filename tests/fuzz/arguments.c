/* Harness: argument parsing, building, and printf's formats.
 *
 * A format says which arguments its caller passes; one that says something else is the caller's undefined behaviour.
 * So formats are made of the letters of one class, whose arguments are all alike: pointers to store through, ints, sizes,
 * doubles, strings, objects; beside that they are as wrong as they like. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST 24 /* of a format */

/* A format out of an alphabet: some of its letters, as the input wants. */
static void next_format(Input *input, const char *alphabet, char format[LONGEST + 1])
{
    int length = choose(input, LONGEST + 1);
    for (int i = 0; i < length; i++) {
        format[i] = alphabet[choose(input, (int)strlen(alphabet))];
    }
    format[length] = '\0';
}

static RcObject *next_object(Input *input, int depth)
{
    size_t size;
    const char *bytes;
    RcObject *op;

    switch (choose(input, depth > 0 ? 9 : 7)) {
    case 0:
        return Rc_NewRef(Rc_None);
    case 1:
        return Rc_NewRef(Rc_True);
    case 2:
        return RcInt_FromInt64(next_integer(input));
    case 3:
        return RcFloat_FromDouble(next_double(input));
    case 4:
        bytes = next_bytes(input, &size);
        return RcStr_DecodeUTF8(bytes, (Rc_ssize_t)size, "ignore");
    case 5:
        bytes = next_bytes(input, &size);
        return RcBytes_FromStringAndSize(bytes, (Rc_ssize_t)size);
    case 6:
        return RcHashTable_New();
    case 7:
        op = RcTuple_New(choose(input, 4));
        break;
    default:
        op = RcList_New(choose(input, 4));
    }
    for (Rc_ssize_t i = 0; i < RcObject_Size(op); i++) {
        RcObject *item = next_object(input, depth - 1);
        if (RcTuple_Check(op)) {
            RcTuple_SET_ITEM(op, i, item);
        } else {
            RcList_SET_ITEM(op, i, item);
        }
    }
    return op;
}

static RcObject *next_tuple(Input *input)
{
    RcObject *tuple = RcTuple_New(choose(input, 7));
    for (Rc_ssize_t i = 0; i < RcTuple_GET_SIZE(tuple); i++) {
        RcTuple_SET_ITEM(tuple, i, next_object(input, 3));
    }
    return tuple;
}

static void set_failure(Input *input)
{
    unsigned n = next_byte(input);
    RcMem_SetFailAfter(n < 32 ? (Rc_ssize_t)n % 4 + 1 : 0);
}

/* ---- Parsing ---- */

/* What is stored through: more of them than any format has units. */
static union {
    long long integer;
    double real;
    const void *pointer;
} targets[2 * LONGEST + 2], untouched[2 * LONGEST + 2];

#define T(n) &targets[n]
#define T_8(n) T(n), T(n + 1), T(n + 2), T(n + 3), T(n + 4), T(n + 5), T(n + 6), T(n + 7)
#define ALL_TARGETS T_8(0), T_8(8), T_8(16), T_8(24), T_8(32), T_8(40), T(48), T(49)

static void clear_targets(void)
{
    memset(targets, 0xA5, sizeof targets);
    memcpy(untouched, targets, sizeof targets);
}

/* A failed parse has stored nothing. */
static void parsed(int status)
{
    RcMem_SetFailAfter(0);
    EXPECT(status == 0 || status == 1);
    EXPECT(status == 1 || memcmp(targets, untouched, sizeof targets) == 0);
    fuzz_outcome(status == 0);
}

static const char units[] = "bBhHiIlkLKnfdpcszy###OSU()()||$$:; \x80w";

static void parse_tuple(Input *input)
{
    char format[LONGEST + 1];
    RcObject *args = next_tuple(input);

    next_format(input, units, format);
    clear_targets();
    set_failure(input);
    parsed(RcArg_ParseTuple(args, format, ALL_TARGETS));
    Rc_DECREF(args);
}

static void parse_one(Input *input)
{
    char format[LONGEST + 1];
    RcObject *op = next_object(input, 3);

    next_format(input, units, format);
    clear_targets();
    set_failure(input);
    parsed(RcArg_Parse(op, format, ALL_TARGETS));
    Rc_DECREF(op);
}

/* The input chooses how many names there are, and which of them are given. */
static void parse_keywords(Input *input)
{
    static char names[][4] = {"", "a", "b", "c", "a", "", "zz"};
    char format[LONGEST + 1], *kwlist[8] = {0};
    RcObject *args = next_tuple(input), *kwargs = choose(input, 4) ? RcHashTable_New() : NULL;

    for (int i = 0, count = choose(input, 8); i < count; i++) {
        kwlist[i] = names[choose(input, 7)];
    }
    for (int i = 0, count = choose(input, 4); kwargs != NULL && i < count; i++) {
        RcObject *key = choose(input, 8) ? RcStr_FromString(names[choose(input, 7)]) : next_object(input, 0);
        RcObject *value = next_object(input, 2);
        fuzz_outcome(RcHashTable_SetItem(kwargs, key, value) < 0);
        Rc_DECREF(key);
        Rc_DECREF(value);
    }
    next_format(input, units, format);
    clear_targets();
    set_failure(input);
    parsed(RcArg_ParseTupleAndKeywords(args, kwargs, format, kwlist, ALL_TARGETS));
    Rc_XDECREF(kwargs);
    Rc_DECREF(args);
}

static int conversions; /* made and not undone */

/* Refuses None; is undone if something fails later. */
static int converter(RcObject *op, void *address)
{
    if (op == NULL) {
        conversions--;
        return 1;
    }
    if (op == Rc_None) {
        RcErr_SetString(RcExc_ValueError, "None is refused");
        return 0;
    }
    conversions++;
    *(RcObject **)address = op;
    return Rc_CLEANUP_SUPPORTED;
}

static void parse_converted(Input *input)
{
    static const char *const formats[] = {"O!O&", "O!|O&O&", "(O&)O!", "O&O&|$O&:f", "O!O!;message", "O&"};
    int form = choose(input, 6), status;
    RcObject *args = next_tuple(input), *out[4];

    conversions = 0;
    set_failure(input);
    switch (form) {
    case 0:
        status = RcArg_ParseTuple(args, formats[0], &RcStr_Type, &out[0], converter, &out[1]);
        break;
    case 1:
        status =
            RcArg_ParseTuple(args, formats[1], &RcInt_Type, &out[0], converter, &out[1], converter, &out[2]);
        break;
    case 2:
        status = RcArg_ParseTuple(args, formats[2], converter, &out[0], &RcList_Type, &out[1]);
        break;
    case 3: {
        static char a[] = "a", b[] = "b", c[] = "c", *kwlist[] = {a, b, c, NULL};
        status = RcArg_ParseTupleAndKeywords(args, NULL, formats[3], kwlist, converter, &out[0], converter,
                                             &out[1], converter, &out[2]);
        break;
    }
    case 4:
        status = RcArg_ParseTuple(args, formats[4], &RcTuple_Type, &out[0], &RcBytes_Type, &out[1]);
        break;
    default:
        status = RcArg_ParseTuple(args, formats[5], converter, &out[0]);
    }
    RcMem_SetFailAfter(0);
    EXPECT(status || conversions == 0);
    fuzz_outcome(status == 0);
    Rc_DECREF(args);
}

static void unpack(Input *input)
{
    RcObject *args = next_tuple(input), *out[6];
    Rc_ssize_t min = choose(input, 7), max = choose(input, 7);

    fuzz_outcome(RcArg_UnpackTuple(args, choose(input, 2) ? "f" : NULL, min, max, &out[0], &out[1], &out[2],
                                   &out[3], &out[4], &out[5]) == 0);
    Rc_DECREF(args);
}

/* ---- Building ---- */

#define TIMES_6(x) x, x, x, x, x, x
#define TIMES_24(x) TIMES_6(x), TIMES_6(x), TIMES_6(x), TIMES_6(x)
#define PAIR(size) text, (Rc_ssize_t)(size)

/* Of what was built: it can be shown, hashed or not, and goes. */
static void built(RcObject *op)
{
    RcObject *text;

    RcMem_SetFailAfter(0);
    if (!fuzz_outcome(op == NULL)) {
        text = RcObject_Repr(op);
        EXPECT(text != NULL);
        Rc_DECREF(text);
        Rc_DECREF(op);
    }
}

static void build(Input *input)
{
    char format[LONGEST + 1];
    RcObject *op = next_object(input, 2);
    const char *text = "\xC3\xA4 text";
    int kind = choose(input, 5);

    static const char *const alphabets[] = {"nnnn()[]{}{},: ", "dfdf()[]{},", "OOSO()[]{}{}", "szUy()[]{},",
                                            "z#z#()[]{}"};
    next_format(input, alphabets[kind], format);
    if (kind == 4) { /* pairs of a string and its size: # where it belongs */
        for (char *f = format; *f != '\0'; f++) {
            if (*f == '#' && (f == format || f[-1] != 'z')) {
                *f = ',';
            } else if (*f == 'z' && f[1] != '#') {
                *f = ' ';
            }
        }
    }
    set_failure(input);
    switch (kind) {
    case 0:
        built(Rc_BuildValue(format, TIMES_24((Rc_ssize_t)format[0])));
        break;
    case 1:
        built(Rc_BuildValue(format, TIMES_24(0.5)));
        break;
    case 2:
        built(Rc_BuildValue(format, TIMES_24(op)));
        break;
    case 3:
        built(Rc_BuildValue(format, TIMES_24(text)));
        break;
    default:
        built(Rc_BuildValue(format, TIMES_6(PAIR(3)), TIMES_6(PAIR(8))));
    }
    Rc_DECREF(op);
}

/* N steals, whatever happens. */
static void build_stealing(Input *input)
{
    static const char *const formats[] = {"NN", "(N[N])", "{N:N}", "[NNi]", "NNO", "{N,N,", "N]N", "N&N"};
    int form = choose(input, 8);
    RcObject *first = next_object(input, 2), *second = next_object(input, 1);

    set_failure(input);
    if (form < 5) {
        built(Rc_BuildValue(formats[form], first, second, NULL));
        return;
    }
    /* What stands before a character that means nothing is stolen; a bracket out of place means something. */
    RcMem_SetFailAfter(0);
    built(Rc_BuildValue(formats[form], first, second, NULL));
    if (form == 7) {
        Rc_DECREF(second);
    }
}

/* ---- printf's formats ---- */

/* Numbers print as the C library prints them, where the format means the same to both. */
static void format_ints(Input *input)
{
    char format[LONGEST + 1], expected[4096];
    int value = (int)(uint32_t)next_integer(input), printed;
    RcObject *op;

    next_format(input, "%%%%diuxXoc*.019-# yk\x80", format);
    set_failure(input);
    op = RcStr_FromFormat(format, TIMES_24(value), TIMES_24(value));
    RcMem_SetFailAfter(0);
    if (op != NULL && strpbrk(format, "c*.#") == NULL) {
        printed = snprintf(expected, sizeof expected, format, TIMES_24(value), TIMES_24(value));
        EXPECT(printed < 0 || printed >= (int)sizeof expected || RcStr_EqualToUTF8(op, expected));
    }
    fuzz_outcome(op == NULL);
    Rc_XDECREF(op);
    op = RcBytes_FromFormat(format, TIMES_24(value), TIMES_24(value));
    fuzz_outcome(op == NULL);
    Rc_XDECREF(op);
    EXPECT(RcErr_Format(RcExc_ValueError, format, TIMES_24(value), TIMES_24(value)) == NULL);
    EXPECT(fuzz_outcome(1));
}

/* Arguments of one word each: an object, a type, a string that need not be UTF-8. */
static void format_pointers(Input *input)
{
    char format[LONGEST + 1], *text = next_string(input);
    RcObject *op = next_object(input, 2), *result;

    switch (choose(input, 4)) {
    case 0:
        next_format(input, "%%%%SRAUT.0159-# x", format);
        set_failure(input);
        result = RcStr_FromFormat(format, TIMES_24(op));
        break;
    case 1:
        next_format(input, "%%%%N.0159-# x", format);
        set_failure(input);
        result = RcStr_FromFormat(format, TIMES_24(Rc_TYPE(op)));
        break;
    case 2:
        next_format(input, "%%%%s.0159-# x", format);
        set_failure(input);
        result = RcStr_FromFormat(format, TIMES_24(text));
        break;
    default:
        next_format(input, "%%%%z%d%u.0159- x", format);
        for (char *f = format; *f != '\0'; f++) { /* z is the only size: d and u only after it */
            *f = (*f == 'd' || *f == 'u') && (f == format || f[-1] != 'z') ? 'z' : *f;
        }
        set_failure(input);
        result = RcStr_FromFormat(format, TIMES_24((size_t)next_integer(input)));
    }
    RcMem_SetFailAfter(0);
    fuzz_outcome(result == NULL);
    Rc_XDECREF(result);
    Rc_DECREF(op);
    free(text);
}

void fuzz_configure(Input *input, RcConfig *config)
{
    Rc_UNUSED(input);
    Rc_UNUSED(config);
}

void fuzz_one(Input *input)
{
    static void (*const operations[])(Input *) = {parse_tuple,     parse_one,   parse_keywords,
                                                  parse_converted, unpack,      build,
                                                  build_stealing,  format_ints, format_pointers};

    while (!at_end(input)) {
        operations[choose(input, (int)(sizeof operations / sizeof *operations))](input);
    }
}
