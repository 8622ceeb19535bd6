/* The objects of a trace at one moment, for dot and tree. */
#ifndef RECOUNT_LAB_GRAPH_H
#define RECOUNT_LAB_GRAPH_H

#include "names.h"
#include "options.h"
#include "replay.h"

typedef struct GraphEdge {
    int from, to; /* objects */
    long long times;
} GraphEdge;

typedef struct Graph {
    Trace trace;
    Sources sources;
    Replay replay;
    Names names;
    size_t step;      /* so many events have happened */
    GraphEdge *edges; /* between objects that are shown; by from, then by to */
    size_t edge_count;
    char *is_shown; /* of objects: alive and the program's; immortal ones only if asked for */
} Graph;

/* What a graph's commands have in common: TRACE, and where to look. */
typedef struct GraphWish {
    const char *path;
    const char *at; /* a step, FILE:LINE, or NULL: the end */
    int with_immortal;
} GraphWish;

/* 0, or -1 after telling why. */
int graph_open(const char *command, const GraphWish *wish, Graph *graph);
void graph_close(Graph *graph);

/* "ada (str 'Ada', #2)".  New. */
RcObject *graph_label(const Graph *graph, int object);
/* "main", of a call that holds something; borrowed. */
const char *graph_function(const Graph *graph, int call);
/* The edges that lead from an object; *count of them. */
const GraphEdge *graph_edges_from(const Graph *graph, int object, size_t *count);
/* An object by its number as a text, which is shown; 0 after telling why. */
int graph_object(const char *command, const Graph *graph, const char *number);
/* "at step 12 of 30, after list.c:9" on a line.  New. */
RcObject *graph_when(const Graph *graph);

#endif
