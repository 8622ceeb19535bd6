/* Private: objects that are dead, and who uses them. */
#ifndef RECOUNT_LEDGER_TOMBSTONES_H
#define RECOUNT_LEDGER_TOMBSTONES_H

#include "ledger/ledger.h"

/* tombstones.c */
void _RcLedger_Forget(Ledger *ledger, Record *record);
void _RcLedger_EmptyQuarantine(Ledger *ledger);
/* So many of the newest tombstones: has anybody written to them? */
void _RcLedger_LookAtDead(Ledger *ledger, size_t most);
/* Blocks of tombstones that are forgotten serve again, from now on; and, when the thread has no ledger any more, those
 * that are left are freed. */
void _RcLedger_StartSpare(Ledger *ledger);
/* Does a memory checker want to see each block taken and given back? */
int _RcLedger_IsChecked(void);
void _RcLedger_ForgetTombstone(Ledger *ledger, Record *record);
void _RcLedger_FinishSpare(Ledger *ledger);
/* Its late use has been told, and the program may go on with it: AddressSanitizer need not tell the same. */
void _RcLedger_OpenTombstone(const Record *record);

/* fence.c */
void _RcLedger_StartFence(Ledger *ledger);
void _RcLedger_FinishFence(Ledger *ledger);
/* Does an address lie in the fence? */
int _RcLedger_IsFence(const Ledger *ledger, uintptr_t address, uintptr_t *end);
size_t _RcLedger_SizeOfBlock(const Ledger *ledger, void *block);
/* A block of a fence is none of malloc's: 1 if it is one. */
int _RcLedger_FreeFenced(void *block);
void _RcLedger_CloseFence(Ledger *ledger, Record *record);
void _RcLedger_OpenFence(const Ledger *ledger, const Record *record);
/* The object that has its fields there, living or dead; NULL: it is not in the fence. */
const RcObject *_RcLedger_ObjectInFence(const Ledger *ledger, const void *address);
/* The tombstone that lies there; NULL: none does. */
Record *_RcLedger_BehindFence(const Ledger *ledger, const void *address);
void _RcLedger_EachFenced(const Ledger *ledger, void (*look)(void *arg, const uintptr_t *word), void *arg);

/* crash.c.  The dead object that code uses whose stack begins there, most likely; NULL: none is known. */
Record *_RcLedger_DeadInUse(const Ledger *ledger, const void *from);
/* Is there a pointer in the user's part of the stack that was read from a tombstone? */
int _RcLedger_HasReadDead(const Ledger *ledger);
/* Until then a fault is told if it comes from a dead object, unless the program has a handler. */
void _RcLedger_WatchFaults(void);
void _RcLedger_UnwatchFaults(void);

int _RcLedger_WatchesFaults(void);

/* misuse.c */
/* A field of a tombstone was used at a site, by the library or by plain code. */
void _RcLedger_TellFault(Ledger *ledger, Record *record, const Site *site, int is_in_library);
void _RcLedger_TellWrongObject(Ledger *ledger, Record *record, const RcObject *op, int gives_back);
/* The same of a use that was not announced, by the code before pc, or who called that: the line is theirs, if it is known.
 * caller NULL: the operation's. */
void _RcLedger_TellWrongUse(Ledger *ledger, Record *record, const RcObject *op, const void *pc,
                            const void *caller);
/* A use of what is under dealloc. */
void _RcLedger_LookAtUseOfDying(Ledger *ledger, Record *record);
/* With the deep ledger: plain code reads or writes such an object's memory. */
void _RcLedger_LookAtAccessToDying(Ledger *ledger, Record *record, const char *address, const void *pc);
void _RcLedger_TellBadSlot(Ledger *ledger, Record *holder, Record *target, const RcObject *op);
/* how: "read", "written". */
void _RcLedger_TellLateWrite(Ledger *ledger, Record *record);
/* What the last operation has killed was read since, so that what else it led to is lost: 1. */
int _RcLedger_TellReadOfDead(Ledger *ledger);
void _RcLedger_TellLateAccess(Ledger *ledger, Record *record, const void *pc, const char *how);

#endif
