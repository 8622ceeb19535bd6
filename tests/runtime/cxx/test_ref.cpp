// Ref: what each way in and out does to the count; casts; values.
#include "counted.hpp"

#include <vector>

using recount::adopt;
using recount::borrow;
using recount::box;
using recount::cast;
using recount::Ref;
using recount::to;

static void test_adopt_takes_over(void **)
{
    RcObject *op = RcFloat_FromDouble(1.5);
    {
        Ref<> ref = adopt(op);
        assert_refcnt(op, 1);
        assert_ptr_equal(ref.get(), op);
        assert_live(1);
    }
    assert_live(0);
}

static void test_borrow_takes_its_own(void **)
{
    RcObject *op = RcFloat_FromDouble(1.5);
    {
        Ref<> ref = borrow(op);
        assert_refcnt(op, 2);
    }
    assert_refcnt(op, 1);
    Rc_DECREF(op);
}

static void test_release_gives_up(void **)
{
    Ref<> ref = mortal();
    RcObject *op = ref.release();
    assert_refcnt(op, 1);
    assert_null(ref.get());
    assert_false(static_cast<bool>(ref));
    Rc_DECREF(op);
}

static void test_copies_and_moves(void **)
{
    recount::Float first = mortal();
    RcObject *op = first.get();
    {
        recount::Float copy = first;
        assert_refcnt(op, 2);
        recount::Float moved = std::move(copy);
        assert_refcnt(op, 2);
        assert_null(copy.get());
        Ref<> any = first; // of another type: an object
        assert_refcnt(op, 3);
        Ref<> stolen = std::move(moved);
        assert_refcnt(op, 3);
        assert_null(moved.get());
        assert_true(any == stolen);
        assert_true(any != mortal(2.5));
    }
    assert_refcnt(op, 1);
    assert_true(first->ob_fval == 1.5 && (*first).ob_fval == 1.5);
}

static void test_assignment(void **)
{
    Ref<> first = mortal(), second = mortal(2.5);
    RcObject *old = first.get(), *op = second.get();
    Ref<> holds_old = first;
    first = second;
    assert_refcnt(old, 1);
    assert_refcnt(op, 2);
    first = *&first; // itself
    assert_refcnt(op, 2);
    first = std::move(second);
    assert_refcnt(op, 1);
    first = nullptr;
    assert_live(1);
    holds_old.reset();
    assert_live(0);
    holds_old.reset();
}

// What a release runs sees the Ref with its new content.
static Ref<> slot;
static RcObject *seen;

static void look(RcObject *)
{
    seen = slot.get();
}

static void test_stores_first_and_releases_last(void **)
{
    slot = adopt(RcCapsule_New(&seen, nullptr, look));
    Ref<> next = mortal();
    seen = nullptr;
    slot = next;
    assert_ptr_equal(seen, next.get());
    slot = adopt(RcCapsule_New(&seen, nullptr, look));
    seen = next.get();
    slot.reset();
    assert_null(seen);
    slot = adopt(RcCapsule_New(&seen, nullptr, look));
    seen = next.get();
    *slot.put() = nullptr;
    assert_null(seen);
}

static void test_put_is_for_out_parameters(void **)
{
    auto table = adopt<RcHashTableObject>(RcHashTable_New());
    auto value = mortal();
    assert_int_equal(RcHashTable_SetItemString(table.get(), "k", value.get()), 0);
    Ref<> found = mortal(3.5);
    assert_int_equal(recount::check(RcHashTable_GetItemStringRef(table.get(), "k", found.put())), 1);
    assert_true(found == value);
    assert_refcnt(value.get(), 3);
    assert_int_equal(recount::check(RcHashTable_GetItemStringRef(table.get(), "absent", found.put())), 0);
    assert_null(found.get());
    assert_refcnt(value.get(), 2);
}

static void test_null_is_an_error_or_nothing(void **)
{
    auto table = adopt<RcHashTableObject>(RcHashTable_New());
    Ref<> absent = borrow(RcHashTable_GetItemString(table.get(), "absent"));
    assert_null(absent.get());
    assert_null(adopt(nullptr).get());
    assert_throws(RcExc_IndexError, "IndexError: list index out of range",
                  borrow(RcList_GetItem(adopt(RcList_New(0)).get(), 3)));
    assert_throws(RcExc_SystemError, "SystemError: RcList_New: bad argument", adopt(RcList_New(-1)));
    assert_int_equal(recount::check(-7), -7); // no error is pending
    assert_throws(RcExc_TypeError, "TypeError: object of type 'float' has no len()",
                  recount::check(RcObject_Size(mortal().get())));
}

static void test_in_a_vector(void **)
{
    auto op = mortal();
    {
        std::vector<Ref<>> many(10, op);
        assert_refcnt(op.get(), 11);
        many.erase(many.begin(), many.begin() + 3);
        assert_refcnt(op.get(), 8);
        many.push_back(op);
        std::swap(many[0], many[1]);
    }
    assert_refcnt(op.get(), 1);
}

static void test_casts(void **)
{
    Ref<> any = adopt(RcList_New(0));
    RcObject *op = any.get();
    assert_true(recount::is<RcListObject>(any) && !recount::is<RcTupleObject>(any));
    assert_false(recount::is<RcListObject>(nullptr));
    {
        recount::List list = cast<RcListObject>(any);
        assert_refcnt(op, 2);
        recount::List moved = cast<RcListObject>(std::move(any));
        assert_refcnt(op, 2);
        assert_null(any.get());
        assert_throws(RcExc_TypeError, "TypeError: expected tuple, got list", cast<RcTupleObject>(list));
        assert_throws(RcExc_TypeError, "TypeError: expected str, got list", cast<RcStrObject>(Ref<>(list)));
        assert_refcnt(op, 2);
    }
    assert_throws(RcExc_SystemError, "SystemError: recount::cast: there is no object", cast<RcObject>(any));
    assert_true(recount::is<RcIntObject>(box(true)) && recount::is<RcFloatObject>(mortal()));
    assert_true(recount::is<RcTypeObject>(RC_OBJECT_CAST(&RcList_Type)) && recount::is<RcObject>(box("")));
    assert_true(recount::is<RcBytesObject>(adopt(RcBytes_FromString("b"))));
    assert_false(recount::is<RcBaseExceptionObject>(box(1)) || recount::is<RcHashTableObject>(box(1)));
}

static void test_values(void **)
{
    assert_int_equal(to<int>(box(-5)), -5);
    assert_true(to<unsigned long long>(box(INT64_MAX)) == INT64_MAX);
    assert_true(to<double>(box(2.5)) == 2.5 && to<float>(box(7)) == 7.0f);
    assert_true(to<bool>(box(true)) && !to<bool>(box("")));
    assert_ptr_equal(box(true).get(), Rc_True);
    recount::Str text = box("caf\u00e9");
    assert_true(to<std::string_view>(text) == "caf\u00e9" &&
                to<std::string>(box(std::string(3, 'x'))) == "xxx");
    assert_ptr_equal(to<std::string_view>(text).data(), text->data);
    assert_throws(RcExc_OverflowError, "OverflowError: int does not fit the C++ type",
                  to<signed char>(box(128)));
    assert_throws(RcExc_OverflowError, "OverflowError: int does not fit the C++ type",
                  to<unsigned char>(box(256)));
    assert_int_equal(to<signed char>(box(-128)), -128);
    assert_throws(RcExc_TypeError, "TypeError: 'str' object cannot be interpreted as an integer",
                  to<int>(box("1")));
    assert_throws(RcExc_UnicodeDecodeError,
                  "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: "
                  "invalid start byte",
                  box("\xff"));
    assert_throws(RcExc_OverflowError, "OverflowError: int is beyond 64 bits: 18446744073709551615",
                  box(UINT64_MAX));
}

static void test_calls(void **)
{
    auto list = adopt<RcListObject>(RcList_New(0));
    auto append = adopt(RcObject_GetAttrString(list.get(), "append"));
    auto item = mortal();
    assert_ptr_equal(recount::call(append, item).get(), Rc_None);
    assert_ptr_equal(recount::call(append.get(), item.get()).get(), Rc_None);
    assert_refcnt(item.get(), 3);
    assert_int_equal(Rc_SIZE(list.get()), 2);
    assert_int_equal(Rc_SIZE(recount::call(RC_OBJECT_CAST(&RcList_Type)).get()), 0);
    assert_throws(RcExc_TypeError, "TypeError: 'float' object is not callable", recount::call(item, item));
}

static int make_and_fail(void *argument)
{
    try {
        auto table = adopt<RcHashTableObject>(RcHashTable_New());
        auto key = box("a key that is made anew");
        recount::check(RcHashTable_SetItem(table.get(), key.get(), static_cast<RcObject *>(argument)));
        return 0;
    } catch (...) {
        recount::restore_current();
        return -1;
    }
}

static void test_failing_allocations(void **)
{
    auto value = mortal();
    RcObject *watched[] = {value.get(), nullptr};
    assert_true(sweep(make_and_fail, value.get(), watched) >= 3);
}

int main()
{
    const struct CMUnitTest tests[] = {
        counted_test(test_adopt_takes_over),
        counted_test(test_borrow_takes_its_own),
        counted_test(test_release_gives_up),
        counted_test(test_copies_and_moves),
        counted_test(test_assignment),
        counted_test(test_stores_first_and_releases_last),
        counted_test(test_put_is_for_out_parameters),
        counted_test(test_null_is_an_error_or_nothing),
        counted_test(test_in_a_vector),
        counted_test(test_casts),
        counted_test(test_values),
        counted_test(test_calls),
        counted_test(test_failing_allocations),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
