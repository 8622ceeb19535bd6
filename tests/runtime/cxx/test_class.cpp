// Types declared by trait: static ones of C structs, and heap types whose instances hold a C++ value.
#include "counted.hpp"

#include <string>

using recount::adopt;
using recount::box;
using recount::Class;
using recount::Describe;
using recount::Ref;

// -- a value without references, with all that a trait can say --

struct Counter {
    long count = 0;
    std::string name; // lives and dies with the object

    explicit Counter(long start = 0,
                     std::string its_name = "a name that is too long for the short form of strings")
        : count(start), name(std::move(its_name))
    {
    }
};

static Ref<> add(Counter &counter, RcObject *amount);
static Ref<> same(Counter &counter, RcObject *other_object);
static Ref<> repr(const Counter &counter);
static Rc_ssize_t length(const Counter &counter);

template <> struct recount::Describe<Counter> {
    static constexpr const char *name = "test.Counter";
    static RcMethodDef methods[];
    static RcType_Slot slots[];
};

RcMethodDef recount::Describe<Counter>::methods[] = {
    {"add", recount::guard<add>, RC_METH_O, nullptr}, {"same", recount::guard<same>, RC_METH_O, nullptr}, {}};
RcType_Slot recount::Describe<Counter>::slots[] = {
    recount::slot(Rc_tp_repr, recount::guard<repr>), recount::slot(Rc_sq_length, recount::guard<length>), {}};

static Ref<> add(Counter &counter, RcObject *amount)
{
    counter.count += recount::to<long>(amount);
    return box(counter.count);
}

static Ref<> same(Counter &counter, RcObject *other_object)
{
    auto other = recount::cast<recount::Instance<Counter>>(other_object);
    return box(counter.count == other->value.count);
}

static Ref<> repr(const Counter &counter)
{
    return box("<" + counter.name + ">");
}

static Rc_ssize_t length(const Counter &counter)
{
    return counter.count;
}

static void test_instances_hold_their_value(void **)
{
    Class<Counter> counters;
    auto type = counters.type();
    assert_refcnt(type.get(), 2);
    auto counter = counters.make(Counter(3, "three"));
    assert_refcnt(type.get(), 3);
    assert_refcnt(counter.get(), 1);
    assert_int_equal(counter->value.count, 3);
    assert_repr(counter.get(), "<three>");
    assert_int_equal(RcObject_Size(counter.get()), 3);
    auto other = counters.make();
    assert_int_equal(other->value.count, 0);
    counter = nullptr;
    assert_refcnt(type.get(), 3);
}

static void test_methods_take_the_value(void **)
{
    Class<Counter> counters;
    auto counter = counters.make(Counter(40));
    auto add_to = adopt(RcObject_GetAttrString(counter.get(), "add"));
    assert_int_equal(recount::to<int>(recount::call(add_to, box(2))), 42);
    assert_int_equal(counter->value.count, 42);
    assert_throws(RcExc_TypeError, "TypeError: 'str' object cannot be interpreted as an integer",
                  recount::call(add_to, box("2")));
    auto same_as = adopt(RcObject_GetAttrString(counter.get(), "same"));
    assert_true(recount::call(same_as, counters.make(Counter(42))).get() == Rc_True);
    assert_throws(RcExc_TypeError, "TypeError: expected test.Counter, got int",
                  recount::call(same_as, box(42)));
    // as C might call it, with anything
    RcObject *(*bare)(RcObject *, RcObject *) = recount::guard<add>;
    auto other = mortal();
    assert_null(bare(other.get(), Rc_None));
    assert_raises(RcExc_TypeError, "expected test.Counter, got float");
}

static void test_instances_come_from_cxx_alone(void **)
{
    Class<Counter> counters;
    assert_throws(RcExc_TypeError, "TypeError: cannot create 'test.Counter' instances",
                  recount::call(counters.type()));
}

// -- a value with references: a collected type --

struct Node {
    Ref<> next;
    Ref<RcListObject> items;
};

template <> struct recount::Describe<Node> {
    static constexpr const char *name = "test.Node";
    template <class Visit> static void fields(Node &node, Visit &visit)
    {
        visit(node.next);
        visit(node.items);
    }
};

struct Seen {
    RcObject *last = nullptr;
    int count = 0;
    int stop_at = 0;
};

static int count_visit(RcObject *op, void *arg)
{
    Seen *seen = static_cast<Seen *>(arg);
    seen->last = op;
    return ++seen->count == seen->stop_at ? 7 : 0;
}

static void test_fields_are_traversed_and_cleared(void **)
{
    Class<Node> nodes;
    auto op = mortal();
    auto node = nodes.make(Node{op, adopt<RcListObject>(RcList_New(0))});
    assert_int_equal(RcObject_GC_IsTracked(node.get()), 1);
    RcTypeObject *type = Rc_TYPE(node.get());
    Seen seen;
    assert_int_equal(type->tp_traverse(node.get(), count_visit, &seen), 0);
    assert_int_equal(seen.count, 3); // the type, too
    assert_ptr_equal(seen.last, node->value.items.get());
    for (int stop = 1; stop <= 3; stop++) {
        seen = {nullptr, 0, stop};
        assert_int_equal(type->tp_traverse(node.get(), count_visit, &seen), 7);
        assert_int_equal(seen.count, stop);
    }
    assert_refcnt(op.get(), 2);
    assert_int_equal(type->tp_clear(node.get()), 0);
    assert_refcnt(op.get(), 1);
    assert_false(node->value.next || node->value.items);
}

// A release in the middle of a dealloc: the collector does not see the half-dead object.
static RcObject *dying;
static int was_tracked;

static void look(RcObject *)
{
    was_tracked = RcObject_GC_IsTracked(dying);
}

static void test_a_dying_instance_is_not_tracked(void **)
{
    Class<Node> nodes;
    was_tracked = -1;
    {
        auto node = nodes.make(Node{adopt(RcCapsule_New(&was_tracked, nullptr, look)), nullptr});
        dying = node.get();
    }
    assert_int_equal(was_tracked, 0);
}

static void test_cycles_are_collected(void **)
{
    RcGC_Disable();
    {
        Class<Node> nodes;
        auto first = nodes.make(), second = nodes.make(Node{first, nullptr});
        first->value.next = second;
        assert_live(3);
    }
    assert_live(3);
    RcGC_Enable();
    assert_int_equal(RcGC_Collect(), 3); // the type with them
    assert_live(0);
}

// -- a value that cannot be moved in --

struct Stubborn {
    Stubborn() = default;
    Stubborn(Stubborn &&)
    {
        throw std::invalid_argument("will not move");
    }
    Ref<> field;
};

template <> struct recount::Describe<Stubborn> {
    static constexpr const char *name = "test.Stubborn";
    template <class Visit> static void fields(Stubborn &stubborn, Visit &visit)
    {
        visit(stubborn.field);
    }
};

static void test_a_value_that_throws(void **)
{
    Class<Stubborn> type;
    bool thrown = false;
    assert_refcnt(type.type().get(), 1);
    try {
        (void)type.make();
    } catch (const std::invalid_argument &) {
        thrown = true;
    }
    assert_true(thrown);
    assert_refcnt(type.type().get(), 1);
    assert_live(1);
}

static int make_all(void *)
{
    try {
        Class<Node> nodes;
        Class<Counter> counters;
        auto node = nodes.make(Node{counters.make(), nullptr});
        return 0;
    } catch (...) {
        recount::restore_current();
        return -1;
    }
}

static void test_failing_allocations(void **)
{
    assert_true(sweep(make_all, nullptr, nullptr) >= 4);
}

// -- a struct and static type of C's --

struct Point {
    RcObject_HEAD
    double x;
};

static RcTypeObject point_type()
{
    struct Head {
        RcVarObject ob_base;
    } head = {RcVarObject_HEAD_INIT(&RcType_Type, 0)};
    RcTypeObject type = {};
    type.ob_base = head.ob_base;
    type.tp_name = "test.Point";
    type.tp_basicsize = sizeof(Point);
    return type;
}
static RcTypeObject Point_Type = point_type();

template <> struct recount::Type<Point> {
    static constexpr const char *name = "test.Point";
    static bool check(RcObject *op)
    {
        return RcObject_TypeCheck(op, &Point_Type);
    }
};

static void test_a_static_type(void **)
{
    recount::check(RcType_Ready(&Point_Type));
    Ref<> any = adopt(RC_OBJECT_CAST(RcObject_New(Point, &Point_Type)));
    auto point = recount::cast<Point>(any);
    point->x = 2.5;
    assert_refcnt(any.get(), 2);
    assert_throws(RcExc_TypeError, "TypeError: expected test.Point, got int", recount::cast<Point>(box(3)));
}

int main()
{
    const struct CMUnitTest tests[] = {
        counted_test(test_instances_hold_their_value),
        counted_test(test_methods_take_the_value),
        counted_test(test_instances_come_from_cxx_alone),
        counted_test(test_fields_are_traversed_and_cleared),
        counted_test(test_a_dying_instance_is_not_tracked),
        counted_test(test_cycles_are_collected),
        counted_test(test_a_value_that_throws),
        counted_test(test_failing_allocations),
        counted_test(test_a_static_type),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
