/* Reading lines of C that return, and whose what they return is. */
#include "source_file.h"

static void test_returns(void **state)
{
    Rc_UNUSED(state);
    write_source("static RcObject *get(Node *node)",   /* 1 */
                 "{",                                  /* 2 */
                 "    if (node == NULL) {",            /* 3 */
                 "        return NULL;",               /* 4 */
                 "    }",                              /* 5 */
                 "    if (node->count > 3) {",         /* 6 */
                 "        return Rc_NewRef(node->a);", /* 7 */
                 "    }",                              /* 8 */
                 "    return node->value;",            /* 9 */
                 "}",                                  /* 10 */
                 "static RcObject *none(void)",        /* 11 */
                 "{",                                  /* 12 */
                 "    Rc_RETURN_NONE;",                /* 13 */
                 "}",                                  /* 14 */
                 "static int number(void) { return 1; }");
    assert_int_equal(_RcLedger_NextReturn(path, 1, NULL), 9); /* what takes nothing is the likelier one */
    assert_int_equal(_RcLedger_NextReturn(path, 9, NULL), 9);
    assert_int_equal(_RcLedger_NextReturn(path, 11, NULL), 13);
    assert_int_equal(_RcLedger_NextReturn(path, 10, NULL), 0);
    assert_true(_RcLedger_ReturnsWhatItHas(path, 9));
    assert_false(_RcLedger_ReturnsWhatItHas(path, 7));
    assert_false(_RcLedger_ReturnsWhatItHas(path, 4));
    assert_false(_RcLedger_ReturnsWhatItHas(path, 15));
    assert_int_equal(_RcLedger_ReturnBefore(path, 10), 9);
    assert_int_equal(_RcLedger_ReturnBefore(path, 9), 9);
    assert_int_equal(_RcLedger_ReturnBefore(path, 3), 3);
}

static void test_a_return_of_what_was_made(void **state)
{
    Rc_UNUSED(state);
    write_source("RcObject *get(RcObject *store, RcObject *key)",  /* 1 */
                 "{",                                              /* 2 */
                 "    RcObject *value = RcTable_Get(store, key);", /* 3 */
                 "    if (value == NULL) {",                       /* 4 */
                 "        value = RcList_New(0);",                 /* 5 */
                 "        return value;",                          /* 6 */
                 "    }",                                          /* 7 */
                 "    if (key == NULL) {",                         /* 8 */
                 "        return value;",                          /* 9 */
                 "    }",                                          /* 10 */
                 "    return other;",                              /* 11 */
                 "}");
    assert_int_equal(_RcLedger_NextReturn(path, 3, NULL), 9);
    assert_int_equal(_RcLedger_NextReturn(path, 5, NULL), 6); /* it was made on the line before */
    assert_int_equal(_RcLedger_NextReturn(path, 10, NULL), 11);
}

static void test_who_lends(void **state)
{
    Rc_UNUSED(state);
    write_source("/* The value of a header, or fallback.  Borrowed. */", /* 1 */
                 "static RcObject *header(RcObject *name)",              /* 2 */
                 "{",                                                    /* 3 */
                 "    return name;",                                     /* 4 */
                 "}",                                                    /* 5 */
                 "static RcObject *cell(int i)",                         /* 6 */
                 "{",                                                    /* 7 */
                 "    return cells[i]; /* borrowed */",                  /* 8 */
                 "}",                                                    /* 9 */
                 "",                                                     /* 10 */
                 "/* New. */",                                           /* 11 */
                 "static RcObject *field(Node *n) {",                    /* 12 */
                 "    return n->field;",                                 /* 13 */
                 "}",                                                    /* 14 */
                 "static RcObject *name_of(Node *n)",                    /* 15 */
                 "{",                                                    /* 16 */
                 "    return n->name;",                                  /* 17 */
                 "}",                                                    /* 18 */
                 "static int show(Node *n)",                             /* 19 */
                 "{",                                                    /* 20 */
                 "    RcObject *name = name_of(n);",                     /* 21 */
                 "    puts(RcStr_AsUTF8(name));",                        /* 22 */
                 "}",                                                    /* 23 */
                 "static int use(Node *n)",                              /* 24 */
                 "{",                                                    /* 25 */
                 "    RcObject *field = field(n);",                      /* 26 */
                 "    RcObject *name = name_of(n);",                     /* 27 */
                 "    Rc_DECREF(field);",                                /* 28 */
                 "    Rc_DECREF(name);",                                 /* 29 */
                 "}");
    assert_true(_RcLedger_Lends(path, 4, 29, NULL));
    assert_true(_RcLedger_Lends(path, 8, 29, NULL));
    assert_false(_RcLedger_Lends(path, 13, 28, NULL));
    assert_true(_RcLedger_Lends(path, 17, 29, NULL));  /* who does not give it back shows that */
    assert_false(_RcLedger_Lends(path, 17, 22, NULL)); /* who does shows the opposite */
}

static void test_places_that_are_returned(void **state)
{
    Rc_UNUSED(state);
    write_source("static RcObject *shared;",                   /* 1 */
                 "static RcObject *field(Node *self)",         /* 2 */
                 "{",                                          /* 3 */
                 "    return (RcObject *)self->value;",        /* 4 */
                 "}",                                          /* 5 */
                 "static RcObject *made(Node *self)",          /* 6 */
                 "{",                                          /* 7 */
                 "    return node_new(self->value);",          /* 8 */
                 "}",                                          /* 9 */
                 "static RcObject *global(void)",              /* 10 */
                 "{",                                          /* 11 */
                 "    return shared;",                         /* 12 */
                 "}",                                          /* 13 */
                 "static RcObject *argument(RcObject *self,",  /* 14 */
                 "                          RcObject *other)", /* 15 */
                 "{",                                          /* 16 */
                 "    return self;",                           /* 17 */
                 "}",                                          /* 18 */
                 "static RcObject *other(RcObject *self)",     /* 19 */
                 "{",                                          /* 20 */
                 "    self = node_next(self);",                /* 21 */
                 "    return self;",                           /* 22 */
                 "}",                                          /* 23 */
                 "static RcObject *local(void)",               /* 24 */
                 "{",                                          /* 25 */
                 "    RcObject *shared = node_new(NULL);",     /* 26 */
                 "    return shared;",                         /* 27 */
                 "}");
    assert_true(_RcLedger_ReturnsField(path, 4));
    assert_false(_RcLedger_ReturnsField(path, 8)); /* what a call gives */
    assert_true(_RcLedger_ReturnsField(path, 12));
    assert_false(_RcLedger_ReturnsField(path, 17));
    assert_false(_RcLedger_ReturnsField(path, 27)); /* a variable hides the global one */
    assert_true(_RcLedger_ReturnsArgument(path, 17));
    assert_false(_RcLedger_ReturnsArgument(path, 4));
    assert_false(_RcLedger_ReturnsArgument(path, 12));
    assert_false(_RcLedger_ReturnsArgument(path, 22)); /* it is another object by then */
    assert_false(_RcLedger_ReturnsArgument("/nowhere.c", 17));
}

static void test_what_a_comment_says(void **state)
{
    Rc_UNUSED(state);
    write_source("/* Borrowed. */",                    /* 1 */
                 "static RcObject *lent(Node *self)",  /* 2 */
                 "{",                                  /* 3 */
                 "    return self->value;",            /* 4 */
                 "}",                                  /* 5 */
                 "/* Result new. */",                  /* 6 */
                 "static RcObject *given(Node *self)", /* 7 */
                 "{",                                  /* 8 */
                 "    return Rc_NewRef(self->value);", /* 9 */
                 "}");
    assert_true(_RcLedger_IsSaidToLend(path, 4, NULL));
    assert_false(_RcLedger_IsSaidToLend(path, 9, NULL));
    assert_false(_RcLedger_IsSaidToLend("/nowhere.c", 4, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_returns),
        telling_test(test_a_return_of_what_was_made),
        telling_test(test_who_lends),
        telling_test(test_places_that_are_returned),
        telling_test(test_what_a_comment_says),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
