/* Which allocator objects come from by default. */
#include "support.h"

#include "memory/choice.h"
#include "memory/memory.h"

#include <stdlib.h>

static void test_the_environment_asks_for_malloc(void **state)
{
    Rc_UNUSED(state);
    unsetenv("RECOUNT_MALLOC");
    assert_int_equal(_RcMem_WantsMalloc(), RC_MEM_SANITIZED);
    setenv("RECOUNT_MALLOC", "malloc", 1);
    assert_true(_RcMem_WantsMalloc());
    setenv("RECOUNT_MALLOC", "pool", 1);
    assert_int_equal(_RcMem_WantsMalloc(), RC_MEM_SANITIZED);
    setenv("RECOUNT_MALLOC", "bogus", 1);
    assert_int_equal(_RcMem_WantsMalloc(), -1);
    unsetenv("RECOUNT_MALLOC");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_environment_asks_for_malloc)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
