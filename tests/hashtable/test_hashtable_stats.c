/* Statistics and the drawing of the bins. */
#include "helpers.h"

static void set(RcObject *table, RcObject *key, RcObject *value)
{
    assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
}

static RcObject *same_number(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(kwargs);
    return RcTuple_GetItem(args, 0) != NULL ? Rc_NewRef(RcTuple_GET_ITEM(args, 0)) : NULL;
}

/* A table whose keys are ints, each its own hash. */
static RcObject *identity_table(Rc_ssize_t size, double max_load)
{
    Hostile *function = new_hostile();
    function->on_call = same_number;
    RcObject *table = RcHashTable_NewWith(size, max_load, RC_OBJECT_CAST(function));
    assert_non_null(table);
    Rc_DECREF(function);
    return table;
}

static void add(RcObject *table, long n)
{
    RcObject *number = RcInt_FromLong(n);
    set(table, number, Rc_None);
    Rc_DECREF(number);
}

static void assert_close(double value, double expected)
{
    assert_true(value > expected - 1e-9 && value < expected + 1e-9);
}

static void test_stats(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = identity_table(5, 1.0);
    RcHashTableStats stats;
    assert_int_equal(RcHashTable_GetStats(table, &stats), 0);
    assert_int_equal(stats.pairs, 0);
    assert_int_equal(stats.bins, 5);
    assert_int_equal(stats.used_bins, 0);
    assert_int_equal(stats.longest_bin, 0);
    assert_close(stats.mean_probes_hit, 0.0);
    assert_close(stats.mean_probes_miss, 0.0);
    assert_int_equal(stats.resizes, 0);
    assert_true(stats.bytes >= sizeof(RcHashTableObject) + 5 * sizeof(uint32_t));
    size_t empty = stats.bytes;
    add(table, 0);
    add(table, 5);
    add(table, 10);
    add(table, -1);
    assert_int_equal(RcHashTable_GetStats(table, &stats), 0);
    assert_int_equal(stats.pairs, 4);
    assert_int_equal(stats.bins, 5);
    assert_int_equal(stats.used_bins, 2);
    assert_int_equal(stats.longest_bin, 3);
    assert_close(stats.mean_probes_hit, (1 + 2 + 3 + 1) / 4.0);
    assert_close(stats.mean_probes_miss, 4 / 5.0);
    assert_int_equal(stats.resizes, 0);
    assert_true(stats.bytes >= empty + 4 * 3 * sizeof(void *));
    add(table, 1);
    add(table, 2);
    assert_int_equal(RcHashTable_GetStats(table, &stats), 0);
    assert_int_equal(stats.bins, 10);
    assert_int_equal(stats.resizes, 1);
    assert_int_equal(stats.used_bins, 5); /* 0 10 | 1 | 2 | 5 | -1 */
    assert_int_equal(stats.longest_bin, 2);
    assert_refcnt(table, 1);
    Rc_DECREF(table);
}

static void test_bad_arguments(void **state)
{
    Rc_UNUSED(state);
    RcHashTableStats stats;
    RcObject *number = new_int(1), *table = new_table();
    assert_int_equal(RcHashTable_GetStats(NULL, &stats), -1);
    assert_raises(RcExc_SystemError, "RcHashTable_GetStats: bad argument");
    assert_int_equal(RcHashTable_GetStats(number, &stats), -1);
    assert_raises(RcExc_SystemError, "RcHashTable_GetStats: bad argument");
    assert_int_equal(RcHashTable_GetStats(table, NULL), -1);
    assert_raises(RcExc_SystemError, "RcHashTable_GetStats: bad argument");
    assert_refcnt(number, 1);
    Rc_DECREF(number);
    Rc_DECREF(table);
}

static RcObject *call_stats(RcObject *table)
{
    return RcObject_CallMethod(table, "stats", NULL);
}

static void assert_number(RcObject *stats, const char *name, long expected)
{
    RcObject *number = RcHashTable_GetItemString(stats, name);
    assert_non_null(number);
    assert_true(RcInt_CheckExact(number));
    assert_int_equal(RcInt_AsLong(number), expected);
}

static void test_the_method_stats(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = identity_table(5, 1.0);
    add(table, 0);
    add(table, 5);
    RcObject *stats = call_stats(table);
    assert_refcnt(stats, 1);
    assert_refcnt(table, 1);
    assert_true(RcHashTable_CheckExact(stats));
    assert_int_equal(RcHashTable_Size(stats), 8);
    assert_number(stats, "pairs", 2);
    assert_number(stats, "bins", 5);
    assert_number(stats, "used_bins", 1);
    assert_number(stats, "longest_bin", 2);
    assert_number(stats, "resizes", 0);
    RcHashTableStats same;
    assert_int_equal(RcHashTable_GetStats(table, &same), 0);
    assert_number(stats, "bytes", (long)same.bytes);
    RcObject *number = RcHashTable_GetItemString(stats, "mean_probes_hit");
    assert_refcnt(number, 1);
    assert_close(RcFloat_AsDouble(number), 1.5);
    number = RcHashTable_GetItemString(stats, "mean_probes_miss");
    assert_refcnt(number, 1);
    assert_close(RcFloat_AsDouble(number), 0.4);
    Rc_DECREF(stats);
    Rc_DECREF(table);
}

static int stats_of(void *table)
{
    return done(call_stats(table));
}

static int draw(void *table)
{
    return done(RcObject_Str(table));
}

static void test_all_failures(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = identity_table(4, 1.0);
    RcObject *watched[] = {table, NULL};
    assert_true(sweep(stats_of, table, watched) >= 12);
    for (int i = 0; i < 3; i++) {
        add(table, 0);
    }
    assert_true(sweep(draw, table, watched) >= 2);
    Rc_DECREF(table);
    table = RcHashTable_NewWith(3000, 1.0, NULL); /* a drawing that grows */
    watched[0] = table;
    assert_true(sweep(draw, table, watched) >= 3);
    Rc_DECREF(table);
}

static void assert_drawing(RcObject *table, const char *text)
{
    RcObject *drawing = RcObject_Str(table);
    assert_str(drawing, text);
    assert_refcnt(drawing, 1);
    assert_refcnt(table, 1);
    Rc_DECREF(drawing);
}

static void test_drawing(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = identity_table(4, 1.0);
    assert_drawing(table, "[]\n[]\n[]\n[]");
    add(table, 0);
    add(table, 4);
    add(table, 3);
    assert_drawing(table, "[]**\n[]\n[]\n[]*");
    add(table, -1);
    assert_drawing(table, "[]**\n[]\n[]\n[]**");
    add(table, 1);
    assert_drawing(table, "[]*\n[]*\n[]\n[]*\n[]*\n[]\n[]\n[]*");
    RcHashTable_Clear(table);
    assert_drawing(table, "[]\n[]\n[]\n[]\n[]\n[]\n[]\n[]");
    Rc_DECREF(table);
    table = identity_table(1, 1.0);
    assert_drawing(table, "[]");
    add(table, 7);
    assert_drawing(table, "[]*");
    Rc_DECREF(table);
}

static void test_drawing_of_a_long_bin(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = RcHashTable_NewWith(100, 1.0, NULL);
    Hostile *held[70];
    for (int i = 0; i < 70; i++) {
        held[i] = new_hostile();
        set(table, RC_OBJECT_CAST(held[i]), Rc_None);
        Rc_DECREF(held[i]);
    }
    RcObject *drawing = RcObject_Str(table);
    assert_int_equal(RcStr_GetLength(drawing), 70 + 2 * 100 + 99);
    RcObject *star = RcStr_FromString("*");
    assert_int_equal(RcStr_Count(drawing, star, 0, RC_SSIZE_T_MAX), 70);
    Rc_DECREF(star);
    Rc_DECREF(drawing);
    Rc_DECREF(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_stats),
        counted_test(test_bad_arguments),
        counted_test(test_the_method_stats),
        counted_test(test_all_failures),
        counted_test(test_drawing),
        counted_test(test_drawing_of_a_long_bin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
