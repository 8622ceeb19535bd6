/* recount dot: the object graph as DOT, for Graphviz. */
#define _GNU_SOURCE /* O_CLOEXEC */

#include "graph.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COMMAND "dot"

enum { PRESET_MOST = 200 };

/* In quotes; newlines of the text are DOT's. */
static void print_quoted(const char *text)
{
    putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            putchar('\\');
        }
        putchar(*text);
    }
    putchar('"');
}

static int print_object(const Graph *graph, int object)
{
    const ReplayObject *state = &graph->replay.objects[object];
    RcObject *label = graph_label(graph, object);
    RcObject *text = label != NULL ? RcStr_FromFormat("%U; count %lld", label, state->count) : NULL;
    Rc_XDECREF(label);
    if (text == NULL) {
        return -1;
    }
    printf("  o%lld [label=", graph->trace.objects[object].number);
    print_quoted(RcStr_AsUTF8(text));
    puts("];");
    Rc_DECREF(text);
    return 0;
}

/* One node for all calls of a function: each name is in the table once. */
static int print_functions(const Graph *graph, const char *is_printed)
{
    RcObject *names = RcHashTable_New(), *name;
    Rc_ssize_t position = 0;
    int status = names != NULL ? 0 : -1;
    for (int i = 1; i < graph->trace.object_count; i++) {
        const HeldRow *calls = &graph->replay.objects[i].calls;
        for (int j = 0; status == 0 && is_printed[i] && j < calls->count; j++) {
            status = RcHashTable_SetItemString(names, graph_function(graph, calls->items[j].by), Rc_None);
        }
    }
    while (status == 0 && RcHashTable_Next(names, &position, &name, NULL)) {
        printf("  ");
        print_quoted(RcStr_AsUTF8(name));
        puts(" [shape=box];");
    }
    Rc_XDECREF(names);
    return status;
}

static void print_calls(const Graph *graph, int object)
{
    const HeldRow *calls = &graph->replay.objects[object].calls;
    for (int i = 0; i < calls->count; i++) {
        const Held *held = &calls->items[i];
        printf("  ");
        print_quoted(graph_function(graph, held->by));
        printf(" -> o%lld", graph->trace.objects[object].number);
        printf(held->times != 1 ? " [label=\"%lld\"];\n" : ";\n", held->times);
    }
}

static void print_edges(const Graph *graph, int object, const char *is_printed)
{
    size_t count;
    const GraphEdge *edges = graph_edges_from(graph, object, &count);
    long long number = graph->trace.objects[object].number;
    for (size_t i = 0; i < count; i++) {
        if (is_printed[edges[i].to]) {
            printf("  o%lld -> o%lld", number, graph->trace.objects[edges[i].to].number);
            printf(edges[i].times != 1 ? " [label=\"%lld\"];\n" : ";\n", edges[i].times);
        }
    }
    int target = graph->replay.objects[object].refers_to;
    if (target != 0 && is_printed[target] && graph->replay.objects[target].is_alive) {
        printf("  o%lld -> o%lld [style=dotted, label=\"weak\"];\n", number,
               graph->trace.objects[target].number);
    }
}

static int print_graph(const Graph *graph, long long most, char *is_printed)
{
    long long printed = 0, left = 0;
    RcObject *when = graph_when(graph);
    if (when == NULL) {
        return -1;
    }
    printf("// objects at %s\n", RcStr_AsUTF8(when));
    Rc_DECREF(when);
    puts("// box: a function that holds references; solid: a reference that counts; dotted: weak\n"
         "digraph recount {\n  node [shape=ellipse];");
    for (int i = 1; i < graph->trace.object_count; i++) {
        if (graph->is_shown[i] && printed < most) {
            is_printed[i] = 1;
            printed++;
            if (print_object(graph, i) < 0) {
                return -1;
            }
        } else {
            left += graph->is_shown[i];
        }
    }
    if (print_functions(graph, is_printed) < 0) {
        return -1;
    }
    for (int i = 1; i < graph->trace.object_count; i++) {
        if (is_printed[i]) {
            print_calls(graph, i);
            print_edges(graph, i, is_printed);
        }
    }
    if (left > 0) {
        printf("  \"and %lld more objects\" [shape=plaintext];\n", left);
    }
    puts("}");
    return 0;
}

/* What is printed goes there.  0; -1 with errno. */
static int open_output(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    int status = file < 0 || dup2(file, STDOUT_FILENO) < 0 ? -1 : 0;
    if (file >= 0) {
        close(file);
    }
    return status;
}

static void print_help(void)
{
    puts("usage: recount dot [--at STEP] [--most N] [--immortal] [-o FILE] TRACE\n\n"
         "Writes the objects that are alive, and who holds them, as DOT: recount dot TRACE | dot -Tsvg "
         ">graph.svg\n\n"
         "  --at STEP   then: a step of the trace, or FILE:LINE, after the last operation there; preset: the "
         "end\n"
         "  --most N    not more objects than that, preset 200; the rest is counted\n"
         "  --immortal  None, small ints and the runtime's own, too\n"
         "  -o, --output FILE   where to; -, preset: standard output");
}

int lab_dot(int argc, char **argv)
{
    Option options[] = {{.name = "at", .takes_value = 1},
                        {.name = "most", .takes_value = 1},
                        {.name = "immortal"},
                        {.name = "output", .letter = 'o', .takes_value = 1, .value = "-"},
                        {.name = NULL}};
    int first = lab_options(COMMAND, argc, argv, options, print_help);
    if (first <= 0) {
        return first < 0 ? LAB_USAGE : LAB_OK;
    }
    long long most = options[1].is_given ? lab_step(options[1].value) : PRESET_MOST;
    if (most < 1) {
        return lab_usage_error(COMMAND, "--most takes a positive integer, not '%s'", options[1].value);
    }
    if (argc - first != 1) {
        return lab_usage_error(COMMAND, "%s", argc == first ? "a trace is missing" : "one trace at a time");
    }
    const char *output = options[3].value;
    if (lab_output_error(COMMAND, output, argv[first]) != 0) {
        return LAB_USAGE;
    }
    Graph graph;
    GraphWish wish = {.path = argv[first], .at = options[0].value, .with_immortal = options[2].is_given};
    if (graph_open(COMMAND, &wish, &graph) < 0) {
        return LAB_FAILED;
    }
    if (strcmp(output, "-") != 0 && open_output(output) < 0) {
        lab_error(COMMAND, "%s: %s", output, strerror(errno));
        graph_close(&graph);
        return LAB_FAILED;
    }
    char *is_printed = calloc((size_t)graph.trace.object_count, 1);
    int status = is_printed != NULL && print_graph(&graph, most, is_printed) == 0
                     ? LAB_OK
                     : lab_exception(COMMAND, NULL);
    free(is_printed);
    graph_close(&graph);
    return status;
}
