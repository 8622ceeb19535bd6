/* What the ledger costs: ledger_cost KEYS PAIRS, or ledger_cost audit OBJECTS
 *
 * The first is a table's life as a program lives it: each operation makes its key, uses it and gives it back, as
 * the values, too.  KEYS is int or str.  Prints nanoseconds an operation of each row, and of all of them:
 *
 *     set-new, get, update, iterate, pop
 *
 * The second makes that many containers of a type of its own, each with references to two others, all of them in a
 * list.  Prints nanoseconds an object of a full collection, and of an audit (nothing without the ledger).
 *
 * The same source is compiled for the release library, the ledger and the deep ledger: ledger.py compares. */
#include <recount/recount.h>

#include <recount/hashtable.h>
#include <recount/ledger.h>

#define LEAST_OPERATIONS 1 /* turns are taken here */
#include "rows.h"

#define OPERATIONS_A_RUN 100000 /* of each row */
#define LEAST_TURNS 8           /* so that what comes from the system once is not counted each time */

/* Nanoseconds of the processor's time: other programs make no difference. */
static double spent_so_far(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static size_t pairs;
static int with_strs;
static RcObject *table;

static RcObject *make_key(size_t i)
{
    char text[] = "key 00000000";
    RcObject *key;

    if (with_strs) {
        for (size_t place = sizeof text - 2, rest = i; rest > 0; place--, rest /= 16) {
            text[place] = "0123456789abcdef"[rest % 16];
        }
        key = RcStr_FromStringAndSize(text, sizeof text - 1);
    } else {
        key = RcInt_FromLong((long)(i * 7919 + 1000));
    }
    expect(key != NULL, "a key");
    return key;
}

static void set_item(size_t i, long number)
{
    RcObject *key = make_key(i), *value = RcInt_FromLong(number);
    expect(value != NULL && RcHashTable_SetItem(table, key, value) == 0, "set");
    Rc_DECREF(key);
    Rc_DECREF(value);
}

static void set_new(void)
{
    for (size_t i = 0; i < pairs; i++) {
        set_item(i, (long)i + 1000);
    }
}

static void get(void)
{
    for (size_t i = 0; i < pairs; i++) {
        RcObject *key = make_key(i);
        RcObject *value = RcHashTable_GetItem(table, key);
        expect(value != NULL && RcInt_AsLong(value) == (long)i + 1000, "get");
        Rc_DECREF(key);
    }
}

static void update(void)
{
    for (size_t i = 0; i < pairs; i++) {
        set_item(i, (long)i + 2000);
    }
}

static void iterate(void)
{
    RcObject *key, *value, *last = NULL;
    Rc_ssize_t pos = 0;
    size_t seen = 0;

    while (RcHashTable_Next(table, &pos, &key, &value)) {
        Rc_INCREF(key);
        Rc_XSETREF(last, key);
        seen++;
    }
    Rc_XDECREF(last);
    expect(seen == pairs, "iterate");
}

static void pop(void)
{
    for (size_t i = 0; i < pairs; i++) {
        RcObject *key = make_key(i), *value;
        expect(RcHashTable_Pop(table, key, &value) == 1, "pop");
        Rc_DECREF(value);
        Rc_DECREF(key);
    }
}

static const struct {
    const char *name;
    void (*run)(void);
} rows[] = {{"set-new", set_new}, {"get", get}, {"update", update}, {"iterate", iterate}, {"pop", pop}};

#define ROWS (sizeof rows / sizeof *rows)

static void life_of_a_table(void)
{
    size_t turns = OPERATIONS_A_RUN / pairs > LEAST_TURNS ? OPERATIONS_A_RUN / pairs : LEAST_TURNS;
    double spent[ROWS] = {0}, all = 0, operations = (double)turns * (double)pairs;

    for (size_t turn = 0; turn < turns; turn++) {
        table = RcHashTable_New();
        expect(table != NULL, "a table");
        for (size_t i = 0; i < ROWS; i++) {
            double begin = spent_so_far();
            rows[i].run();
            spent[i] += spent_so_far() - begin;
        }
        Rc_DECREF(table);
    }
    for (size_t i = 0; i < ROWS; i++) {
        printf("%s %.3f\n", rows[i].name, spent[i] / operations);
        all += spent[i];
    }
    printf("all %.3f\n", all / operations / (double)ROWS);
}

/* -- the audit -- */

typedef struct Node {
    RcObject_HEAD
    RcObject *left;
    RcObject *right;
} Node;

static int node_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Node *)op)->left);
    Rc_VISIT(((Node *)op)->right);
    return 0;
}

static int node_clear(RcObject *op)
{
    Rc_CLEAR(((Node *)op)->left);
    Rc_CLEAR(((Node *)op)->right);
    return 0;
}

static void node_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Node *)op)->left);
    Rc_XDECREF(((Node *)op)->right);
    RcObject_GC_Del(op);
}

static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "bench.Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = node_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
};

static RcObject *graph(size_t count)
{
    RcObject *list = RcList_New((Rc_ssize_t)count);
    uint64_t state = 1;

    expect(list != NULL && RcType_Ready(&Node_Type) == 0, "a type");
    for (size_t i = 0; i < count; i++) {
        Node *node = RcObject_GC_New(Node, &Node_Type);
        expect(node != NULL, "a node");
        node->left = node->right = NULL;
        RcObject_GC_Track((RcObject *)node);
        RcList_SET_ITEM(list, (Rc_ssize_t)i, (RcObject *)node);
    }
    for (size_t i = 0; i < count; i++) {
        Node *node = (Node *)RcList_GET_ITEM(list, (Rc_ssize_t)i);
        node->left = Rc_NewRef(RcList_GET_ITEM(list, (Rc_ssize_t)(next_random(&state) % count)));
        node->right = Rc_NewRef(RcList_GET_ITEM(list, (Rc_ssize_t)(next_random(&state) % count)));
    }
    return list;
}

static void print_median(const char *name, double *costs, size_t turns, size_t count)
{
    qsort(costs, turns, sizeof *costs, compare_doubles);
    printf("%s %.3f\n", name, costs[turns / 2] / (double)count);
}

static void audits(size_t count)
{
    enum { TURNS = 21 };
    double collecting[TURNS], auditing[TURNS];
    RcObject *list = graph(count);

    RcGC_Collect();
    expect(Rc_AuditHeap() == 0, "no finding");
    for (size_t i = 0; i < TURNS; i++) {
        double begin = spent_so_far(), middle;
        RcGC_Collect();
        middle = spent_so_far();
        expect(Rc_AuditHeap() == 0, "no finding");
        auditing[i] = spent_so_far() - middle;
        collecting[i] = middle - begin;
    }
    print_median("collection", collecting, TURNS, count);
    print_median("audit", auditing, TURNS, count);
    Rc_DECREF(list);
    RcGC_Collect();
}

int main(int argc, char **argv)
{
    expect(argc == 3 && Rc_Initialize() == 0, "usage: ledger_cost int|str PAIRS, ledger_cost audit OBJECTS");
    pairs = (size_t)strtoull(argv[2], NULL, 10);
    expect(pairs > 0, "a number");
    with_strs = strcmp(argv[1], "str") == 0;
    if (strcmp(argv[1], "audit") == 0) {
        audits(pairs);
    } else {
        RcGC_Disable();
        life_of_a_table();
    }
    return Rc_Finalize() == 0 ? 0 : 1;
}
