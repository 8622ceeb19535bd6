/* What the files of bytes share. Private. */
#ifndef RECOUNT_TYPES_BYTES_INTERNAL_H
#define RECOUNT_TYPES_BYTES_INTERNAL_H

#include <recount/bytes.h>
#include <recount/errors.h>
#include <stddef.h>

#define RC_BYTES_HEADER ((Rc_ssize_t)offsetof(RcBytesObject, ob_sval))
/* The greatest size of a bytes object: with its header and its NUL it is still an Rc_ssize_t. */
#define RC_BYTES_SIZE_MAX (RC_SSIZE_T_MAX - RC_BYTES_HEADER - 1)

extern RcBytesObject _RcBytes_EmptyStruct;

static inline RcObject *_RcBytes_Empty(void)
{
    return Rc_NewRef(&_RcBytes_EmptyStruct);
}

/* size bytes that are not initialised, and a NUL. Error: NULL and OverflowError or MemoryError. */
RcObject *_RcBytes_New(Rc_ssize_t size);

/* bytes_concat.c */
RcObject *_RcBytes_ConcatTwo(RcObject *left, RcObject *right);
RcObject *_RcBytes_Repeat(RcObject *op, Rc_ssize_t count);

/* A bytes object under construction, with room to grow by half. {0} is one with nothing in it. */
typedef struct RcBytesBuilder {
    RcObject *bytes; /* owned; NULL until there is something in it */
    Rc_ssize_t size; /* bytes written; the object's own size is the room */
} RcBytesBuilder;

/* 0; -1 with an error: the builder can then only be dropped. */
int _RcBytesBuilder_Add(RcBytesBuilder *builder, const char *data, Rc_ssize_t size);
/* The end of a builder. Take: what was added as bytes; error: NULL. Drop: releases it. */
RcObject *_RcBytesBuilder_Take(RcBytesBuilder *builder);
void _RcBytesBuilder_Drop(RcBytesBuilder *builder);

#endif
