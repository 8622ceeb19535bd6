/* Interned strs: one object for all that are equal.
 *
 * The runtime's table holds borrowed pointers: being interned keeps nobody alive, and a str that dies takes
 * itself out. It is an open-addressing table with linear probing, at most half full, without tombstones: a
 * removal closes its gap. It exists while there is something in it.
 *
 * A str in the table has `interned` set and its hash computed. An immortal one belongs to the table: with the
 * runtime it ends, as nobody else will free it. No dead str is ever in the table: str is a leaf, whose dealloc is
 * never put off, and which takes itself out before it is freed. */
#include "types/str_internal.h"

#include <recount/errors.h>

#define SMALLEST_CAPACITY 32 /* a power of two, as all capacities */

typedef struct RcInternTable {
    size_t used;
    size_t mask; /* capacity - 1 */
    RcStrObject *slots[];
} RcInternTable;

/* The slot of the str equal to this one, or the empty slot where it would be. */
static RcStrObject **find_slot(RcInternTable *table, const RcStrObject *str)
{
    size_t i = (size_t)str->hash & table->mask;

    while (table->slots[i] != NULL &&
           !(table->slots[i]->hash == str->hash && _RcStr_Equal(table->slots[i], str))) {
        i = (i + 1) & table->mask;
    }
    return &table->slots[i];
}

/* Makes sure that one more fits. 0, or -1 without an exception: the table is as it was. */
static int reserve_interned(RcRuntime *runtime)
{
    RcInternTable *old = runtime->interned, *table;
    size_t capacity, i;

    if (old != NULL && (old->used + 1) * 2 <= old->mask + 1) {
        return 0;
    }
    capacity = old != NULL ? (old->mask + 1) * 2 : SMALLEST_CAPACITY;
    if (capacity > ((size_t)RC_SSIZE_T_MAX - sizeof *table) / sizeof *table->slots) {
        return -1;
    }
    table = RcMem_Calloc(1, sizeof *table + capacity * sizeof *table->slots);
    if (table == NULL) {
        return -1;
    }
    table->mask = capacity - 1;
    for (i = 0; old != NULL && i <= old->mask; i++) {
        if (old->slots[i] != NULL) {
            *find_slot(table, old->slots[i]) = old->slots[i];
            table->used++;
        }
    }
    runtime->interned = table;
    RcMem_Free(old);
    return 0;
}

/* The interned str equal to str: new reference. It may be str itself, then put in the table. NULL without an
 * exception: no memory. */
static RcObject *intern(RcStrObject *str)
{
    RcRuntime *runtime = RC_RUNTIME();
    RcStrObject **slot;

    if (str->interned || str->size == 0) {
        return Rc_NewRef(str);
    }
    _RcStr_Hash((RcObject *)str);
    slot = runtime->interned != NULL ? find_slot(runtime->interned, str) : NULL;
    if (slot != NULL && *slot != NULL) {
        return Rc_NewRef(*slot);
    }
    if (reserve_interned(runtime) < 0) {
        return NULL;
    }
    *find_slot(runtime->interned, str) = str;
    runtime->interned->used++;
    str->interned = 1;
    return Rc_NewRef(str);
}

void RcStr_InternInPlace(RcObject **op)
{
    RcObject *interned;

    if (op == NULL || *op == NULL || !RcStr_Check(*op)) {
        return;
    }
    interned = intern((RcStrObject *)*op);
    if (interned != NULL) {
        Rc_SETREF(*op, interned);
    }
}

RcObject *RcStr_InternFromString(const char *text)
{
    RcObject *str = RcStr_FromString(text), *interned;

    if (str == NULL) {
        return NULL;
    }
    interned = intern((RcStrObject *)str);
    Rc_DECREF(str);
    if (interned == NULL) {
        return RcErr_NoMemory();
    }
    Rc_SetImmortal(interned);
    return interned;
}

void _RcIntern_Forget(RcStrObject *op)
{
    RcRuntime *runtime = RC_RUNTIME();
    RcInternTable *table = runtime->interned;
    size_t gap = (size_t)(find_slot(table, op) - table->slots), i = gap;

    /* Whoever was pushed beyond the gap by it, moves into it, and leaves a gap. */
    for (;;) {
        i = (i + 1) & table->mask;
        if (table->slots[i] == NULL) {
            break;
        }
        if (((i - (size_t)table->slots[i]->hash) & table->mask) >= ((i - gap) & table->mask)) {
            table->slots[gap] = table->slots[i];
            gap = i;
        }
    }
    table->slots[gap] = NULL;
    op->interned = 0;
    if (--table->used == 0) {
        runtime->interned = NULL;
        RcMem_Free(table);
    }
}

void _RcIntern_Finish(RcRuntime *runtime)
{
    RcInternTable *table = runtime->interned;
    size_t i;

    if (table == NULL) {
        return;
    }
    runtime->interned = NULL;
    for (i = 0; i <= table->mask; i++) {
        RcStrObject *str = table->slots[i];
        if (str == NULL) {
            continue;
        }
        str->interned = 0;
        if (Rc_IsImmortal(str)) {
            RcObject_Free(str);
        }
    }
    RcMem_Free(table);
}
