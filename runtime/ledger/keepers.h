/* Private: who keeps an object that a function uses without a reference (keepers.c). */
#ifndef RECOUNT_LEDGER_KEEPERS_H
#define RECOUNT_LEDGER_KEEPERS_H

#include "ledger/ledger.h"

/* Entry: edges are measured.  Has C code a reference that a function, which runs, may know of? */
int _RcLedger_IsKeptByKnown(Ledger *ledger, Record *record, uint32_t user);
/* Was it handed what a function further out has a reference to? */
int _RcLedger_IsHandedIn(const Ledger *ledger, const Record *record, uint32_t user);
/* Does a container hold the object that is the function's own?  except: one that has given it up; NULL: none. */
int _RcLedger_IsInOwnContainer(const Ledger *ledger, const RcObject *op, uint32_t user,
                               const RcObject *except);

#endif
