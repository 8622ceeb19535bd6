/* Capsules: names that must match, destructors that must not disturb. */
#include "support.h"

#include <recount/call.h>
#include <recount/capsule.h>
#include <recount/errors.h>
#include <recount/float.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>

#include <stdio.h>
#include <string.h>

static int payload, other_payload;
static int destroyed;
static RcObject *destroyed_context;

static void count_destroyed(RcObject *capsule)
{
    assert_int_equal(Rc_REFCNT(capsule), 0);
    assert_no_error();
    destroyed++;
    destroyed_context = RcCapsule_GetContext(capsule);
}

static void fail_in_destructor(RcObject *capsule)
{
    assert_null(RcCapsule_GetPointer(capsule, "a name that it does not have"));
    destroyed++;
}

static void test_life(void **state)
{
    Rc_UNUSED(state);
    RcObject *capsule = RcCapsule_New(&payload, "a.name", NULL);
    assert_refcnt(capsule, 1);
    assert_live(1);
    assert_true(RcCapsule_CheckExact(capsule));
    assert_string_equal(Rc_TYPE(capsule)->tp_name, "RcCapsule");
    assert_ptr_equal(RcCapsule_GetPointer(capsule, "a.name"), &payload);
    assert_refcnt(capsule, 1);
    assert_string_equal(RcCapsule_GetName(capsule), "a.name");
    assert_null(RcCapsule_GetContext(capsule));
    assert_null(RcCapsule_GetDestructor(capsule));
    assert_no_error();
    assert_refcnt(capsule, 1);
    Rc_DECREF(capsule);
    assert_live(0);
}

static void test_names_match_by_text(void **state)
{
    Rc_UNUSED(state);
    char copy[] = "a.name";
    RcObject *capsule = RcCapsule_New(&payload, "a.name", NULL);
    assert_ptr_equal(RcCapsule_GetPointer(capsule, copy), &payload);
    assert_int_equal(RcCapsule_IsValid(capsule, copy), 1);
    assert_int_equal(RcCapsule_IsValid(capsule, "b"), 0);
    assert_int_equal(RcCapsule_IsValid(capsule, NULL), 0);
    assert_no_error();
    assert_null(RcCapsule_GetPointer(capsule, "b"));
    assert_raises(RcExc_ValueError, "RcCapsule_GetPointer called with incorrect name");
    assert_null(RcCapsule_GetPointer(capsule, NULL));
    assert_raises(RcExc_ValueError, "RcCapsule_GetPointer called with incorrect name");
    assert_refcnt(capsule, 1);
    assert_int_equal(RcCapsule_SetName(capsule, NULL), 0);
    assert_null(RcCapsule_GetName(capsule));
    assert_ptr_equal(RcCapsule_GetPointer(capsule, NULL), &payload);
    assert_int_equal(RcCapsule_IsValid(capsule, NULL), 1);
    assert_null(RcCapsule_GetPointer(capsule, "a.name"));
    assert_raises(RcExc_ValueError, "RcCapsule_GetPointer called with incorrect name");
    assert_refcnt(capsule, 1);
    Rc_DECREF(capsule);
}

static void test_setters(void **state)
{
    Rc_UNUSED(state);
    RcObject *capsule = RcCapsule_New(&payload, NULL, NULL);
    assert_int_equal(RcCapsule_SetPointer(capsule, &other_payload), 0);
    assert_ptr_equal(RcCapsule_GetPointer(capsule, NULL), &other_payload);
    assert_int_equal(RcCapsule_SetPointer(capsule, NULL), -1);
    assert_raises(RcExc_ValueError, "RcCapsule_SetPointer called with null pointer");
    assert_ptr_equal(RcCapsule_GetPointer(capsule, NULL), &other_payload);
    assert_int_equal(RcCapsule_SetContext(capsule, &payload), 0);
    assert_ptr_equal(RcCapsule_GetContext(capsule), &payload);
    assert_int_equal(RcCapsule_SetDestructor(capsule, count_destroyed), 0);
    assert_true(RcCapsule_GetDestructor(capsule) == count_destroyed);
    assert_refcnt(capsule, 1);
    destroyed = 0;
    Rc_DECREF(capsule);
    assert_int_equal(destroyed, 1);
    assert_ptr_equal(destroyed_context, &payload);
    assert_live(0);
}

static void test_null_pointer(void **state)
{
    Rc_UNUSED(state);
    assert_null(RcCapsule_New(NULL, "x", NULL));
    assert_raises(RcExc_ValueError, "RcCapsule_New called with null pointer");
    assert_live(0);
}

static void test_no_capsule(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcFloat_FromDouble(1.5);
    RcObject *wrong[] = {number, NULL};
    for (int i = 0; i < 2; i++) {
        RcObject *op = wrong[i];
        assert_null(RcCapsule_GetPointer(op, NULL));
        assert_raises(RcExc_ValueError, "RcCapsule_GetPointer called with invalid RcCapsule object");
        assert_null(RcCapsule_GetName(op));
        assert_raises(RcExc_ValueError, "RcCapsule_GetName called with invalid RcCapsule object");
        assert_null(RcCapsule_GetContext(op));
        assert_raises(RcExc_ValueError, "RcCapsule_GetContext called with invalid RcCapsule object");
        assert_null(RcCapsule_GetDestructor(op));
        assert_raises(RcExc_ValueError, "RcCapsule_GetDestructor called with invalid RcCapsule object");
        assert_int_equal(RcCapsule_SetPointer(op, &payload), -1);
        assert_raises(RcExc_ValueError, "RcCapsule_SetPointer called with invalid RcCapsule object");
        assert_int_equal(RcCapsule_SetName(op, "x"), -1);
        assert_raises(RcExc_ValueError, "RcCapsule_SetName called with invalid RcCapsule object");
        assert_int_equal(RcCapsule_SetContext(op, NULL), -1);
        assert_raises(RcExc_ValueError, "RcCapsule_SetContext called with invalid RcCapsule object");
        assert_int_equal(RcCapsule_SetDestructor(op, NULL), -1);
        assert_raises(RcExc_ValueError, "RcCapsule_SetDestructor called with invalid RcCapsule object");
        assert_int_equal(RcCapsule_IsValid(op, NULL), 0);
        assert_no_error();
        assert_refcnt(number, 1);
    }
    Rc_DECREF(number);
}

static void test_cannot_be_called(void **state)
{
    Rc_UNUSED(state);
    assert_null(RcObject_CallNoArgs(RC_OBJECT_CAST(&RcCapsule_Type)));
    assert_raises(RcExc_TypeError, "cannot create 'RcCapsule' instances");
}

static void test_repr(void **state)
{
    Rc_UNUSED(state);
    char expected[100];
    RcObject *capsule = RcCapsule_New(&payload, "a.name", NULL);
    snprintf(expected, sizeof expected, "<capsule object \"a.name\" at %p>", (void *)capsule);
    assert_repr(capsule, expected);
    RcCapsule_SetName(capsule, NULL);
    snprintf(expected, sizeof expected, "<capsule object NULL at %p>", (void *)capsule);
    assert_repr(capsule, expected);
    assert_refcnt(capsule, 1);
    Rc_DECREF(capsule);
}

static void test_destructor_leaves_the_pending_error(void **state)
{
    Rc_UNUSED(state);
    RcObject *capsule = RcCapsule_New(&payload, "x", count_destroyed);
    destroyed = 0;
    RcErr_SetString(RcExc_ValueError, "pending");
    Rc_DECREF(capsule);
    assert_int_equal(destroyed, 1);
    assert_raises(RcExc_ValueError, "pending");
    assert_live(0);
}

static int told;

static void note_told(RcObject *exception, RcObject *where, void *arg)
{
    told++;
    assert_ptr_equal(Rc_TYPE(exception), RcExc_ValueError);
    assert_str(where, arg);
    assert_refcnt(where, 1);
    assert_refcnt(exception, 1);
}

static void test_error_of_a_destructor_is_told(void **state)
{
    Rc_UNUSED(state);
    char named[] = "Exception ignored in the destructor of capsule \"x\"";
    char unnamed[] = "Exception ignored in the destructor of capsule \"\"";
    told = destroyed = 0;
    RcErr_SetUnraisableHook(note_told, named);
    RcErr_SetString(RcExc_KeyError, "pending");
    Rc_DECREF(RcCapsule_New(&payload, "x", fail_in_destructor));
    assert_int_equal(told, 1);
    assert_raises(RcExc_KeyError, "'pending'");
    RcErr_SetUnraisableHook(note_told, unnamed);
    Rc_DECREF(RcCapsule_New(&payload, NULL, fail_in_destructor));
    assert_int_equal(told, 2);
    assert_int_equal(destroyed, 2);
    assert_no_error();
    assert_live(0);
}

static int make_and_drop(void *arg)
{
    Rc_UNUSED(arg);
    RcObject *capsule = RcCapsule_New(&payload, "x", count_destroyed);
    if (capsule == NULL) {
        return -1;
    }
    RcObject *text = RcObject_Repr(capsule);
    Rc_DECREF(capsule);
    if (text == NULL) {
        return -1;
    }
    Rc_DECREF(text);
    return 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    assert_true(sweep(make_and_drop, NULL, NULL) >= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_life),
        counted_test(test_names_match_by_text),
        counted_test(test_setters),
        counted_test(test_null_pointer),
        counted_test(test_no_capsule),
        counted_test(test_cannot_be_called),
        counted_test(test_repr),
        counted_test(test_destructor_leaves_the_pending_error),
        counted_test(test_error_of_a_destructor_is_told),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
