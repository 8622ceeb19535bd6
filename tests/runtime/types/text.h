/* What the tests of str and bytes share. */
#ifndef RECOUNT_TESTS_TEXT_H
#define RECOUNT_TESTS_TEXT_H

#include "support.h"

#include <recount/recount.h>

#include <string.h>

/* A new str, bytes object or int that is mortal and has count 1. */
static inline RcObject *text(const char *utf8)
{
    RcObject *op = RcStr_FromString(utf8);
    assert_non_null(op);
    return op;
}

static inline RcObject *bytes(const char *data)
{
    RcObject *op = RcBytes_FromString(data);
    assert_non_null(op);
    return op;
}

static inline RcObject *number(long value)
{
    RcObject *op = RcInt_FromLong(value);
    assert_non_null(op);
    return op;
}

/* op is a str with this text; it is then released. */
#define assert_str_and_release(op, expected)                               \
    do {                                                                   \
        RcObject *checked_ = (op);                                         \
        support_assert_str(checked_, (expected), #op, __FILE__, __LINE__); \
        Rc_DECREF(checked_);                                               \
    } while (0)

#define assert_repr_and_release(op, expected)                               \
    do {                                                                    \
        RcObject *checked_ = (op);                                          \
        support_assert_repr(checked_, (expected), #op, __FILE__, __LINE__); \
        Rc_DECREF(checked_);                                                \
    } while (0)

/* op is this int, or this bool as a number; it is then released. */
#define assert_number_and_release(op, expected)               \
    do {                                                      \
        RcObject *checked_ = (op);                            \
        assert_non_null(checked_);                            \
        assert_int_equal(RcInt_AsLong(checked_), (expected)); \
        Rc_DECREF(checked_);                                  \
    } while (0)

/* Nobody else refers to it; or it is the empty str or bytes object, which is everybody's. */
#define assert_sole_reference(op) \
    assert_refcnt((op), RcObject_Size(op) == 0 ? (Rc_ssize_t)RC_IMMORTAL_REFCNT : 1)

/* The call fails: it gives NULL, and this error. */
#define assert_fails(op, type, message)   \
    do {                                  \
        assert_null(op);                  \
        assert_raises((type), (message)); \
    } while (0)

/* In an operation that is swept: makes an object and releases it, or gives up. */
#define make_and_release(op)    \
    do {                        \
        RcObject *made_ = (op); \
        if (made_ == NULL) {    \
            return -1;          \
        }                       \
        Rc_DECREF(made_);       \
    } while (0)

/* A str that claims to be nearly as large as a str can be; its bytes may not be read. */
static inline RcObject *huge_str(void)
{
    static RcStrObject huge = {
        RcObject_HEAD_INIT(&RcStr_Type) RC_SSIZE_T_MAX - 64, RC_SSIZE_T_MAX - 64, 0, 0, {'\0'}};
    return (RcObject *)&huge;
}

#endif
