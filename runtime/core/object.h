/* Private: the pieces of making an object that the collector and the allocation slots share. */
#ifndef RECOUNT_CORE_OBJECT_H
#define RECOUNT_CORE_OBJECT_H

#include <recount/type.h>

/* Bytes of an instance with items items.  collected: it will get a collector's head.  Error: -1 and
 * SystemError that names function and type, or MemoryError where the size overflows. */
int _RcObject_InstanceSize(const RcTypeObject *type, Rc_ssize_t items, int collected, const char *function,
                           size_t *size);
/* The same of an object that has ob_size: SystemError also where the type has no room for it. */
int _RcObject_VarInstanceSize(const RcTypeObject *type, Rc_ssize_t items, int collected, const char *function,
                              size_t *size);

/* RcObject_Init, or for a type with items RcObject_InitVar with none. */
RcObject *_RcObject_InitAny(void *memory, RcTypeObject *type);

/* Count 1, no flags, the type (and a reference to it, if it is a heap type); one more live object. */
void _RcObject_MakeHeader(RcObject *op, RcTypeObject *type);

/* An object whose memory is given back without a dealloc (an error path's RcObject_Del) is alive no more. */
void _RcObject_Forget(const RcObject *op);

#endif
