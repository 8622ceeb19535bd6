/* What a trace tells of hash tables and of collections.  A table is told as a whole once, and again when
 * it was resized; else those of its chains that changed. */
#include "report_pack.h"

#include <math.h>

enum { MOST_TABLES = 1500000, MOST_CANDIDATES = 500000 }; /* bytes of them in the page */

/* -- collections -- */

/* The objects of a list of numbers, as a list of indices; those that the page has not got are counted. */
static void put_objects(Pack *pack, FILE *file, RcObject *list, long long *missing)
{
    int put = 0;
    fputc('[', file);
    for (Rc_ssize_t i = 0; list != NULL && i < RcList_GET_SIZE(list); i++) {
        int object = trace_object(&pack->run->trace, RcInt_AsLongLong(RcList_GET_ITEM(list, i)));
        if (pack->run->parts[object].is_kept && ftell(file) < MOST_CANDIDATES) {
            fprintf(file, put++ > 0 ? ",%d" : "%d", object_index(pack, object));
        } else {
            ++*missing;
        }
    }
    fputc(']', file);
}

static RcObject *list_of(RcObject *line, const char *name)
{
    RcObject *list = RcHashTable_GetItemString(line, name);
    return list != NULL && RcList_Check(list) ? list : NULL;
}

void begin_collection(Pack *pack, RcObject *line)
{
    RcObject *alive = list_of(line, "alive");
    RcObject *trash = list_of(line, "trash");
    long long missing = 0;
    end_collection(pack, -1, NULL);
    FILE *file = begin_item(pack, COLLECTIONS);
    fprintf(file, "{\"step\":%lld,\"aliveObjects\":", pack->run->steps);
    put_objects(pack, file, alive, &missing);
    fputs(",\"trashObjects\":", file);
    put_objects(pack, file, trash, &missing);
    fprintf(file, ",\"alive\":%zd,\"trash\":%zd,\"more\":%lld,\"missing\":%lld",
            alive != NULL ? RcList_GET_SIZE(alive) : 0, trash != NULL ? RcList_GET_SIZE(trash) : 0,
            trace_member(line, "more"), missing);
    pack->collection_is_open = 1;
}

void end_collection(Pack *pack, long long step, RcObject *line)
{
    if (pack->collection_is_open) {
        fprintf(pack->columns[COLLECTIONS].file, ",\"end\":%lld,\"freed\":%lld,\"stuck\":%lld}", step,
                line != NULL ? trace_member(line, "freed") : 0,
                line != NULL ? trace_member(line, "stuck") : 0);
        pack->collection_is_open = 0;
    }
}

/* -- hash tables -- */

/* [bin,[key,value],...] with the objects' indices.  The numbers of a chain are of a trace, so they may be
 * anything. */
static void put_chain(Pack *pack, FILE *file, RcObject *chain)
{
    fprintf(file, "[%lld", RcInt_AsLongLong(RcList_GET_ITEM(chain, 0)));
    for (Rc_ssize_t i = 1; i < RcList_GET_SIZE(chain); i++) {
        RcObject *pair = RcList_GET_ITEM(chain, i);
        if (RcList_Check(pair) && RcList_GET_SIZE(pair) == 2) {
            int key = trace_object(&pack->run->trace, RcInt_AsLongLong(RcList_GET_ITEM(pair, 0)));
            int value = trace_object(&pack->run->trace, RcInt_AsLongLong(RcList_GET_ITEM(pair, 1)));
            fprintf(file, ",[%d,%d]", object_index(pack, key), object_index(pack, value));
        }
    }
    fputc(']', file);
}

/* Bins that have become empty. */
static void put_emptied(FILE *file, RcObject *was, RcObject *now, int count)
{
    Rc_ssize_t pos = 0;
    RcObject *bin;
    while (RcHashTable_Next(was, &pos, &bin, NULL)) {
        if (RcHashTable_Contains(now, bin) == 0) {
            fprintf(file, count++ > 0 ? ",[%lld]" : "[%lld]", RcInt_AsLongLong(bin));
        }
    }
}

/* The chains that differ from what they were, or all of them if was is NULL.  now gets them all, by bins. */
static int put_chains(Pack *pack, FILE *file, RcObject *chains, RcObject *was, RcObject *now)
{
    int count = 0;
    fputs(",\"chains\":[", file);
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(chains); i++) {
        RcObject *chain = RcList_GET_ITEM(chains, i);
        if (!RcList_Check(chain) || RcList_GET_SIZE(chain) == 0 || !RcInt_Check(RcList_GET_ITEM(chain, 0))) {
            continue;
        }
        RcObject *before = was != NULL ? RcHashTable_GetItem(was, RcList_GET_ITEM(chain, 0)) : NULL;
        int is_old = before != NULL ? RcObject_RichCompareBool(before, chain, Rc_EQ) : 0;
        if (is_old < 0 || RcHashTable_SetItem(now, RcList_GET_ITEM(chain, 0), chain) < 0) {
            return -1;
        }
        if (!is_old) {
            fputs(count++ > 0 ? "," : "", file);
            put_chain(pack, file, chain);
        }
    }
    if (was != NULL) {
        put_emptied(file, was, now, count);
    }
    fputc(']', file);
    return RcErr_Occurred() ? -1 : 0;
}

static void put_lengths(FILE *file, RcObject *lengths)
{
    fputs(",\"lengths\":[", file);
    for (Rc_ssize_t i = 0; lengths != NULL && i < RcList_GET_SIZE(lengths); i++) {
        fprintf(file, i > 0 ? ",%lld" : "%lld", RcInt_AsLongLong(RcList_GET_ITEM(lengths, i)));
    }
    fputc(']', file);
}

/* JSON has no infinity. */
static double max_load_of(RcObject *line)
{
    RcObject *load = RcHashTable_GetItemString(line, "max_load");
    double value = load != NULL && RcFloat_Check(load) ? RcFloat_AS_DOUBLE(load)
                                                       : (double)trace_member(line, "max_load");
    return isfinite(value) ? value : 0.0;
}

/* was: what was told of the table before, if it had as many bins; else NULL. */
static int put_table(Pack *pack, const TraceEvent *event, RcObject *was, RcObject *now)
{
    RcObject *chains = list_of(event->line, "chains");
    FILE *file = begin_item(pack, TABLES);
    fprintf(file, "{\"step\":%lld,\"object\":%d,\"whole\":%d,\"bins\":%lld", pack->run->steps - 1,
            object_index(pack, event->object), was == NULL, trace_member(event->line, "bins"));
    fprintf(file, ",\"pairs\":%lld,\"resizes\":%lld,\"maxLoad\":%g", trace_member(event->line, "pairs"),
            trace_member(event->line, "resizes"), max_load_of(event->line));
    int status = 0;
    if (chains != NULL) {
        status = put_chains(pack, file, chains, was, now);
    } else {
        put_lengths(file, list_of(event->line, "lengths"));
    }
    fputc('}', file);
    return status;
}

/* Does a difference to what was told before say all? */
static int is_comparable(RcObject *was, RcObject *bins)
{
    RcObject *before = was != NULL ? RcHashTable_GetItemString(was, "bins") : NULL;
    return before != NULL && RcObject_RichCompareBool(before, bins, Rc_EQ) == 1;
}

static int tell_changes(Pack *pack, const TraceEvent *event, RcObject *number, RcObject *bins)
{
    RcObject *was = NULL;
    RcObject *now = RcHashTable_New();
    int status = now != NULL && RcHashTable_GetItemRef(pack->chains, number, &was) >= 0 ? 0 : -1;
    if (status == 0) {
        status = RcHashTable_SetItemString(now, "bins", bins);
    }
    if (status == 0) {
        status = put_table(pack, event, is_comparable(was, bins) ? was : NULL, now);
    }
    if (status == 0 && list_of(event->line, "chains") != NULL) {
        status = RcHashTable_SetItem(pack->chains, number, now);
    } else if (status == 0 && was != NULL) {
        status = RcHashTable_DelItem(pack->chains, number);
    }
    Rc_XDECREF(was);
    Rc_XDECREF(now);
    return status;
}

int tell_table(Pack *pack, const TraceEvent *event)
{
    RcObject *number = RcHashTable_GetItemString(event->line, "o");
    RcObject *bins = RcHashTable_GetItemString(event->line, "bins");
    if (!pack->run->parts[event->object].is_kept || pack->run->steps == 0 || number == NULL || bins == NULL) {
        return RcErr_Occurred() ? -1 : 0;
    }
    if (ftell(pack->columns[TABLES].file) > MOST_TABLES) {
        pack->tables_until = pack->tables_until < 0 ? pack->run->steps - 1 : pack->tables_until;
        return 0;
    }
    return tell_changes(pack, event, number, bins);
}
