/* What the files of str share. Private.
 *
 * All of these trust their arguments: strs are strs, offsets (counted in bytes) are at the border of a code
 * point. */
#ifndef RECOUNT_TYPES_STR_INTERNAL_H
#define RECOUNT_TYPES_STR_INTERNAL_H

#include "core/runtime.h"
#include <recount/function.h>
#include <recount/str.h>
#include <recount/strwriter.h>
#include <stdarg.h>
#include <stddef.h>

/* ---- UTF-8 (str_utf8.c) ---- */

#define RC_UTF8_MOST 4 /* bytes of a code point */
#define RC_UCS4_MOST 0x10FFFF

typedef enum RcUTF8Kind { RC_UTF8_BAD_START, RC_UTF8_BAD_CONTINUATION, RC_UTF8_UNEXPECTED_END } RcUTF8Kind;

/* Where bytes are not UTF-8: data[start] to data[end - 1] cannot begin a code point. */
typedef struct RcUTF8Fault {
    Rc_ssize_t start;
    Rc_ssize_t end;
    RcUTF8Kind kind;
} RcUTF8Fault;

/* Number of code points, or -1 with the first fault; sets no exception. */
Rc_ssize_t _RcUTF8_Validate(const char *data, Rc_ssize_t size, RcUTF8Fault *fault);
/* Number of code points of valid UTF-8. */
Rc_ssize_t _RcUTF8_Count(const char *data, Rc_ssize_t size);
/* Offset of the index-th code point of valid UTF-8, index <= their number. */
Rc_ssize_t _RcUTF8_Offset(const char *data, Rc_ssize_t size, Rc_ssize_t index);
/* Raises the UnicodeDecodeError of a fault. */
void _RcUTF8_Raise(const char *data, const RcUTF8Fault *fault);
/* Is it a code point that UTF-8 can hold? If not: 0, with UnicodeError for a surrogate and error with message
 * for one out of range. */
int _RcUTF8_CheckChar(Rc_UCS4 character, RcObject *error, const char *message);
/* Writes it; returns the number of bytes. */
int _RcUTF8_Encode(Rc_UCS4 character, char *out);

/* The code point at valid UTF-8; *size is the number of its bytes. */
static inline Rc_UCS4 _RcUTF8_Decode(const char *data, Rc_ssize_t *size)
{
    const unsigned char *s = (const unsigned char *)data;
    if (s[0] < 0x80) {
        *size = 1;
        return s[0];
    }
    if (s[0] < 0xE0) {
        *size = 2;
        return ((Rc_UCS4)(s[0] & 0x1F) << 6) | (s[1] & 0x3FU);
    }
    if (s[0] < 0xF0) {
        *size = 3;
        return ((Rc_UCS4)(s[0] & 0x0F) << 12) | ((Rc_UCS4)(s[1] & 0x3F) << 6) | (s[2] & 0x3FU);
    }
    *size = 4;
    return ((Rc_UCS4)(s[0] & 0x07) << 18) | ((Rc_UCS4)(s[1] & 0x3F) << 12) | ((Rc_UCS4)(s[2] & 0x3F) << 6) |
           (s[3] & 0x3FU);
}

/* Does this byte go on with a code point rather than begin one? */
static inline int _RcUTF8_IsContinuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* ---- The object (str.c) ---- */

#define RC_STR_HEADER ((Rc_ssize_t)offsetof(RcStrObject, data))
/* The greatest size of a str: with its header and its NUL it is still an Rc_ssize_t. */
#define RC_STR_SIZE_MAX (RC_SSIZE_T_MAX - RC_STR_HEADER - 1)

extern RcStrObject _RcStr_EmptyStruct;

static inline RcObject *_RcStr_Empty(void)
{
    return Rc_NewRef(&_RcStr_EmptyStruct);
}

/* Turns memory for a str (header, size bytes and one for the NUL, which is written here) into one. */
RcObject *_RcStr_Init(RcStrObject *memory, Rc_ssize_t size, Rc_ssize_t length);
/* A str whose bytes the caller writes; size > 0. Error: NULL and MemoryError. */
RcStrObject *_RcStr_New(Rc_ssize_t size, Rc_ssize_t length);
/* A copy of valid UTF-8. */
RcObject *_RcStr_FromValid(const char *data, Rc_ssize_t size, Rc_ssize_t length);
/* The bytes from start to end - 1 as a str; the whole is op itself. */
RcObject *_RcStr_Slice(RcStrObject *op, Rc_ssize_t start, Rc_ssize_t end);

/* Is it a str? If not: 0, SystemError for NULL and TypeError "must be str, not int". */
int _RcStr_Expect(RcObject *op, const char *function);
#define RC_EXPECT_STR(op) _RcStr_Expect((op), __func__)

static inline Rc_ssize_t _RcStr_Offset(const RcStrObject *op, Rc_ssize_t index)
{
    return op->length == op->size ? index : _RcUTF8_Offset(op->data, op->size, index);
}

/* Number of code points between two offsets. */
static inline Rc_ssize_t _RcStr_Distance(const RcStrObject *op, Rc_ssize_t start, Rc_ssize_t end)
{
    return op->length == op->size ? end - start : _RcUTF8_Count(op->data + start, end - start);
}

static inline int _RcStr_Equal(const RcStrObject *left, const RcStrObject *right)
{
    return left == right ||
           (left->size == right->size && memcmp(left->data, right->data, (size_t)left->size) == 0);
}

Rc_hash_t _RcStr_Hash(RcObject *op);
RcObject *_RcStr_Repeat(RcObject *op, Rc_ssize_t count); /* str_concat.c */

/* ---- Searching (str_search.c) ---- */

/* What is looked for, prepared so that a search costs no more than a few looks at each byte. */
typedef struct RcNeedle {
    const unsigned char *data;
    size_t size; /* not 0 */
    size_t cut;
    size_t period;
    size_t kept; /* bytes that still match after a step of a period; 0 if the needle is not periodic */
} RcNeedle;

void _RcNeedle_Init(RcNeedle *needle, const char *data, Rc_ssize_t size);
/* Offset of the first match at or after from; -1: none. */
Rc_ssize_t _RcNeedle_Next(const RcNeedle *needle, const char *data, Rc_ssize_t size, Rc_ssize_t from);
/* Offset of the last match within data; -1: none. size of the needle > 0. */
Rc_ssize_t _RcBytes_FindLast(const char *data, Rc_ssize_t size, const char *needle, Rc_ssize_t needle_size);

/* ---- Classes of code points (str_split.c) ---- */

int _RcStr_IsSpace(Rc_UCS4 character);

/* ---- Methods, repr, iteration ---- */

extern RcMethodDef _RcStr_Methods[];
/* Is it a name of UTF-8, the only encoding there is? */
int _RcStr_IsUTF8Name(const char *encoding);
RcObject *_RcStr_Repr(RcObject *op);
/* Appends repr(op). */
int _RcStr_WriteRepr(RcStrWriter *writer, RcStrObject *op);
RcObject *_RcStr_Iter(RcObject *op);

/* ---- Interning (str_intern.c) ---- */

/* Takes a dying str out of the table. */
void _RcIntern_Forget(RcStrObject *op);
/* The end of the table: frees the immortal strs in it, and lets go of mortal ones that outlive
 * the runtime. */
void _RcIntern_Finish(RcRuntime *runtime);

/* ---- The writer (str_writer.c) ---- */

/* It writes into the memory of the str to be. May stand on the stack: {0} is a writer with nothing in it. */
struct RcStrWriter {
    RcStrObject *block; /* not an object yet; NULL until there is something to write */
    Rc_ssize_t size;    /* bytes written */
    Rc_ssize_t length;  /* code points written */
    Rc_ssize_t room;    /* bytes that block has room for, the NUL not among them */
};

/* Where `more` bytes can be written; the caller then adds to size and length. NULL and MemoryError. */
char *_RcStrWriter_Reserve(RcStrWriter *writer, Rc_ssize_t more);
/* Valid UTF-8 of known length. */
int _RcStrWriter_Append(RcStrWriter *writer, const char *data, Rc_ssize_t size, Rc_ssize_t length);
/* Any bytes: what is not UTF-8 is written as U+FFFD, or not at all. partial_end: an unfinished code point at
 * the end is left away in any case. */
int _RcStrWriter_AppendLossy(RcStrWriter *writer, const char *data, Rc_ssize_t size, int ignore,
                             int partial_end);
/* Finish and Discard of a writer on the stack; it is empty then. */
RcObject *_RcStrWriter_Take(RcStrWriter *writer);
void _RcStrWriter_Drop(RcStrWriter *writer);
/* str_format.c */
int _RcStrWriter_FormatV(RcStrWriter *writer, const char *format, va_list arguments);

#endif
