/* Fields of an instance's struct as attributes (RcMemberDef).
 *
 * Integers that do not fit are refused with OverflowError; CPython warns and truncates. */
#include "protocol/attribute.h"

#include <recount/bool.h>
#include <recount/errors.h>
#include <recount/float.h>
#include <recount/int.h>
#include <recount/str.h>

#include <limits.h>
#include <string.h>

/* A C integer type: how wide, and whether it has a sign. */
typedef struct Integer {
    size_t size;
    int is_signed;
} Integer;

static int integer_of_type(int type, Integer *out)
{
    static const Integer integers[] = {
        [Rc_T_SHORT] = {sizeof(short), 1},         [Rc_T_INT] = {sizeof(int), 1},
        [Rc_T_LONG] = {sizeof(long), 1},           [Rc_T_BYTE] = {sizeof(signed char), 1},
        [Rc_T_UBYTE] = {sizeof(unsigned char), 0}, [Rc_T_USHORT] = {sizeof(unsigned short), 0},
        [Rc_T_UINT] = {sizeof(unsigned int), 0},   [Rc_T_ULONG] = {sizeof(unsigned long), 0},
        [Rc_T_LONGLONG] = {sizeof(long long), 1},  [Rc_T_ULONGLONG] = {sizeof(unsigned long long), 0},
        [Rc_T_PYSSIZET] = {sizeof(Rc_ssize_t), 1},
    };
    if (type < 0 || (size_t)type >= sizeof integers / sizeof integers[0] || integers[type].size == 0) {
        return 0;
    }
    *out = integers[type];
    return 1;
}

/* -- reading -- */

static RcObject *get_integer(const void *field, Integer integer)
{
    union {
        int8_t i8;
        int16_t i16;
        int32_t i32;
        int64_t i64;
        uint8_t u8;
        uint16_t u16;
        uint32_t u32;
        uint64_t u64;
    } value;

    memcpy(&value, field, integer.size);
    switch (integer.size) {
    case 1:
        return RcInt_FromLong(integer.is_signed ? value.i8 : value.u8);
    case 2:
        return RcInt_FromLong(integer.is_signed ? value.i16 : value.u16);
    case 4:
        return integer.is_signed ? RcInt_FromLongLong(value.i32) : RcInt_FromUnsignedLongLong(value.u32);
    default:
        return integer.is_signed ? RcInt_FromLongLong(value.i64) : RcInt_FromUnsignedLongLong(value.u64);
    }
}

static RcObject *get_object(const void *field)
{
    RcObject *value;
    memcpy(&value, field, sizeof value);
    return Rc_XNewRef(value);
}

static RcObject *get_string(const void *field)
{
    const char *value;
    memcpy(&value, field, sizeof value);
    return value != NULL ? RcStr_FromString(value) : Rc_NewRef(Rc_None);
}

static RcObject *get_floating(const void *field, int type)
{
    float narrow;
    double wide;

    if (type == Rc_T_FLOAT) {
        memcpy(&narrow, field, sizeof narrow);
        wide = (double)narrow;
    } else {
        memcpy(&wide, field, sizeof wide);
    }
    return RcFloat_FromDouble(wide);
}

RcObject *_RcMember_Get(const RcObject *op, const RcMemberDef *member)
{
    const char *field = (const char *)op + member->offset;
    Integer integer;
    RcObject *value;

    if (integer_of_type(member->type, &integer)) {
        return get_integer(field, integer);
    }
    switch (member->type) {
    case Rc_T_BOOL:
        return RcBool_FromLong(*field);
    case Rc_T_FLOAT:
    case Rc_T_DOUBLE:
        return get_floating(field, member->type);
    case Rc_T_CHAR:
        return RcStr_FromStringAndSize(field, 1);
    case Rc_T_STRING:
        return get_string(field);
    case Rc_T_STRING_INPLACE:
        return RcStr_FromString(field);
    case Rc_T_OBJECT:
        value = get_object(field);
        return value != NULL ? value : Rc_NewRef(Rc_None);
    case Rc_T_OBJECT_EX:
        value = get_object(field);
        return value != NULL ? value
                             : RcErr_Format(RcExc_AttributeError, "'%s' object has no attribute '%s'",
                                            Rc_TYPE(op)->tp_name, member->name);
    default:
        return RcErr_Format(RcExc_SystemError, "bad type of member '%s'", member->name);
    }
}

/* -- writing: 0, or -1 with the field unchanged -- */

static int member_overflow(const RcMemberDef *member)
{
    RcErr_Format(RcExc_OverflowError, "value out of range for member '%s'", member->name);
    return -1;
}

/* Does a number of 64 bits, negative or not, fit into the field? */
static int fits(Integer integer, int64_t number)
{
    int bits = (int)integer.size * CHAR_BIT;
    if (!integer.is_signed) {
        return number >= 0 && (bits == 64 || number < (int64_t)1 << bits);
    }
    return bits == 64 || (number >= -((int64_t)1 << (bits - 1)) && number < (int64_t)1 << (bits - 1));
}

static int set_integer(char *field, Integer integer, const RcMemberDef *member, RcObject *value)
{
    int64_t number;
    int8_t i8;
    int16_t i16;
    int32_t i32;

    if (!RcInt_Check(value)) {
        RcErr_Format(RcExc_TypeError, "member '%s' must be an int, not '%s'", member->name,
                     Rc_TYPE(value)->tp_name);
        return -1;
    }
    number = ((RcIntObject *)value)->ob_value;
    if (!fits(integer, number)) {
        return member_overflow(member);
    }
    i8 = (int8_t)number;
    i16 = (int16_t)number;
    i32 = (int32_t)number;
    memcpy(field,
           integer.size == 1   ? (void *)&i8
           : integer.size == 2 ? (void *)&i16
           : integer.size == 4 ? (void *)&i32
                               : (void *)&number,
           integer.size);
    return 0;
}

static int set_floating(char *field, const RcMemberDef *member, RcObject *value)
{
    double wide = RcFloat_AsDouble(value);
    float narrow = (float)wide;

    if (wide == -1.0 && RcErr_Occurred() != NULL) {
        return -1;
    }
    if (member->type == Rc_T_FLOAT) {
        memcpy(field, &narrow, sizeof narrow);
    } else {
        memcpy(field, &wide, sizeof wide);
    }
    return 0;
}

static int set_bool(char *field, RcObject *value)
{
    if (!RcBool_Check(value)) {
        RcErr_SetString(RcExc_TypeError, "attribute value type must be bool");
        return -1;
    }
    *field = value == Rc_True;
    return 0;
}

static int set_char(char *field, const RcMemberDef *member, RcObject *value)
{
    Rc_ssize_t size = 0;
    const char *text = RcStr_Check(value) ? RcStr_AsUTF8AndSize(value, &size) : NULL;

    if (text == NULL || size != 1) {
        RcErr_Format(RcExc_TypeError, "member '%s' must be a str of one ASCII character", member->name);
        return -1;
    }
    *field = text[0];
    return 0;
}

static int set_object(char *field, RcObject *value)
{
    RcObject *old = _Rc_ExchangeRef(field, Rc_XNewRef(value));
    Rc_XDECREF(old);
    return 0;
}

static int delete_field(char *field, const RcMemberDef *member)
{
    RcObject *old;

    if (member->type == Rc_T_OBJECT) {
        return set_object(field, NULL);
    }
    if (member->type != Rc_T_OBJECT_EX) {
        RcErr_Format(RcExc_TypeError, "member '%s' cannot be deleted", member->name);
        return -1;
    }
    memcpy(&old, field, sizeof old);
    if (old == NULL) {
        RcErr_SetString(RcExc_AttributeError, member->name);
        return -1;
    }
    return set_object(field, NULL);
}

int _RcMember_Set(RcObject *op, const RcMemberDef *member, RcObject *value)
{
    char *field = (char *)op + member->offset;
    Integer integer;

    if (member->flags & Rc_READONLY) {
        RcErr_SetString(RcExc_AttributeError, "readonly attribute");
        return -1;
    }
    if (member->type == Rc_T_STRING || member->type == Rc_T_STRING_INPLACE) {
        RcErr_SetString(RcExc_TypeError, "readonly attribute");
        return -1;
    }
    if (value == NULL) {
        return delete_field(field, member);
    }
    if (integer_of_type(member->type, &integer)) {
        return set_integer(field, integer, member, value);
    }
    switch (member->type) {
    case Rc_T_BOOL:
        return set_bool(field, value);
    case Rc_T_FLOAT:
    case Rc_T_DOUBLE:
        return set_floating(field, member, value);
    case Rc_T_CHAR:
        return set_char(field, member, value);
    case Rc_T_OBJECT:
    case Rc_T_OBJECT_EX:
        return set_object(field, value);
    default:
        RcErr_Format(RcExc_SystemError, "bad type of member '%s'", member->name);
        return -1;
    }
}
