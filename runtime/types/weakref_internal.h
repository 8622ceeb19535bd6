/* Private: slots that weak references and proxies share. */
#ifndef RECOUNT_TYPES_WEAKREF_INTERNAL_H
#define RECOUNT_TYPES_WEAKREF_INTERNAL_H

#include <recount/weakref.h>

void _RcWeakref_Dealloc(RcObject *self);
int _RcWeakref_Traverse(RcObject *self, Rc_visitproc visit, void *arg);
int _RcWeakref_Clear(RcObject *self);

#endif
