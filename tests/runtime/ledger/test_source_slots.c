/* What the functions of a type say of its fields. */
#include "source_file.h"

static void test_fields_that_are_only_visited(void **state)
{
    static const int both[] = {5, 11}, dealloc_alone[] = {11, 0};
    Rc_UNUSED(state);
    write_source("static void drop(Node *n) {",                                        /* 1 */
                 "    Rc_CLEAR(n->name);",                                             /* 2 */
                 "}",                                                                  /* 3 */
                 "",                                                                   /* 4 */
                 "static int node_clear(RcObject *op)",                                /* 5 */
                 "{",                                                                  /* 6 */
                 "    Rc_CLEAR(((Node *)op)->items);",                                 /* 7 */
                 "    return 0;",                                                      /* 8 */
                 "}",                                                                  /* 9 */
                 "",                                                                   /* 10 */
                 "static void node_dealloc(RcObject *op)",                             /* 11 */
                 "{",                                                                  /* 12 */
                 "    drop((Node *)op);",                                              /* 13 */
                 "}",                                                                  /* 14 */
                 "static int node_traverse(RcObject *op, visitproc visit, void *arg)", /* 15 */
                 "{",                                                                  /* 16 */
                 "    Rc_VISIT(((Node *)op)->name);",                                  /* 17 */
                 "    Rc_VISIT(((Node *)op)->items[i]);",                              /* 18 */
                 "    Rc_VISIT(((Node *)op)->parent);",                                /* 19 */
                 "    return 0;",                                                      /* 20 */
                 "}");
    assert_int_equal(_RcLedger_VisitOfLent(path, 15, both, NULL), 19);
    assert_int_equal(_RcLedger_VisitOfLent(path, 15, dealloc_alone, NULL), 0); /* two of them */
}

static void test_a_visit_is_missing(void **state)
{
    static const int dealloc[] = {1, 0};
    char field[64];
    Rc_UNUSED(state);
    write_source("static void node_dealloc(RcObject *op)",                              /* 1 */
                 "{",                                                                   /* 2 */
                 "    Rc_CLEAR(((Node *)op)->name);",                                   /* 3 */
                 "    Rc_CLEAR(((Node *)op)->next);",                                   /* 4 */
                 "    RcObject_GC_Del(op);",                                            /* 5 */
                 "}",                                                                   /* 6 */
                 "static int node_traverse(RcObject *op, visitproc visit, void *arg)",  /* 7 */
                 "{",                                                                   /* 8 */
                 "    Rc_VISIT(((Node *)op)->name);",                                   /* 9 */
                 "    return 0;",                                                       /* 10 */
                 "}",                                                                   /* 11 */
                 "static int late_traverse(RcObject *op, visitproc visit, void *arg)",  /* 12 */
                 "{",                                                                   /* 13 */
                 "    if (!((Node *)op)->ready)",                                       /* 14 */
                 "        return 0;",                                                   /* 15 */
                 "    Rc_VISIT(((Node *)op)->name);",                                   /* 16 */
                 "    Rc_VISIT(((Node *)op)->next);",                                   /* 17 */
                 "    return 0;",                                                       /* 18 */
                 "}",                                                                   /* 19 */
                 "static int short_traverse(RcObject *op, visitproc visit, void *arg)", /* 20 */
                 "{",                                                                   /* 21 */
                 "    Rc_VISIT(((Node *)op)->name);",                                   /* 22 */
                 "    for (int i = 1; i < 2; i++)",                                     /* 23 */
                 "        Rc_VISIT(((Node *)op)->next);",                               /* 24 */
                 "    return 0;",                                                       /* 25 */
                 "}");
    assert_int_equal(_RcLedger_MissingVisit(path, 7, dealloc, NULL, field, sizeof field), 9);
    assert_string_equal(field, "next");
    assert_int_equal(_RcLedger_MissingVisit(path, 12, dealloc, NULL, field, sizeof field), 15);
    assert_string_equal(field, "");
    assert_int_equal(_RcLedger_MissingVisit(path, 20, dealloc, NULL, field, sizeof field), 23);
    assert_int_equal(_RcLedger_MissingVisit("none.c", 20, dealloc, NULL, field, sizeof field), 0);
}

static void test_a_giving_is_missing(void **state)
{
    char field[64];
    Rc_UNUSED(state);
    write_source("static int node_traverse(RcObject *op, visitproc visit, void *arg)", /* 1 */
                 "{",                                                                  /* 2 */
                 "    Rc_VISIT(((Node *)op)->name);",                                  /* 3 */
                 "    Rc_VISIT(((Node *)op)->next);",                                  /* 4 */
                 "    return 0;",                                                      /* 5 */
                 "}",                                                                  /* 6 */
                 "static int node_clear(RcObject *op)",                                /* 7 */
                 "{",                                                                  /* 8 */
                 "    Rc_CLEAR(((Node *)op)->name);",                                  /* 9 */
                 "    return 0;",                                                      /* 10 */
                 "}",                                                                  /* 11 */
                 "static void node_dealloc(RcObject *op)",                             /* 12 */
                 "{",                                                                  /* 13 */
                 "    node_clear(op);",                                                /* 14 */
                 "    RcObject_GC_Del(op);",                                           /* 15 */
                 "}",                                                                  /* 16 */
                 "static void sub_dealloc(RcObject *op)",                              /* 17 */
                 "{",                                                                  /* 18 */
                 "    node_dealloc(op);",                                              /* 19 */
                 "}",                                                                  /* 20 */
                 "static int null_clear(RcObject *op)",                                /* 21 */
                 "{",                                                                  /* 22 */
                 "    RcObject *name = ((Node *)op)->name;",                           /* 23 */
                 "    ((Node *)op)->name = NULL;",                                     /* 24 */
                 "    ((Node *)op)->next = NULL;",                                     /* 25 */
                 "    Rc_DECREF(name);",                                               /* 26 */
                 "    return 0;",                                                      /* 27 */
                 "}",                                                                  /* 28 */
                 "static int first_clear(RcObject *op)",                               /* 29 */
                 "{",                                                                  /* 30 */
                 "    Rc_CLEAR(((Node *)op)->next);",                                  /* 31 */
                 "    Rc_CLEAR(((Node *)op)->items);",                                 /* 32 */
                 "    return 0;",                                                      /* 33 */
                 "}");
    assert_int_equal(_RcLedger_GiverOfFields(path, 12, NULL), 7);
    assert_int_equal(_RcLedger_GiverOfFields(path, 7, NULL), 7);
    assert_int_equal(_RcLedger_GiverOfFields(path, 17, NULL), 0); /* a base's dealloc gives what is its own */
    assert_int_equal(_RcLedger_GiverOfFields("none.c", 12, NULL), 0);
    assert_int_equal(_RcLedger_MissingGiving(path, 7, 1, NULL, field, sizeof field), 9);
    assert_string_equal(field, "next");
    assert_int_equal(_RcLedger_MissingGiving(path, 29, 1, NULL, field, sizeof field), 31); /* before that */
    assert_string_equal(field, "name");
    assert_int_equal(_RcLedger_NulledField(path, 21, 1, NULL), 25);
    assert_int_equal(_RcLedger_NulledField(path, 7, 1, NULL), 0);
    assert_true(_RcLedger_DoesCall(path, 12, "node_clear"));
    assert_false(_RcLedger_DoesCall(path, 17, "node_clear"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_fields_that_are_only_visited, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_a_visit_is_missing, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_a_giving_is_missing, begin_telling, end_telling),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
