/* One collection, step by step, on a small heap.
 *
 *     cycles [--svg NAME] [--dot NAME]
 *
 * Builds a heap with garbage in it, does the collector's steps itself and tells each number, then lets the
 * collector do it and compares.  With --svg it draws the heap: NAME-counts.svg, NAME-left.svg and
 * NAME-after.svg; with --dot the same for Graphviz.  The drawings of ../gc.md are these. */
#include "counts.h"
#include "graph.h"

#include <stddef.h>
#include <string.h>

/* -- a type of our own: what it needs for the collector -- */

typedef struct Node {
    RcObject_HEAD
    const char *name;
    RcObject *links[3]; /* owned; NULL: none */
    RcObject *weaklist; /* the collector's and the weak references', not ours */
} Node;

/* Traverse: one visit for each reference that the object owns.  What it does not own it does not visit. */
static int node_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    for (int i = 0; i < 3; i++) {
        Rc_VISIT(((Node *)op)->links[i]);
    }
    return 0;
}

/* Clear: lets go of what a cycle may run through.  The object stays alive and whole. */
static int node_clear(RcObject *op)
{
    for (int i = 0; i < 3; i++) {
        Rc_CLEAR(((Node *)op)->links[i]);
    }
    return 0;
}

/* Finalize: the last words, while all around it is still there.  Once in an object's life. */
static void node_finalize(RcObject *op)
{
    printf("    %s is finalized\n", ((Node *)op)->name);
}

/* Dealloc: last words, out of the collector's sight, weak references, fields, memory. */
static void node_dealloc(RcObject *op)
{
    if (RcObject_CallFinalizerFromDealloc(op) < 0) {
        return; /* the finalizer has brought it back */
    }
    RcObject_GC_UnTrack(op);
    RcObject_ClearWeakRefs(op);
    (void)node_clear(op);
    Rc_TYPE(op)->tp_free(op);
}

static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = node_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
    .tp_weaklistoffset = offsetof(Node, weaklist),
    .tp_free = RcObject_GC_Del,
    .tp_finalize = node_finalize,
};

static Node *new_node(const char *name)
{
    Node *node = must(RcObject_GC_New(Node, &Node_Type));
    node->name = name;
    node->links[0] = node->links[1] = node->links[2] = NULL;
    node->weaklist = NULL;
    RcObject_GC_Track(node); /* all fields are valid now */
    return node;
}

static void link_to(Node *node, Node *other)
{
    int i = 0;
    while (node->links[i] != NULL) {
        i++;
    }
    node->links[i] = Rc_NewRef((RcObject *)other);
}

/* -- the heap -- */

static RcObject *tell_death(RcObject *self, RcObject *ref)
{
    Rc_UNUSED(self);
    printf("    the weak reference is %s, its callback runs\n", RcWeakref_IsDead(ref) ? "dead" : "alive");
    Rc_RETURN_NONE;
}

static RcMethodDef callback_definition = {"callback", tell_death, RC_METH_O, NULL};

/* What our variables hold, and nothing else: the references from outside. */
typedef struct Roots {
    Node *e;
    RcObject *weakref;
} Roots;

static void build(Roots *roots)
{
    Node *a = new_node("A"), *b = new_node("B"), *c = new_node("C"), *d = new_node("D"), *e = new_node("E"),
         *f = new_node("F");
    RcObject *callback = must(RcCFunction_New(&callback_definition, NULL));
    RcObject *weakref = must(RcWeakref_NewRef((RcObject *)b, callback));
    link_to(a, b);
    link_to(b, c);
    link_to(c, a);
    link_to(c, d);
    link_to(c, e);
    link_to(e, f);
    link_to(f, e);
    Rc_DECREF(callback);
    Rc_DECREF(a);
    Rc_DECREF(b);
    Rc_DECREF(c);
    Rc_DECREF(d);
    Rc_DECREF(f);
    roots->e = e;
    roots->weakref = weakref;
}

/* -- names, places, and what we expect -- */

typedef struct Expected {
    const char *name;
    int x, y;
    Rc_ssize_t count, inner, after; /* after: the count after the collection; 0: it is gone */
    int reachable;
} Expected;

static const Expected expected[] = {
    {"A", 70, 110, 1, 1, 0, 0},    {"B", 230, 110, 1, 1, 0, 0},        {"C", 150, 210, 1, 1, 0, 0},
    {"D", 150, 295, 1, 1, 0, 0},   {"E", 420, 210, 3, 2, 2, 1},        {"F", 570, 210, 1, 1, 1, 1},
    {"ref", 420, 110, 1, 0, 1, 1}, {"callback", 570, 110, 1, 1, 1, 1},
};
#define OBJECTS ((int)(sizeof expected / sizeof *expected))

static const Expected *expected_of(const char *name)
{
    int i = 0;
    while (strcmp(expected[i].name, name) != 0) {
        i++;
    }
    return &expected[i];
}

static void describe(Vertex *vertex)
{
    vertex->name = Rc_IS_TYPE(vertex->op, &Node_Type) ? ((Node *)vertex->op)->name
                   : RcWeakref_Check(vertex->op)      ? "ref"
                                                      : "callback";
    vertex->x = expected_of(vertex->name)->x;
    vertex->y = expected_of(vertex->name)->y;
}

/* -- telling -- */

static void show_heap(const Graph *graph)
{
    puts("1. The heap\n\n"
         "The collector knows all containers that are tracked.  Each has a count:\n");
    for (int i = 0; i < graph->size; i++) {
        const Vertex *vertex = &graph->vertices[i];
        show_number(vertex->name, vertex->count, expected_of(vertex->name)->count);
    }
}

static void print_edge(Vertex *from, Vertex *to, void *arg)
{
    Rc_UNUSED(arg);
    printf("    %s -> %s\n", from->name, to->name);
}

static void show_edges(Graph *graph)
{
    puts("\nTheir tp_traverse tells who refers to whom:\n");
    graph_edges(graph, print_edge, NULL);
    puts("\nA, B and C keep each other alive, and D with them.  Nobody else wants them, but no count will\n"
         "ever become 0.  ref is a weak reference to B: it owns its callback, and not B.");
}

static void show_subtraction(Graph *graph)
{
    puts("\n2. Subtract the inner references\n\n"
         "From a copy of each count, subtract 1 for each reference that a tracked container owns.  What is\n"
         "left are the references from outside:\n");
    graph_subtract(graph);
    for (int i = 0; i < graph->size; i++) {
        const Vertex *vertex = &graph->vertices[i];
        const Expected *truth = expected_of(vertex->name);
        char text[64];
        snprintf(text, sizeof text, "%-10s %zd - %zd =", vertex->name, vertex->count, vertex->inner);
        show_number(text, vertex->count - vertex->inner, truth->count - truth->inner);
    }
    puts(
        "\nE is our variable's, and ref.  A cycle that is only its own comes out as 0, wherever one starts.");
}

static void show_reachable(Graph *graph)
{
    Rc_ssize_t trash = 0;
    puts("\n3. What is reachable from there\n\n"
         "0 does not mean trash: what is held from outside keeps what it refers to.  E keeps F, ref keeps\n"
         "its callback.  The rest is trash, although C refers to E: it is the direction that counts.\n");
    graph_reach(graph);
    for (int i = 0; i < graph->size; i++) {
        const Vertex *vertex = &graph->vertices[i];
        trash += !vertex->reachable;
        printf("    %-10s %s\n", vertex->name, vertex->reachable ? "alive" : "trash");
        counts_wrong |= vertex->reachable != expected_of(vertex->name)->reachable;
    }
    putchar('\n');
    show_number("trash", trash, 4);
}

static void collect(void)
{
    puts("\n4. The collection\n\n"
         "The collector does the same, then: kills the weak references to trash and runs the callbacks of\n"
         "those that are not trash themselves; finalizes; looks whether somebody came back (nobody did);\n"
         "and clears the first, whereupon the rest goes by its counts.\n");
    Rc_ssize_t alive = Rc_LiveObjects();
    Rc_ssize_t found = RcGC_CollectGeneration(2);
    putchar('\n');
    show_number("found by the collector", found, 4);
    show_number("objects that have gone", alive - Rc_LiveObjects(), 4);
}

static void show_rest(const Graph *graph)
{
    puts("\n5. Afterwards\n\n"
         "E has lost the reference that C owned.  E and F are a cycle as well, but E is ours:\n");
    for (int i = 0; i < graph->size; i++) {
        const Vertex *vertex = &graph->vertices[i];
        show_number(vertex->name, vertex->count, expected_of(vertex->name)->after);
    }
}

static void let_go(Roots *roots)
{
    puts("\nWe let go of it, and collect again:\n");
    Rc_DECREF(roots->e);
    show_number("objects found", RcGC_CollectGeneration(2), 2);
    Rc_DECREF(roots->weakref);
}

/* -- drawings -- */

typedef struct Output {
    const char *svg, *dot; /* beginnings of file names; NULL: none wanted */
} Output;

static void draw_to(const char *name, const char *part, const char *ending,
                    void (*write)(FILE *, Graph *, int), Graph *graph, int subtracted)
{
    char path[512];
    if (name == NULL) {
        return;
    }
    snprintf(path, sizeof path, "%s-%s.%s", name, part, ending);
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    write(file, graph, subtracted);
    fclose(file);
}

static void draw(const Output *output, const char *part, Graph *graph, int subtracted)
{
    draw_to(output->svg, part, "svg", write_svg, graph, subtracted);
    draw_to(output->dot, part, "dot", write_dot, graph, subtracted);
}

static Output parse(int argc, char **argv)
{
    Output output = {NULL, NULL};
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 < argc && strcmp(argv[i], "--svg") == 0) {
            output.svg = argv[i + 1];
        } else if (i + 1 < argc && strcmp(argv[i], "--dot") == 0) {
            output.dot = argv[i + 1];
        } else {
            fputs("usage: cycles [--svg NAME] [--dot NAME]\n", stderr);
            exit(2);
        }
    }
    return output;
}

int main(int argc, char **argv)
{
    Output output = parse(argc, argv);
    Graph graph = {.describe = describe};
    start();
    RcGC_Disable(); /* collections are when we say so */
    must_be_0(RcType_Ready(&Node_Type));
    Roots roots;
    build(&roots);

    graph_find(&graph);
    counts_wrong |= graph.size != OBJECTS;
    show_heap(&graph);
    show_edges(&graph);
    show_subtraction(&graph);
    draw(&output, "counts", &graph, 0);
    show_reachable(&graph);
    draw(&output, "left", &graph, 1);
    collect();
    graph_find(&graph);
    graph_subtract(&graph);
    show_rest(&graph);
    draw(&output, "after", &graph, 0);
    let_go(&roots);
    return finish();
}
