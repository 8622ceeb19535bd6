/* Seeing a table's pairs one after the other: Next, the lists, and the iterator.
 *
 * A place in the order is an index of the array of entries.  It stays right while the table's `layout` does
 * not change, and is harmless afterwards: _RcTable_Next looks at the bounds. */
#include "hashtable_internal.h"

#include <recount/errors.h>
#include <recount/function.h>
#include <recount/gc.h>
#include <recount/int.h>
#include <recount/iterator.h>
#include <recount/list.h>
#include <recount/tuple.h>

/* Also where the key or the value is not wanted, and where there is no table. */
static RC_NOINLINE int next_with_care(RcObject *op, Rc_ssize_t *pos, RcObject **key, RcObject **value)
{
    const HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL || pos == NULL || *pos < 0) {
        return 0;
    }
    const RcTableEntry *entry = _RcTable_Next(&self->table, pos);
    if (entry == NULL) {
        return 0;
    }
    if (key != NULL) {
        *key = entry->key;
    }
    if (value != NULL) {
        *value = entry->value;
    }
    return 1;
}

/* A step is so short that each instruction and the place of the code can be measured. */
RCTABLE_ALIGNED int RcHashTable_Next(RcObject *op, Rc_ssize_t *pos, RcObject **key, RcObject **value)
{
    if (RC_UNLIKELY(op == NULL || pos == NULL || key == NULL || value == NULL) || !RcHashTable_Check(op)) {
        return next_with_care(op, pos, key, value);
    }
    const RcTable *table = &((const HashTable *)op)->table;
    size_t index = (size_t)*pos; /* a negative one is larger than any */
    if (RC_UNLIKELY(index >= table->used)) {
        return next_with_care(op, pos, key, value);
    }
    const RcTableEntry *entry = &table->block->entries[index];
    RcObject *found = entry->key;
    if (RC_UNLIKELY(found == NULL)) {
        return next_with_care(op, pos, key, value);
    }
    *pos = (Rc_ssize_t)index + 1;
    *key = found;
    *value = entry->value;
    return 1;
}

/* -- lists -- */

/* What a list holds of a pair, and how to make room for it beforehand: making a container may run the
 * collector, and with it any code. */
typedef struct Part {
    int (*make_room)(RcObject *list, Rc_ssize_t index); /* 0; -1 with an error */
    void (*fill)(RcObject *list, Rc_ssize_t index, const RcTableEntry *entry);
} Part;

static int no_room_needed(RcObject *list, Rc_ssize_t index)
{
    Rc_UNUSED(list);
    Rc_UNUSED(index);
    return 0;
}

static void fill_key(RcObject *list, Rc_ssize_t index, const RcTableEntry *entry)
{
    RcList_SET_ITEM(list, index, Rc_NewRef(entry->key));
}

static void fill_value(RcObject *list, Rc_ssize_t index, const RcTableEntry *entry)
{
    RcList_SET_ITEM(list, index, Rc_NewRef(entry->value));
}

static int make_pair(RcObject *list, Rc_ssize_t index)
{
    RcObject *pair = RcTuple_New(2);
    if (pair == NULL) {
        return -1;
    }
    RcList_SET_ITEM(list, index, pair);
    return 0;
}

static void fill_item(RcObject *list, Rc_ssize_t index, const RcTableEntry *entry)
{
    RcObject *pair = RcList_GET_ITEM(list, index);
    RcTuple_SET_ITEM(pair, 0, Rc_NewRef(entry->key));
    RcTuple_SET_ITEM(pair, 1, Rc_NewRef(entry->value));
}

static const Part key_part = {no_room_needed, fill_key};
static const Part value_part = {no_room_needed, fill_value};
static const Part pair_part = {make_pair, fill_item};

/* A list with room for so many of a part, which the collector, and so everybody, does not know of yet: what
 * it has slots for stays so.  Result new. */
static RcObject *new_list(const Part *part, Rc_ssize_t length)
{
    RcObject *list = RcList_New(length);
    if (list != NULL) {
        RcObject_GC_UnTrack(list);
    }
    for (Rc_ssize_t i = 0; list != NULL && i < length; i++) {
        if (part->make_room(list, i) < 0) {
            Rc_CLEAR(list);
        }
    }
    return list;
}

/* Holds the table, too: what the collector runs may drop it. */
static RcObject *list_parts(HashTable *self, const Part *part)
{
    Rc_INCREF(self);
    Rc_ssize_t length = (Rc_ssize_t)self->table.pairs;
    RcObject *list = new_list(part, length);
    while (list != NULL &&
           (Rc_ssize_t)self->table.pairs != length) { /* the collector ran and something changed it */
        length = (Rc_ssize_t)self->table.pairs;
        Rc_SETREF(list, new_list(part, length));
    }
    Rc_ssize_t pos = 0;
    for (Rc_ssize_t i = 0; list != NULL && i < length; i++) {
        part->fill(list, i, _RcTable_Next(&self->table, &pos));
    }
    if (list != NULL) {
        RcObject_GC_Track(list);
    }
    Rc_DECREF(self);
    return list;
}

RcObject *RcHashTable_Keys(RcObject *op)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return list_parts(self, &key_part);
}

RcObject *RcHashTable_Values(RcObject *op)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return list_parts(self, &value_part);
}

RcObject *RcHashTable_Items(RcObject *op)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return list_parts(self, &pair_part);
}

/* The bin's keys from the back: a walk along it runs from the newest to the oldest.  If the table changed
 * while the list was made all begins anew, with the bin's number, too: a second __init__ may leave fewer
 * bins. */
static RcObject *list_bin(const HashTable *self, Rc_ssize_t bin)
{
    for (;;) {
        if (bin < 0 || bin >= _RcTable_Bins(&self->table)) {
            RcErr_SetString(RcExc_IndexError, "bin index out of range");
            return NULL;
        }
        Rc_ssize_t length = _RcTable_BinLength(&self->table, (uint32_t)bin);
        RcTableMark mark = _RcTable_Mark(&self->table);
        RcObject *list = RcList_New(length);
        if (list == NULL) {
            return NULL;
        }
        if (_RcTable_IsMarked(&self->table, mark)) {
            const RcTableEntry *entry = NULL;
            while ((entry = _RcTable_OlderInBin(&self->table, (uint32_t)bin, entry)) != NULL) {
                fill_key(list, --length, entry);
            }
            return list;
        }
        Rc_DECREF(list);
    }
}

RcObject *RcHashTable_BinKeys(RcObject *op, Rc_ssize_t bin)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    Rc_INCREF(self);
    RcObject *list = list_bin(self, bin);
    Rc_DECREF(self);
    return list;
}

/* -- the iterator -- */

typedef struct TableIter {
    RcObject_HEAD
    HashTable *table; /* owned; NULL after the end */
    Rc_ssize_t pos;
    Rc_ssize_t load; /* pairs that the table must have; -1 after an error that stays */
    Rc_ssize_t left; /* keys still to come */
    uint32_t layout;
} TableIter;

RcObject *_RcHashTable_Iter(RcObject *op)
{
    HashTable *held = (HashTable *)Rc_NewRef(op); /* first: the collector may run in the next line */
    TableIter *self = RcObject_GC_New(TableIter, &RcHashTableIter_Type);
    if (self == NULL) {
        Rc_DECREF(held);
        return NULL;
    }
    const RcTable *table = &held->table;
    self->table = held;
    self->pos = 0;
    self->load = self->left = (Rc_ssize_t)table->pairs;
    self->layout = table->block->layout;
    RcObject_GC_Track(self);
    return RC_OBJECT_CAST(self);
}

static void iter_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((TableIter *)op)->table);
    Rc_TYPE(op)->tp_free(op);
}

static int iter_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((TableIter *)op)->table);
    return 0;
}

static RcObject *iter_next(RcObject *op)
{
    TableIter *self = (TableIter *)op;
    if (self->table == NULL) {
        return NULL;
    }
    const RcTable *table = &self->table->table;
    if (self->load != (Rc_ssize_t)table->pairs) {
        RcErr_SetString(RcExc_RuntimeError, "hash table changed size during iteration");
        self->load = -1;
        return NULL;
    }
    int moved = self->layout != table->block->layout;
    RcTableEntry *entry = moved ? NULL : _RcTable_Next(table, &self->pos);
    if (entry != NULL && self->left > 0) {
        self->left--;
        return Rc_NewRef(entry->key);
    }
    if (moved || entry != NULL) {
        RcErr_SetString(RcExc_RuntimeError, "hash table keys changed during iteration");
    }
    Rc_CLEAR(self->table);
    return NULL;
}

static RcObject *iter_length_hint(RcObject *op, RcObject *unused)
{
    TableIter *self = (TableIter *)op;
    Rc_UNUSED(unused);
    int is_valid = self->table != NULL && (Rc_ssize_t)self->table->table.pairs == self->load;
    return RcInt_FromSsize_t(is_valid ? self->left : 0);
}

static RcMethodDef iter_methods[] = {
    {"__length_hint__", iter_length_hint, RC_METH_NOARGS, "How many keys are still to come."},
    {NULL, NULL, 0, NULL},
};

/* No tp_clear: every cycle through an iterator goes through its table, which can be cleared. */
RcTypeObject RcHashTableIter_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0) /* */
        .tp_name = "hashtable.HashTableIterator",
    .tp_basicsize = sizeof(TableIter),
    .tp_dealloc = iter_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_doc = "Iterator over the keys of a HashTable.",
    .tp_traverse = iter_traverse,
    .tp_iter = RcObject_SelfIter,
    .tp_iternext = iter_next,
    .tp_methods = iter_methods,
    .tp_free = RcObject_GC_Del,
};
