/* What the files of int share: int.c the object and its conversions, int_arithmetic.c the number suite,
 * int_text.c literals and text. */
#ifndef RECOUNT_TYPES_INT_INTERNAL_H
#define RECOUNT_TYPES_INT_INTERNAL_H

#include <recount/int.h>

/* The number suite of int; bool takes what it does not define itself. */
extern RcNumberMethods _RcInt_Number;

/* The value of what is certainly an int. */
static inline int64_t _RcInt_Value(const RcObject *op)
{
    return ((const RcIntObject *)op)->ob_value;
}

#endif
