/* Reading lines of C: where a variable came from, and where it goes. */
#include "source_file.h"

static void test_where_a_variable_came_from(void **state)
{
    char function[64] = "";
    Rc_UNUSED(state);
    write_source("static RcObject *lend(Node *node)",           /* 1 */
                 "{",                                           /* 2 */
                 "    return node->value;",                     /* 3 */
                 "}",                                           /* 4 */
                 "static int fill(Node *node, RcObject **out)", /* 5 */
                 "{",                                           /* 6 */
                 "    *out = node->value;",                     /* 7 */
                 "    return 1;",                               /* 8 */
                 "}",                                           /* 9 */
                 "static void use(Node *node)",                 /* 10 */
                 "{",                                           /* 11 */
                 "    RcObject *value = lend(node);",           /* 12 */
                 "    RcObject *made = RcList_New(0);",         /* 13 */
                 "    RcObject *other;",                        /* 14 */
                 "    fill(node, &other);",                     /* 15 */
                 "    Rc_DECREF(value);",                       /* 16 */
                 "    Rc_DECREF(made);",                        /* 17 */
                 "    Rc_CLEAR(other);",                        /* 18 */
                 "    Rc_DECREF(node->value);",                 /* 19 */
                 "}");
    assert_int_equal(_RcLedger_OriginOf(path, 16, NULL, function, sizeof function), 3);
    assert_string_equal(function, "lend");
    assert_int_equal(_RcLedger_OriginOf(path, 17, NULL, function, sizeof function), 0);
    assert_int_equal(_RcLedger_OriginOf(path, 18, NULL, function, sizeof function), 7);
    assert_string_equal(function, "fill");
    assert_int_equal(_RcLedger_OriginOf(path, 19, NULL, function, sizeof function), 0);
}

/* Several variables may be declared in a line. */
static void test_results_of_functions(void **state)
{
    Rc_UNUSED(state);
    write_source("static void use(Node *node)",                         /* 1 */
                 "{",                                                   /* 2 */
                 "    RcObject *one = lend(node), *two = other(node);", /* 3 */
                 "    RcObject *made = RcStr_FromString(text);",        /* 4 */
                 "    RcObject *same;",                                 /* 5 */
                 "    use_it(made, two);",                              /* 6 */
                 "    Rc_INCREF(same);",                                /* 7 */
                 "    Rc_DECREF(one);",                                 /* 8 */
                 "    Rc_DECREF(two);",                                 /* 9 */
                 "    Rc_DECREF(made);",                                /* 10 */
                 "    return same;",                                    /* 11 */
                 "}");
    assert_true(_RcLedger_UsesResultOf(path, 8, "lend"));
    assert_true(_RcLedger_UsesResultOf(path, 9, "other"));
    assert_false(_RcLedger_UsesResultOf(path, 10, "other"));
    assert_true(_RcLedger_IsGivenUpLater(path, 6, NULL, 4));
    assert_true(_RcLedger_IsGivenUpLater(path, 6, NULL, 3));
    assert_false(_RcLedger_IsGivenUpLater(path, 6, NULL, 5));
    assert_true(_RcLedger_IsGivenUpLater(path, 7, NULL, 7));
    assert_false(_RcLedger_IsGivenUpLater(path, 10, NULL, 10));
}

static void test_what_leaves_its_place(void **state)
{
    char name[32];
    Rc_UNUSED(state);
    write_source("static RcObject *take(Queue *queue)",     /* 1 */
                 "{",                                       /* 2 */
                 "    RcObject *item = queue->pending;",    /* 3 */
                 "    queue->pending = NULL;",              /* 4 */
                 "    return item;",                        /* 5 */
                 "}",                                       /* 6 */
                 "static RcObject *pop(Queue *queue)",      /* 7 */
                 "{",                                       /* 8 */
                 "    return queue->items[--queue->used];", /* 9 */
                 "}",                                       /* 10 */
                 "static RcObject *peek(Queue *queue)",     /* 11 */
                 "{",                                       /* 12 */
                 "    return queue->pending;",              /* 13 */
                 "}",                                       /* 14 */
                 "void use(Queue *queue)",                  /* 15 */
                 "{",                                       /* 16 */
                 "    RcObject *a = take(queue);",          /* 17 */
                 "    RcObject *b = pop(queue);",           /* 18 */
                 "    RcObject *c = peek(queue);",          /* 19 */
                 "    Rc_DECREF(a);",                       /* 20 */
                 "    Rc_DECREF(b);",                       /* 21 */
                 "    Rc_DECREF(c);",                       /* 22 */
                 "}");
    assert_int_equal(_RcLedger_OriginOf(path, 20, NULL, name, sizeof name), 0);
    assert_int_equal(_RcLedger_OriginOf(path, 21, NULL, name, sizeof name), 0);
    assert_int_equal(_RcLedger_OriginOf(path, 22, NULL, name, sizeof name), 13);
    assert_true(_RcLedger_ReturnsField(path, 13));
    assert_false(_RcLedger_ReturnsField(path, 5));
    assert_false(_RcLedger_ReturnsField(path, 14));
}

static void test_where_an_argument_came_from(void **state)
{
    char name[32];
    Rc_UNUSED(state);
    write_source("static RcObject *find(const char *name)", /* 1 */
                 "{",                                       /* 2 */
                 "    if (is_known(name))",                 /* 3 */
                 "        return RcInt_FromLong(number);",  /* 4 */
                 "    return Rc_None;",                     /* 5 */
                 "}",                                       /* 6 */
                 "static RcObject *first(Row *row)",        /* 7 */
                 "{",                                       /* 8 */
                 "    return row->first;",                  /* 9 */
                 "}",                                       /* 10 */
                 "void fill(RcObject *list, Row *row)",     /* 11 */
                 "{",                                       /* 12 */
                 "    RcObject *found = find(row->name);",  /* 13 */
                 "    RcObject *lent = first(row);",        /* 14 */
                 "    RcList_SetItem(list, 0, found);",     /* 15 */
                 "    RcList_SetItem(list, 1, lent);",      /* 16 */
                 "}");
    assert_int_equal(_RcLedger_OriginOfArgument(path, 15, NULL, name, sizeof name), 5);
    assert_string_equal(name, "find");
    assert_int_equal(_RcLedger_OriginOfArgument(path, 16, NULL, name, sizeof name), 0); /* it only lends */
}

static void test_what_is_done_last(void **state)
{
    Rc_UNUSED(state);
    write_source("static void drop(RcObject *op)",                /* 1 */
                 "{",                                             /* 2 */
                 "    Rc_XDECREF(op);",                           /* 3 */
                 "}",                                             /* 4 */
                 "static void finish(RcObject *op)",              /* 5 */
                 "{",                                             /* 6 */
                 "    finished++;",                               /* 7 */
                 "    Rc_DECREF(op);",                            /* 8 */
                 "    total += ((Job *)op)->cost;",               /* 9 */
                 "}",                                             /* 10 */
                 "static void close(void)",                       /* 11 */
                 "{",                                             /* 12 */
                 "    Rc_DECREF(log);",                           /* 13 */
                 "}",                                             /* 14 */
                 "static void set(Profile *p, RcObject *mail)",   /* 15 */
                 "{",                                             /* 16 */
                 "    Rc_XSETREF(p->mail, Rc_NewRef(mail));",     /* 17 */
                 "    Rc_XSETREF(p->other, Rc_NewRef(p->mail));", /* 18 */
                 "    puts(RcStr_AsUTF8(p->mail));",              /* 19 */
                 "}",                                             /* 20 */
                 "static void put(Profile *p, RcObject *name)",   /* 21 */
                 "{",                                             /* 22 */
                 "    p->name = Rc_NewRef(name);",                /* 23 */
                 "    return 0;",                                 /* 24 */
                 "}");
    assert_true(_RcLedger_OnlyGives(path, 3));
    assert_false(_RcLedger_OnlyGives(path, 8));
    assert_false(_RcLedger_OnlyGives(path, 13)); /* no argument */
    assert_int_equal(_RcLedger_UseAfterGiving(path, 8, NULL), 9);
    assert_int_equal(_RcLedger_UseAfterGiving(path, 3, NULL), 0);
    assert_true(_RcLedger_IsLastUse(path, 23, NULL));
    assert_false(_RcLedger_IsLastUse(path, 17, NULL));
    assert_false(_RcLedger_IsLastUse(path, 18, NULL)); /* no variable */
}

static void test_what_is_passed_on(void **state)
{
    Rc_UNUSED(state);
    write_source("static RcObject *layer_new(const char *colors, RcObject **out)", /* 1 */
                 "{",                                                              /* 2 */
                 "    RcObject *text, *kept, *given;",                             /* 3 */
                 "    if ((text = RcStr_FromString(colors)) == NULL)",             /* 4 */
                 "        return NULL;",                                           /* 5 */
                 "    self->palette = RcStr_Split(text, NULL, -1);",               /* 6 */
                 "    kept = RcList_New(0);",                                      /* 7 */
                 "    self->kept = kept;",                                         /* 8 */
                 "    given = RcList_New(0);",                                     /* 9 */
                 "    *out = given != NULL ? given : Rc_None;",                    /* 10 */
                 "    return (RcObject *)self;",                                   /* 11 */
                 "}");
    assert_false(_RcLedger_MayPassOn(path, 4, NULL)); /* only calls get it */
    assert_true(_RcLedger_MayPassOn(path, 7, NULL));
    assert_true(_RcLedger_MayPassOn(path, 9, NULL));
    assert_true(_RcLedger_MayPassOn(path, 11, NULL)); /* into no variable */
    assert_true(_RcLedger_MayPassOn("/nowhere.c", 4, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_where_a_variable_came_from),
        telling_test(test_results_of_functions),
        telling_test(test_what_is_passed_on),
        cmocka_unit_test_setup_teardown(test_what_leaves_its_place, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_where_an_argument_came_from, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_what_is_done_last, begin_telling, end_telling),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
