/* Reading lines of C that give blocks with references in them back. */
#include "source_file.h"

static void test_blocks_that_are_freed(void **state)
{
    char field[64] = "";
    Rc_UNUSED(state);
    write_source("static void put(struct chain *c, RcObject *value)", /* 1 */
                 "{",                                                 /* 2 */
                 "    struct node *n = malloc(sizeof *n);",           /* 3 */
                 "    n->value = Rc_NewRef(value);",                  /* 4 */
                 "    n->key = Rc_NewRef(key);",                      /* 5 */
                 "    c->last = Rc_NewRef(value);",                   /* 6 */
                 "    n->next = c->first;",                           /* 7 */
                 "}",                                                 /* 8 */
                 "static void node_free(struct node *n)",             /* 9 */
                 "{",                                                 /* 10 */
                 "    Rc_DECREF(n->key);",                            /* 11 */
                 "    free(n);",                                      /* 12 */
                 "}",                                                 /* 13 */
                 "static void drop(struct chain *c)",                 /* 14 */
                 "{",                                                 /* 15 */
                 "    node_free(c->first);",                          /* 16 */
                 "    struct chain *n = c->rest;",                    /* 17 */
                 "    free(n);",                                      /* 18 */
                 "    free(c);",                                      /* 19 */
                 "}");
    assert_int_equal(_RcLedger_LineOfFreeing(path, 4, NULL, field, sizeof field), 12);
    assert_string_equal(field, "value");
    assert_int_equal(_RcLedger_LineOfFreeing(path, 5, NULL, field, sizeof field), 0); /* it is given back */
    assert_int_equal(_RcLedger_LineOfFreeing(path, 6, NULL, field, sizeof field), 0); /* there are two */
    assert_int_equal(_RcLedger_LineOfFreeing(path, 7, NULL, field, sizeof field), 0); /* nothing is taken */
    assert_int_equal(_RcLedger_LineOfFreeing("/nowhere.c", 4, NULL, field, sizeof field), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_blocks_that_are_freed),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
