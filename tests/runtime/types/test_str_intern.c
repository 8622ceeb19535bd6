/* Interned strs. */
#include "text.h"

#include "types/str_internal.h"

#include <stdio.h>

static void test_in_place(void **state)
{
    Rc_UNUSED(state);
    RcObject *first = text("spam"), *second = text("spam"), *old = Rc_NewRef(second), *first_was = first;
    RcStr_InternInPlace(&first);
    assert_ptr_equal(first, first_was);
    assert_refcnt(first, 1);
    assert_true(RcStr_CHECK_INTERNED(first));
    assert_false(Rc_IsImmortal(first));
    RcStr_InternInPlace(&first);
    assert_ptr_equal(first, first_was);
    assert_refcnt(first, 1);

    RcStr_InternInPlace(&second);
    assert_ptr_equal(second, first);
    assert_refcnt(first, 2);
    assert_refcnt(old, 1);
    assert_false(RcStr_CHECK_INTERNED(old));
    assert_live(2);
    Rc_DECREF(old);
    Rc_DECREF(second);
    assert_refcnt(first, 1);
    Rc_DECREF(first);
    assert_live(0);
}

/* The last reference to what is replaced goes with it. */
static void test_in_place_releases(void **state)
{
    Rc_UNUSED(state);
    RcObject *first = text("spam"), *second = text("spam");
    RcStr_InternInPlace(&first);
    RcStr_InternInPlace(&second);
    assert_ptr_equal(second, first);
    assert_refcnt(first, 2);
    assert_live(1);
    Rc_DECREF(first);
    Rc_DECREF(first);
    assert_live(0);
}

static void test_the_table_keeps_nobody_alive(void **state)
{
    Rc_UNUSED(state);
    Rc_ssize_t blocks = outstanding_blocks();
    RcObject *op = text("spam");
    RcStr_InternInPlace(&op);
    assert_refcnt(op, 1);
    assert_int_equal(outstanding_blocks(), blocks + 2);
    Rc_DECREF(op);
    assert_live(0);
    assert_int_equal(outstanding_blocks(), blocks); /* an empty table is no table */
    op = text("spam");
    RcStr_InternInPlace(&op); /* and nothing is found that is gone */
    assert_refcnt(op, 1);
    assert_str(op, "spam");
    Rc_DECREF(op);
    assert_live(0);
}

static void test_what_is_not_interned(void **state)
{
    Rc_UNUSED(state);
    RcObject *five = number(100000), *five_was = five, *nothing = NULL, *empty = text(""), *empty_was = empty;
    RcStr_InternInPlace(&five);
    assert_ptr_equal(five, five_was);
    assert_refcnt(five, 1);
    RcStr_InternInPlace(&nothing);
    assert_null(nothing);
    RcStr_InternInPlace(NULL);
    RcStr_InternInPlace(&empty);
    assert_ptr_equal(empty, empty_was);
    assert_false(RcStr_CHECK_INTERNED(empty));
    assert_no_error();
    Rc_DECREF(five);
    Rc_DECREF(empty);
    assert_live(0);
}

static void test_from_string(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = RcStr_InternFromString("eggs"), *again, *mortal;
    assert_true(Rc_IsImmortal(op));
    assert_true(RcStr_CHECK_INTERNED(op));
    assert_str(op, "eggs");
    assert_live(0);
    again = RcStr_InternFromString("eggs");
    assert_ptr_equal(again, op);
    assert_live(0);
    mortal = text("eggs");
    RcStr_InternInPlace(&mortal);
    assert_ptr_equal(mortal, op);
    Rc_DECREF(mortal);
    Rc_DECREF(again);
    Rc_DECREF(op);
    assert_live(0);
    assert_str_and_release(RcStr_InternFromString(""), "");
    assert_fails(RcStr_InternFromString(NULL), RcExc_SystemError, "RcStr_FromString: bad argument");
    assert_fails(RcStr_InternFromString("\xFF"), RcExc_UnicodeDecodeError, NULL);
    assert_live(0);
}

static void test_from_string_of_a_mortal_one(void **state)
{
    Rc_UNUSED(state);
    RcObject *mortal = text("spam"), *literal;
    RcStr_InternInPlace(&mortal);
    assert_live(1);
    literal = RcStr_InternFromString("spam");
    assert_ptr_equal(literal, mortal);
    assert_true(Rc_IsImmortal(mortal));
    assert_live(0);
    Rc_DECREF(mortal); /* of no effect now */
    assert_str(mortal, "spam");
    Rc_DECREF(literal);
}

static void test_many(void **state)
{
    Rc_UNUSED(state);
    enum { MANY = 1000 };
    RcObject *ops[MANY];
    char name[32];
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "name %d", i);
        ops[i] = text(name);
        RcStr_InternInPlace(&ops[i]);
        assert_refcnt(ops[i], 1);
    }
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < MANY; i++) {
            snprintf(name, sizeof name, "name %d", i);
            RcObject *same = text(name), *was = same;
            RcStr_InternInPlace(&same);
            if (ops[i] != NULL) { /* still there, whatever has been taken out around it */
                assert_ptr_equal(same, ops[i]);
                assert_refcnt(same, 2);
            } else {
                assert_ptr_equal(same, was);
                assert_refcnt(same, 1);
            }
            Rc_DECREF(same);
        }
        for (int i = round; i < MANY; i += 2 + round) {
            Rc_CLEAR(ops[i]);
        }
    }
    for (int i = 0; i < MANY; i++) {
        Rc_XDECREF(ops[i]);
    }
    assert_live(0);
}

/* At the end of the runtime a mortal interned str may still be alive: the table lets it go. */
static void test_finish_with_survivors(void **state)
{
    Rc_UNUSED(state);
    RcObject *mortal = text("mortal");
    Rc_ssize_t blocks = outstanding_blocks();
    RcStr_InternInPlace(&mortal);
    RcObject *immortal = RcStr_InternFromString("immortal");
    Rc_UNUSED(immortal);
    assert_int_equal(outstanding_blocks(), blocks + 2);
    _RcIntern_Finish(RC_RUNTIME());
    assert_int_equal(outstanding_blocks(), blocks);
    assert_false(RcStr_CHECK_INTERNED(mortal));
    assert_refcnt(mortal, 1);
    assert_live(1);
    _RcIntern_Finish(RC_RUNTIME());
    Rc_DECREF(mortal);
    assert_live(0);
}

/* ---- A str that dies deep down, where other objects are queued ---- */

#define DEPTH 200

typedef struct Late {
    RcObject_HEAD
    RcObject *next;
    RcObject *name;
    RcObject **seen;
} Late;

/* Drops its name, which dies at once even at this depth, and then asks for an equal one. */
static void late_dealloc(RcObject *op)
{
    Late *late = (Late *)op;
    Rc_CLEAR(late->name);
    if (late->seen != NULL) {
        RcObject *again = RcStr_FromString("late name");
        RcStr_InternInPlace(&again);
        *late->seen = again;
    }
    Rc_CLEAR(late->next);
    Rc_TYPE(op)->tp_free(op);
}

static RcTypeObject Late_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Late",
    .tp_basicsize = sizeof(Late),
    .tp_dealloc = late_dealloc,
    .tp_free = RcObject_Free,
};

static void test_a_dead_str_is_not_given_out(void **state)
{
    Rc_UNUSED(state);
    RcObject *seen = NULL, *chain = NULL, *name = text("late name"), *again;
    assert_int_equal(RcType_Ready(&Late_Type), 0);
    RcStr_InternInPlace(&name);
    for (int i = 0; i < DEPTH; i++) {
        Late *late = RcObject_New(Late, &Late_Type);
        late->next = chain;
        late->name = i == 0 ? Rc_NewRef(name) : NULL;
        late->seen = i == 0 ? &seen : NULL;
        chain = (RcObject *)late;
    }
    assert_refcnt(name, 2);
    Rc_DECREF(name);
    Rc_DECREF(chain); /* the name dies in the innermost dealloc */
    assert_refcnt(seen, 1);
    assert_str(seen, "late name");
    assert_true(RcStr_CHECK_INTERNED(seen));
    assert_live(1);
    again = text("late name");
    RcStr_InternInPlace(&again);
    assert_ptr_equal(again, seen);
    assert_refcnt(seen, 2);
    Rc_DECREF(again);
    Rc_DECREF(seen);
    assert_live(0);
}

/* ---- Out of memory ---- */

static void test_in_place_swallows_it(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("spam"), *was = op;
    RcMem_SetFailAfter(1);
    RcStr_InternInPlace(&op);
    assert_int_equal(RcMem_SetFailAfter(0), 0);
    assert_no_error();
    assert_ptr_equal(op, was);
    assert_refcnt(op, 1);
    assert_false(RcStr_CHECK_INTERNED(op));
    RcErr_SetString(RcExc_ValueError, "before");
    RcMem_SetFailAfter(1);
    RcStr_InternInPlace(&op);
    RcMem_SetFailAfter(0);
    assert_raises(RcExc_ValueError, "before");
    RcStr_InternInPlace(&op);
    assert_true(RcStr_CHECK_INTERNED(op));
    Rc_DECREF(op);
    assert_live(0);
}

/* A table that cannot grow stays as it is. */
static void test_growth_fails(void **state)
{
    Rc_UNUSED(state);
    RcObject *ops[40];
    char name[32];
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "name %d", i);
        ops[i] = text(name);
        RcMem_SetFailAfter(i == 0 ? 0 : 1);
        RcStr_InternInPlace(&ops[i]);
        RcMem_SetFailAfter(0);
        assert_no_error();
        assert_refcnt(ops[i], 1);
        assert_int_equal(RcStr_CHECK_INTERNED(ops[i]), i < 16);
    }
    for (int i = 0; i < 40; i++) {
        Rc_DECREF(ops[i]);
    }
    assert_live(0);
}

static int intern_literal(void *arg)
{
    return RcStr_InternFromString(arg) == NULL ? -1 : 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    assert_true(sweep(intern_literal, (void *)"swept", NULL) >= 1);
    assert_live(0);
    RcMem_SetFailAfter(2); /* the str is there, the table is not */
    _RcIntern_Finish(RC_RUNTIME());
    assert_null(RcStr_InternFromString("literal"));
    RcMem_SetFailAfter(0);
    assert_raises(RcExc_MemoryError, NULL);
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_in_place),
        counted_test(test_in_place_releases),
        counted_test(test_the_table_keeps_nobody_alive),
        counted_test(test_what_is_not_interned),
        counted_test(test_from_string),
        counted_test(test_from_string_of_a_mortal_one),
        counted_test(test_many),
        counted_test(test_finish_with_survivors),
        counted_test(test_a_dead_str_is_not_given_out),
        counted_test(test_in_place_swallows_it),
        counted_test(test_growth_fails),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
