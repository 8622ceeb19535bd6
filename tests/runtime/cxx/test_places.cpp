// With the ledger: what is told of mistakes with Refs names the user's line, not one of recount's headers.
#include "counted.hpp"

extern "C" {
#include "../ledger/telling.h"
}

using recount::adopt;
using recount::borrow;
using recount::box;
using recount::Ref;

// The line of the mistake; set by a mistake just before, or just behind.
static int line;

static recount::List list_with(double value)
{
    auto list = adopt<RcListObject>(RcList_New(0));
    recount::check(RcList_Append(list.get(), box(value).get()));
    return list;
}

static void adopt_a_borrowed_one()
{
    auto list = list_with(2.5);
    line = __LINE__ + 1;
    Ref<> wrong = adopt(RcList_GetItem(list.get(), 0));
    (void)RcFloat_AsDouble(wrong.get());
}

static void borrow_a_new_one()
{
    line = __LINE__ + 1;
    Ref<> wrong = borrow(RcFloat_FromDouble(1.5));
    (void)RcFloat_AsDouble(wrong.get());
}

static void lose_a_copy()
{
    Ref<> ref = box(7.5);
    line = __LINE__ + 1;
    Ref<> copy = ref;
    RcObject *lost = copy.release();
    (void)RcFloat_AsDouble(lost);
}

static void lose_what_was_made()
{
    line = __LINE__ + 1;
    RcObject *lost = box(8.5).release();
    (void)RcFloat_AsDouble(lost);
}

static void lose_an_item()
{
    auto list = list_with(2.5);
    line = __LINE__ + 1;
    for (auto item : list) {
        RcObject *lost = item.release();
        (void)RcFloat_AsDouble(lost);
    }
}

static void lose_a_value()
{
    auto table = adopt<RcHashTableObject>(RcHashTable_New());
    recount::check(RcHashTable_SetItemString(table.get(), "k", box(2.5).get()));
    line = __LINE__ + 1;
    for (auto [key, value] : table) {
        RcObject *lost = value.release();
        (void)RcFloat_AsDouble(lost);
    }
}

static void lose_a_result()
{
    auto type = borrow(RC_OBJECT_CAST(&RcList_Type));
    line = __LINE__ + 1;
    RcObject *lost = recount::call(type).release();
    (void)RcList_Size(lost);
}

struct Thing {
    Ref<> item;
};

template <> struct recount::Describe<Thing> {
    static constexpr const char *name = "test.Thing";
};

static void lose_an_instance()
{
    recount::Class<Thing> things;
    line = __LINE__ + 1;
    RcObject *lost = things.make().release();
    (void)RcObject_Type(lost);
}

static void take_a_field_without_asking()
{
    recount::Class<Thing> things;
    auto item = box(2.5);
    auto thing = things.make();
    line = __LINE__ + 1;
    thing->value.item = adopt(item.get());
}

// The first finding, for a mistake is told again where its consequences show.  What is too much is told of its line.  A
// reference that is never given back is a leak at the runtime's end or, where no pointer to it is left in memory, a lost
// one before; the guilty line may be the caller's then, but the line that took the reference stands in the message.
static void expect_mistake(const char *kind, const char *text)
{
    char at_line[64];
    snprintf(at_line, sizeof at_line, "test_places.cpp:%d in ", line);
    Rc_Finalize();
    assert_true(told_count >= 1);
    assert_non_null(strstr(told[0].message, text));
    assert_non_null(strstr(told[0].message, at_line));
    assert_non_null(strstr(told[0].file, "test_places.cpp"));
    if (strcmp(kind, "leak") != 0) {
        assert_string_equal(told[0].kind, kind);
        assert_int_equal(told[0].line, line);
    }
}

#define mistake_test(name, kind, text) \
    static void test_##name(void **)   \
    {                                  \
        name();                        \
        expect_mistake(kind, text);    \
    }                                  \
    static_assert(true, "")

mistake_test(adopt_a_borrowed_one, "over-decref", "only borrowed, from RcList_GetItem");
mistake_test(borrow_a_new_one, "leak", "Rc_INCREF");
mistake_test(lose_a_copy, "leak", "Rc_INCREF");
mistake_test(lose_what_was_made, "leak", "RcFloat_FromDouble");
mistake_test(lose_an_item, "leak", "Rc_INCREF");
mistake_test(lose_a_value, "leak", "Rc_INCREF");
mistake_test(lose_a_result, "leak", "RcObject_Vectorcall");
mistake_test(lose_an_instance, "leak", "RcObject_New");
mistake_test(take_a_field_without_asking, "over-decref", "does not own");

int main()
{
    const struct CMUnitTest tests[] = {
        telling_test(test_adopt_a_borrowed_one),
        telling_test(test_borrow_a_new_one),
        telling_test(test_lose_a_copy),
        telling_test(test_lose_what_was_made),
        telling_test(test_lose_an_item),
        telling_test(test_lose_a_value),
        telling_test(test_lose_a_result),
        telling_test(test_lose_an_instance),
        telling_test(test_take_a_field_without_asking),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
