/* Building a str piece by piece, with no str for each piece. Twin: PyUnicodeWriter of CPython 3.14.
 *
 *   RcStrWriter *writer = RcStrWriter_Create(0);
 *   if (writer == NULL) {
 *       return NULL;
 *   }
 *   if (RcStrWriter_WriteChar(writer, '[') < 0 || RcStrWriter_WriteRepr(writer, item) < 0) {
 *       RcStrWriter_Discard(writer);
 *       return NULL;
 *   }
 *   return RcStrWriter_Finish(writer);
 *
 * The functions that write return 0, or -1 with an exception set and the writer as it was. Its owner ends it
 * with Finish or Discard, once. A NULL writer is a SystemError.
 *
 * Where nothing is said of user code, a function runs none. */
#ifndef RECOUNT_STRWRITER_H
#define RECOUNT_STRWRITER_H

#include <recount/object.h>

RC_BEGIN_DECLS

typedef struct RcStrWriter RcStrWriter;

/* length: how many bytes will be written, as far as is known; 0 if it is not. Error: NULL and MemoryError,
 * ValueError for a negative length. */
RC_API RcStrWriter *RcStrWriter_Create(Rc_ssize_t length);

/* Turns what was written into a str, and frees the writer, also on failure. Result new. Does not copy.
 * Error: NULL and SystemError (NULL as writer). */
RC_API RC_NEWREF RcObject *RcStrWriter_Finish(RcStrWriter *writer);

/* Frees the writer and what was written. NULL: nothing. */
RC_API void RcStrWriter_Discard(RC_NULLABLE RcStrWriter *writer);

/* A code point. Above U+10FFFF: ValueError; a surrogate: UnicodeError. */
RC_API int RcStrWriter_WriteChar(RcStrWriter *writer, Rc_UCS4 character);

/* size bytes of UTF-8, up to the NUL if size is negative. Error: UnicodeDecodeError. */
RC_API int RcStrWriter_WriteUTF8(RcStrWriter *writer, const char *data, Rc_ssize_t size);
/* The same; the caller knows that it is ASCII. */
RC_API int RcStrWriter_WriteASCII(RcStrWriter *writer, const char *data, Rc_ssize_t size);

/* str(op), repr(op); NULL gives "<NULL>". Runs user code: yes, unless op is a str. */
RC_API int RcStrWriter_WriteStr(RcStrWriter *writer, RC_NULLABLE RcObject *op);
RC_API int RcStrWriter_WriteRepr(RcStrWriter *writer, RC_NULLABLE RcObject *op);

/* Code points start to end - 1 of a str. Error: TypeError, ValueError if they are not 0 <= start <= end <=
 * length. */
RC_API int RcStrWriter_WriteSubstring(RcStrWriter *writer, RcObject *op, Rc_ssize_t start, Rc_ssize_t end);

/* As RcStr_FromFormat. */
RC_API int RcStrWriter_Format(RcStrWriter *writer, const char *format, ...);

RC_END_DECLS

#endif
