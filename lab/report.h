/* The report: a trace, packed for the page's script, and told in HTML for those without one.
 *
 *     report.c          options; the page, put together
 *     report_choose.c   which steps and objects of the trace the page has
 *     report_pack.c     the steps, column by column
 *     report_tables.c   hash tables and collections
 *     report_columns.c  columns, and how they become one JSON text
 *     report_html.c     verdict, source and facts, readable without scripts
 *     report_text.c     text in JSON and in HTML
 *     report/           the page: template, looks and scripts
 *
 * A *step* is an event of the trace that tells of an object, a collection, an audit or a finding.  Where
 * there are more of them than the page is to have, whole objects are left out, so that each one which is
 * there has all its counts and edges; of objects with very many steps the middle is folded into one. */
#ifndef RECOUNT_LAB_REPORT_H
#define RECOUNT_LAB_REPORT_H

#include "effects.h"
#include "source.h"
#include "trace.h"

#include <stdio.h>

#define REPORT "report" /* the subcommand's name */

enum { MOST_FINDINGS = 200 };

/* What the page has of an object. */
typedef struct Part {
    long long steps;  /* in the trace */
    long long told;   /* so far */
    long long folded; /* steps since the page's last one, */
    long long edges;  /* and how many edges more they made */
    long long count;  /* after the page's last step */
    long long start;  /* before its first one */
    int index;        /* in the page, plus 1; 0: it is not there */
    int is_accused, is_kept;
    int tries;          /* to find out what the program calls it */
    RcObject *variable; /* that; owned; NULL: not known */
} Part;

typedef struct Told {
    size_t event;   /* a finding, in the trace */
    long long step; /* of the page */
} Told;

/* A run as the page has it. */
typedef struct Run {
    Trace trace;
    long long most_steps; /* that the page may have */
    long long steps_in_trace, steps, left_out, operations;
    int objects_in_trace, objects;
    Sources sources;
    Effects effects;              /* what each line did */
    Part *parts;                  /* by objects' indices in the trace; owned */
    char *is_used;                /* by sites' indices: some step was there; owned */
    int *site_files;              /* by sites' indices: the file's index in the page, or -1; owned */
    RcObject *files;              /* table: name -> index in the page; owned */
    Told findings[MOST_FINDINGS]; /* the first ones */
    int finding_count, all_findings;
    char *json; /* for the script; from malloc, owned */
    size_t json_size;
} Run;

/* report_pack.c: reads a trace and packs it.  0, or -1 after telling why, with nothing to drop. */
int run_read(Run *run, const char *path, long long most_steps);
void run_drop(Run *run);

/* report_choose.c */
int is_step(const TraceEvent *event);
/* Counts each object's steps, and chooses which objects the page has. */
void choose_objects(Run *run);
/* How many of its first, and of its last steps the page has of an object. */
long long ends_of(const Run *run, const Part *part);

/* report_html.c */
void write_verdict(FILE *file, const Run *run);
void write_source(FILE *file, Run *run);
void write_about(FILE *file, const Run *run);

/* report_text.c: what is no text of UTF-8 becomes U+FFFD, and nothing in it is read as HTML.  Objects are
 * str, or NULL. */
void put_html(FILE *file, const char *text, size_t size);
void put_html_text(FILE *file, const char *text);
void put_html_object(FILE *file, RcObject *text);
void put_json(FILE *file, RcObject *text); /* with its quotes; NULL: null */

#endif
