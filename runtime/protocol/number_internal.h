/* What the number protocol and the types int and float need of each other beyond the public headers. */
#ifndef RECOUNT_PROTOCOL_NUMBER_INTERNAL_H
#define RECOUNT_PROTOCOL_NUMBER_INTERNAL_H

#include <recount/object.h>

/* types/int_text.c.  An int from the text of a str or bytes, whole; base as for RcInt_FromString, and not
 * checked.  Result new.  Error: ValueError or OverflowError that shows text. */
RC_NEWREF RcObject *_RcInt_FromText(RcObject *text, int base);
/* The text of a number in base 2, 8, 10 or 16, with the base's prefix.  Result new. */
RC_NEWREF RcObject *_RcInt_Format(int64_t value, int base);

/* protocol/number.c.  A tuple of two, for nb_divmod.  Ownership: result new, steals both; NULL for one (its
 * making has failed) gives NULL. */
RC_NEWREF RcObject *_RcNumber_Pair(RC_STEALS RC_NULLABLE RcObject *first,
                                   RC_STEALS RC_NULLABLE RcObject *second);

#endif
