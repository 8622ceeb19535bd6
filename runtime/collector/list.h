/* Private: lists of tracked objects, circular and doubly linked through the objects' heads.
 *
 * A list's head is an RcGC_Head of its own.  The low bits of an object's prev are marks, so it is read and
 * written through the functions here. */
#ifndef RECOUNT_COLLECTOR_LIST_H
#define RECOUNT_COLLECTOR_LIST_H

#include "core/head.h"

/* The object is in the set that a collection looks at. */
#define RC_GC_COLLECTING ((uintptr_t)1)
/* In that set: collector/deduce.c tells what these say. */
#define RC_GC_CLAIMED ((uintptr_t)2)
#define RC_GC_FOLLOWED ((uintptr_t)4)
/* Not in that set: the object is in the list of the frozen. */
#define RC_GC_FROZEN ((uintptr_t)4)
#define RC_GC_FLAGS ((uintptr_t)7)
#define RC_GC_COUNT_SHIFT 3

/* Asks for the memory there, which will soon be changed; the address need not be anything's. */
#if defined(__GNUC__)
#define RC_PREFETCH(address) __builtin_prefetch((address), 1)
#else
#define RC_PREFETCH(address) ((void)(address))
#endif

static inline RcGC_Head *_RcGC_Next(const RcGC_Head *head)
{
    return (RcGC_Head *)head->next;
}

static inline RcGC_Head *_RcGC_Prev(const RcGC_Head *head)
{
    return (RcGC_Head *)(head->prev & ~RC_GC_FLAGS);
}

static inline void _RcGC_SetPrev(RcGC_Head *head, const RcGC_Head *prev)
{
    head->prev = (uintptr_t)prev | (head->prev & RC_GC_FLAGS);
}

static inline void _RcGC_ListInit(RcGC_Head *list)
{
    list->next = list->prev = (uintptr_t)list;
}

static inline int _RcGC_ListIsEmpty(const RcGC_Head *list)
{
    return list->next == (uintptr_t)list;
}

static inline void _RcGC_ListAppend(RcGC_Head *node, RcGC_Head *list)
{
    RcGC_Head *last = (RcGC_Head *)list->prev;
    _RcGC_SetPrev(node, last);
    last->next = (uintptr_t)node;
    node->next = (uintptr_t)list;
    list->prev = (uintptr_t)node;
}

/* The node's own words stay as they are. */
static inline void _RcGC_ListRemove(RcGC_Head *node)
{
    RcGC_Head *prev = _RcGC_Prev(node), *next = _RcGC_Next(node);
    prev->next = (uintptr_t)next;
    _RcGC_SetPrev(next, prev);
}

static inline void _RcGC_ListMove(RcGC_Head *node, RcGC_Head *list)
{
    _RcGC_ListRemove(node);
    _RcGC_ListAppend(node, list);
}

/* All of from goes to the end of to; from is empty then. */
static inline void _RcGC_ListMerge(RcGC_Head *from, RcGC_Head *to)
{
    if (!_RcGC_ListIsEmpty(from)) {
        RcGC_Head *to_last = (RcGC_Head *)to->prev;
        RcGC_Head *from_first = (RcGC_Head *)from->next, *from_last = (RcGC_Head *)from->prev;
        to_last->next = (uintptr_t)from_first;
        _RcGC_SetPrev(from_first, to_last);
        from_last->next = (uintptr_t)to;
        to->prev = (uintptr_t)from_last;
    }
    _RcGC_ListInit(from);
}

/* Each member has these marks from now on, and no others. */
static inline void _RcGC_ListMark(RcGC_Head *list, uintptr_t marks)
{
    for (RcGC_Head *node = _RcGC_Next(list); node != list; node = _RcGC_Next(node)) {
        node->prev = (node->prev & ~RC_GC_FLAGS) | marks;
    }
}

static inline Rc_ssize_t _RcGC_ListSize(const RcGC_Head *list)
{
    Rc_ssize_t size = 0;
    for (const RcGC_Head *node = _RcGC_Next(list); node != list; node = _RcGC_Next(node)) {
        size++;
    }
    return size;
}

#endif
