/* What run.py looks at with gdb: objects of all kinds, and pointers to what is none.  All of it is global, so that an
 * optimised program has it, too; here() is where gdb stops. */
#include <recount/recount.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define DEEP 1000
#define WIDE 1000

/* A type of the user's, with members. */
typedef struct Node {
    RcObject_HEAD
    RcObject *next; /* owned, may be NULL */
    RcObject *secret;
    int number;
} Node;

/* A subtype: it begins with its base. */
typedef struct Special {
    Node base;
    double extra;
} Special;

static int node_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Node *self = (Node *)op;
    Rc_VISIT(Rc_TYPE(op));
    Rc_VISIT(self->next);
    Rc_VISIT(self->secret);
    return 0;
}

static int node_clear(RcObject *op)
{
    Node *self = (Node *)op;
    Rc_CLEAR(self->next);
    Rc_CLEAR(self->secret);
    return 0;
}

static void node_dealloc(RcObject *op)
{
    RcTypeObject *type = Rc_TYPE(op);
    RcObject_GC_UnTrack(op);
    node_clear(op);
    type->tp_free(op);
    Rc_DECREF(type);
}

static RcMemberDef node_members[] = {
    {"next", Rc_T_OBJECT, offsetof(Node, next), 0, NULL},
    {"number", Rc_T_INT, offsetof(Node, number), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static RcType_Slot node_slots[] = {
    {Rc_tp_traverse, (void *)node_traverse},
    {Rc_tp_clear, (void *)node_clear},
    {Rc_tp_dealloc, (void *)node_dealloc},
    {Rc_tp_members, node_members},
    {0, NULL},
};

static RcType_Spec node_spec = {"app.Node", sizeof(Special), 0, Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
                                node_slots};

RcObject *null_object, *small, *number, *real, *text, *long_text, *data, *list, *tuple, *pair, *table,
    *odd_table, *truth;
RcObject *cycle, *deep, *wide, *garbage, *wild, *freed, *bad_list, *bad_str, *bad_table, *bad_type, *shared,
    *weak, *method;
RcObject *node_type, *untyped;
Node *node;
Special *special;
static RcObject *hidden; /* a static variable that refers to shared */

static RcListObject fake_list, fake_tuple;
static RcStrObject fake_str;
static char fake_table[256];
static RcObject fake_object;
static RcTypeObject fake_type;
static char noise[4096];

void here(void);
#if defined(__GNUC__)
__attribute__((noinline))
#endif
void here(void)
{
    static volatile int stops;
    stops++;
}

static RcObject *parsed(const char *format, RcObject *a, RcObject *b)
{
    return Rc_BuildValue(format, a, b);
}

static void make_containers(void)
{
    list = Rc_BuildValue("[i, s, [f]]", 1, "two", 3.5);
    tuple = parsed("(OO)", list, Rc_None);
    pair = Rc_BuildValue("(i)", 7);
    table = RcHashTable_NewWith(4, 1.0, NULL);
    odd_table = RcHashTable_NewWith(3, 1.0, NULL);
    RcHashTable_SetItemString(table, "apple", number);
    RcHashTable_SetItemString(table, "pear", real);
    RcHashTable_SetItemString(table, "plum", real);
    RcHashTable_DelItemString(table, "pear");
    for (long i = -5; i < 5; i++) {
        RcObject *key = RcInt_FromLong(i * 1000003);
        RcHashTable_SetItem(odd_table, key, key);
        Rc_DECREF(key);
    }
    cycle = RcList_New(0);
    RcList_Append(cycle, cycle);
    deep = RcList_New(0);
    for (int i = 0; i < DEEP; i++) {
        RcObject *outer = RcList_New(1);
        RcList_SET_ITEM(outer, 0, deep);
        deep = outer;
    }
    wide = RcList_New(0);
    for (long i = 0; i < WIDE; i++) {
        RcObject *item = RcInt_FromLong(1000000 + i);
        RcList_Append(wide, item);
        Rc_DECREF(item);
    }
}

static void make_values(void)
{
    truth = Rc_True;
    small = RcInt_FromLong(5);
    number = RcInt_FromLongLong(-123456789012);
    real = RcFloat_FromDouble(2.5);
    text = RcStr_FromString("it's \xC3\xA4 \"text\"\n");
    long_text = RcStr_FromFormat("%0500d", 1);
    data = RcBytes_FromStringAndSize("a\0b", 3);
    shared = RcStr_FromString("shared by many");
}

static void make_instances(void)
{
    node_type = RcType_FromSpec(&node_spec);
    special = (Special *)RcType_GenericAlloc((RcTypeObject *)node_type, 0);
    node = &special->base;
    node->next = Rc_NewRef(list);
    node->secret = Rc_NewRef(shared);
    node->number = 42;
    method = RcObject_GetAttrString(list, "append");
    weak = RcWeakref_NewRef(table, NULL);
    hidden = Rc_NewRef(shared);
    RcList_Append(list, shared);
    RcHashTable_SetItemString(table, "shared", shared);
}

static void make_broken(void)
{
    memset(noise, 0x5A, sizeof noise);
    memset(fake_table, 0xFF, sizeof fake_table);
    garbage = (RcObject *)(void *)(noise + 128);
    wild = (RcObject *)(uintptr_t)0x1230;
    freed = RcFloat_FromDouble(1.0);
    Rc_DECREF(freed); /* and the pointer stays */
    memcpy(&fake_list, list, sizeof fake_list);
    fake_list.ob_base.ob_size = (Rc_ssize_t)1 << 29;
    fake_list.allocated = (Rc_ssize_t)1 << 30;
    bad_list = (RcObject *)&fake_list;
    memcpy(&fake_str, text, sizeof fake_str);
    fake_str.size = -3;
    bad_str = (RcObject *)&fake_str;
    memcpy(fake_table, table, sizeof(RcObject)); /* a true header, all else is noise */
    bad_table = (RcObject *)(void *)fake_table;
    fake_object.ob_refcnt = 3;
    fake_object.ob_type = (RcTypeObject *)(void *)noise;
    bad_type = &fake_object;
    fake_type.ob_base.ob_base.ob_type = &RcType_Type;
    memcpy(&fake_tuple, pair, sizeof(RcVarObject));
    fake_tuple.ob_base.ob_base.ob_type = &fake_type; /* never readied */
    untyped = (RcObject *)&fake_tuple;
}

static void raise_error(void)
{
    RcObject *cause;
    RcErr_SetString(RcExc_KeyError, "the cause");
    cause = RcErr_GetRaisedException();
    RcErr_SetString(RcExc_ValueError, "what is wrong");
    RcObject *error = RcErr_GetRaisedException();
    RcException_SetCause(error, cause);
    RcErr_SetRaisedException(error);
}

/* Refers to an object, for `recount refs`. */
static void in_a_frame(RcObject *local)
{
    here();
    Rc_INCREF(local);
    Rc_DECREF(local);
}

static void release(void)
{
    RcObject *all[] = {number,
                       real,
                       text,
                       long_text,
                       data,
                       list,
                       tuple,
                       pair,
                       table,
                       odd_table,
                       cycle,
                       deep,
                       wide,
                       shared,
                       method,
                       weak,
                       (RcObject *)node,
                       node_type,
                       hidden};
    RcErr_Clear();
    RcList_Clear(cycle);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        Rc_DECREF(all[i]);
    }
}

int main(int argc, char **argv)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    make_values();
    make_containers();
    make_instances();
    make_broken();
    raise_error();
    in_a_frame(shared);
    if (argc > 1 && strcmp(argv[1], "abort") == 0) {
        abort(); /* for a core file */
    }
    release();
    return Rc_Finalize() != 0;
}
