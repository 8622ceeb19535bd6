/* One experiment with an RcHashTable. */
#include "measure.h"

#include "hashes.h"

#include <stdlib.h>
#include <time.h>

double now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int compare(const void *left, const void *right)
{
    double difference = *(const double *)left - *(const double *)right;
    return (difference > 0) - (difference < 0);
}

double median(double *figures)
{
    qsort(figures, ROUNDS, sizeof *figures, compare);
    return figures[ROUNDS / 2];
}

static int set_all(RcObject *table, RcObject *keys, Rc_ssize_t count)
{
    for (Rc_ssize_t i = 0; i < count; i++) {
        if (RcHashTable_SetItem(table, RcList_GET_ITEM(keys, i), Rc_None) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Looks for each; -1 with an exception, also where not all, or not none, are there. */
static int get_all(RcObject *table, RcObject *keys, Rc_ssize_t count, Rc_ssize_t expected)
{
    Rc_ssize_t found = 0;
    for (Rc_ssize_t i = 0; i < count; i++) {
        int result = RcHashTable_Contains(table, RcList_GET_ITEM(keys, i));
        if (result < 0) {
            return -1;
        }
        found += result;
    }
    if (found != expected) {
        RcErr_Format(RcExc_RuntimeError, "%zd keys were found, not %zd", found, expected);
        return -1;
    }
    return 0;
}

/* One round: ns an operation.  *table, new, is the table that was filled.  0; -1 with an exception. */
static int run_round(const Setup *setup, RcObject *hash, const KeySet *keys, Rc_ssize_t count, Times *times,
                     RcObject **table)
{
    *table = RcHashTable_NewWith(setup->size, setup->max_load, hash);
    if (*table == NULL) {
        return -1;
    }
    double start = now_ns();
    int status = set_all(*table, keys->distinct, count);
    double filled = now_ns();
    if (status == 0) {
        status = get_all(*table, keys->distinct, count, count);
    }
    double hit = now_ns();
    if (status == 0) {
        status = get_all(*table, keys->absent, count, 0);
    }
    double missed = now_ns();
    double operations = (double)count;
    *times = (Times){(filled - start) / operations, (hit - filled) / operations, (missed - hit) / operations};
    return status;
}

/* How many keys are in each bin.  To be given back with RcMem_Free; NULL with an exception. */
static Rc_ssize_t *bin_lengths(RcObject *table)
{
    Rc_ssize_t bins = RcHashTable_Bins(table);
    Rc_ssize_t *lengths = RcMem_New(Rc_ssize_t, bins);
    if (lengths == NULL) {
        RcErr_NoMemory();
    }
    for (Rc_ssize_t bin = 0; lengths != NULL && bin < bins; bin++) {
        RcObject *keys = RcHashTable_BinKeys(table, bin);
        if (keys == NULL) {
            RcMem_Free(lengths);
            return NULL;
        }
        lengths[bin] = RcList_GET_SIZE(keys);
        Rc_DECREF(keys);
    }
    return lengths;
}

/* The bin of a key; -1 with an exception. */
static Rc_ssize_t bin_of(RcObject *table, RcObject *key)
{
    Rc_ssize_t bins = RcHashTable_Bins(table);
    RcObject *hash = RcObject_CallOneArg(RcHashTable_HashFunc(table), key);
    if (hash == NULL) {
        return -1;
    }
    Rc_ssize_t bin = (Rc_ssize_t)(RcInt_AsLongLong(hash) % bins);
    Rc_DECREF(hash);
    return bin < 0 ? bin + bins : bin;
}

/* Keys that are looked at to see that one is absent, a mean over the absent keys: a poor function sends them
 * to the same few bins.  0; -1 with an exception. */
static int mean_probes_miss(RcObject *table, const Rc_ssize_t *lengths, RcObject *absent, Rc_ssize_t count,
                            double *mean)
{
    double sum = 0;
    for (Rc_ssize_t i = 0; i < count; i++) {
        Rc_ssize_t bin = bin_of(table, RcList_GET_ITEM(absent, i));
        if (bin < 0) {
            return -1;
        }
        sum += (double)lengths[bin];
    }
    *mean = sum / (double)count;
    return 0;
}

/* 0; -1 with an exception. */
static int look_at_bins(RcObject *table, const KeySet *keys, Rc_ssize_t count, Measured *result)
{
    Rc_ssize_t *lengths = bin_lengths(table);
    if (lengths == NULL || RcHashTable_GetStats(table, &result->stats) < 0) {
        RcMem_Free(lengths);
        return -1;
    }
    for (Rc_ssize_t bin = 0; bin < result->stats.bins; bin++) {
        result->bins_of[lengths[bin] < LENGTHS ? lengths[bin] : LENGTHS - 1]++;
    }
    int status = mean_probes_miss(table, lengths, keys->absent, count, &result->probes_miss);
    RcMem_Free(lengths);
    return status;
}

int measure(const Setup *setup, const KeySet *keys, Rc_ssize_t count, Measured *result)
{
    *result = (Measured){.times = {0, 0, 0}};
    double set[ROUNDS];
    double hit[ROUNDS];
    double miss[ROUNDS];
    RcObject *hash = make_hash(setup->hash);
    int status = hash != NULL ? 0 : -1;
    for (int round = 0; status == 0 && round < ROUNDS; round++) {
        lab_progress("%s: %zd keys, round %d of %d", hash_name(setup->hash), count, round + 1, ROUNDS);
        Times times = {0, 0, 0};
        RcObject *table;
        status = run_round(setup, hash, keys, count, &times, &table);
        if (status == 0 && round == 0) {
            status = look_at_bins(table, keys, count, result);
        }
        Rc_XDECREF(table);
        set[round] = times.set;
        hit[round] = times.hit;
        miss[round] = times.miss;
    }
    Rc_XDECREF(hash);
    if (status == 0) {
        result->times = (Times){median(set), median(hit), median(miss)};
    }
    return status;
}
