/* What the files share that pack a trace for the page. */
#ifndef RECOUNT_LAB_REPORT_PACK_H
#define RECOUNT_LAB_REPORT_PACK_H

#include "names.h"
#include "report.h"

typedef enum ColumnName {
    KIND,
    CHANGE,
    JUMPS,
    NUMBER,
    OBJECT,
    OP,
    CALL,
    SITE,
    BY,
    SLOT,
    GAPS,
    FOLDS,
    OPS_CALL,
    OPS_SITE,
    TABLES,
    COLLECTIONS,
    COLUMNS,
} ColumnName;

/* A list of JSON values, as it grows; KIND and CHANGE are a text, with a letter a step. */
typedef struct Column {
    FILE *file;
    char *text;
    size_t size;
    long long last;
    long long count;
} Column;

typedef struct Pack {
    Run *run;
    Names names; /* what the program calls objects */
    Column columns[COLUMNS];
    int *calls;        /* by indices in the trace: index in the page, plus 1; 0: it is not there */
    long long *ends;   /* by the same: the step before which it has ended, plus 1; 0: it has not */
    int *page_calls;   /* the other way: indices in the trace */
    int *page_objects; /* the same of objects */
    int call_count;
    int *operations;      /* by numbers: index in the page, plus 1 */
    int *operation_calls; /* by that index: the call in the trace */
    int operation_count;
    long long gap;          /* steps of others since the page's last one */
    long long tables_until; /* the first step whose tables are not told; -1: all are */
    int collections;        /* so far */
    int collection_is_open;
    RcObject *chains; /* table: a hash table's number -> table: "bins" and bin -> chain */
} Pack;

/* report_pack.c: indices in the page; what has none gets one.  -1 of 0, which is nobody. */
int object_index(Pack *pack, int object);
int call_index(Pack *pack, int call);

/* report_tables.c: 0; -1 with an exception. */
int tell_table(Pack *pack, const TraceEvent *event);
void begin_collection(Pack *pack, RcObject *line);
void end_collection(Pack *pack, long long step, RcObject *line); /* line NULL: its end was not told */

/* report_columns.c: 0; -1 with an exception. */
int open_columns(Pack *pack);
void close_columns(Pack *pack);
FILE *begin_item(Pack *pack, ColumnName name);
void add(Pack *pack, ColumnName name, long long value);
void add_difference(Pack *pack, ColumnName name, long long value); /* to the one before */
void add_pair(Pack *pack, ColumnName name, long long first, long long second);
int write_json(Pack *pack); /* run->json, of all that was added */

#endif
