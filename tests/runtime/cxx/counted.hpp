// The support of the C tests, for C++.  A failed assertion leaves the test by longjmp: what it owns is lost then.
#ifndef RECOUNT_TESTS_COUNTED_HPP
#define RECOUNT_TESTS_COUNTED_HPP

#include <recount/recount.hpp>

extern "C" {
#include "support.h"
}

// An object that mortal counts can be read from.
inline recount::Float mortal(double value = 1.5)
{
    return recount::box(value);
}

// The expression throws an Error of this class with this what().
#define assert_throws(type, text, ...)                \
    do {                                              \
        bool thrown_ = false;                         \
        try {                                         \
            static_cast<void>(__VA_ARGS__);           \
        } catch (const recount::Error &error_) {      \
            thrown_ = true;                           \
            assert_true(error_.matches(type));        \
            assert_string_equal(error_.what(), text); \
        }                                             \
        assert_true(thrown_);                         \
        assert_no_error();                            \
    } while (0)

#endif
