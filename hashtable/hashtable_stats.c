/* How well a table's keys are spread: statistics, and the drawing of the bins. */
#include "hashtable_internal.h"

#include <recount/errors.h>
#include <recount/float.h>
#include <recount/int.h>
#include <recount/strwriter.h>

int RcHashTable_GetStats(RcObject *op, RcHashTableStats *stats)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL || stats == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    const RcTable *table = &self->table;
    const RcTableBlock *block = table->block;
    RcHashTableStats result = {
        .pairs = (Rc_ssize_t)table->pairs, .bins = _RcTable_Bins(table), .resizes = block->resizes};
    double probes = 0.0; /* of finding each key once: 1 + 2 + ... + length in each bin */
    for (Rc_ssize_t bin = 0; bin < result.bins; bin++) {
        Rc_ssize_t length = _RcTable_BinLength(table, (uint32_t)bin);
        result.used_bins += length > 0;
        result.longest_bin = length > result.longest_bin ? length : result.longest_bin;
        probes += (double)length * ((double)length + 1.0) / 2.0;
    }
    result.mean_probes_hit = table->pairs > 0 ? probes / (double)table->pairs : 0.0;
    result.mean_probes_miss = (double)table->pairs / (double)result.bins;
    result.bytes = (size_t)Rc_TYPE(op)->tp_basicsize + _RcTable_Bytes(table);
    *stats = result;
    return 0;
}

/* A bin is walked from its newest entry on, as a lookup does. */
static void view_bin(const RcTable *table, Rc_ssize_t bin, RcTableView *view)
{
    Rc_ssize_t length = 0;
    RcTableEntry *entry = NULL;
    while ((entry = _RcTable_OlderInBin(table, (uint32_t)bin, entry)) != NULL) {
        length++;
        if (view->count <= view->room) {
            view->pairs[view->used++] = (struct RcTablePair){bin, entry->key, entry->value};
        }
    }
    view->lengths[length < RC_TABLE_VIEW_LENGTHS ? length : RC_TABLE_VIEW_LENGTHS - 1]++;
}

int _RcHashTable_View(RcObject *op, RcTableView *view)
{
    if (!RcHashTable_Check(op)) {
        return 0;
    }
    const HashTable *self = (HashTable *)op;
    view->bins = _RcTable_Bins(&self->table);
    view->count = (Rc_ssize_t)self->table.pairs;
    view->resizes = self->table.block->resizes;
    view->max_load = self->table.block->max_load;
    view->hash_func = self->hash_func != RcHashTable_BuiltinHash ? self->hash_func : NULL;
    for (Rc_ssize_t bin = 0; bin < view->bins; bin++) {
        view_bin(&self->table, bin, view);
    }
    return 1;
}

/* Stores a number under its name.  Steals number, which may be NULL with an error pending. */
static int add_number(RcObject *table, const char *name, RC_STEALS RcObject *number)
{
    if (number == NULL) {
        return -1;
    }
    int status = RcHashTable_SetItemString(table, name, number);
    Rc_DECREF(number);
    return status;
}

RcObject *_RcHashTable_StatsTable(RcObject *op)
{
    RcHashTableStats stats;
    if (RcHashTable_GetStats(op, &stats) < 0) { /* before the collector may run, and change what is counted */
        return NULL;
    }
    RcObject *table = RcHashTable_NewWith(16, DEFAULT_MAX_LOAD, NULL);
    if (table == NULL) {
        return NULL;
    }
    if (add_number(table, "pairs", RcInt_FromSsize_t(stats.pairs)) < 0 ||
        add_number(table, "bins", RcInt_FromSsize_t(stats.bins)) < 0 ||
        add_number(table, "used_bins", RcInt_FromSsize_t(stats.used_bins)) < 0 ||
        add_number(table, "longest_bin", RcInt_FromSsize_t(stats.longest_bin)) < 0 ||
        add_number(table, "mean_probes_hit", RcFloat_FromDouble(stats.mean_probes_hit)) < 0 ||
        add_number(table, "mean_probes_miss", RcFloat_FromDouble(stats.mean_probes_miss)) < 0 ||
        add_number(table, "resizes", RcInt_FromSsize_t(stats.resizes)) < 0 ||
        add_number(table, "bytes", RcInt_FromSsize_t((Rc_ssize_t)stats.bytes)) < 0) {
        Rc_CLEAR(table);
    }
    return table;
}

/* "[]" and a star for each of its keys. */
static int draw_bin(RcStrWriter *writer, Rc_ssize_t length)
{
    static const char stars[] = "********************************";
    const Rc_ssize_t at_once = sizeof stars - 1;
    int status = RcStrWriter_WriteUTF8(writer, "[]", 2);
    while (status == 0 && length > 0) {
        Rc_ssize_t size = length < at_once ? length : at_once;
        status = RcStrWriter_WriteUTF8(writer, stars, size);
        length -= size;
    }
    return status;
}

RcObject *_RcHashTable_Draw(RcObject *op)
{
    const RcTable *table = &((HashTable *)op)->table;
    RcStrWriter *writer = RcStrWriter_Create(0);
    if (writer == NULL) {
        return NULL;
    }
    for (Rc_ssize_t bin = 0; bin < _RcTable_Bins(table); bin++) {
        if ((bin > 0 && RcStrWriter_WriteChar(writer, '\n') < 0) ||
            draw_bin(writer, _RcTable_BinLength(table, (uint32_t)bin)) < 0) {
            RcStrWriter_Discard(writer);
            return NULL;
        }
    }
    return RcStrWriter_Finish(writer);
}
