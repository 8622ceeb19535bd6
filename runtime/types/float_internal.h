/* What the files of float share: float.c the object and its arithmetic, float_text.c reading and writing. */
#ifndef RECOUNT_TYPES_FLOAT_INTERNAL_H
#define RECOUNT_TYPES_FLOAT_INTERNAL_H

#include <recount/float.h>

/* The repr of a value: a str.  Result new. */
RC_NEWREF RcObject *_RcFloat_Format(double value);

#endif
