/* Reading lines of C that store and overwrite. */
#include "source_file.h"

static int store(int first, int last)
{
    return _RcLedger_StoreBetween(path, first, last, NULL, STORE_HERE);
}

static void test_a_store_of_what_was_not_taken(void **state)
{
    Rc_UNUSED(state);
    write_source("void set(Node *node, RcObject *value)", /* 1 */
                 "{",                                     /* 2 */
                 "    RcObject *old = node->value;",      /* 3 */
                 "    int count = 0;",                    /* 4 */
                 "    node->value = value;",              /* 5 */
                 "    node->count += 1;",                 /* 6 */
                 "    node->other = Rc_NewRef(value);",   /* 7 */
                 "    node->next = NULL;",                /* 8 */
                 "    node->size = 12;",                  /* 9 */
                 "    if (node->value == value) {",       /* 10 */
                 "        count = 1;",                    /* 11 */
                 "    }",                                 /* 12 */
                 "    row[count] = value;",               /* 13 */
                 "    *out = value;",                     /* 14 */
                 "    Rc_XDECREF(old);",                  /* 15 */
                 "}",                                     /* 16 */
                 "void next(void)",                       /* 17 */
                 "{",                                     /* 18 */
                 "    global.field = value;",             /* 19 */
                 "}");
    assert_int_equal(store(1, 12), 5);
    assert_int_equal(store(6, 12), 0);
    assert_int_equal(store(6, 13), 13);
    assert_int_equal(store(6, 14), 14); /* the last one */
    assert_int_equal(store(1, 0), 14);  /* up to the function's end */
    assert_int_equal(store(15, 16), 0);
    assert_int_equal(store(17, 0), 19);
    assert_int_equal(_RcLedger_StoreBetween(path, 6, 8, NULL, STORE_LIKELY), 8);
}

static void test_a_store_in_a_function_that_is_called(void **state)
{
    Rc_UNUSED(state);
    write_source("static void set_first(Node *node, RcObject *value);", /* 1 */
                 "static void set_first(Node *node, RcObject *value)",  /* 2 */
                 "{",                                                   /* 3 */
                 "    node->first = value;",                            /* 4 */
                 "}",                                                   /* 5 */
                 "static void set(Node *node, RcObject *value)",        /* 6 */
                 "{",                                                   /* 7 */
                 "    if (value != NULL) {",                            /* 8 */
                 "        set_first(node, value);",                     /* 9 */
                 "    }",                                               /* 10 */
                 "    Rc_DECREF(value);",                               /* 11 */
                 "}");
    assert_int_equal(store(8, 11), 0);
    assert_int_equal(_RcLedger_StoreBetween(path, 8, 11, NULL, STORE_IN_CALLEES), 4);
    assert_int_equal(_RcLedger_StoreBetween(path, 11, 11, NULL, STORE_IN_CALLEES), 0);
}

static void test_assignments_that_overwrite(void **state)
{
    Rc_UNUSED(state);
    write_source("{",                                 /* 1 */
                 "    RcObject *item = first;",       /* 2: a declaration */
                 "    for (int i = 0; i < 3; i++) {", /* 3 */
                 "        item = NULL;",              /* 4 */
                 "    }",                             /* 5 */
                 "    cache->item = item;",           /* 6 */
                 "    if (item == NULL) {",           /* 7 */
                 "    }",                             /* 8 */
                 "}");
    assert_int_equal(_RcLedger_OverwritingBetween(path, 1, 3, NULL), 0);
    assert_int_equal(_RcLedger_OverwritingBetween(path, 1, 5, NULL), 4);
    assert_int_equal(_RcLedger_OverwritingBetween(path, 1, 0, NULL), 6);
    assert_int_equal(_RcLedger_OverwritingBetween(path, 7, 0, NULL), 0);
}

static void test_what_is_overwritten_after_it_was_read(void **state)
{
    Rc_UNUSED(state);
    write_source("static RcObject *pop(Queue *q)",          /* 1 */
                 "{",                                       /* 2 */
                 "    RcObject *item = q->items[q->head];", /* 3 */
                 "    q->items[q->head] = NULL;",           /* 4 */
                 "    q->last = NULL;",                     /* 5 */
                 "    memmove(q->items, q->items + 1, n);", /* 6 */
                 "    item = next(item);",                  /* 7 */
                 "    return item;",                        /* 8 */
                 "}");
    assert_true(_RcLedger_IsReadBefore(path, 4, NULL));
    assert_false(_RcLedger_IsReadBefore(path, 5, NULL));
    assert_false(_RcLedger_IsReadBefore(path, 8, NULL));
    assert_int_equal(_RcLedger_OverwritingBetween(path, 6, 0, NULL), 6);
    assert_int_equal(_RcLedger_MoveAfter(path, 3, NULL, NULL), 7);
}

static void test_what_a_callee_overwrites(void **state)
{
    Rc_UNUSED(state);
    write_source("static void cut(Vector *v, int size)", /* 1 */
                 "{",                                    /* 2 */
                 "    int old = v->size;",               /* 3 */
                 "    v->size = size;",                  /* 4 */
                 "}",                                    /* 5 */
                 "int main(void)",                       /* 6 */
                 "{",                                    /* 7 */
                 "    cut(v, 4);",                       /* 8 */
                 "    return 0;",                        /* 9 */
                 "}");
    assert_int_equal(_RcLedger_OverwritingBetween(path, 8, 8, NULL), 4);
    assert_int_equal(_RcLedger_OverwritingBetween(path, 9, 9, NULL), 0);
}

static void test_rows_of_rows(void **state)
{
    Rc_UNUSED(state);
    write_source("static int grid_traverse(RcObject *op, visitproc visit, void *arg)", /* 1 */
                 "{",                                                                  /* 2 */
                 "    Rc_VISIT(grid->cells[y][x]);",                                   /* 3 */
                 "}",                                                                  /* 4 */
                 "void set(Grid *grid, RcObject *value)",                              /* 5 */
                 "{",                                                                  /* 6 */
                 "    grid->cells[y][x] = value;",                                     /* 7 */
                 "    grid->last = value;",                                            /* 8 */
                 "}");
    assert_int_equal(store(5, 9), 7); /* which is visited */
}

static void test_blocks_and_arguments(void **state)
{
    Rc_UNUSED(state);
    write_source("struct entry {",                                          /* 1 */
                 "    const char *at;",                                     /* 2 */
                 "    RcObject *value;",                                    /* 3 */
                 "};",                                                      /* 4 */
                 "static Entry *acquire(int pooled)",                       /* 5 */
                 "{",                                                       /* 6 */
                 "    Entry *self;",                                        /* 7 */
                 "    if (pooled > 0)",                                     /* 8 */
                 "        self = pool[--pooled];",                          /* 9 */
                 "    else",                                                /* 10 */
                 "        self = malloc(sizeof *self);",                    /* 11 */
                 "    self->value = NULL;",                                 /* 12 */
                 "    return self;",                                        /* 13 */
                 "}",                                                       /* 14 */
                 "static Entry *entry_new(void)",                           /* 15 */
                 "{",                                                       /* 16 */
                 "    Entry *self = NULL;",                                 /* 17 */
                 "    self = malloc(sizeof *self);",                        /* 18 */
                 "    self->value = NULL;",                                 /* 19 */
                 "    self->at = text;",                                    /* 20 */
                 "    return self;",                                        /* 21 */
                 "}",                                                       /* 22 */
                 "static int lookup(RcObject *name, RcObject **out)",       /* 23 */
                 "{",                                                       /* 24 */
                 "    RcObject *found = RcHashTable_GetItem(table, name);", /* 25 */
                 "    if (found != NULL) {",                                /* 26 */
                 "        *out = found;",                                   /* 27 */
                 "        return 1;",                                       /* 28 */
                 "    }",                                                   /* 29 */
                 "    *out = Rc_NewRef(Rc_None);",                          /* 30 */
                 "    return 0;",                                           /* 31 */
                 "}");
    assert_false(_RcLedger_StoresToFreshBlock(path, 12)); /* it may be an old one */
    assert_true(_RcLedger_StoresToFreshBlock(path, 19));
    assert_int_equal(_RcLedger_OverwritingBetween(path, 20, 20, NULL), 0); /* a text is no object */
    assert_int_equal(_RcLedger_StoreToArgument(path, 25, NULL), 27);
    assert_int_equal(_RcLedger_StoreToArgument(path, 27, NULL), 0); /* what takes a reference is not it */
    assert_int_equal(_RcLedger_StoreToArgument("/nowhere.c", 25, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_a_store_of_what_was_not_taken),
        telling_test(test_a_store_in_a_function_that_is_called),
        telling_test(test_assignments_that_overwrite),
        telling_test(test_what_is_overwritten_after_it_was_read),
        cmocka_unit_test_setup_teardown(test_what_a_callee_overwrites, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_rows_of_rows, begin_telling, end_telling),
        telling_test(test_blocks_and_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
