/* Objects of other threads: whose they are, and where they were made.
 *
 * Ledgers share nothing, and none waits for another.  An object carries the mark of the ledger that has seen its
 * making; so another thread that looks at it, or counts, is found out at once.  But such a use of another thread's object has two sides, and both
 * are to be told.  So all ledgers of the process are on a list, under a lock, as long as they live; and the
 * table of another one is read by way of the system (scan.c), while its thread may be changing it.  What is read so
 * is looked at with suspicion; the worst is that the place where the object was made is not told. */
#include "ledger/audit.h"
#include "ledger/history.h"
#include "ledger/tombstones.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Ledger *first_ledger; /* of all threads */

unsigned _RcLedger_Count;

#define FIRST_OWNER (RC_OBJECT_OWNER & -RC_OBJECT_OWNER) /* its lowest bit */
#define MOST_OWNERS (RC_OBJECT_OWNER / FIRST_OWNER)

void _RcLedger_Enlist(Ledger *ledger)
{
    pthread_mutex_lock(&lock);
    ledger->owner = (_RcLedger_Count % MOST_OWNERS + 1) * FIRST_OWNER;
    ledger->ordinal = _RcLedger_Count + 1;
    __atomic_store_n(&_RcLedger_Count, _RcLedger_Count + 1, __ATOMIC_RELAXED);
    ledger->next_threads = first_ledger;
    if (first_ledger == NULL) {
        _RcLedger_WatchFaults();
    }
    first_ledger = ledger;
    pthread_mutex_unlock(&lock);
}

void _RcLedger_Delist(Ledger *ledger)
{
    pthread_mutex_lock(&lock);
    for (Ledger **link = &first_ledger; *link != NULL; link = &(*link)->next_threads) {
        if (*link == ledger) {
            *link = ledger->next_threads;
            break;
        }
    }
    if (first_ledger == NULL) {
        _RcLedger_UnwatchFaults();
    }
    pthread_mutex_unlock(&lock);
}

static int place_of_making(const Record *record, Site *made)
{
    Booking making;

    return record->history.used != 0 && _RcLedger_Read(record->bookings, &making, sizeof making) &&
           kind_in(making.head, KIND_SHIFT) == ENTRY_CREATED &&
           _RcLedger_Read(making.site, made, sizeof *made);
}

int _RcLedger_IsForeign(const Ledger *ledger, const RcObject *op, Site *made)
{
    Record record;
    int found = 0;

    *made = (Site){0};
    pthread_mutex_lock(&lock);
    for (const Ledger *other = first_ledger; other != NULL && !found; other = other->next_threads) {
        found = other != ledger && _RcLedger_FindElsewhere(other, op, &record);
        if (found) {
            place_of_making(&record, made);
        }
    }
    pthread_mutex_unlock(&lock);
    return found;
}
