/* What variables have and who refers to whom, line by line: linked to a program of the deep ledger, with stops.c, it tells
 * what true_names.py compares with the annotated source.
 *
 * The trace, which the program writes meanwhile, says which number the ledger has given to the object at an address, and
 * when it is gone.  All else is read from memory: counts, references (by tp_traverse), and variables, at the places that
 * debug information names.
 *
 * HELD_IN names the stops, HELD_ASKED the questions: `NUMBER FILE:LINE FUNCTION WORD...`, which is asked about each frame of
 * the function when the line begins, when a call within it has returned, and when it ends.  The words say where the
 * variable is:
 *
 *     fN   the frame's place, N bytes further on      l    instead of an address, the pointer that is there
 *     aN   static data at N                           iN   ... the int of N bytes that is there
 *     +N   N bytes further on                         *N   as an index: so many items of N bytes further on
 *
 * HELD_OUT:  `m FILE:LINE b|e FUNCTION...`     a moment: the line begins, or ends; the functions that run
 *            `v QUESTION OBJECT`               a variable has this object
 *            `g OBJECT COUNT TYPE OBJECT...`   what has changed: its count, and what it refers to
 *            `h OBJECT COUNT TYPE OBJECT...`   the same of one that is half made: what its memory contains
 *            `x OBJECT`                        it is gone
 *
 * With HELD_KEEP, and no HELD_IN, it leaves a copy of the program there. */
#define _GNU_SOURCE
#include "stops.h"

#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_OBJECTS 8000
#define MOST_EDGES 4000
#define MOST_QUESTIONS 4000

typedef struct Object {
    long number, count;
    RcObject *op;
    int is_dying, is_whole, edge_count;
    RcObject **edges;
} Object;

typedef struct Question {
    int number;
    char line[200], function[100], words[200];
} Question;

static Object objects[MOST_OBJECTS];
static Question questions[MOST_QUESTIONS];
static RcObject *visited[MOST_EDGES];
static int object_count, question_count, visited_count;
static FILE *out, *trace;

/* -- which objects there are -- */

static Object *numbered(long number)
{
    for (int i = object_count; i > 0; i--) {
        if (objects[i - 1].number == number) {
            return &objects[i - 1];
        }
    }
    return NULL;
}

/* 0: it is none. */
static long number_of(const void *address)
{
    for (int i = object_count; address != NULL && i > 0; i--) {
        if (objects[i - 1].op == address) {
            return objects[i - 1].number;
        }
    }
    return 0;
}

static void forget(Object *object)
{
    fprintf(out, "x %ld\n", object->number);
    free(object->edges);
    memmove(object, object + 1, (size_t)(&objects[--object_count] - object) * sizeof *object);
}

static long member(const char *line, const char *name)
{
    const char *at = strstr(line, name);
    return at != NULL ? strtol(at + strlen(name), NULL, 0) : 0;
}

static void define(const char *line)
{
    if (strstr(line, "\"was\":") != NULL) {
        return; /* a tombstone */
    }
    if (object_count == MOST_OBJECTS) {
        give_up("too many objects");
    }
    objects[object_count++] =
        (Object){.number = member(line, "\"o\":"), .count = -1, .op = (RcObject *)member(line, "\"at\":\"")};
}

static void read_trace(void)
{
    static char *line;
    static size_t room;
    const char *path = getenv("RECOUNT_TRACE");
    if (trace == NULL && (path == NULL || (trace = fopen(path, "r")) == NULL)) {
        return; /* not yet */
    }
    clearerr(trace);
    while (getline(&line, &room, trace) > 0) {
        Object *object = numbered(member(line, "\"o\":"));
        const char *kind = line + strlen("{\"k\":\"");
        if (strncmp(kind, "object\"", 7) == 0) {
            define(line);
        } else if (object != NULL && strncmp(kind, "free\"", 5) == 0) {
            forget(object);
        } else if (object != NULL && strncmp(kind, "moved\"", 6) == 0) {
            object->op = (RcObject *)member(line, "\"at\":\"");
        } else if (object != NULL && strncmp(kind, "dealloc\"", 8) == 0) {
            object->is_dying = 1;
        } else if (object != NULL && strncmp(kind, "revived\"", 8) == 0) {
            object->is_dying = 0;
        } else if (strncmp(kind, "end\"", 4) == 0) {
            object_count = 0;
        }
    }
}

/* -- what they refer to -- */

static int visit(RcObject *op, void *arg)
{
    (void)arg;
    if (visited_count == MOST_EDGES) {
        give_up("too many references");
    }
    visited[visited_count++] = op;
    return 0;
}

/* An instance of a heap type owns a reference to it, visited or not. */
static void see_type(RcTypeObject *type)
{
    for (int i = 0; i < visited_count; i++) {
        if (visited[i] == (RcObject *)type) {
            return;
        }
    }
    if (type->tp_flags & Rc_TPFLAGS_HEAPTYPE) {
        visit((RcObject *)type, NULL);
    }
}

/* What does not take part in collections as yet may be half made, and then its traverse is not to be trusted; a dying one
 * has nothing more.  The calls are not announced to the ledger. */
static int look_into(const Object *object)
{
    RcObject *op = object->op, **end = (RcObject **)((char *)op + op->ob_type->tp_basicsize);
    RcTypeObject *type = op->ob_type;
    visited_count = 0;
    if (object->is_dying || (op->ob_flags & RC_OBJECT_STATIC)) {
        return 1;
    }
    if (!RcType_IS_GC(type) || type == &RcTuple_Type || (RcObject_GC_IsTracked)(op)) {
        if (RcType_IS_GC(type)) {
            type->tp_traverse(op, visit, NULL);
        }
        see_type(type);
        return 1;
    }
    for (RcObject **at = (RcObject **)(op + 1); at < end; at++) {
        visit(*at, NULL);
    }
    return 0;
}

static void see_object(Object *object, int is_whole)
{
    size_t size = (size_t)visited_count * sizeof *visited;
    long count = Rc_IsImmortal(object->op) ? 0 : (long)Rc_REFCNT(object->op);
    if (count == object->count && is_whole == object->is_whole && visited_count == object->edge_count &&
        (size == 0 || memcmp(object->edges, visited, size) == 0)) {
        return;
    }
    object->edges = realloc(object->edges, size + 1);
    if (object->edges == NULL) {
        give_up("no memory");
    }
    memcpy(object->edges, visited, size);
    object->edge_count = visited_count;
    object->count = count;
    object->is_whole = is_whole;
    fprintf(out, "%c %ld %ld %s", is_whole ? 'g' : 'h', object->number, count, object->op->ob_type->tp_name);
    for (int i = 0; i < visited_count; i++) {
        fprintf(out, " %ld", number_of(visited[i]));
    }
    fputc('\n', out);
}

void see_changes(void)
{
    read_trace();
    for (int i = 0; i < object_count; i++) {
        if (objects[i].op->ob_type == NULL) {
            continue; /* in the midst of an assignment to the whole struct */
        }
        int is_whole = look_into(&objects[i]);
        see_object(&objects[i], is_whole);
    }
}

/* -- what variables have -- */

/* 0: there is nothing. */
static uintptr_t load(uintptr_t address, size_t size)
{
    union {
        int32_t narrow;
        uintptr_t wide;
    } value = {.wide = 0};
    struct iovec here = {&value, size}, there = {(void *)address, size};
    if (process_vm_readv(getpid(), &here, 1, &there, 1, 0) != (ssize_t)size) {
        return 0;
    }
    return size == sizeof value.narrow ? (uintptr_t)(intptr_t)value.narrow : value.wide;
}

/* The value of the variable that the words lead to. */
static uintptr_t answer(const char *words, uintptr_t base)
{
    uintptr_t stack[8] = {0}, *top = stack;
    for (; *words != '\0'; words += strcspn(words, " "), words += strspn(words, " ")) {
        long number = strtol(words + 1, NULL, 10);
        if (*words == 'f' || *words == 'a') {
            *++top = *words == 'f' ? base + (uintptr_t)number : stops_bias() + (uintptr_t)number;
        } else if (*words == '+') {
            *top += (uintptr_t)number;
        } else if (*words == '*') {
            top--;
            top[0] += top[1] * (uintptr_t)number;
        } else {
            *top = load(*top, *words == 'l' ? sizeof *top : (size_t)number);
        }
    }
    return load(*top, sizeof *top);
}

static void ask(const Question *question)
{
    for (int i = 0; i < frame_count; i++) {
        long object = 0;
        if (strcmp(frames[i].at->function, question->function) == 0) {
            object = number_of((void *)answer(question->words, frames[i].base));
        }
        if (object != 0) {
            fprintf(out, "v %d %ld\n", question->number, object);
        }
    }
}

static void tell(int frame, char kind)
{
    const char *line = frames[frame].at->line;
    for (int i = 0; i < question_count; i++) {
        if (strcmp(questions[i].line, line) == 0) {
            ask(&questions[i]);
        }
    }
    fprintf(out, "m %s %c", line, kind);
    for (int i = 0; i < frame_count; i++) {
        fprintf(out, " %s", frames[i].at->function);
    }
    fputc('\n', out);
}

void begin_line(int frame)
{
    tell(frame, 'b');
}

void end_line(int frame, int is_alive)
{
    if (is_alive) {
        tell(frame, 'e');
    }
}

/* -- beginning and end -- */

static void read_questions(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        give_up("the questions cannot be read");
    }
    while (question_count < MOST_QUESTIONS) {
        Question *question = &questions[question_count];
        if (fscanf(file, "%d %199s %99s %199[^\n]", &question->number, question->line, question->function,
                   question->words) != 4) {
            break;
        }
        question_count++;
    }
    fclose(file);
}

static void keep_program(const char *path)
{
    static char bytes[1 << 16];
    FILE *from = fopen("/proc/self/exe", "r"), *to = fopen(path, "w");
    size_t size;
    while (from != NULL && to != NULL && (size = fread(bytes, 1, sizeof bytes, from)) > 0) {
        fwrite(bytes, 1, size, to);
    }
    if (from == NULL || to == NULL || fclose(to) != 0) {
        give_up("the program cannot be kept");
    }
    fclose(from);
}

__attribute__((constructor)) static void begin(void)
{
    if (getenv("HELD_IN") == NULL) {
        keep_program(getenv("HELD_KEEP"));
        return;
    }
    if ((out = fopen(getenv("HELD_OUT"), "w")) == NULL) {
        give_up("HELD_OUT cannot be written");
    }
    read_questions(getenv("HELD_ASKED"));
    stops_start(getenv("HELD_IN"));
}

__attribute__((destructor)) static void end(void)
{
    if (out != NULL) {
        stops_finish();
        fclose(out);
    }
}
