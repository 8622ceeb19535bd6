/* Reading loops of C: what is done item by item, and which lines lead back. */
#include "source_file.h"

static void test_a_loop_for_items(void **state)
{
    Rc_UNUSED(state);
    write_source("static void row_dealloc(Row *row)",                             /* 1 */
                 "{",                                                             /* 2 */
                 "    for (int i = 1; i < row->used; i++) {",                     /* 3 */
                 "        if (row->owns)",                                        /* 4 */
                 "            Rc_DECREF(row->items[i]);",                         /* 5 */
                 "    }",                                                         /* 6 */
                 "    while (row->tags-- > 0) Rc_DECREF(row->names[row->tags]);", /* 7 */
                 "    Rc_XDECREF(row->ends[0]);",                                 /* 8 */
                 "    for (int i = 0; i < 2; i++)",                               /* 9 */
                 "        Rc_XDECREF(row->both[i]);",                             /* 10 */
                 "}",                                                             /* 11 */
                 "static void row_set(Row *row, RcObject *op)",                   /* 12 */
                 "{",                                                             /* 13 */
                 "    row->items[row->used++] = Rc_NewRef(op);",                  /* 14 */
                 "    row->names[0] = Rc_NewRef(op);",                            /* 15 */
                 "    row->ends[0] = Rc_NewRef(op);",                             /* 16 */
                 "    row->other[0] = Rc_NewRef(op);",                            /* 17 */
                 "    row->items = NULL;",                                        /* 18 */
                 "    row->both[1] = Rc_NewRef(op);",                             /* 19 */
                 "}",                                                             /* 20 */
                 "static void row_clear(Row *row)",                               /* 21 */
                 "{",                                                             /* 22 */
                 "    for (int i = 0; i < 2; i++)",                               /* 23 */
                 "        Rc_CLEAR(row->both[i]);",                               /* 24 */
                 "}");
    assert_int_equal(_RcLedger_LoopForItem(path, 14, NULL), 3);
    assert_int_equal(_RcLedger_LoopForItem(path, 15, NULL), 7);
    assert_int_equal(_RcLedger_LoopForItem(path, 16, NULL), 0); /* no loop */
    assert_int_equal(_RcLedger_LoopForItem(path, 17, NULL), 0); /* not given back at all */
    assert_int_equal(_RcLedger_LoopForItem(path, 18, NULL), 0); /* no item */
    assert_int_equal(_RcLedger_LoopForItem(path, 19, NULL), 0); /* two loops */
}

static void test_lines_that_lead_back(void **state)
{
    Rc_UNUSED(state);
    write_source("static int sum(RcObject *list)",                    /* 1 */
                 "{",                                                 /* 2 */
                 "    RcObject *first = RcList_GetItemRef(list, 0);", /* 3 */
                 "    if (first == NULL) {",                          /* 4 */
                 "        return -1;",                                /* 5 */
                 "    }",                                             /* 6 */
                 "    for (int i = 0; i < 3; i++) {",                 /* 7 */
                 "        Rc_INCREF(first);",                         /* 8 */
                 "        if (i > 1)",                                /* 9 */
                 "            Rc_DECREF(first);",                     /* 10 */
                 "    }",                                             /* 11 */
                 "    Rc_DECREF(first);",                             /* 12 */
                 "    return RcList_Append(list,",                    /* 13 */
                 "                         Rc_NewRef(list));",        /* 14 */
                 "}",                                                 /* 15 */
                 "static int retry(RcObject *op)",                    /* 16 */
                 "{",                                                 /* 17 */
                 "again:",                                            /* 18 */
                 "    Rc_INCREF(op);",                                /* 19 */
                 "    if (wanted(op))",                               /* 20 */
                 "        goto again;",                               /* 21 */
                 "    Rc_DECREF(op);",                                /* 22 */
                 "    return 0;",                                     /* 23 */
                 "}",                                                 /* 24 */
                 "static int walk(RcObject *op)",                     /* 25 */
                 "{",                                                 /* 26 */
                 "    FOR_EACH (item, op)",                           /* 27 */
                 "    {",                                             /* 28 */
                 "        Rc_INCREF(item);",                          /* 29 */
                 "        Rc_DECREF(item);",                          /* 30 */
                 "    }",                                             /* 31 */
                 "}");
    assert_true(_RcLedger_LeadsBack(path, 3, 12)); /* it goes on */
    assert_false(_RcLedger_LeadsBack(path, 12, 3));
    assert_false(_RcLedger_LeadsBack(path, 12, 8)); /* the loop is over */
    assert_true(_RcLedger_LeadsBack(path, 10, 8));
    assert_true(_RcLedger_LeadsBack(path, 10, 7));
    assert_false(_RcLedger_LeadsBack(path, 10, 3)); /* the loop begins later */
    assert_true(_RcLedger_LeadsBack(path, 14, 13)); /* one statement */
    assert_false(_RcLedger_LeadsBack(path, 12, 12));
    assert_true(_RcLedger_LeadsBack(path, 8, 8));
    assert_true(_RcLedger_LeadsBack(path, 22, 19)); /* goto */
    assert_true(_RcLedger_LeadsBack(path, 30, 29)); /* a macro may be a loop */
    assert_true(_RcLedger_LeadsBack(path, 22, 3));  /* of another function nothing is known */
    assert_true(_RcLedger_LeadsBack("/nowhere.c", 12, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_a_loop_for_items),
        telling_test(test_lines_that_lead_back),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
