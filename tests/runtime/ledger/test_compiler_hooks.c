/* The compiler's hooks: whatever this source does with memory, which is compiled for the deep ledger, is done as it
 * would be without; and a read of a dead object is seen whatever its form is. */
#include "telling.h"

#include <stdatomic.h>

/* -- accesses of all sizes -- */

typedef struct Fields {
    uint8_t one;
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    double pair[2];
    char many[200];
} Fields;

typedef struct __attribute__((packed)) Packed {
    uint8_t first;
    uint16_t two;
    uint32_t four;
    uint64_t eight;
} Packed;

__attribute__((noinline)) static void fill(Fields *fields, Packed *packed, int seed)
{
    fields->one = (uint8_t)seed;
    fields->two = (uint16_t)(seed + 1);
    fields->four = (uint32_t)(seed + 2);
    fields->eight = (uint64_t)(seed + 3);
    fields->pair[0] = fields->pair[1] = seed;
    memset(fields->many, seed, sizeof fields->many);
    packed->first = (uint8_t)seed;
    packed->two = (uint16_t)(seed + 1);
    packed->four = (uint32_t)(seed + 2);
    packed->eight = (uint64_t)(seed + 3);
}

static void test_plain_accesses(void **state)
{
    Fields fields[2];
    Packed packed[2];
    volatile uint64_t eight = 8;
    volatile uint8_t one = 1;
    Rc_UNUSED(state);
    fill(&fields[0], &packed[0], 5);
    fields[1] = fields[0];
    packed[1] = packed[0];
    assert_int_equal(fields[1].one, 5);
    assert_int_equal(fields[1].two, 6);
    assert_int_equal(fields[1].four, 7);
    assert_int_equal(fields[1].eight, 8);
    assert_true(fields[1].pair[0] > 4.5 && fields[1].pair[1] < 5.5);
    assert_int_equal(fields[1].many[199], 5);
    assert_int_equal(packed[1].two, 6);
    assert_int_equal(packed[1].four, 7);
    assert_int_equal(packed[1].eight, 8);
    eight += one;
    one = (uint8_t)eight;
    assert_int_equal(one, 9);
    memmove(fields[0].many + 1, fields[0].many, 100);
    assert_int_equal(fields[0].many[100], 5);
}

/* -- atomic operations -- */

#define ATOMICS(type, name)                                                       \
    static void test_atomics_of_##name(void **state)                              \
    {                                                                             \
        _Atomic type value = 3;                                                   \
        type expected = 4;                                                        \
        Rc_UNUSED(state);                                                         \
        atomic_store(&value, (type)4);                                            \
        assert_int_equal(atomic_load(&value), 4);                                 \
        assert_int_equal(atomic_exchange(&value, (type)5), 4);                    \
        assert_int_equal(atomic_fetch_add(&value, (type)2), 5);                   \
        assert_int_equal(atomic_fetch_sub(&value, (type)1), 7);                   \
        assert_int_equal(atomic_fetch_or(&value, (type)9), 6);                    \
        assert_int_equal(atomic_fetch_and(&value, (type)13), 15);                 \
        assert_int_equal(atomic_fetch_xor(&value, (type)1), 13);                  \
        assert_false(atomic_compare_exchange_strong(&value, &expected, (type)1)); \
        assert_int_equal(expected, 12);                                           \
        assert_true(atomic_compare_exchange_strong(&value, &expected, (type)1));  \
        expected = 1;                                                             \
        while (!atomic_compare_exchange_weak(&value, &expected, (type)2)) {       \
        }                                                                         \
        atomic_thread_fence(memory_order_seq_cst);                                \
        atomic_signal_fence(memory_order_seq_cst);                                \
        assert_int_equal(atomic_load(&value), 2);                                 \
    }

ATOMICS(uint8_t, a_byte)
ATOMICS(uint16_t, two_bytes)
ATOMICS(uint32_t, four_bytes)
ATOMICS(uint64_t, eight_bytes)

/* -- reads of a dead object -- */

typedef struct Thing {
    RcObject_HEAD
    Fields fields;
} Thing;

static void thing_dealloc(RcObject *op)
{
    RcObject_Free(op);
}

static RcTypeObject Thing_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Thing",
    .tp_basicsize = sizeof(Thing),
    .tp_flags = Rc_TPFLAGS_DEFAULT,
    .tp_dealloc = thing_dealloc,
};

static volatile uint64_t sink;

typedef void (*Reader)(Thing *thing);

static void read_one(Thing *thing)
{
    sink = thing->fields.one;
}

static void read_two(Thing *thing)
{
    sink = thing->fields.two;
}

static void read_four(Thing *thing)
{
    sink = thing->fields.four;
}

static void read_eight(Thing *thing)
{
    sink = thing->fields.eight;
}

static void read_all(Thing *thing)
{
    Fields copy = thing->fields;
    sink = copy.eight;
}

static void read_volatile(Thing *thing)
{
    sink = *(volatile uint32_t *)&thing->fields.four;
}

static void test_reads_of_a_dead_object(void **state)
{
    static const Reader readers[] = {read_one, read_two, read_four, read_eight, read_all, read_volatile};
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Thing_Type), 0);
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        Thing *thing = RcObject_New(Thing, &Thing_Type);
        memset(&thing->fields, 0, sizeof thing->fields);
        readers[i](thing);
        expect_nothing_told();
        Rc_DECREF(thing);
        readers[i](thing);
        expect_told("use-after-free", __LINE__ - 1, "it is handed on here after Rc_DECREF");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_plain_accesses),         telling_test(test_atomics_of_a_byte),
        telling_test(test_atomics_of_two_bytes),   telling_test(test_atomics_of_four_bytes),
        telling_test(test_atomics_of_eight_bytes), telling_test(test_reads_of_a_dead_object),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
