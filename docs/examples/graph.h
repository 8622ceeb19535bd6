/* For cycles.c: the tracked objects as a graph, found as the collector finds it, and its drawings.
 *
 * A vertex is an object, borrowed; an edge is a reference that an object owns, told by its tp_traverse.  A
 * drawing is an SVG, or a text for Graphviz.  There is no layout: each vertex has its place. */
#ifndef EXAMPLES_GRAPH_H
#define EXAMPLES_GRAPH_H

#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

#define MOST_VERTICES 16

typedef struct Vertex {
    RcObject *op;
    const char *name;
    int x, y;         /* the middle of its box */
    Rc_ssize_t count; /* its references */
    Rc_ssize_t inner; /* those of them that vertices own */
    int reachable;    /* from outside */
} Vertex;

typedef struct Graph {
    Vertex vertices[MOST_VERTICES];
    int size;
    void (*describe)(Vertex *vertex); /* fills in name and place */
} Graph;

/* -- finding -- */

static int add_vertex(RcObject *op, void *arg)
{
    Graph *graph = arg;
    if (graph->size == MOST_VERTICES) {
        return 0;
    }
    Vertex *vertex = &graph->vertices[graph->size++];
    *vertex = (Vertex){.op = op, .count = Rc_REFCNT(op)};
    graph->describe(vertex);
    return 1;
}

/* All tracked objects, with their counts.  Takes no reference, so it disturbs no count. */
static inline void graph_find(Graph *graph)
{
    graph->size = 0;
    RcGC_VisitObjects(add_vertex, graph);
}

static inline Vertex *graph_vertex(Graph *graph, const RcObject *op)
{
    for (int i = 0; i < graph->size; i++) {
        if (graph->vertices[i].op == op) {
            return &graph->vertices[i];
        }
    }
    return NULL;
}

typedef struct Walk {
    Graph *graph;
    Vertex *from;
    void (*edge)(Vertex *from, Vertex *to, void *arg);
    void *arg;
} Walk;

static int visit_edge(RcObject *op, void *arg)
{
    Walk *walk = arg;
    Vertex *to = graph_vertex(walk->graph, op);
    if (to != NULL) {
        walk->edge(walk->from, to, walk->arg);
    }
    return 0;
}

/* Calls edge for each reference from a vertex to a vertex. */
static inline void graph_edges(Graph *graph, void (*edge)(Vertex *, Vertex *, void *), void *arg)
{
    for (int i = 0; i < graph->size; i++) {
        Vertex *from = &graph->vertices[i];
        Walk walk = {graph, from, edge, arg};
        Rc_TYPE(from->op)->tp_traverse(from->op, visit_edge, &walk);
    }
}

/* -- the collector's steps -- */

static void subtract_edge(Vertex *from, Vertex *to, void *arg)
{
    Rc_UNUSED(from);
    Rc_UNUSED(arg);
    to->inner++;
}

static inline void graph_subtract(Graph *graph)
{
    for (int i = 0; i < graph->size; i++) {
        graph->vertices[i].inner = 0;
    }
    graph_edges(graph, subtract_edge, NULL);
}

static void reach_edge(Vertex *from, Vertex *to, void *changed)
{
    if (from->reachable && !to->reachable) {
        to->reachable = 1;
        *(int *)changed = 1;
    }
}

/* What is held from outside is reachable, and what a reachable one refers to.  (The collector needs one walk
 * for this, since it moves what it reaches behind where it is.) */
static inline void graph_reach(Graph *graph)
{
    int changed = 1;
    for (int i = 0; i < graph->size; i++) {
        graph->vertices[i].reachable = graph->vertices[i].count > graph->vertices[i].inner;
    }
    while (changed) {
        changed = 0;
        graph_edges(graph, reach_edge, &changed);
    }
}

/* -- drawings -- */

#define HALF_WIDTH 50
#define HALF_HEIGHT 22

/* How far on the way from the middle of a box in the direction dx, dy its border is: 0 to 1. */
static inline double to_border(int dx, int dy)
{
    double across = dx != 0 ? (double)HALF_WIDTH / abs(dx) : 1;
    double down = dy != 0 ? (double)HALF_HEIGHT / abs(dy) : 1;
    return across < down ? across : down;
}

/* shift: sideways, so that two arrows between the same boxes do not meet. */
static inline void draw_arrow(FILE *file, const Vertex *from, const Vertex *to, int shift, const char *style)
{
    int dx = to->x - from->x, dy = to->y - from->y, flat = abs(dx) >= abs(dy);
    int x = flat ? 0 : (dy > 0 ? -shift : shift), y = flat ? (dx > 0 ? shift : -shift) : 0;
    double border = to_border(dx, dy);
    fprintf(file, "  <line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s marker-end=\"url(#head)\"/>\n",
            from->x + x + dx * border, from->y + y + dy * border, to->x + x - dx * border,
            to->y + y - dy * border, style);
}

typedef struct Drawing {
    Graph *graph;
    FILE *file;
    int subtracted; /* shows what is left of the counts, and the trash */
} Drawing;

static int is_trash(const Drawing *drawing, const Vertex *vertex)
{
    return drawing->subtracted && !vertex->reachable;
}

typedef struct Pair {
    const Vertex *from, *to;
    int found;
} Pair;

static void find_pair(Vertex *from, Vertex *to, void *arg)
{
    Pair *pair = arg;
    pair->found |= from == pair->from && to == pair->to;
}

static void draw_edge(Vertex *from, Vertex *to, void *arg)
{
    Drawing *drawing = arg;
    Pair back = {to, from, 0};
    graph_edges(drawing->graph, find_pair, &back);
    draw_arrow(drawing->file, from, to, back.found ? 7 : 0,
               is_trash(drawing, from) ? "stroke=\"#999\"" : "stroke=\"#222\"");
}

static inline void draw_outside(const Drawing *drawing, const Vertex *vertex)
{
    int above = vertex->y < 150;
    int start = above ? vertex->y - 60 : vertex->y + 60, end = above ? vertex->y - 22 : vertex->y + 22;
    for (Rc_ssize_t i = vertex->inner; i < vertex->count; i++) {
        fprintf(
            drawing->file,
            "  <line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#06c\" marker-end=\"url(#head)\"/>\n"
            "  <text x=\"%d\" y=\"%d\" fill=\"#06c\">outside</text>\n",
            vertex->x, start, vertex->x, end, vertex->x, above ? start - 5 : start + 14);
    }
}

static inline void draw_vertex(const Drawing *drawing, const Vertex *vertex)
{
    const char *look = is_trash(drawing, vertex) ? "fill=\"#eee\" stroke=\"#999\" stroke-dasharray=\"4 3\""
                                                 : "fill=\"#fff\" stroke=\"#222\"";
    fprintf(drawing->file,
            "  <rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\" %s/>\n"
            "  <text x=\"%d\" y=\"%d\" font-weight=\"bold\">%s</text>\n",
            vertex->x - HALF_WIDTH, vertex->y - HALF_HEIGHT, 2 * HALF_WIDTH, 2 * HALF_HEIGHT, look, vertex->x,
            vertex->y - 4, vertex->name);
    if (drawing->subtracted) {
        fprintf(drawing->file, "  <text x=\"%d\" y=\"%d\">%zd - %zd = %zd</text>\n", vertex->x,
                vertex->y + 14, vertex->count, vertex->inner, vertex->count - vertex->inner);
    } else {
        fprintf(drawing->file, "  <text x=\"%d\" y=\"%d\">count %zd</text>\n", vertex->x, vertex->y + 14,
                vertex->count);
    }
}

/* What a weak reference names: no edge, for it owns nothing. */
static inline Vertex *weakly_named(Graph *graph, const Vertex *vertex)
{
    return RcWeakref_Check(vertex->op) ? graph_vertex(graph, ((RcWeakReference *)vertex->op)->wr_object)
                                       : NULL;
}

static inline void write_svg(FILE *file, Graph *graph, int subtracted)
{
    Drawing drawing = {graph, file, subtracted};
    fprintf(file,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"330\" viewBox=\"0 0 640 330\" "
            "font-family=\"sans-serif\" font-size=\"13\" text-anchor=\"middle\">\n"
            "  <defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"9\" "
            "markerHeight=\"9\" orient=\"auto\"><path d=\"M0 0 L8 4 L0 8 z\"/></marker></defs>\n"
            "  <rect width=\"640\" height=\"330\" fill=\"#fff\"/>\n");
    graph_edges(graph, draw_edge, &drawing);
    for (int i = 0; i < graph->size; i++) {
        const Vertex *named = weakly_named(graph, &graph->vertices[i]);
        if (named != NULL) {
            draw_arrow(file, &graph->vertices[i], named, 0, "stroke=\"#06c\" stroke-dasharray=\"2 4\"");
        }
        draw_outside(&drawing, &graph->vertices[i]);
        draw_vertex(&drawing, &graph->vertices[i]);
    }
    fputs("</svg>\n", file);
}

static void write_dot_edge(Vertex *from, Vertex *to, void *file)
{
    fprintf(file, "    %s -> %s;\n", from->name, to->name);
}

static inline void write_dot(FILE *file, Graph *graph, int subtracted)
{
    fputs("digraph heap {\n    rankdir=LR;\n    node [shape=box];\n", file);
    for (int i = 0; i < graph->size; i++) {
        const Vertex *vertex = &graph->vertices[i], *named = weakly_named(graph, vertex);
        fprintf(file, "    %s [label=\"%s\\n%zd", vertex->name, vertex->name, vertex->count);
        if (subtracted) {
            fprintf(file, " - %zd = %zd", vertex->inner, vertex->count - vertex->inner);
        }
        fprintf(file, "\"%s];\n", subtracted && !vertex->reachable ? ", style=dashed" : "");
        if (named != NULL) {
            fprintf(file, "    %s -> %s [style=dotted];\n", vertex->name, named->name);
        }
    }
    graph_edges(graph, write_dot_edge, file);
    fputs("}\n", file);
}

#endif
