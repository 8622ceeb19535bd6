/* Private: references that functions have given up, while the objects live on (given_up.c). */
#ifndef RECOUNT_LEDGER_GIVEN_UP_H
#define RECOUNT_LEDGER_GIVEN_UP_H

#include "ledger/ledger.h"

/* The object has lost a reference, and is alive. */
void _RcLedger_NoteGivenUp(Ledger *ledger, const Record *record);
/* A function is about to do something: user, or one that is new (NULL). */
void _RcLedger_LookAtGivenUp(Ledger *ledger, const Site *next, const Activation *user);

#endif
