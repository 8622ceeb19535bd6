/* Reading lines of C that copy arguments and variables to others. */
#include "source_file.h"

static void test_arguments_and_copies(void **state)
{
    char field[32] = "";
    int is_on_each_way = 0;
    Rc_UNUSED(state);
    write_source("static Node *node_new(RcObject *key, RcObject *value)",          /* 1 */
                 "{",                                                              /* 2 */
                 "    node->key = key;",                                           /* 3 */
                 "    node->value = (RcObject *)Rc_NewRef(value);",                /* 4 */
                 "}",                                                              /* 5 */
                 "static void push(Stack *stack, RcObject *item)",                 /* 6 */
                 "{",                                                              /* 7 */
                 "    stack->items[0] = item;",                                    /* 8 */
                 "    stack->last = item;",                                        /* 9 */
                 "}",                                                              /* 10 */
                 "static int subscribe(RcObject *ref)",                            /* 11 */
                 "{",                                                              /* 12 */
                 "    RcObject *topic;",                                           /* 13 */
                 "    if (RcWeakref_GetRef(ref, &topic) < 0)",                     /* 14 */
                 "        return -1;",                                             /* 15 */
                 "    self->topic = (Topic *)topic;",                              /* 16 */
                 "    Rc_DECREF(topic);",                                          /* 17 */
                 "    return 0;",                                                  /* 18 */
                 "}",                                                              /* 19 */
                 "static int fill(Section *self)",                                 /* 20 */
                 "{",                                                              /* 21 */
                 "    RcObject *names = RcList_New(0);",                           /* 22 */
                 "    self->names = names;",                                       /* 23 */
                 "    if (check(self) < 0)",                                       /* 24 */
                 "        goto fail;",                                             /* 25 */
                 "    return 0;",                                                  /* 26 */
                 "fail:",                                                          /* 27 */
                 "    Rc_XDECREF(names);",                                         /* 28 */
                 "    return -1;",                                                 /* 29 */
                 "}",                                                              /* 30 */
                 "static RcObject *sum_of(RcObject *start, RcObject *items)",      /* 31 */
                 "{",                                                              /* 32 */
                 "    RcObject *total = start;",                                   /* 33 */
                 "    Rc_SETREF(total, RcNumber_Add(total, items));",              /* 34 */
                 "    return total;",                                              /* 35 */
                 "}",                                                              /* 36 */
                 "static RcObject *safe_sum_of(RcObject *start, RcObject *items)", /* 37 */
                 "{",                                                              /* 38 */
                 "    RcObject *total = start;",                                   /* 39 */
                 "    Rc_INCREF(total);",                                          /* 40 */
                 "    Rc_SETREF(total, RcNumber_Add(total, items));",              /* 41 */
                 "    return total;",                                              /* 42 */
                 "}",                                                              /* 43 */
                 "static int twice(Section *self)",                                /* 44 */
                 "{",                                                              /* 45 */
                 "    RcObject *names = RcList_New(0);",                           /* 46 */
                 "    self->names = names;",                                       /* 47 */
                 "    names = RcList_New(0);",                                     /* 48 */
                 "    Rc_DECREF(names);",                                          /* 49 */
                 "    return 0;",                                                  /* 50 */
                 "}");
    assert_true(_RcLedger_TakesForOthers(path, 3, NULL));
    assert_false(_RcLedger_TakesForOthers(path, 4, NULL));
    assert_false(_RcLedger_TakesForOthers(path, 9, NULL)); /* it takes none */
    assert_false(_RcLedger_TakesForOthers("/nowhere.c", 3, NULL));

    assert_int_equal(_RcLedger_StoreOfGiven(path, 17, NULL, field, sizeof field, &is_on_each_way), 16);
    assert_string_equal(field, "topic");
    assert_true(is_on_each_way);
    assert_int_equal(_RcLedger_StoreOfGiven(path, 28, NULL, field, sizeof field, &is_on_each_way), 23);
    assert_string_equal(field, "names");
    assert_false(is_on_each_way);
    assert_int_equal(_RcLedger_StoreOfGiven(path, 49, NULL, field, sizeof field, &is_on_each_way), 0);
    assert_int_equal(_RcLedger_StoreOfGiven(path, 34, NULL, field, sizeof field, &is_on_each_way), 0);

    assert_int_equal(_RcLedger_CopyOfArgument(path, 34, NULL), 33);
    assert_int_equal(_RcLedger_CopyOfArgument(path, 41, NULL), 0); /* a reference is taken for it */
    assert_int_equal(_RcLedger_CopyOfArgument(path, 17, NULL), 0);
    assert_int_equal(_RcLedger_CopyOfArgument("/nowhere.c", 34, NULL), 0);
}

static void test_a_struct_that_is_a_member(void **state)
{
    Rc_UNUSED(state);
    write_source("struct pen {",                                  /* 1 */
                 "    struct style now;",                         /* 2 */
                 "    struct style saved[4];",                    /* 3 */
                 "};",                                            /* 4 */
                 "static void drop(struct style *s)",             /* 5 */
                 "{",                                             /* 6 */
                 "    Rc_CLEAR(s->font);",                        /* 7 */
                 "}",                                             /* 8 */
                 "static void restore(struct pen *p)",            /* 9 */
                 "{",                                             /* 10 */
                 "    p->now = p->saved[--p->depth];",            /* 11 */
                 "    p->width = p->now.width;",                  /* 12 */
                 "}",                                             /* 13 */
                 "static void save(struct pen *p)",               /* 14 */
                 "{",                                             /* 15 */
                 "    struct style *to = &p->saved[p->depth++];", /* 16 */
                 "    *to = p->now;",                             /* 17 */
                 "}");
    assert_int_equal(_RcLedger_BareStoreTo(path, 7, NULL), 17);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_arguments_and_copies),
        telling_test(test_a_struct_that_is_a_member),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
