/* Arguments: from objects to C values by a format string, and back.
 *
 * Parsing.  A unit of the format takes one argument, and one pointer (or what is listed) to store through:
 *
 *   b B h H i I l k L K n   an integer of this type: unsigned char (twice), short, unsigned short, int,
 *                           unsigned int, long, unsigned long, long long, unsigned long long, Rc_ssize_t.
 *                           b h i l L n refuse what does not fit (OverflowError), the others keep
 *                           the low bits
 *   f d                     float, double
 *   p                       int: 1 if the argument is true, else 0
 *   c                       char, of a bytes of length 1
 *   s z                     const char *, UTF-8 of a str without NULs; z: None gives NULL
 *   y                       const char *, of a bytes without NULs
 *   s# z# y#                the same and an Rc_ssize_t, its size; NULs may be in it; s# and z# take
 *                           bytes, too
 *   O                       RcObject *, any object
 *   S U                     RcObject *, a bytes, a str
 *   O!                      two: an RcTypeObject *, and an RcObject * for an instance of it
 *   O&                      two: an RcArg_Converter, and the void * that it is called with
 *   ( )                     a tuple or list of as many items as units are between
 *   |                       the arguments after it are optional: what is absent is not stored
 *   $                       the arguments after it are given by keyword only (...AndKeywords)
 *   : ;                     the end: a function's name for messages, or a message that replaces them
 *
 * What O, S, U, O! and the const char * give is *borrowed* from the arguments: it is good while they are
 * alive and, for items of lists, unchanged.  Should nobody own an argument any more when the parse is over,
 * because a mapping makes its values anew or user code has changed a list, that is a TypeError.
 *
 * Errors: 0 with TypeError, OverflowError, ValueError "embedded null character", what an object's own
 * conversion raised, or SystemError for a bad format.  Nothing is stored then, not even what had been parsed
 * already (only an RcArg_Converter stores at once).
 * Runs user code: yes, where an argument is converted (nb_index, nb_float, nb_bool, an RcArg_Converter). */
#ifndef RECOUNT_ARGS_H
#define RECOUNT_ARGS_H

#include <recount/object.h>
#include <stdarg.h>

RC_BEGIN_DECLS

/* Keyword lists are "char *kwlist[]" in C, and of const char in C++, where literals are const. */
#ifdef __cplusplus
#define RC_CXX_CONST const
#else
#define RC_CXX_CONST
#endif

/* Turns an object into what address points to.  1: done.  0: failed, with an error pending (else SystemError
 * is raised for it).  Rc_CLEANUP_SUPPORTED: done, and if parsing fails later it is called again, with NULL as
 * object, to undo it. */
typedef int (*RcArg_Converter)(RcObject *op, void *address);
#define Rc_CLEANUP_SUPPORTED 0x20000

/* Parses a tuple of positional arguments.  1, or 0 with an error. */
RC_API int RcArg_ParseTuple(RcObject *args, const char *format, ...);
RC_API int RcArg_VaParse(RcObject *args, const char *format, va_list targets);

/* Parses one object by a format of one unit. */
RC_API int RcArg_Parse(RcObject *op, const char *format, ...);

/* Parses a tuple and a mapping of keyword arguments (any mapping, or NULL).  kwlist names the arguments in
 * their order and ends with NULL; names that are "" come first and are for positional arguments only. */
RC_API int RcArg_ParseTupleAndKeywords(RcObject *args, RC_NULLABLE RcObject *kwargs, const char *format,
                                       RC_CXX_CONST char *const *kwlist, ...);
RC_API int RcArg_VaParseTupleAndKeywords(RcObject *args, RC_NULLABLE RcObject *kwargs, const char *format,
                                         RC_CXX_CONST char *const *kwlist, va_list targets);

/* 1 if the keys of the mapping kwargs are all str; else 0 and TypeError "keywords must be strings". */
RC_API int RcArg_ValidateKeywordArguments(RcObject *kwargs);

/* Stores the items of args, borrowed, in the RcObject ** that follow: max of them, of which those without an
 * item are left as they are.  1, or 0 and TypeError if args has fewer than min or more than max; name (may be
 * NULL) is the function's.  Runs user code: no. */
RC_API int RcArg_UnpackTuple(RcObject *args, RC_NULLABLE const char *name, Rc_ssize_t min, Rc_ssize_t max,
                             ...);

/* Building.  One unit gives an object, none gives None, several give a tuple.
 *
 *   b B h H i I l k L K n   int, of the C type that is listed above (H and I unsigned)
 *   f d  c                  float (of a double), bytes of length 1 (of an int)
 *   s z U   s# z# U#        str of UTF-8; NULL gives None; # takes an Rc_ssize_t, the size
 *   y y#                    bytes, likewise
 *   O S                     the object, a new reference
 *   N                       the object, whose reference is stolen
 *   O&                      two: RcObject *(*)(void *), and what it is called with; its result is new
 *   ( ) [ ] { }             a tuple, a list, a mapping of key, value, key, value...
 *
 * Blanks, tabs, commas and colons between units mean nothing.
 * Ownership: result new.  N steals on failure, too: every N of the call, before or after what failed, unless
 * a character of the format means nothing: then those that stand before it.
 * Errors: NULL with SystemError for a bad format or for NULL as an object (an error that is pending already
 * stays: it is the reason for the NULL), or the error of making a value.
 * Runs user code: hash and comparison of the keys in { }, converters, deallocs. */
RC_API RC_NEWREF RcObject *Rc_BuildValue(const char *format, ...);
RC_API RC_NEWREF RcObject *Rc_VaBuildValue(const char *format, va_list values);

RC_END_DECLS

#endif
