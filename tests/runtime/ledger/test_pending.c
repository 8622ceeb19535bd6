/* Notes of calls with variable arguments.  The announcing function is this program's own, in front of the library's. */
#include "support.h"

#include <recount/detail/hooks.h>

#include <stdio.h>
#include <string.h>

static char announced[200];

int _RcLedger_At(const char *api, const char *file, int line, const char *function, void *frame,
                 void *return_address)
{
    char text[40];

    Rc_UNUSED(function);
    Rc_UNUSED(frame);
    Rc_UNUSED(return_address);
    if (strcmp(file, "pending") == 0) {
        snprintf(text, sizeof text, "%s:%d ", api, line);
        strcat(announced, text);
    }
    return 0;
}

static char stack[100];

static void note(const char *api, int line, const char *frame)
{
    _RcLedger_Pending(api, "pending", line, "function", (void *)(uintptr_t)frame, NULL);
}

static void expect(const char *text)
{
    assert_string_equal(announced, text);
    announced[0] = '\0';
}

static void test_the_newest_note_of_the_name(void **state)
{
    Rc_UNUSED(state);
    note("outer", 1, stack);
    note("inner", 2, stack);
    note("outer", 3, stack);
    _RcLedger_Arrived("outer");
    _RcLedger_Arrived("inner");
    _RcLedger_Arrived("outer");
    expect("outer:3 inner:2 outer:1 ");
    _RcLedger_Arrived("outer");
    expect("");
}

static void test_other_calls_leave_the_note(void **state)
{
    Rc_UNUSED(state);
    note("outer", 1, stack);
    _RcLedger_Arrived("other");
    expect("");
    _RcLedger_Arrived("outer");
    expect("outer:1 ");
}

static void test_a_note_of_a_deeper_frame_is_stale(void **state)
{
    Rc_UNUSED(state);
    note("deeper", 1, stack);
    note("outer", 2, stack + 50);
    _RcLedger_Arrived("outer");
    _RcLedger_Arrived("deeper");
    expect("outer:2 ");
}

static void test_stale_notes_of_one_frame_do_not_fill_the_room(void **state)
{
    Rc_UNUSED(state);
    for (int i = 0; i < 1000; i++) {
        note("stale", i, stack);
    }
    note("call", 1, stack);
    _RcLedger_Arrived("call");
    expect("call:1 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_newest_note_of_the_name),
                                       cmocka_unit_test(test_other_calls_leave_the_note),
                                       cmocka_unit_test(test_a_note_of_a_deeper_frame_is_stale),
                                       cmocka_unit_test(test_stale_notes_of_one_frame_do_not_fill_the_room)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
