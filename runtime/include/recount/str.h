/* str: immutable text.
 *
 * A str is valid UTF-8 and ends with a NUL that is not part of it; NUL bytes inside are allowed. Lengths and
 * indices count code points: in a str of ASCII alone an index costs nothing, else a walk of the bytes.
 * There is one empty str; it is static and immortal. str cannot be inherited from.
 *
 * Of all functions here: an argument that should be a str and is NULL is a SystemError, one of another
 * type a TypeError; arguments are borrowed for the call. They run user code only where it is said. */
#ifndef RECOUNT_STR_H
#define RECOUNT_STR_H

#include <recount/object.h>
#include <recount/type.h>
#include <stdarg.h>

RC_BEGIN_DECLS

RC_API_DATA extern RcTypeObject RcStr_Type;
RC_API_DATA extern RcTypeObject RcStrIter_Type; /* twin: PyUnicodeIter_Type */

/* Read only, and only where RcStr_Check has said yes; here for the inline functions below. */
typedef struct RcStrObject {
    RcObject_HEAD
    Rc_ssize_t size;        /* bytes of UTF-8, without the NUL */
    Rc_ssize_t length;      /* code points; equal to size if and only if all is ASCII */
    Rc_hash_t hash;         /* -1 until it is asked for */
    unsigned char interned; /* the runtime's table of interned strings refers to it */
    char data[1];           /* size + 1 bytes */
} RcStrObject;

static inline int RcStr_Check(const RcObject *op)
{
    return RcType_HasFeature(Rc_TYPE(op), Rc_TPFLAGS_STR_SUBCLASS);
}
#define RcStr_Check(op) RcStr_Check(RC_OBJECT_CAST(op))
#define RcStr_CheckExact(op) Rc_IS_TYPE((op), &RcStr_Type)

/* Unchecked: op must be a str. */
static inline Rc_ssize_t RcStr_GET_LENGTH(const RcObject *op)
{
    RC_HOOK_USED(op);
    return ((const RcStrObject *)op)->length;
}
#define RcStr_GET_LENGTH(op) RcStr_GET_LENGTH(RC_OBJECT_CAST(op))

static inline int RcStr_IS_ASCII(const RcObject *op)
{
    return ((const RcStrObject *)op)->length == ((const RcStrObject *)op)->size;
}
#define RcStr_IS_ASCII(op) RcStr_IS_ASCII(RC_OBJECT_CAST(op))

static inline int RcStr_CHECK_INTERNED(const RcObject *op)
{
    return ((const RcStrObject *)op)->interned;
}
#define RcStr_CHECK_INTERNED(op) RcStr_CHECK_INTERNED(RC_OBJECT_CAST(op))

/* ---- Making ----
 *
 * Results are new references. Errors: NULL and MemoryError; UnicodeDecodeError for bytes that are not UTF-8
 * (overlong forms, surrogates and what is above U+10FFFF are not). */

/* Of a C string, or of size bytes. NULL with size 0 is the empty str; with another size, as a negative size,
 * it is a SystemError. */
RC_API RC_NEWREF RcObject *RcStr_FromString(const char *text);
RC_API RC_NEWREF RcObject *RcStr_FromStringAndSize(RC_NULLABLE const char *data, Rc_ssize_t size);

/* errors says what becomes of bytes that are not UTF-8: NULL or "strict" raises, "replace" puts U+FFFD,
 * "ignore" drops them; another name is a LookupError, told when it is needed. */
RC_API RC_NEWREF RcObject *RcStr_DecodeUTF8(const char *data, Rc_ssize_t size,
                                            RC_NULLABLE const char *errors);

/* Of one code point. Above U+10FFFF: ValueError; a surrogate: UnicodeError. */
RC_API RC_NEWREF RcObject *RcStr_FromOrdinal(int ordinal);

/* A str itself; of anything else TypeError. */
RC_API RC_NEWREF RcObject *RcStr_FromObject(RcObject *op);

/* As printf, with a format of ASCII alone:
 *
 *   %d %i %o %u %x %X   int, or with l ll j z t before the letter the type that printf means by it
 *   %c %p %%            a code point (int); a pointer, always with 0x; a percent sign
 *   %s                  a C string; bytes that are not UTF-8 become U+FFFD; precision counts bytes
 *   %S %R %A            str, repr and ascii of an object; precision counts code points, here and below
 *   %U                  a str
 *   %V                  two arguments: a str, or NULL and then a C string
 *   %T %N               the full name of an object's type; of a type. %#T %#N: a colon before its last part
 *
 * Flags 0 and -, width and precision (numbers or *) as in printf. NULL prints as "(null)" for %s, as
 * "<NULL>" for an object.
 * Errors: SystemError for an invalid format, ValueError for one that is not ASCII or too wide, OverflowError
 * for %c out of range, and what str or repr of an argument raises. Runs user code: yes, with %S %R %A. */
RC_API RC_NEWREF RcObject *RcStr_FromFormat(const char *format, ...);
RC_API RC_NEWREF RcObject *RcStr_FromFormatV(const char *format, va_list arguments);

/* ---- Reading ---- */

/* Number of code points. Error: -1. */
RC_API Rc_ssize_t RcStr_GetLength(RcObject *op);

/* Code point at an index. Error: (Rc_UCS4)-1 and IndexError. Cost: a walk, unless op is ASCII. */
RC_API Rc_UCS4 RcStr_ReadChar(RcObject *op, Rc_ssize_t index);

/* The bytes, ended by NUL; they belong to op and live as long as it does. size, if it is not NULL, gets
 * their number, -1 on error. Error: NULL. */
RC_API const char *RcStr_AsUTF8(RcObject *op);
RC_API const char *RcStr_AsUTF8AndSize(RcObject *op, RC_NULLABLE Rc_ssize_t *size);
/* A copy of them as bytes. Result new. */
RC_API RC_NEWREF RcObject *RcStr_AsUTF8String(RcObject *op);

/* Code points start to end - 1, where end may be beyond the end. Result new. Error: NULL; IndexError for a
 * negative index. */
RC_API RC_NEWREF RcObject *RcStr_Substring(RcObject *op, Rc_ssize_t start, Rc_ssize_t end);

/* ---- Joining ---- */

/* Result new; it may be one of the arguments. Errors: NULL and TypeError, OverflowError, MemoryError. */
RC_API RC_NEWREF RcObject *RcStr_Concat(RcObject *left, RcObject *right);

/* Puts the concatenation where *left was: *left is stolen and replaced, and on failure NULL. A *left that
 * nobody else refers to grows in place. AppendAndDel steals right too; both let NULL pass as an argument of a
 * call that has failed before, and keep its error. */
RC_API void RcStr_Append(RC_REPLACES RcObject **left, RC_NULLABLE RcObject *right);
RC_API void RcStr_AppendAndDel(RC_REPLACES RcObject **left, RC_STEALS RC_NULLABLE RcObject *right);

/* Joins the strs of an iterable; separator NULL is one space. Result new. Errors: NULL and TypeError
 * ("sequence item 2: expected str instance, int found"), or what iterating raises. Runs user code: yes
 * (iteration). */
RC_API RC_NEWREF RcObject *RcStr_Join(RC_NULLABLE RcObject *separator, RcObject *iterable);

/* ---- Taking apart ----
 *
 * Results are new references to lists (tuples of three for Partition) of strs. Error: NULL. */

/* At most maxsplit splits, all if it is negative. separator NULL: at runs of white space, with none left at
 * the ends. An empty separator is a ValueError. */
RC_API RC_NEWREF RcObject *RcStr_Split(RcObject *op, RC_NULLABLE RcObject *separator, Rc_ssize_t maxsplit);
RC_API RC_NEWREF RcObject *RcStr_Splitlines(RcObject *op, int keepends);
/* What is before the first (last) separator, the separator, what is after it. */
RC_API RC_NEWREF RcObject *RcStr_Partition(RcObject *op, RcObject *separator);
RC_API RC_NEWREF RcObject *RcStr_RPartition(RcObject *op, RcObject *separator);

/* ---- Searching ----
 *
 * In code points start to end - 1; a negative one counts from the end, one too large is cut. */

/* First index (direction > 0) or last (direction < 0) of a match; -1: none; -2: error. */
RC_API Rc_ssize_t RcStr_Find(RcObject *op, RcObject *substring, Rc_ssize_t start, Rc_ssize_t end,
                             int direction);
RC_API Rc_ssize_t RcStr_FindChar(RcObject *op, Rc_UCS4 character, Rc_ssize_t start, Rc_ssize_t end,
                                 int direction);
/* Matches that do not overlap. Error: -1. */
RC_API Rc_ssize_t RcStr_Count(RcObject *op, RcObject *substring, Rc_ssize_t start, Rc_ssize_t end);
/* Does it begin (direction < 0) or end (direction > 0) with substring? 1, 0; error: -1. */
RC_API Rc_ssize_t RcStr_Tailmatch(RcObject *op, RcObject *substring, Rc_ssize_t start, Rc_ssize_t end,
                                  int direction);
/* Is substring in it? 1, 0; error: -1. */
RC_API int RcStr_Contains(RcObject *op, RcObject *substring);
/* Replaces the first maxcount matches, all if it is negative. Result new; op itself if there are none. */
RC_API RC_NEWREF RcObject *RcStr_Replace(RcObject *op, RcObject *substring, RcObject *replacement,
                                         Rc_ssize_t maxcount);

/* ---- Comparing: by code points, which for UTF-8 is by bytes ---- */

/* -1, 0, 1. Error: -1 too, with TypeError. */
RC_API int RcStr_Compare(RcObject *left, RcObject *right);
/* 1, 0. Error: -1 and TypeError. */
RC_API int RcStr_Equal(RcObject *left, RcObject *right);
/* Result new: True, False, or NotImplemented if one is no str. Error: NULL and TypeError for a bad
 * operation. */
RC_API RC_NEWREF RcObject *RcStr_RichCompare(RcObject *left, RcObject *right, int operation);

/* These never fail and set no exception: what is no str is less than, and not equal to, all. */
RC_API int RcStr_CompareWithASCIIString(RcObject *op, const char *text);
RC_API int RcStr_EqualToUTF8(RcObject *op, const char *text);
RC_API int RcStr_EqualToUTF8AndSize(RcObject *op, const char *data, Rc_ssize_t size);

/* ---- Interning: one object for equal strs, so that comparing them is comparing pointers ---- */

/* Puts the interned str equal to *op where *op was: what was there is stolen, what is there then is owned.
 * The interned str stays mortal. Where memory is lacking *op stays as it is, and no exception is set. */
RC_API void RcStr_InternInPlace(RC_REPLACES RcObject **op);
/* For literals of the program: the interned str of this text. It is immortal until Rc_Finalize, which
 * frees it. Result new. Error: NULL and MemoryError or UnicodeDecodeError. */
RC_API RC_NEWREF RcObject *RcStr_InternFromString(const char *text);

RC_END_DECLS

#endif
