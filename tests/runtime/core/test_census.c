/* Living objects by type: all of Rc_LiveObjects(), none more, whatever lies about in the memory that they come from. */
#include "support.h"

#include "core/runtime.h"
#include "memory/pool.h"

#include <recount/recount.h>

#include <stdlib.h>
#include <string.h>

#define ROOM 400

static RcLiveType rows[ROOM];

/* Where objects are blocks of malloc's, or the ledger's, there is nothing to walk over. */
static int is_pooled(void)
{
    size_t front;
    return _RcMem_ObjectsArePooled(_Rc_runtime->memory_limit, &front);
}

/* The largest objects here: where addresses are scarce those above 32 KiB are malloc's, and not counted. */
static int largest(void)
{
    void *block = RcMem_Malloc(1 << 20);
    int are_pooled = _RcLarge_Owns(&_Rc_runtime->pool->large, block);
    RcMem_Free(block);
    return are_pooled ? 1 << 20 : 30000;
}

static const RcLiveType *row_of(const RcTypeObject *type)
{
    static const RcLiveType none;
    Rc_ssize_t count = Rc_LiveTypes(rows, ROOM);
    for (Rc_ssize_t i = 0; i < count; i++) {
        if (rows[i].type == type) {
            return &rows[i];
        }
    }
    return &none;
}

static Rc_ssize_t objects_of(const RcTypeObject *type)
{
    return row_of(type)->objects;
}

/* All objects, and the rows in their order. */
static void assert_complete(void)
{
    Rc_ssize_t count = Rc_LiveTypes(rows, ROOM), objects = 0;
    assert_true(count >= 0 && count <= ROOM);
    for (Rc_ssize_t i = 0; i < count; i++) {
        assert_true(rows[i].objects > 0 && rows[i].bytes >= (size_t)rows[i].objects * 16);
        assert_true(i == 0 || rows[i - 1].bytes >= rows[i].bytes);
        objects += rows[i].type != NULL ? rows[i].objects : 0;
    }
    assert_int_equal(objects, Rc_LiveObjects());
}

static int start(void **state)
{
    Rc_UNUSED(state);
    return Rc_Initialize();
}

static int start_limited(void **state)
{
    RcConfig config;
    Rc_UNUSED(state);
    RcConfig_Init(&config);
    config.memory_limit = (size_t)64 << 20;
    return Rc_InitializeFromConfig(&config);
}

static int end(void **state)
{
    Rc_UNUSED(state);
    return Rc_Finalize() == 0 ? 0 : -1;
}

static void test_by_type(void **state)
{
    RcObject *list, *number, *text, *table;
    size_t before;
    Rc_UNUSED(state);

    if (!is_pooled()) {
        skip();
    }
    assert_complete();
    list = RcList_New(0);
    number = RcFloat_FromDouble(1.5);
    text = RcStr_FromString("a text");
    assert_complete();
    assert_int_equal(objects_of(&RcList_Type), 1);
    assert_int_equal(objects_of(&RcFloat_Type), 1);
    assert_int_equal(objects_of(&RcStr_Type), 1);
    assert_int_equal(row_of(&RcFloat_Type)->bytes % 16, 0);

    before = row_of(NULL)->bytes;
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(RcList_Append(list, number), 0);
    }
    assert_complete();
    assert_int_equal(objects_of(&RcList_Type), 1);
    assert_true(row_of(NULL)->bytes >= before + 1000 * sizeof(RcObject *)); /* the list's array */

    table = RcHashTable_New();
    assert_int_equal(RcHashTable_SetItem(table, text, list), 0);
    assert_complete();
    assert_int_equal(objects_of(&RcHashTable_Type), 1);
    Rc_DECREF(number);
    Rc_DECREF(text);
    Rc_DECREF(list);
    Rc_DECREF(table);
    assert_complete();
    assert_int_equal(objects_of(&RcList_Type), 0);
    assert_int_equal(objects_of(&RcFloat_Type), 0);
}

/* Blocks of all sizes, and those that have been others before. */
static void test_sizes(void **state)
{
    RcObject *kept[40];
    size_t all;
    int most;
    Rc_UNUSED(state);

    if (!is_pooled()) {
        skip();
    }
    most = largest();
    for (int round = 0; round < 3; round++) {
        all = 0;
        for (int i = 0; i < 40; i++) {
            Rc_ssize_t size = 1 << (i / 2) < most ? 1 << (i / 2) : most;
            kept[i] = i % 2 ? RcBytes_FromStringAndSize(NULL, size + 1) : RcTuple_New(size / 8 + 1);
            assert_non_null(kept[i]);
            all += i % 2 ? (size_t)size : 0;
        }
        assert_complete();
        assert_int_equal(objects_of(&RcTuple_Type), 20);
        assert_int_equal(objects_of(&RcBytes_Type), 20);
        assert_true(row_of(&RcBytes_Type)->bytes >= all);
        for (int i = 0; i < 40; i += 2) {
            Rc_DECREF(kept[i]);
        }
        assert_complete();
        for (int i = 1; i < 40; i += 2) {
            Rc_DECREF(kept[i]);
        }
        assert_complete();
    }
}

typedef struct Plain {
    RcObject_HEAD
    void *fields[3];
} Plain;

static RcTypeObject Plain_Type = {RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Plain",
                                  .tp_basicsize = sizeof(Plain), .tp_dealloc = (Rc_destructor)RcObject_Free,
                                  .tp_flags = Rc_TPFLAGS_DEFAULT};

/* Users' types, static and made, and instances in memory of the user's own. */
static void test_users_types(void **state)
{
    RcType_Slot slots[] = {{0, NULL}};
    RcType_Spec spec = {"test.Made", sizeof(Plain), 0, Rc_TPFLAGS_DEFAULT, slots};
    Plain own;
    Rc_UNUSED(state);

    if (!is_pooled()) {
        skip();
    }
    assert_int_equal(RcType_Ready(&Plain_Type), 0);
    RcObject *plain = (RcObject *)RcObject_New(Plain, &Plain_Type);
    RcTypeObject *made = (RcTypeObject *)RcType_FromSpec(&spec);
    RcObject *instances[] = {RcType_GenericAlloc(made, 0), RcType_GenericAlloc(made, 0)};
    assert_complete();
    assert_int_equal(objects_of(&Plain_Type), 1);
    assert_int_equal(objects_of(made), 2);
    assert_int_equal(objects_of(&RcType_Type), 1);

    RcObject_Init((RcObject *)&own, &Plain_Type);
    assert_int_equal(objects_of(&Plain_Type), 1);
    Rc_SetImmortal((RcObject *)&own);
    Rc_SetImmortal(plain); /* is no mortal object, and memory all the same */
    assert_complete();
    assert_int_equal(objects_of(&Plain_Type), 0);
    RcObject_Free(plain);
    Rc_DECREF(instances[0]);
    Rc_DECREF(instances[1]);
    Rc_DECREF(made);
    assert_complete();
}

/* A str under construction lies where an object was; a buffer has addresses of types in it. */
static void test_what_is_no_object(void **state)
{
    RcStrWriter *writer;
    RcObject *numbers[100];
    void **buffer;
    Rc_UNUSED(state);

    if (!is_pooled()) {
        skip();
    }
    for (int i = 0; i < 100; i++) {
        numbers[i] = RcStr_FromFormat("%0*d", 50 + i % 3, i);
    }
    for (int i = 0; i < 100; i++) {
        Rc_DECREF(numbers[i]);
    }
    writer = RcStrWriter_Create(0);
    assert_int_equal(RcStrWriter_WriteChar(writer, 'x'), 0);
    assert_complete();
    for (int i = 0; i < 20; i++) {
        assert_int_equal(RcStrWriter_WriteASCII(writer, "0123456789012345678901234567890123456789", 40), 0);
        assert_complete();
    }
    RcStrWriter_Discard(writer);

    buffer = RcMem_Malloc(8 * sizeof(void *));
    for (int i = 0; i < 8; i++) {
        buffer[i] = &RcList_Type;
    }
    assert_complete();
    RcMem_Free(buffer);
    assert_complete();
}

static RcObject *seen_list;
static void counting_dealloc(RcObject *self)
{
    assert_complete(); /* self is dead, and what it held is not yet */
    RcObject_Free(self);
}

static RcTypeObject Counting_Type = {RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Counting",
                                     .tp_basicsize = sizeof(Plain), .tp_dealloc = counting_dealloc,
                                     .tp_flags = Rc_TPFLAGS_DEFAULT};

/* In the middle of deallocs, with dead objects in the queue. */
static void test_while_objects_die(void **state)
{
    Rc_UNUSED(state);

    if (!is_pooled()) {
        skip();
    }
    assert_int_equal(RcType_Ready(&Counting_Type), 0);
    seen_list = RcList_New(1);
    RcList_SET_ITEM(seen_list, 0, (RcObject *)RcObject_New(Plain, &Counting_Type));
    for (int i = 0; i < 500; i++) {
        RcObject *outer = RcList_New(2);
        RcList_SET_ITEM(outer, 0, seen_list);
        RcList_SET_ITEM(outer, 1, (RcObject *)RcObject_New(Plain, &Counting_Type));
        seen_list = outer;
    }
    assert_complete();
    assert_int_equal(objects_of(&Counting_Type), 501);
    Rc_CLEAR(seen_list);
    assert_complete();
    assert_int_equal(objects_of(&Counting_Type), 0);
}

/* Any objects, made and released at random. */
static RcObject *make_any(RcObject *other, int most)
{
    switch (rand() % 8) {
    case 0:
        return RcInt_FromLong(1000 + rand());
    case 1:
        return RcFloat_FromDouble(rand());
    case 2:
        return RcStr_FromFormat("%0*d", rand() % 300, 1);
    case 3:
        return RcTuple_Pack(1, other);
    case 4:
        return RcHashTable_New();
    case 5:
        return RcBytes_FromStringAndSize(NULL, rand() % most);
    case 6:
        return Rc_BuildValue("[Oi]", other, rand());
    default:
        return RcList_New(rand() % 100);
    }
}

static void test_model(void **state)
{
    RcObject *slots[300];
    int most;
    Rc_UNUSED(state);

    if (!is_pooled()) {
        skip();
    }
    most = largest() < 40000 ? largest() : 40000;
    srand(1);
    for (int i = 0; i < 300; i++) {
        slots[i] = Rc_NewRef(Rc_None);
    }
    for (int i = 0; i < 20000; i++) {
        int at = rand() % 300;
        RcObject *made = make_any(slots[rand() % 300], most);
        assert_non_null(made);
        Rc_SETREF(slots[at], made);
        if (i % 100 == 0) {
            assert_complete();
        }
    }
    for (int i = 0; i < 300; i++) {
        Rc_DECREF(slots[i]);
    }
    RcGC_Collect();
    assert_complete();
}

static void test_room(void **state)
{
    RcLiveType one;
    RcObject *number = RcFloat_FromDouble(1.5), *list = RcList_New(0);
    Rc_ssize_t count;
    Rc_UNUSED(state);

    assert_int_equal(Rc_LiveTypes(NULL, 1), -1);
    assert_raises(RcExc_SystemError, NULL);
    assert_int_equal(Rc_LiveTypes(rows, -1), -1);
    assert_raises(RcExc_SystemError, NULL);
    if (is_pooled()) {
        count = Rc_LiveTypes(NULL, 0);
        assert_true(count >= 2);
        assert_int_equal(Rc_LiveTypes(&one, 1), count);
        assert_int_equal(Rc_LiveTypes(rows, ROOM), count);
        assert_true(one.type == rows[0].type && one.bytes == rows[0].bytes);
    } else if (!RC_HOOK_MALLOC) { /* the ledger knows its objects: tests/runtime/ledger/test_census.c */
        assert_int_equal(Rc_LiveTypes(rows, ROOM), -1);
        assert_raises(RcExc_RuntimeError, "objects that do not come from the pool are not counted by type");
    }
    Rc_DECREF(number);
    Rc_DECREF(list);
}

/* More types than the census begins with room for; and without memory for it. */
static void test_many_types(void **state)
{
    RcType_Slot slots[] = {{0, NULL}};
    RcType_Spec spec = {"test.Made", sizeof(Plain), 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *types[300], *instances[300];
    Rc_ssize_t failures = 0;
    Rc_UNUSED(state);

    if (!is_pooled()) {
        skip();
    }
    for (int i = 0; i < 300; i++) {
        types[i] = RcType_FromSpec(&spec);
        instances[i] = RcType_GenericAlloc((RcTypeObject *)types[i], 0);
    }
    assert_int_equal(objects_of(&RcType_Type), 300);
    assert_int_equal(objects_of((RcTypeObject *)types[299]), 1);
    assert_true(Rc_LiveTypes(NULL, 0) >= 301);
    for (Rc_ssize_t n = 1;; n++) {
        RcMem_SetFailAfter(n);
        if (Rc_LiveTypes(NULL, 0) >= 0) {
            break;
        }
        assert_raises(RcExc_MemoryError, NULL);
        failures++;
    }
    RcMem_SetFailAfter(0);
    assert_true(failures >= 2);
    for (int i = 0; i < 300; i++) {
        Rc_DECREF(instances[i]);
        Rc_DECREF(types[i]);
    }
    assert_complete();
}

#define both(test)                                            \
    cmocka_unit_test_setup_teardown(test, start, end),        \
    {                                                         \
#test " with a limit", test, start_limited, end, NULL \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        both(test_by_type),     both(test_sizes),
        both(test_users_types), both(test_what_is_no_object),
        both(test_model),       both(test_while_objects_die),
        both(test_room),        both(test_many_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
