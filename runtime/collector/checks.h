/* Private: are the collector's lists validated at each phase?  In builds with assertions. */
#ifndef RECOUNT_COLLECTOR_CHECKS_H
#define RECOUNT_COLLECTOR_CHECKS_H

#ifdef NDEBUG
#define RC_GC_CHECKS 0
#else
#define RC_GC_CHECKS 1
#endif

#endif
