// Errors as exceptions and back, guarded callbacks, the runtime as an object.
#include "counted.hpp"

#include <cstdlib>
#include <string>

using recount::adopt;
using recount::box;
using recount::Error;
using recount::Ref;

static void test_an_error_is_thrown_once_and_kept(void **)
{
    RcErr_SetString(RcExc_KeyError, "k");
    Error error = Error::pending();
    assert_no_error();
    assert_true(error.matches(RcExc_LookupError) && !error.matches(RcExc_TypeError));
    assert_refcnt(error.exception().get(), 1);
    assert_string_equal(error.what(), "KeyError: 'k'");
    Error copy = error;
    assert_refcnt(error.exception().get(), 2);
    copy.restore();
    assert_refcnt(error.exception().get(), 3);
    assert_raises(RcExc_KeyError, nullptr);
    assert_refcnt(error.exception().get(), 2);
}

static void test_errors_from_cxx(void **)
{
    Error error(RcExc_ValueError, "from C++");
    assert_string_equal(error.what(), "ValueError: from C++");
    assert_no_error();
    assert_string_equal(Error(RcExc_TypeError, "").what(), "TypeError");
    assert_string_equal(Error::pending().what(), "SystemError: recount::Error: no error is pending");
    assert_string_equal(Error(Rc_None, "x").what(),
                        "SystemError: RcErr_SetString: exception None is not a BaseException subclass");
}

static void test_what_leaves_the_pending_error_alone(void **)
{
    Error error(RcExc_ValueError, "first");
    RcErr_SetString(RcExc_TypeError, "second");
    assert_string_equal(error.what(), "ValueError: first");
    assert_raises(RcExc_TypeError, "second");
}

static void test_what_without_memory(void **)
{
    Error error(RcExc_ValueError, "text");
    RcMem_SetFailAfter(1);
    assert_string_equal(error.what(), "ValueError");
    RcMem_SetFailAfter(0);
    assert_string_equal(error.what(), "ValueError: text");
    assert_no_error();
}

// -- guarded functions --

static int what_to_throw;

static void throw_it()
{
    switch (what_to_throw) {
    case 1:
        throw Error(RcExc_KeyError, "mine");
    case 2:
        throw std::bad_alloc();
    case 3:
        throw std::out_of_range("range");
    case 4:
        throw std::invalid_argument("argument");
    case 5:
        throw std::domain_error("domain");
    case 6:
        throw std::overflow_error("overflow");
    case 7:
        throw std::logic_error("other");
    case 8:
        throw 8;
    default:
        break;
    }
}

static Ref<> give_back(RcObject *self, RcObject *argument)
{
    auto held = mortal();
    throw_it();
    return argument != nullptr ? recount::borrow(argument) : recount::borrow(self);
}

static void nothing(RcObject *)
{
    throw_it();
}

static bool truth(RcObject *)
{
    throw_it();
    return true;
}

static Rc_ssize_t length(RcObject *)
{
    throw_it();
    return 3;
}

static void test_each_exception_has_its_error(void **)
{
    static const struct {
        RcObject *type;
        const char *text;
    } expected[] = {{RcExc_KeyError, "'mine'"},    {RcExc_MemoryError, ""},
                    {RcExc_IndexError, "range"},   {RcExc_ValueError, "argument"},
                    {RcExc_ValueError, "domain"},  {RcExc_OverflowError, "overflow"},
                    {RcExc_RuntimeError, "other"}, {RcExc_RuntimeError, "unknown C++ exception"}};
    RcCFunction function = recount::guard<give_back>;
    int (*status)(RcObject *) = recount::guard<nothing>;
    int (*is_true)(RcObject *) = recount::guard<truth>;
    Rc_lenfunc size = recount::guard<length>;
    auto op = mortal();

    for (what_to_throw = 1; what_to_throw <= 8; what_to_throw++) {
        RcObject *type = expected[what_to_throw - 1].type;
        const char *text = expected[what_to_throw - 1].text;
        assert_null(function(op.get(), nullptr));
        assert_raises(type, text);
        assert_int_equal(status(op.get()), -1);
        assert_raises(type, text);
        assert_int_equal(is_true(op.get()), -1);
        assert_raises(type, text);
        assert_int_equal(size(op.get()), -1);
        assert_raises(type, text);
        assert_refcnt(op.get(), 1);
    }
    what_to_throw = 0;
    assert_ptr_equal(adopt(function(op.get(), nullptr)).get(), op.get());
    assert_int_equal(status(op.get()), 0);
    assert_int_equal(is_true(op.get()), 1);
    assert_int_equal(size(op.get()), 3);
    assert_no_error();
}

// Through recount and back: thrown in a callback, caught by the caller of the call.
static void test_an_exception_crosses_c_code(void **)
{
    static RcMethodDef definition = {"f", recount::guard<give_back>, RC_METH_O, nullptr};
    auto function = adopt(RcCFunction_New(&definition, Rc_None));
    what_to_throw = 1;
    assert_throws(RcExc_KeyError, "KeyError: 'mine'", recount::call(function, mortal()));
    what_to_throw = 0;
    auto op = mortal();
    assert_true(recount::call(function, op) == op);
}

static void test_the_runtime_ends_with_its_scope(void **)
{
    assert_int_equal(Rc_IsInitialized(), 0);
    {
        recount::Runtime runtime;
        assert_int_equal(Rc_IsInitialized(), 1);
        {
            recount::Runtime guest;
            assert_int_equal(guest.finalize(), 0);
        }
        assert_int_equal(Rc_IsInitialized(), 1);
        auto kept = box(2.5);
        assert_int_equal(Rc_LiveObjects(), 1);
    }
    assert_int_equal(Rc_IsInitialized(), 0);

    RcConfig config;
    RcConfig_Init(&config);
    config.recursion_limit = 77;
    recount::Runtime configured(&config);
    assert_int_equal(Rc_GetRecursionLimit(), 77);
    assert_int_equal(configured.finalize(), 0);
    assert_int_equal(configured.finalize(), 0);
    assert_int_equal(Rc_IsInitialized(), 0);
    {
        recount::Runtime ended;
        assert_int_equal(ended.finalize(), 0);
        assert_int_equal(Rc_Initialize(), 0);
    }
    assert_int_equal(Rc_IsInitialized(), 1); // another one, which `ended` has nothing to do with
    assert_int_equal(Rc_Finalize(), 0);
}

static void test_a_runtime_that_cannot_start(void **)
{
    std::string text;
    assert_int_equal(setenv("RECOUNT_HASHSEED", "no number", 1), 0);
    try {
        recount::Runtime runtime;
    } catch (const std::runtime_error &error) {
        text = error.what();
    }
    unsetenv("RECOUNT_HASHSEED");
    assert_string_equal(text.c_str(), "recount: the runtime cannot start");
    assert_int_equal(Rc_IsInitialized(), 0);
}

int main()
{
    const struct CMUnitTest tests[] = {
        counted_test(test_an_error_is_thrown_once_and_kept),
        counted_test(test_errors_from_cxx),
        counted_test(test_what_leaves_the_pending_error_alone),
        counted_test(test_what_without_memory),
        counted_test(test_each_exception_has_its_error),
        counted_test(test_an_exception_crosses_c_code),
        cmocka_unit_test(test_the_runtime_ends_with_its_scope),
        cmocka_unit_test(test_a_runtime_that_cannot_start),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
