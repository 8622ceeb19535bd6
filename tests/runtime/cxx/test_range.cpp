// Containers in range-for: what is given, what is held meanwhile, what a body may do.
#include "counted.hpp"

#include <string>
#include <type_traits>

using recount::adopt;
using recount::borrowed;
using recount::box;
using recount::Ref;
using recount::to;

static recount::List list_of(int size)
{
    auto list = adopt<RcListObject>(RcList_New(0));
    for (int i = 0; i < size; i++) {
        recount::check(RcList_Append(list.get(), box(1000 + i).get()));
    }
    return list;
}

static recount::Table table_of(int size)
{
    auto table = adopt<RcHashTableObject>(RcHashTable_New());
    for (int i = 0; i < size; i++) {
        recount::check(RcHashTable_SetItem(table.get(), box(1000 + i).get(), box(2000.0 + i).get()));
    }
    return table;
}

static void test_items_are_held(void **)
{
    auto list = list_of(3);
    auto tuple = adopt<RcTupleObject>(RcList_AsTuple(list.get()));
    int expected = 1000;
    for (auto item : list) {
        assert_refcnt(item.get(), 3);
        assert_refcnt(list.get(), 2);
        assert_int_equal(to<int>(item), expected++);
    }
    assert_refcnt(list.get(), 1);
    expected = 1000;
    for (auto item : tuple) {
        assert_refcnt(item.get(), 3);
        assert_int_equal(to<int>(item), expected++);
    }
    assert_int_equal(expected, 1003);
    for (auto item : adopt<RcListObject>(RcList_New(0))) {
        fail_msg("%p", static_cast<void *>(item.get()));
    }
}

static void test_slots_that_were_never_set(void **)
{
    auto list = adopt<RcListObject>(RcList_New(2));
    int count = 0;
    for (auto item : list) {
        assert_null(item.get());
        count++;
    }
    assert_int_equal(count, 2);
}

// The body empties the list, grows it, and drops the last reference that is not the loop's.
static void test_a_body_may_change_its_list(void **)
{
    auto list = list_of(5);
    int count = 0;
    for (auto item : list) {
        recount::check(RcList_Clear(list.get()));
        assert_refcnt(item.get(), 1);
        assert_int_equal(to<int>(item), 1000);
        count++;
    }
    assert_int_equal(count, 1);

    list = list_of(1);
    count = 0;
    for (auto item : list) {
        if (++count < 10) {
            recount::check(RcList_Append(list.get(), item.get()));
        }
    }
    assert_int_equal(count, 10);

    count = 0;
    for (auto item : list) {
        list = nullptr;
        count++;
        assert_int_equal(to<int>(item), 1000);
    }
    assert_int_equal(count, 10);
}

static void test_an_exception_leaves_a_loop(void **)
{
    auto list = list_of(3);
    bool caught = false;
    try {
        for (auto item : list) {
            throw 1;
        }
    } catch (int) {
        caught = true;
    }
    assert_true(caught);
    assert_refcnt(list.get(), 1);
    for (auto item : borrowed(list)) {
        assert_refcnt(item, 1);
    }
}

static void test_pairs_are_held(void **)
{
    auto table = table_of(20);
    int count = 0;
    for (auto [key, value] : table) {
        assert_refcnt(key.get(), 2);
        assert_refcnt(value.get(), 2);
        assert_int_equal(to<int>(key), 1000 + count);
        assert_true(to<double>(value) == 2000.0 + count);
        count++;
    }
    assert_int_equal(count, 20);
    for (auto [key, value] : table) {
        RcHashTable_Clear(table.get());
        assert_refcnt(key.get(), 1);
        assert_refcnt(value.get(), 1);
        count++;
    }
    assert_int_equal(count, 21);
    for (auto [key, value] : table_of(1)) {
        assert_refcnt(key.get(), 2);
        assert_refcnt(value.get(), 2);
    }
}

// Held only by the table until the loop takes it: a key's last other reference goes in the body before.
static void test_pairs_that_go_in_between(void **)
{
    auto table = table_of(3);
    int count = 0;
    for (auto [key, value] : table) {
        if (count++ == 0) {
            recount::check(RcHashTable_DelItem(table.get(), box(1001).get()));
        }
        assert_int_not_equal(to<int>(key), 1001);
        assert_refcnt(value.get(), 2);
    }
    assert_int_equal(count, 2);
}

static void test_borrowed_counts_nothing(void **)
{
    auto list = list_of(3);
    auto tuple = adopt<RcTupleObject>(RcList_AsTuple(list.get()));
    auto table = table_of(3);
    int sum = 0;
    for (RcObject *item : borrowed(list)) {
        assert_refcnt(item, 2);
        sum += to<int>(item);
    }
    for (RcObject *item : borrowed(tuple)) {
        assert_refcnt(item, 2);
        sum += to<int>(item);
    }
    for (auto [key, value] : borrowed(table)) {
        assert_refcnt(key, 1);
        assert_refcnt(value, 1);
        sum += to<int>(key);
    }
    assert_int_equal(sum, 3 * 3003);
    assert_refcnt(list.get(), 1);
}

template <class T, class = void> struct CanBorrow : std::false_type {
};
template <class T> struct CanBorrow<T, std::void_t<decltype(borrowed(std::declval<T>()))>> : std::true_type {
};
static_assert(CanBorrow<recount::List &>::value && !CanBorrow<recount::List>::value, "not of a temporary");
static_assert(CanBorrow<recount::Table &>::value && !CanBorrow<recount::Table>::value, "not of a temporary");

static void test_any_iterable(void **)
{
    Ref<> iterable = list_of(3);
    int sum = 0;
    for (auto item : iterable) {
        assert_refcnt(item.get(), 2);
        sum += to<int>(item);
    }
    assert_int_equal(sum, 3003);
    assert_refcnt(iterable.get(), 1);
    std::string letters;
    for (auto letter : Ref<>(box("abc"))) {
        letters = to<std::string>(letter) + letters;
    }
    assert_string_equal(letters.c_str(), "cba");
    for (auto key : Ref<>(table_of(1))) {
        assert_int_equal(to<int>(key), 1000);
    }
}

static void walk(const Ref<> &iterable)
{
    for (auto item : iterable) {
        RcHashTable_Clear(iterable.get());
    }
}

static void test_an_iterator_that_fails(void **)
{
    assert_throws(RcExc_TypeError, "TypeError: 'float' object is not iterable", walk(mortal()));
    assert_throws(RcExc_RuntimeError, "RuntimeError: hash table changed size during iteration",
                  walk(table_of(3)));
}

int main()
{
    const struct CMUnitTest tests[] = {
        counted_test(test_items_are_held),
        counted_test(test_slots_that_were_never_set),
        counted_test(test_a_body_may_change_its_list),
        counted_test(test_an_exception_leaves_a_loop),
        counted_test(test_pairs_are_held),
        counted_test(test_pairs_that_go_in_between),
        counted_test(test_borrowed_counts_nothing),
        counted_test(test_any_iterable),
        counted_test(test_an_iterator_that_fails),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
