/* Which line a mistake is made in, and whether it is the one that is told. */
#ifndef RECOUNT_TESTS_GUILTY_H
#define RECOUNT_TESTS_GUILTY_H

#include "telling.h"

static int guilty; /* the line that a mistake is made in */

#define GUILTY() (guilty = __LINE__)
#define NEXT_IS_GUILTY() (guilty = __LINE__ + 1)

/* What is only known at the end is told there. */
static inline void assert_told(const char *kind, const char *function)
{
    Rc_AuditHeap();
    Rc_Finalize();
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, kind);
    assert_string_equal(told[0].function, function);
    assert_int_equal(told[0].line, guilty);
}

#define MISTAKE(name) telling_test(test_##name)

#endif
