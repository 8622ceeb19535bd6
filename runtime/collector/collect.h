/* Private: one collection. */
#ifndef RECOUNT_COLLECTOR_COLLECT_H
#define RECOUNT_COLLECTOR_COLLECT_H

#include "core/runtime.h"

/* Collects young; survivors go to old; if that is young itself, young
 * is all that is tracked and not frozen.  Fills in info's figures.  Returns how many
 * were reachable.  Runs user code. */
Rc_ssize_t _RcGC_CollectList(RcGC_Head *young, RcGC_Head *old, RcGCInfo *info);

#endif
