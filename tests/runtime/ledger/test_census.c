/* With the ledger living objects are counted by type from its records. */
#include "support.h"

#include <recount/recount.h>

#define ROOM 50

static RcLiveType rows[ROOM];

static RcLiveType row_of(const RcTypeObject *type)
{
    Rc_ssize_t count = Rc_LiveTypes(rows, ROOM), objects = 0;
    RcLiveType found = {NULL, 0, 0};
    assert_true(count >= 0 && count <= ROOM);
    for (Rc_ssize_t i = 0; i < count; i++) {
        objects += rows[i].objects;
        if (rows[i].type == type) {
            found = rows[i];
        }
    }
    assert_int_equal(objects, Rc_LiveObjects()); /* all, and no other */
    return found;
}

static void test_by_type(void **state)
{
    RcObject *text = RcStr_FromFormat("%0100d", 1), *list = RcList_New(0),
             *pair = RcTuple_Pack(2, text, list);
    Rc_UNUSED(state);

    assert_int_equal(row_of(&RcStr_Type).objects, 1);
    assert_true(row_of(&RcStr_Type).bytes > 100 && row_of(&RcStr_Type).bytes < 200);
    assert_int_equal(row_of(&RcList_Type).objects, 1);
    assert_true(row_of(&RcTuple_Type).bytes >= sizeof(RcTupleObject) + sizeof(RcObject *));
    Rc_DECREF(pair);
    assert_int_equal(row_of(&RcTuple_Type).objects, 0);
    Rc_DECREF(list);
    Rc_DECREF(text);
    assert_int_equal(row_of(&RcStr_Type).objects, 0);
}

static void check_in_finalizer(RcObject *self)
{
    assert_int_equal(row_of(Rc_TYPE(self)).objects, 1);
}

static void check_in_dealloc(RcObject *self)
{
    if (RcObject_CallFinalizerFromDealloc(self) == 0) {
        assert_int_equal(row_of(Rc_TYPE(self)).objects, 0);
        RcObject_Free(self);
    }
}

static RcTypeObject Last_Type = {RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Last",
                                 .tp_basicsize = sizeof(RcObject), .tp_dealloc = check_in_dealloc,
                                 .tp_finalize = check_in_finalizer, .tp_flags = Rc_TPFLAGS_DEFAULT};

static void test_at_the_end_of_a_life(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Last_Type), 0);
    RcObject *last = _RcObject_New(&Last_Type);
    assert_int_equal(row_of(&Last_Type).objects, 1);
    Rc_DECREF(last);
    assert_int_equal(row_of(&Last_Type).objects, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_by_type),
        counted_test(test_at_the_end_of_a_life),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
