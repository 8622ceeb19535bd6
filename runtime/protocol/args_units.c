/* Argument parsing: what each unit of a format does with its argument.
 *
 * A converter takes its targets off the parse, lets the values wait for them, and returns 1; or 0 with an
 * error, and then what it has taken is of no concern, as the parse ends.  It consumes what follows its
 * character in the format: '#', '!', '&'. */
#include "protocol/args_internal.h"
#include <recount/bytes.h>
#include <recount/errors.h>
#include <recount/float.h>
#include <recount/int.h>
#include <recount/number.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>

/* ---- Integers */

/* 1 and the value, or 0 with the object's own error. */
static int integer_of(RcObject *arg, long long *value)
{
    *value = RcInt_AsLongLong(arg);
    return *value != -1 || RcErr_Occurred() == NULL;
}

/* The same for a narrower type, which is called what. */
static int bounded_integer_of(RcObject *arg, long long min, long long max, const char *what, long long *value)
{
    if (!integer_of(arg, value)) {
        return 0;
    }
    if (*value >= min && *value <= max) {
        return 1;
    }
    RcErr_Format(RcExc_OverflowError, "%s is %s", what,
                 *value > max ? "greater than maximum" : "less than minimum");
    return 0;
}

static int convert_b(RcArgParse *parse, RcObject *arg)
{
    long long value;
    if (!bounded_integer_of(arg, 0, UCHAR_MAX, "unsigned byte integer", &value)) {
        return 0;
    }
    unsigned char stored = (unsigned char)value;
    return _RcArg_Keep(parse, NULL, &stored, sizeof stored);
}

static int convert_h(RcArgParse *parse, RcObject *arg)
{
    long long value;
    if (!bounded_integer_of(arg, SHRT_MIN, SHRT_MAX, "signed short integer", &value)) {
        return 0;
    }
    short stored = (short)value;
    return _RcArg_Keep(parse, NULL, &stored, sizeof stored);
}

static int convert_i(RcArgParse *parse, RcObject *arg)
{
    long long value;
    if (!bounded_integer_of(arg, INT_MIN, INT_MAX, "signed integer", &value)) {
        return 0;
    }
    int stored = (int)value;
    return _RcArg_Keep(parse, NULL, &stored, sizeof stored);
}

static int convert_l(RcArgParse *parse, RcObject *arg)
{
    long value = RcInt_AsLong(arg);
    return value == -1 && RcErr_Occurred() != NULL ? 0 : _RcArg_Keep(parse, NULL, &value, sizeof value);
}

static int convert_L(RcArgParse *parse, RcObject *arg)
{
    long long value;
    return integer_of(arg, &value) && _RcArg_Keep(parse, NULL, &value, sizeof value);
}

static int convert_n(RcArgParse *parse, RcObject *arg)
{
    RcObject *index = RcNumber_Index(arg);
    if (index == NULL) {
        return 0;
    }
    Rc_ssize_t value = RcInt_AsSsize_t(index);
    Rc_DECREF(index);
    return value == -1 && RcErr_Occurred() != NULL ? 0 : _RcArg_Keep(parse, NULL, &value, sizeof value);
}

static int convert_B(RcArgParse *parse, RcObject *arg)
{
    long long value;
    if (!integer_of(arg, &value)) {
        return 0;
    }
    unsigned char stored = (unsigned char)value;
    return _RcArg_Keep(parse, NULL, &stored, sizeof stored);
}

static int convert_H(RcArgParse *parse, RcObject *arg)
{
    long long value;
    if (!integer_of(arg, &value)) {
        return 0;
    }
    unsigned short stored = (unsigned short)value;
    return _RcArg_Keep(parse, NULL, &stored, sizeof stored);
}

static int convert_I(RcArgParse *parse, RcObject *arg)
{
    long long value;
    if (!integer_of(arg, &value)) {
        return 0;
    }
    unsigned int stored = (unsigned int)value;
    return _RcArg_Keep(parse, NULL, &stored, sizeof stored);
}

/* The two widest that keep the low bits want an int itself, as in CPython. */
static int convert_k(RcArgParse *parse, RcObject *arg)
{
    long long value;
    if (!RcInt_Check(arg)) {
        return _RcArg_Mismatch(parse, "int", arg);
    }
    if (!integer_of(arg, &value)) {
        return 0;
    }
    unsigned long stored = (unsigned long)value;
    return _RcArg_Keep(parse, NULL, &stored, sizeof stored);
}

static int convert_K(RcArgParse *parse, RcObject *arg)
{
    long long value;
    if (!RcInt_Check(arg)) {
        return _RcArg_Mismatch(parse, "int", arg);
    }
    return integer_of(arg, &value) && _RcArg_Keep(parse, NULL, &value, sizeof value);
}

/* ---- Other numbers */

static int convert_d(RcArgParse *parse, RcObject *arg)
{
    double value = RcFloat_AsDouble(arg);
    return value == -1.0 && RcErr_Occurred() != NULL ? 0 : _RcArg_Keep(parse, NULL, &value, sizeof value);
}

static int convert_f(RcArgParse *parse, RcObject *arg)
{
    double value = RcFloat_AsDouble(arg);
    if (value == -1.0 && RcErr_Occurred() != NULL) {
        return 0;
    }
    float stored = (float)value;
    return _RcArg_Keep(parse, NULL, &stored, sizeof stored);
}

static int convert_p(RcArgParse *parse, RcObject *arg)
{
    int value = RcObject_IsTrue(arg);
    return value >= 0 && _RcArg_Keep(parse, NULL, &value, sizeof value);
}

/* ---- Text and bytes */

static int convert_c(RcArgParse *parse, RcObject *arg)
{
    if (!RcBytes_Check(arg) || RcBytes_GET_SIZE(arg) != 1) {
        return _RcArg_Mismatch(parse, "a byte string of length 1", arg);
    }
    return _RcArg_Keep(parse, NULL, RcBytes_AS_STRING(arg), 1);
}

/* lender is whose text it is; NULL: there is none, and text is NULL. */
static int keep_text(RcArgParse *parse, RcObject *lender, const char *text, size_t size,
                     const char *complaint)
{
    if (text != NULL && strlen(text) != size) {
        RcErr_SetString(RcExc_ValueError, complaint);
        return 0;
    }
    return _RcArg_Keep(parse, lender, &text, sizeof text);
}

static int convert_str(RcArgParse *parse, RcObject *arg, const char *wanted)
{
    if (!RcStr_Check(arg)) {
        return _RcArg_Mismatch(parse, wanted, arg);
    }
    Rc_ssize_t size;
    const char *text = RcStr_AsUTF8AndSize(arg, &size);
    return keep_text(parse, arg, text, (size_t)size, "embedded null character");
}

static int bytes_required(RcObject *arg)
{
    RcErr_Format(RcExc_TypeError, "a bytes-like object is required, not '%.100s'", Rc_TYPE(arg)->tp_name);
    return 0;
}

/* A pointer and a size: of None and a str as far as allowed, and of a bytes. */
static int convert_sized(RcArgParse *parse, RcObject *arg, int none, int str)
{
    const char *text = NULL;
    Rc_ssize_t size = 0;
    if (str && RcStr_Check(arg)) {
        text = RcStr_AsUTF8AndSize(arg, &size);
    } else if (RcBytes_Check(arg)) {
        text = RcBytes_AS_STRING(arg);
        size = RcBytes_GET_SIZE(arg);
    } else if (!none || arg != Rc_None) {
        return bytes_required(arg);
    }
    return _RcArg_Keep(parse, arg, &text, sizeof text) && _RcArg_Keep(parse, NULL, &size, sizeof size);
}

/* Does the unit that has just begun go on with this character?  Then it is consumed. */
static int goes_on(RcArgParse *parse, char suffix)
{
    if (*parse->cursor != suffix) {
        return 0;
    }
    parse->cursor++;
    return 1;
}

static int convert_s(RcArgParse *parse, RcObject *arg)
{
    return goes_on(parse, '#') ? convert_sized(parse, arg, 0, 1) : convert_str(parse, arg, "str");
}

static int convert_z(RcArgParse *parse, RcObject *arg)
{
    if (goes_on(parse, '#')) {
        return convert_sized(parse, arg, 1, 1);
    }
    return arg == Rc_None ? keep_text(parse, NULL, NULL, 0, "") : convert_str(parse, arg, "str or None");
}

static int convert_y(RcArgParse *parse, RcObject *arg)
{
    if (goes_on(parse, '#')) {
        return convert_sized(parse, arg, 0, 0);
    }
    if (!RcBytes_Check(arg)) {
        return bytes_required(arg);
    }
    return keep_text(parse, arg, RcBytes_AS_STRING(arg), (size_t)RcBytes_GET_SIZE(arg), "embedded null byte");
}

/* ---- Objects */

static int keep_object(RcArgParse *parse, RcObject *arg)
{
    return _RcArg_Keep(parse, arg, &arg, sizeof arg);
}

static int convert_S(RcArgParse *parse, RcObject *arg)
{
    return RcBytes_Check(arg) ? keep_object(parse, arg) : _RcArg_Mismatch(parse, "bytes", arg);
}

static int convert_U(RcArgParse *parse, RcObject *arg)
{
    return RcStr_Check(arg) ? keep_object(parse, arg) : _RcArg_Mismatch(parse, "str", arg);
}

/* O&.  The store is made first: what a converter did can then always be undone.  What it did is not known, so
 * the argument counts as a lender. */
static int convert_by_function(RcArgParse *parse, RcObject *arg)
{
    RcArg_Converter converter = va_arg(parse->targets, RcArg_Converter);
    void *address = va_arg(parse->targets, void *);
    RcArgStore *store = _RcArg_NewStore(parse, address, arg);
    if (store == NULL) {
        return 0;
    }
    int result = converter(arg, address);
    if (result == 0) {
        return RcErr_Occurred() != NULL ? 0 : _RcArg_Refuse(parse, RcExc_SystemError, "(unspecified)");
    }
    store->undo = result == Rc_CLEANUP_SUPPORTED ? converter : NULL;
    return 1;
}

static int convert_O(RcArgParse *parse, RcObject *arg)
{
    if (goes_on(parse, '&')) {
        return convert_by_function(parse, arg);
    }
    if (goes_on(parse, '!')) {
        RcTypeObject *type = va_arg(parse->targets, RcTypeObject *);
        if (!RcObject_TypeCheck(arg, type)) {
            return _RcArg_Mismatch(parse, type->tp_name, arg);
        }
    }
    return keep_object(parse, arg);
}

/* ---- Units */

static const RcArgUnit argument_units[] = {
    {'b', convert_b}, {'B', convert_B}, {'h', convert_h}, {'H', convert_H}, {'i', convert_i},
    {'I', convert_I}, {'l', convert_l}, {'k', convert_k}, {'L', convert_L}, {'K', convert_K},
    {'n', convert_n}, {'f', convert_f}, {'d', convert_d}, {'p', convert_p}, {'c', convert_c},
    {'s', convert_s}, {'z', convert_z}, {'y', convert_y}, {'S', convert_S}, {'U', convert_U},
    {'O', convert_O}};

const RcArgUnit *_RcArg_Unit(char code)
{
    for (size_t i = 0; i < sizeof argument_units / sizeof argument_units[0]; i++) {
        if (argument_units[i].code == code) {
            return &argument_units[i];
        }
    }
    return NULL;
}
