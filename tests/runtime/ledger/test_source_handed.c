/* Reading lines of C that hand something to a function. */
#include "source_file.h"

static void test_what_is_handed_to_a_call(void **state)
{
    Rc_UNUSED(state);
    write_source("static int keep(RcObject *op);",                            /* 1 */
                 "static int keep(RcObject *op)",                             /* 2 */
                 "{",                                                         /* 3 */
                 "    return 0;",                                             /* 4 */
                 "}",                                                         /* 5 */
                 "static RcObject *same(RcObject *op)",                       /* 6 */
                 "{",                                                         /* 7 */
                 "    return op;",                                            /* 8 */
                 "}",                                                         /* 9 */
                 "static RcObject *make(RcObject *op)",                       /* 10 */
                 "{",                                                         /* 11 */
                 "    if (RcCapsule_SetContext(capsule, Rc_NewRef(op)) < 0)", /* 12 */
                 "        return NULL;",                                      /* 13 */
                 "    keep(Rc_NewRef(op));",                                  /* 14 */
                 "    RcObject *mine = same(Rc_NewRef(op));",                 /* 15 */
                 "    Node *node = (Node *)Rc_NewRef(op);",                   /* 16 */
                 "    if (Rc_NewRef(op) == NULL)",                            /* 17 */
                 "        return wrap(Rc_NewRef(op));",                       /* 18 */
                 "    Rc_XSETREF(*out, Rc_NewRef(op));",                      /* 19 */
                 "}");
    assert_true(_RcLedger_IsHandedToCall(path, 12, "Rc_NewRef"));
    assert_true(_RcLedger_IsHandedToCall(path, 14, "Rc_NewRef"));
    for (int line = 15; line <= 19; line++) {
        assert_false(_RcLedger_IsHandedToCall(path, line, "Rc_NewRef"));
    }
    assert_false(_RcLedger_IsHandedToCall(path, 12, "RcCapsule_SetContext"));
    assert_false(_RcLedger_IsHandedToCall(path, 12, NULL));
    assert_false(_RcLedger_IsHandedToCall("/nowhere.c", 12, "Rc_NewRef"));
}

/* push keeps what it is handed: some calls of it hand over what they have just made. */
static void test_calls_that_hand_over(void **state)
{
    Rc_UNUSED(state);
    write_source("static void push(struct machine *m, RcObject *value)",         /* 1 */
                 "{",                                                            /* 2 */
                 "    m->stack[m->top++] = value;",                              /* 3 */
                 "}",                                                            /* 4 */
                 "static void note(struct machine *m,",                          /* 5 */
                 "                 RcObject *value)",                            /* 6 */
                 "{",                                                            /* 7 */
                 "    m->last = value;",                                         /* 8 */
                 "}",                                                            /* 9 */
                 "static void run(struct machine *m, RcObject *list)",           /* 10 */
                 "{",                                                            /* 11 */
                 "    RcObject *made = RcNumber_Add(m->stack[0], m->stack[1]);", /* 12 */
                 "    RcObject *same = (RcObject *)m->stack[m->top - 1];",       /* 13 */
                 "    RcObject *taken = m->stack[0];",                           /* 14 */
                 "    push(m, RcInt_FromLong(1));",                              /* 15 */
                 "    push(m, made);",                                           /* 16 */
                 "    push(m, list);",                                           /* 17 */
                 "    push(m, pop(m));",                                         /* 18 */
                 "    push(m, NULL);",                                           /* 19 */
                 "    if (wanted(m))",                                           /* 20 */
                 "        push(m, same);",                                       /* 21 */
                 "    note(m, RcList_GET_ITEM(list, 0));",                       /* 22 */
                 "    note(m, m->stack[0]);",                                    /* 23 */
                 "    Rc_INCREF(taken);",                                        /* 24 */
                 "    push(m, taken);",                                          /* 25 */
                 "    m->last = taken;",                                         /* 26 */
                 "}");
    assert_int_equal(_RcLedger_CallWithout(path, 3, NULL, 0), 21);
    assert_int_equal(_RcLedger_CallWithout(path, 3, NULL, 21), 21);
    assert_int_equal(_RcLedger_CallWithout(path, 3, NULL, 17), 0); /* who knows whose that is */
    assert_int_equal(_RcLedger_CallWithout(path, 3, NULL, 25), 0);
    assert_int_equal(_RcLedger_CallWithout(path, 8, NULL, 23), 0); /* nobody hands it anything of his own */
    assert_int_equal(_RcLedger_CallWithout(path, 26, NULL, 0), 0); /* no argument */
    assert_int_equal(_RcLedger_CallWithout("/nowhere.c", 3, NULL, 0), 0);
}

static void test_fields_that_are_handed_on(void **state)
{
    char field[32] = "";
    Rc_UNUSED(state);
    write_source("static int undo(struct document *d)",                   /* 1 */
                 "{",                                                     /* 2 */
                 "    struct change *c = &d->changes[d->depth - 1];",     /* 3 */
                 "    if (RcList_SetItem(d->lines, c->at, c->line) < 0)", /* 4 */
                 "        return -1;",                                    /* 5 */
                 "    c->line = NULL;",                                   /* 6 */
                 "    return 0;",                                         /* 7 */
                 "}",                                                     /* 8 */
                 "static void raise(struct document *d)",                 /* 9 */
                 "{",                                                     /* 10 */
                 "    RcErr_SetRaisedException(d->failure);",             /* 11 */
                 "    Rc_INCREF(d->last);",                               /* 12 */
                 "    RcErr_SetRaisedException(d->last);",                /* 13 */
                 "    RcErr_SetRaisedException(Rc_NewRef(d->failure));",  /* 14 */
                 "    RcErr_SetRaisedException(d->never);",               /* 15 */
                 "}",                                                     /* 16 */
                 "static void end(struct document *d)",                   /* 17 */
                 "{",                                                     /* 18 */
                 "    Rc_CLEAR(d->changes[0].line);",                     /* 19 */
                 "    Rc_CLEAR(d->failure);",                             /* 20 */
                 "    Rc_CLEAR(d->last);",                                /* 21 */
                 "    Rc_CLEAR(d->lines);",                               /* 22 */
                 "}");
    assert_true(_RcLedger_FieldHandedAt(path, 4, NULL, field, sizeof field));
    assert_string_equal(field, "line"); /* the last one */
    assert_true(_RcLedger_EmptiesField(path, 4, NULL, field));
    assert_true(_RcLedger_FieldHandedAt(path, 11, NULL, field, sizeof field));
    assert_string_equal(field, "failure");
    assert_false(_RcLedger_EmptiesField(path, 11, NULL, field));
    assert_false(_RcLedger_FieldHandedAt(path, 13, NULL, field, sizeof field));
    assert_false(_RcLedger_FieldHandedAt(path, 14, NULL, field, sizeof field));
    assert_false(_RcLedger_FieldHandedAt(path, 15, NULL, field, sizeof field));
    assert_false(_RcLedger_FieldHandedAt(path, 20, NULL, field, sizeof field));
    assert_false(_RcLedger_FieldHandedAt("/nowhere.c", 4, NULL, field, sizeof field));
}

/* put keeps what it is handed, and gives it back on its first way out; not on the second. */
static void test_ways_out_of_a_keeper(void **state)
{
    Rc_UNUSED(state);
    write_source("static int put(struct shelf *shelf, RcObject *book)",     /* 1 */
                 "{",                                                       /* 2 */
                 "    if (book == NULL)",                                   /* 3 */
                 "        return -1;",                                      /* 4 */
                 "    if (shelf->closed) {",                                /* 5 */
                 "        Rc_DECREF(book);",                                /* 6 */
                 "        return -1;",                                      /* 7 */
                 "    }",                                                   /* 8 */
                 "    if (shelf->used == 4) {",                             /* 9 */
                 "        return -1;",                                      /* 10 */
                 "    }",                                                   /* 11 */
                 "    shelf->books[shelf->used++] = book;",                 /* 12 */
                 "    return 0;",                                           /* 13 */
                 "}",                                                       /* 14 */
                 "static int show(struct shelf *shelf, RcObject *book)",    /* 15 */
                 "{",                                                       /* 16 */
                 "    if (shelf->closed)",                                  /* 17 */
                 "        return -1;",                                      /* 18 */
                 "    shelf->shown = book;",                                /* 19 */
                 "    return 0;",                                           /* 20 */
                 "}",                                                       /* 21 */
                 "static int fill(struct shelf *shelf)",                    /* 22 */
                 "{",                                                       /* 23 */
                 "    RcObject *first = RcStr_FromString(\"first\");",      /* 24 */
                 "    RcObject *second = RcStr_FromString(\"second\");",    /* 25 */
                 "    RcObject *third = RcStr_FromString(\"third\");",      /* 26 */
                 "    if (put(shelf, first) < 0 || put(shelf, third) < 0)", /* 27 */
                 "        Rc_DECREF(third);",                               /* 28 */
                 "    return show(shelf, second);",                         /* 29 */
                 "}");
    assert_int_equal(_RcLedger_WayOutOfKeeper(path, 24, NULL), 10);
    assert_int_equal(_RcLedger_WayOutOfKeeper(path, 25, NULL), 0); /* it gives nothing back */
    assert_int_equal(_RcLedger_WayOutOfKeeper(path, 26, NULL), 0); /* its caller gives it back */
    assert_int_equal(_RcLedger_WayOutOfKeeper(path, 12, NULL), 0);
    assert_int_equal(_RcLedger_WayOutOfKeeper("/nowhere.c", 24, NULL), 0);
}

/* stack is filled by push alone, and pop takes out of it. */
static void test_who_fills_a_row(void **state)
{
    int store = 0;
    Rc_UNUSED(state);
    write_source("static void push(struct machine *m, RcObject *value)", /* 1 */
                 "{",                                                    /* 2 */
                 "    m->stack[m->top++] = value;",                      /* 3 */
                 "}",                                                    /* 4 */
                 "static RcObject *pop(struct machine *m)",              /* 5 */
                 "{",                                                    /* 6 */
                 "    return m->stack[--m->top];",                       /* 7 */
                 "}",                                                    /* 8 */
                 "static void run(struct machine *m)",                   /* 9 */
                 "{",                                                    /* 10 */
                 "    RcObject *value;",                                 /* 11 */
                 "    push(m, RcList_New(0));",                          /* 12 */
                 "    push(m, m->stack[0]);",                            /* 13 */
                 "    value = pop(m);",                                  /* 14 */
                 "    Rc_DECREF(value);",                                /* 15 */
                 "}");
    assert_int_equal(_RcLedger_HeadOfOrigin(path, 15, NULL), 5);
    assert_int_equal(_RcLedger_HeadOfVariable(path, 15, NULL, "value"), 5);
    assert_int_equal(_RcLedger_CallThatFillsRow(path, 5, NULL, &store), 13);
    assert_int_equal(store, 3);
    assert_int_equal(_RcLedger_CallThatFillsRow(path, 1, NULL, &store), 0);
    assert_int_equal(_RcLedger_CallThatFillsRow(path, 0, NULL, &store), 0);
    assert_int_equal(_RcLedger_BareStoreBehind(path, 15, NULL), 13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_what_is_handed_to_a_call),  telling_test(test_calls_that_hand_over),
        telling_test(test_fields_that_are_handed_on), telling_test(test_ways_out_of_a_keeper),
        telling_test(test_who_fills_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
