/* bytes: immutable sequences of bytes, ended by a NUL that is not part of them.
 *
 * There is one empty bytes object; it is static and immortal. bytes cannot be inherited from.
 *
 * Of all functions here: an argument that should be bytes and is NULL is a SystemError, one of another type a
 * TypeError; arguments are borrowed for the call. They run user code only where it is said. */
#ifndef RECOUNT_BYTES_H
#define RECOUNT_BYTES_H

#include <recount/object.h>
#include <recount/type.h>
#include <stdarg.h>

RC_BEGIN_DECLS

RC_API_DATA extern RcTypeObject RcBytes_Type;

/* For the inline functions below. */
typedef struct RcBytesObject {
    RcObject_VAR_HEAD
    Rc_hash_t ob_shash; /* -1 until it is asked for */
    char ob_sval[1];    /* ob_size + 1 bytes */
} RcBytesObject;

static inline int RcBytes_Check(const RcObject *op)
{
    return RcType_HasFeature(Rc_TYPE(op), Rc_TPFLAGS_BYTES_SUBCLASS);
}
#define RcBytes_Check(op) RcBytes_Check(RC_OBJECT_CAST(op))
#define RcBytes_CheckExact(op) Rc_IS_TYPE((op), &RcBytes_Type)

/* Unchecked: op must be bytes. */
static inline char *RcBytes_AS_STRING(RcObject *op)
{
    RC_HOOK_USED(op);
    return ((RcBytesObject *)op)->ob_sval;
}
#define RcBytes_AS_STRING(op) RcBytes_AS_STRING(RC_OBJECT_CAST(op))
#define RcBytes_GET_SIZE(op) Rc_SIZE(op)

/* Making: results are new references. Error: NULL and MemoryError (OverflowError for a size that no object
 * can have). */
RC_API RC_NEWREF RcObject *RcBytes_FromString(const char *text);
/* data NULL: the bytes are not initialised; their maker writes them through RcBytes_AS_STRING before
 * anybody else sees the object. A negative size is a SystemError. */
RC_API RC_NEWREF RcObject *RcBytes_FromStringAndSize(RC_NULLABLE const char *data, Rc_ssize_t size);
/* As printf, with %c %d %i %u %x (l and z before d i u) %s %p %%; precision for %s. An unknown letter ends
 * the formatting: the rest is copied as it stands. Result new. Error: OverflowError for a %c out of 0..255. */
RC_API RC_NEWREF RcObject *RcBytes_FromFormat(const char *format, ...);
RC_API RC_NEWREF RcObject *RcBytes_FromFormatV(const char *format, va_list arguments);
/* bytes itself, or the bytes of an iterable of ints 0..255 (ValueError for others). Result new. A str is a TypeError.
 * Runs user code: yes (iteration, __index__). */
RC_API RC_NEWREF RcObject *RcBytes_FromObject(RcObject *op);

/* Number of bytes. Error: -1. */
RC_API Rc_ssize_t RcBytes_Size(RcObject *op);
/* The bytes: they belong to op and live as long as it does. Error: NULL. */
RC_API char *RcBytes_AsString(RcObject *op);
/* The same through *data and *size. size NULL: op may hold no NUL byte (ValueError). Error: -1. */
RC_API int RcBytes_AsStringAndSize(RcObject *op, char **data, RC_NULLABLE Rc_ssize_t *size);

/* Puts the concatenation where *left was: *left is stolen and replaced, and on failure NULL. ConcatAndDel
 * steals right too. A NULL *left: nothing; a NULL right: *left becomes NULL, no exception is added. */
RC_API void RcBytes_Concat(RC_REPLACES RcObject **left, RC_NULLABLE RcObject *right);
RC_API void RcBytes_ConcatAndDel(RC_REPLACES RcObject **left, RC_STEALS RC_NULLABLE RcObject *right);

/* b'...' as a str. smartquotes: chooses the quotes that need fewer escapes. Result new. */
RC_API RC_NEWREF RcObject *RcBytes_Repr(RcObject *op, int smartquotes);

/* Changes the size of an object that its maker alone has: *op is stolen and replaced, perhaps by the same
 * pointer; bytes that are new are not initialised. Error: -1, *op is NULL; SystemError if others refer to it,
 * MemoryError. */
RC_API int _RcBytes_Resize(RC_REPLACES RcObject **op, Rc_ssize_t size);

RC_END_DECLS

#endif
