/* recount tree: the objects under who holds them, and why one is alive, as text of 80 columns.
 *
 * An object is told in full where it is met first; later it is only named.  What no function holds, and no object that
 * one does, comes last: cycles. */
#define _GNU_SOURCE

#include "graph.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND "tree"

enum { WIDTH = 80, DEEPEST = 10 };

typedef struct Lines {
    const char *branch, *last, *down, *none;
} Lines;

static const Lines ascii_lines = {"|-- ", "`-- ", "|   ", "    "};
static const Lines unicode_lines = {"\u251c\u2500\u2500 ", "\u2514\u2500\u2500 ", "\u2502   ", "    "};

typedef struct Tree {
    const Graph *graph;
    const Lines *lines;
    char *is_told;    /* of objects */
    char *is_reached; /* from functions */
    long long most, told;
    char prefix[(DEEPEST + 2) * 8];
} Tree;

/* -- lines -- */

/* A character of UTF-8 is one column, as far as this goes. */
static int columns(const char *text)
{
    int count = 0;
    for (; *text != '\0'; text++) {
        count += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return count;
}

/* What is too long for the line is cut in its middle part, not the end, where the count is. */
static void print_line(const Tree *tree, const char *mark, const char *text, const char *end)
{
    int room = WIDTH - columns(tree->prefix) - columns(mark) - columns(end);
    printf("%s%s", tree->prefix, mark);
    if (columns(text) > room) {
        const char *at = text;
        for (int i = 0; i < room - 3 && *at != '\0'; i++) {
            do {
                at++;
            } while (((unsigned char)*at & 0xC0) == 0x80);
        }
        printf("%.*s...%s\n", (int)(at - text), text, end);
    } else {
        printf("%s%s\n", text, end);
    }
}

/* -- the tree -- */

static int print_object(Tree *tree, int object, long long times, int is_last, int depth);

static int print_targets(Tree *tree, int object, int depth)
{
    size_t count;
    const GraphEdge *edges = graph_edges_from(tree->graph, object, &count);
    int weak = tree->graph->replay.objects[object].refers_to, status = 0;
    weak = weak != 0 && tree->graph->is_shown[weak] ? weak : 0;
    for (size_t i = 0; status == 0 && i < count; i++) {
        status = print_object(tree, edges[i].to, edges[i].times, i + 1 == count && weak == 0, depth);
    }
    return status == 0 && weak != 0 ? print_object(tree, weak, 0, 1, depth) : status;
}

/* times 0: a weak reference. */
static int print_object(Tree *tree, int object, long long times, int is_last, int depth)
{
    char end[80];
    int is_known = tree->is_told[object] || times == 0, is_deepest = depth >= DEEPEST;
    size_t size = strlen(tree->prefix);
    RcObject *label = graph_label(tree->graph, object);
    if (label == NULL) {
        return -1;
    }
    if (tree->told < tree->most) {
        int length = times > 1 ? snprintf(end, sizeof end, ", %lld times", times)
                               : snprintf(end, sizeof end, "%s", times == 0 ? ", weak" : "");
        snprintf(end + length, sizeof end - (size_t)length, ", count %lld%s",
                 tree->graph->replay.objects[object].count,
                 is_known && times != 0 ? ", as above"
                 : is_deepest           ? ", holds more"
                                        : "");
        print_line(tree, is_last ? tree->lines->last : tree->lines->branch, RcStr_AsUTF8(label), end);
    }
    Rc_DECREF(label);
    tree->told++;
    if (is_known || is_deepest) {
        return 0;
    }
    tree->is_told[object] = 1;
    snprintf(tree->prefix + size, sizeof tree->prefix - size, "%s",
             is_last ? tree->lines->none : tree->lines->down);
    int status = print_targets(tree, object, depth + 1);
    tree->prefix[size] = '\0';
    return status;
}

static long long share_of(const Graph *graph, int object, int call)
{
    const HeldRow *calls = &graph->replay.objects[object].calls;
    for (int i = 0; i < calls->count; i++) {
        if (calls->items[i].by == call) {
            return calls->items[i].times;
        }
    }
    return 0;
}

/* A function, and what it holds. */
static int print_call(Tree *tree, int call)
{
    const Graph *graph = tree->graph;
    int last = 0, status = 0;
    for (int i = 1; i < graph->trace.object_count; i++) {
        last = graph->is_shown[i] && share_of(graph, i, call) > 0 ? i : last;
    }
    if (last != 0) {
        puts(graph_function(graph, call));
    }
    for (int i = 1; status == 0 && i <= last; i++) {
        long long times = graph->is_shown[i] ? share_of(graph, i, call) : 0;
        status = times > 0 ? print_object(tree, i, times, i == last, 0) : 0;
    }
    return status;
}

/* What functions hold, and what that does. */
static int find_reached(Tree *tree)
{
    const Graph *graph = tree->graph;
    int *queue = calloc((size_t)graph->trace.object_count, sizeof *queue), first = 0, end = 0;
    if (queue == NULL) {
        RcErr_NoMemory();
        return -1;
    }
    for (int i = 1; i < graph->trace.object_count; i++) {
        if (graph->is_shown[i] && graph->replay.objects[i].calls.count > 0) {
            tree->is_reached[i] = 1;
            queue[end++] = i;
        }
    }
    while (first < end) {
        size_t count;
        const GraphEdge *edges = graph_edges_from(graph, queue[first++], &count);
        for (size_t i = 0; i < count; i++) {
            if (!tree->is_reached[edges[i].to]) {
                tree->is_reached[edges[i].to] = 1;
                queue[end++] = edges[i].to;
            }
        }
    }
    free(queue);
    return 0;
}

static int print_others(Tree *tree, int immortal, const char *head)
{
    const Graph *graph = tree->graph;
    int status = 0, is_begun = 0;
    for (int i = 1; status == 0 && i < graph->trace.object_count; i++) {
        if (graph->is_shown[i] && !tree->is_reached[i] && !tree->is_told[i] &&
            graph->trace.objects[i].is_immortal == immortal) {
            printf("%s", is_begun++ == 0 ? head : "");
            status = print_object(tree, i, 1, 1, 0);
        }
    }
    return status;
}

static int print_tree(Tree *tree)
{
    const Graph *graph = tree->graph;
    RcObject *when = graph_when(graph);
    int status = when != NULL ? find_reached(tree) : -1;
    if (when != NULL) {
        printf("objects at %s\n\n", RcStr_AsUTF8(when));
        Rc_DECREF(when);
    }
    for (int call = 0; status == 0 && call < graph->trace.call_count; call++) {
        status = print_call(tree, call);
    }
    status = status == 0 ? print_others(tree, 0, "held by no function\n") : status;
    status = status == 0 ? print_others(tree, 1, "immortal; who refers to these is not kept\n") : status;
    if (status == 0 && tree->told == 0) {
        puts("none: nothing of the program's is alive then (--at tells of another time)");
    } else if (tree->told > tree->most) {
        printf("... and %lld more lines (--most)\n", tree->told - tree->most);
    }
    return status;
}

/* -- why is it alive? -- */

/* From the object back to who holds it: for each object that is met, the one that it holds on the way.  Gives the first
 * one that a function holds; 0: there is none. */
static int search_back(const Graph *graph, int object, int *holds, int *queue)
{
    int first = 0, end = 0;
    queue[end++] = object;
    holds[object] = object;
    while (first < end) {
        int at = queue[first++];
        const HeldRow *holders = &graph->replay.objects[at].objects;
        if (graph->replay.objects[at].calls.count > 0) {
            return at;
        }
        for (int i = 0; i < holders->count; i++) {
            int by = holders->items[i].by;
            if (by != 0 && holds[by] == 0) {
                holds[by] = at;
                queue[end++] = by;
            }
        }
    }
    return 0;
}

static int print_label(const char *format, const Graph *graph, int object)
{
    RcObject *label = graph_label(graph, object);
    if (label != NULL) {
        printf(format, RcStr_AsUTF8(label));
        Rc_DECREF(label);
    }
    return label != NULL ? 0 : -1;
}

static int print_path(const Graph *graph, int object, int from, const int *holds)
{
    const HeldRow *calls = &graph->replay.objects[from].calls;
    int status = 0, depth = 1;
    for (int i = 0; i < calls->count; i++) {
        printf("%s%s", i == 0 ? "" : ", ", graph_function(graph, calls->items[i].by));
    }
    puts("");
    for (int at = from; status == 0; at = holds[at]) {
        printf("%*sholds ", 2 * depth++, "");
        status = print_label("%s", graph, at);
        printf(", count %lld\n", graph->replay.objects[at].count);
        if (at == object) {
            break;
        }
    }
    return status;
}

static int print_holders(const Graph *graph, int object)
{
    const ReplayObject *state = &graph->replay.objects[object];
    int status = print_label("%s", graph, object);
    printf(": count %lld = %lld held by objects + %lld by functions\n", state->count, state->edges,
           state->count - state->edges);
    for (int i = 0; status == 0 && i < state->calls.count; i++) {
        printf("  %lld by %s\n", state->calls.items[i].times,
               graph_function(graph, state->calls.items[i].by));
    }
    for (int i = 0; status == 0 && i < state->objects.count; i++) {
        int by = state->objects.items[i].by;
        printf("  %lld by ", state->objects.items[i].times);
        status = by != 0 ? print_label("%s\n", graph, by) : puts("the pending error") < 0 ? -1 : 0;
    }
    return status;
}

static int print_why(const Graph *graph, int object)
{
    int *holds = calloc((size_t)graph->trace.object_count, sizeof *holds);
    int *queue = calloc((size_t)graph->trace.object_count, sizeof *queue);
    int status = -1;
    if (holds == NULL || queue == NULL) {
        RcErr_NoMemory();
    } else {
        int from = search_back(graph, object, holds, queue);
        status = print_holders(graph, object);
        puts(from != 0 ? "\nIt is alive because of\n"
                       : "\nNo function holds it, or what holds it: it is part of a cycle, or hangs on one.");
        status = status == 0 && from != 0 ? print_path(graph, object, from, holds) : status;
    }
    free(holds);
    free(queue);
    return status;
}

/* -- the command -- */

static int is_utf8(void)
{
    const char *names[] = {getenv("LC_ALL"), getenv("LC_CTYPE"), getenv("LANG")};
    for (int i = 0; i < 3; i++) {
        if (names[i] != NULL && *names[i] != '\0') {
            return strcasestr(names[i], "utf-8") != NULL || strcasestr(names[i], "utf8") != NULL;
        }
    }
    return 0;
}

static void print_help(void)
{
    puts(
        "usage: recount tree [--at STEP] [--why NUMBER] [--most N] [--ascii] [--immortal] TRACE\n\n"
        "Prints the objects that are alive, under the functions and objects that hold them.\n\n"
        "  --at STEP     then: a step of the trace, or FILE:LINE, after the last operation there; preset: "
        "the end\n"
        "  --why NUMBER  why is this object alive? who holds it, and the shortest way to it from a function\n"
        "  --most N      not more lines than that, preset 500; the rest is counted\n"
        "  --ascii       lines of ASCII, as where the locale is not UTF-8\n"
        "  --immortal    None, small ints and the runtime's own, too");
}

static int print(const Option *options, const Graph *graph, long long most)
{
    if (options[1].is_given) {
        int object = graph_object(COMMAND, graph, options[1].value);
        return object == 0                     ? LAB_FAILED
               : print_why(graph, object) == 0 ? LAB_OK
                                               : lab_exception(COMMAND, NULL);
    }
    Tree tree = {.graph = graph,
                 .lines = options[3].is_given || !is_utf8() ? &ascii_lines : &unicode_lines,
                 .is_told = calloc((size_t)graph->trace.object_count, 1),
                 .is_reached = calloc((size_t)graph->trace.object_count, 1),
                 .most = most};
    int is_ready = tree.is_told != NULL && tree.is_reached != NULL;
    if (!is_ready) {
        RcErr_NoMemory();
    }
    int status = is_ready && print_tree(&tree) == 0 ? LAB_OK : lab_exception(COMMAND, NULL);
    free(tree.is_told);
    free(tree.is_reached);
    return status;
}

int lab_tree(int argc, char **argv)
{
    Option options[] = {{.name = "at", .takes_value = 1},
                        {.name = "why", .takes_value = 1},
                        {.name = "most", .takes_value = 1},
                        {.name = "ascii"},
                        {.name = "immortal"},
                        {.name = NULL}};
    int first = lab_options(COMMAND, argc, argv, options, print_help);
    if (first <= 0) {
        return first < 0 ? LAB_USAGE : LAB_OK;
    }
    long long most = options[2].is_given ? lab_step(options[2].value) : 500;
    if (most < 1) {
        return lab_usage_error(COMMAND, "--most takes a positive integer, not '%s'", options[2].value);
    }
    if (argc - first != 1) {
        return lab_usage_error(COMMAND, "%s", argc == first ? "a trace is missing" : "one trace at a time");
    }
    Graph graph;
    GraphWish wish = {.path = argv[first], .at = options[0].value, .with_immortal = options[4].is_given};
    if (graph_open(COMMAND, &wish, &graph) < 0) {
        return LAB_FAILED;
    }
    int status = print(options, &graph, most);
    graph_close(&graph);
    return status;
}
