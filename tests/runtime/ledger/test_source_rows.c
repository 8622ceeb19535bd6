/* Reading functions of C that take something out of a row. */
#include "source_file.h"

static void test_what_is_taken_out(void **state)
{
    char row[32] = "";
    int is_left = 0;
    Rc_UNUSED(state);
    write_source("static RcObject *take(struct ring *ring)",            /* 1 */
                 "{",                                                   /* 2 */
                 "    RcObject *message = ring->slots[ring->head];",    /* 3 */
                 "    ring->head = (ring->head + 1) % 4;",              /* 4 */
                 "    ring->count--;",                                  /* 5 */
                 "    return message;",                                 /* 6 */
                 "}",                                                   /* 7 */
                 "static RcObject *pop(struct stack *s)",               /* 8 */
                 "{",                                                   /* 9 */
                 "    if (s->used == 0)",                               /* 10 */
                 "        return NULL;",                                /* 11 */
                 "    return s->items[--s->used];",                     /* 12 */
                 "}",                                                   /* 13 */
                 "static RcObject *next(struct iterator *it)",          /* 14 */
                 "{",                                                   /* 15 */
                 "    it->left--;",                                     /* 16 */
                 "    return it->ring->slots[it->index++];",            /* 17 */
                 "}",                                                   /* 18 */
                 "static RcObject *first(struct ring *ring)",           /* 19 */
                 "{",                                                   /* 20 */
                 "    RcObject *message = (RcObject *)ring->slots[0];", /* 21 */
                 "    ring->slots[0] = ring->slots[--ring->count];",    /* 22 */
                 "    return message;",                                 /* 23 */
                 "}");
    assert_int_equal(_RcLedger_TakingOut(path, 6, NULL, row, sizeof row, &is_left), 3);
    assert_string_equal(row, "slots");
    assert_true(is_left);
    assert_int_equal(_RcLedger_TakingOut(path, 12, NULL, row, sizeof row, &is_left), 12);
    assert_string_equal(row, "items");
    assert_int_equal(_RcLedger_TakingOut(path, 17, NULL, row, sizeof row, &is_left), 0); /* another's row */
    assert_int_equal(_RcLedger_TakingOut(path, 23, NULL, row, sizeof row, &is_left), 21);
    assert_false(is_left);
    assert_int_equal(_RcLedger_TakingOut("/nowhere.c", 6, NULL, row, sizeof row, &is_left), 0);

    assert_true(_RcLedger_Pops(path, 12));
    assert_false(_RcLedger_Pops(path, 6));
    assert_false(_RcLedger_Pops("/nowhere.c", 12));
    assert_true(_RcLedger_StoresPopped(path, 22));
    assert_false(_RcLedger_StoresPopped(path, 21));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_what_is_taken_out),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
