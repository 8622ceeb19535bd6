/* The things, their counts, and how objects are compared with them; see model.h. */
#include "model.h"

#include <math.h>
#include <string.h>

Thing things[THINGS];

void model_start(void)
{
    memset(things, 0, sizeof things);
}

int model_room(void)
{
    int room = 0;
    for (int i = 0; i < THINGS; i++) {
        room += things[i].count == 0;
    }
    return room;
}

/* ---- Instances ---- */

static int instance_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    for (int i = 0; i < PARTS; i++) {
        Rc_VISIT(((Instance *)op)->parts[i]);
    }
    return 0;
}

static int instance_clear(RcObject *op)
{
    for (int i = 0; i < PARTS; i++) {
        Rc_CLEAR(((Instance *)op)->parts[i]);
    }
    return 0;
}

static void instance_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    RcObject_ClearWeakRefs(op);
    instance_clear(op);
    RcObject_GC_Del(op);
}

static RcMemberDef instance_members[] = {{"a", Rc_T_OBJECT, offsetof(Instance, parts[0]), 0, NULL},
                                         {"b", Rc_T_OBJECT_EX, offsetof(Instance, parts[1]), 0, NULL},
                                         {NULL, 0, 0, 0, NULL}};

RcTypeObject Instance_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "fuzz.Instance",
    .tp_basicsize = sizeof(Instance),
    .tp_dealloc = instance_dealloc,
    .tp_hash = RcObject_HashNotImplemented,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = instance_traverse,
    .tp_clear = instance_clear,
    .tp_weaklistoffset = offsetof(Instance, weakrefs),
    .tp_members = instance_members,
    .tp_new = RcType_GenericNew,
    .tp_free = RcObject_GC_Del,
};

/* ---- References ---- */

static int has_items(const Thing *thing)
{
    return thing->kind >= LIST;
}

void model_retain(int thing)
{
    if (thing < 0) {
        return;
    }
    EXPECT(things[thing].count > 0);
    things[thing].count++;
}

static void forget(int thing)
{
    things[thing].count = 0;
    for (int i = 0; i < THINGS; i++) {
        if (things[i].count > 0 && things[i].kind == WEAKREF && things[i].integer == thing) {
            things[i].integer = -1;
        }
    }
}

void model_release(int thing)
{
    Thing dead;

    if (thing < 0) {
        return;
    }
    dead = things[thing];
    EXPECT(dead.count > 0);
    if (dead.count > 1) {
        things[thing].count--;
        return;
    }
    forget(thing);
    for (int i = 0; has_items(&dead) && i < dead.length; i++) {
        model_release(dead.items[i]);
    }
}

static void mark(int thing, int *reached)
{
    if (thing < 0 || reached[thing]) {
        return;
    }
    reached[thing] = 1;
    for (int i = 0; has_items(&things[thing]) && i < things[thing].length; i++) {
        mark(things[thing].items[i], reached);
    }
}

void model_collect(const int *roots, int count)
{
    int reached[THINGS] = {0};

    for (int i = 0; i < count; i++) {
        mark(roots[i], reached);
    }
    for (int i = 0; i < THINGS; i++) {
        for (int j = 0; things[i].count > 0 && !reached[i] && has_items(&things[i]) && j < things[i].length;
             j++) {
            int item = things[i].items[j];
            if (item >= 0) {
                things[item].count -= reached[item];
            }
        }
    }
    for (int i = 0; i < THINGS; i++) {
        if (things[i].count > 0 && !reached[i]) {
            forget(i);
        }
    }
}

/* What is left of most. */
static int weigh(int thing, int most, int *on_path)
{
    if (thing < 0 || on_path[thing]) {
        return most;
    }
    on_path[thing] = 1;
    for (int i = 0; has_items(&things[thing]) && i < things[thing].length && most >= 0; i++) {
        most = weigh(things[thing].items[i], most - 1, on_path);
    }
    on_path[thing] = 0;
    return most;
}

int model_is_heavy(int thing, int most)
{
    int on_path[THINGS] = {0};
    return weigh(thing, most, on_path) < 0;
}

static int same_content(const Thing *a, const Thing *b)
{
    switch (a->kind) {
    case FLOAT:
        return memcmp(&a->real, &b->real, sizeof a->real) == 0;
    case STR:
    case BYTES:
        return a->length == b->length && memcmp(a->text, b->text, (size_t)a->length) == 0;
    default:
        return a->integer == b->integer && a->length == b->length &&
               memcmp(a->items, b->items, (size_t)a->length * sizeof *a->items) == 0;
    }
}

int model_adopt(RcObject *op, const Thing *expected)
{
    int place = -1;

    for (int i = 0; i < THINGS; i++) {
        if (things[i].count > 0 && things[i].op == op) {
            EXPECT(things[i].kind == expected->kind && same_content(&things[i], expected));
            things[i].count++;
            return i;
        }
        place = things[i].count == 0 ? i : place;
    }
    EXPECT(place >= 0);
    things[place] = *expected;
    things[place].op = op;
    things[place].count = 1;
    for (int i = 0; has_items(expected) && i < expected->length; i++) {
        model_retain(expected->items[i]);
    }
    return place;
}

/* ---- Equality ---- */

static int is_number(const Thing *thing)
{
    return thing->kind == INT || thing->kind == BOOL || thing->kind == FLOAT;
}

static int equal_numbers(const Thing *a, const Thing *b)
{
    if (a->kind == FLOAT && b->kind == FLOAT) {
        return a->real == b->real;
    }
    if (a->kind == FLOAT) {
        return equal_numbers(b, a);
    }
    if (b->kind == FLOAT) {
        return b->real >= -0x1p63 && b->real < 0x1p63 && b->real == trunc(b->real) &&
               (int64_t)b->real == a->integer;
    }
    return a->integer == b->integer;
}

static int identical_or_equal(int a, int b, int depth, int *deep)
{
    return a == b || model_equal(a, b, depth, deep);
}

static int equal_tables(const Thing *a, const Thing *b, int depth, int *deep)
{
    if (a->length != b->length) {
        return 0;
    }
    for (int i = 0; i < a->length; i += 2) {
        int at = model_find(b, a->items[i], deep);
        if (at < 0 || !identical_or_equal(a->items[i + 1], b->items[at + 1], depth, deep)) {
            return 0;
        }
    }
    return 1;
}

int model_equal(int a, int b, int depth, int *deep)
{
    const Thing *x = &things[a], *y = &things[b];

    if (is_number(x) && is_number(y)) {
        return equal_numbers(x, y);
    }
    if (x->kind != y->kind) {
        return 0;
    }
    if (depth == 0) {
        *deep = 1;
        return 0;
    }
    switch (x->kind) {
    case STR:
    case BYTES:
        return same_content(x, y);
    case LIST:
    case TUPLE:
        for (int i = 0; i < x->length && i < y->length; i++) {
            if (!identical_or_equal(x->items[i], y->items[i], depth - 1, deep)) {
                return 0;
            }
        }
        return x->length == y->length;
    case TABLE:
        return equal_tables(x, y, depth - 1, deep);
    case WEAKREF: /* of dead ones only identity counts */
        return a == b || (x->integer >= 0 && y->integer >= 0 &&
                          model_equal((int)x->integer, (int)y->integer, depth - 1, deep));
    case FUNCTION:
        return x->integer == y->integer && x->items[0] == y->items[0];
    case METHOD:
        return x->items[1] == y->items[1] && identical_or_equal(x->items[0], y->items[0], depth - 1, deep);
    default:
        return a == b;
    }
}

int model_same_key(int a, int b, int *deep)
{
    return a == b || (things[a].kind == things[b].kind && model_equal(a, b, 20, deep));
}

int model_hashable(int thing)
{
    const Thing *t = &things[thing];
    if (t->kind == LIST || t->kind == TABLE || t->kind == INSTANCE || t->kind == WEAKREF) {
        return 0; /* a weak reference hashes as what it refers to: here a table or an instance */
    }
    for (int i = 0; t->kind == TUPLE && i < t->length; i++) {
        if (!model_hashable(t->items[i])) {
            return 0;
        }
    }
    return 1;
}

int model_find(const Thing *table, int key, int *deep)
{
    for (int i = 0; i < table->length; i += 2) {
        if (model_same_key(table->items[i], key, deep)) {
            return i;
        }
    }
    return -1;
}

/* ---- Objects against things ---- */

/* Item i of a thing is this; NULL: it has none. */
static int has_item(const Thing *thing, int i, const RcObject *op)
{
    return thing->items[i] >= 0 ? op == things[thing->items[i]].op : op == NULL;
}

static void check_parts(const Thing *thing)
{
    const RcBaseExceptionObject *exception = (RcBaseExceptionObject *)thing->op;

    switch (thing->kind) {
    case INSTANCE:
        EXPECT(Rc_IS_TYPE(thing->op, &Instance_Type));
        for (int i = 0; i < PARTS; i++) {
            EXPECT(has_item(thing, i, ((Instance *)thing->op)->parts[i]));
        }
        return;
    case FUNCTION:
        EXPECT(has_item(thing, 0, RcCFunction_GetSelf(thing->op)));
        return;
    case METHOD:
        EXPECT(has_item(thing, 0, RcMethod_Function(thing->op)) &&
               has_item(thing, 1, RcMethod_Self(thing->op)));
        return;
    default:
        EXPECT(has_item(thing, 0, exception->args) && has_item(thing, 1, exception->cause) &&
               has_item(thing, 2, exception->context));
    }
}

static void check_items(const Thing *thing)
{
    Rc_ssize_t pos = 0;
    RcObject *key, *value;

    switch (thing->kind) {
    case LIST:
        EXPECT(RcList_Check(thing->op) && RcList_GET_SIZE(thing->op) == thing->length);
        for (int i = 0; i < thing->length; i++) {
            EXPECT(RcList_GET_ITEM(thing->op, i) == things[thing->items[i]].op);
        }
        return;
    case TUPLE:
        EXPECT(RcTuple_Check(thing->op) && RcTuple_GET_SIZE(thing->op) == thing->length);
        for (int i = 0; i < thing->length; i++) {
            EXPECT(RcTuple_GET_ITEM(thing->op, i) == things[thing->items[i]].op);
        }
        return;
    case TABLE:
        EXPECT(RcHashTable_Check(thing->op) && RcHashTable_Size(thing->op) == thing->length / 2);
        for (int i = 0; i < thing->length; i += 2) {
            EXPECT(RcHashTable_Next(thing->op, &pos, &key, &value) == 1);
            EXPECT(key == things[thing->items[i]].op && value == things[thing->items[i + 1]].op);
        }
        return;
    default:
        check_parts(thing);
    }
}

static void check_value(const Thing *thing)
{
    int64_t integer;
    double real;

    switch (thing->kind) {
    case NONE:
        EXPECT(thing->op == Rc_None);
        return;
    case BOOL:
        EXPECT(thing->op == (thing->integer ? Rc_True : Rc_False));
        return;
    case INT:
        EXPECT(RcInt_CheckExact(thing->op) && RcInt_AsInt64(thing->op, &integer) == 0 &&
               integer == thing->integer);
        return;
    case FLOAT:
        real = RcFloat_AS_DOUBLE(thing->op);
        EXPECT(RcFloat_CheckExact(thing->op));
        EXPECT(memcmp(&real, &thing->real, sizeof real) == 0 || (isnan(real) && isnan(thing->real)));
        return;
    case STR:
        EXPECT(RcStr_Check(thing->op) && RcStr_EqualToUTF8AndSize(thing->op, thing->text, thing->length));
        return;
    case BYTES:
        EXPECT(RcBytes_Check(thing->op) && RcBytes_Size(thing->op) == thing->length);
        EXPECT(memcmp(RcBytes_AsString(thing->op), thing->text, (size_t)thing->length) == 0);
        return;
    case CAPSULE:
        EXPECT(RcCapsule_GetPointer(thing->op, "fuzz") == things);
        return;
    case WEAKREF:
        EXPECT(RcWeakref_IsDead(thing->op) == (thing->integer < 0));
        return;
    default:
        check_items(thing);
    }
}

void model_check(void)
{
    Rc_ssize_t mortal = 0;

    for (int i = 0; i < THINGS; i++) {
        const Thing *thing = &things[i];
        if (thing->count > 0) {
            check_value(thing);
            if (!Rc_IsImmortal(thing->op)) {
                EXPECT(Rc_REFCNT(thing->op) == thing->count);
                mortal++;
            }
        }
    }
    EXPECT(Rc_LiveObjects() == mortal);
}
