/* Reading lines of C: a file is written for each test, and asked about. */
#include "telling.h"

#include "ledger/ledger.h"

static char path[64];

/* Lines are numbered from 1; the texts of the arguments are the lines. */
#define write_source(...) write_lines((const char *const[]){__VA_ARGS__, NULL})
static void write_lines(const char *const *lines)
{
    static int number; /* a file that was read once is not read again */
    FILE *file;
    if (path[0] != '\0') {
        remove(path);
    }
    snprintf(path, sizeof path, "source-%ld-%d.c", (long)getpid(), number++);
    file = fopen(path, "w");
    assert_non_null(file);
    for (; *lines != NULL; lines++) {
        fprintf(file, "%s\n", *lines);
    }
    fclose(file);
}

static int remove_source(void **state)
{
    Rc_UNUSED(state);
    return path[0] != '\0' ? remove(path) : 0;
}

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

static void test_comments_and_texts_are_no_code(void **state)
{
    Rc_UNUSED(state);
    write_source("{",                              /* 1 */
                 "    /* node->value = value; */", /* 2 */
                 "    // node->value = value;",    /* 3 */
                 "    /* ",                        /* 4 */
                 "    node->value = value;",       /* 5 */
                 "    \"*/\"",                     /* 6: a comment's end, and a text that is not closed */
                 "    puts(\"node->value = value;\");",     /* 7 */
                 "    puts(\"\\\"node->value = value;\");", /* 8 */
                 "    c = '\"';",                           /* 9 */
                 "    node->last = value;",                 /* 10 */
                 "    d = '\"';",                           /* 11 */
                 "}");
    assert_int_equal(store(1, 8), 0);
    assert_int_equal(store(1, 12), 10);
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

static void test_functions(void **state)
{
    Rc_UNUSED(state);
    write_source("static RcObject *",                                   /* 1 */
                 "get_value(Node *node)",                               /* 2 */
                 "{",                                                   /* 3 */
                 "    return find(node)->value;",                       /* 4 */
                 "}",                                                   /* 5 */
                 "",                                                    /* 6 */
                 "int count(void)",                                     /* 7 */
                 "{",                                                   /* 8 */
                 "    return 1;",                                       /* 9 */
                 "}",                                                   /* 10 */
                 "MARKED(1, 2) static RcObject *make(int (*how)(int),", /* 11 */
                 "                                   int what)",        /* 12 */
                 "{",                                                   /* 13 */
                 "    return how(what);",                               /* 14 */
                 "}");
    assert_string_equal(_RcLedger_FunctionAt(path, 4), "get_value");
    assert_string_equal(_RcLedger_FunctionAt(path, 9), "count");
    assert_string_equal(_RcLedger_FunctionAt(path, 14), "make");
    assert_int_equal(_RcLedger_HeadOf(path, 3), 2);
    assert_int_equal(_RcLedger_HeadOf(path, 4), 4);
    assert_int_equal(_RcLedger_HeadBefore(path, 9), 8);
}

static void test_operations(void **state)
{
    Rc_UNUSED(state);
    write_source("    Rc_INCREF(op);",                 /* 1 */
                 "    list = RcList_New(0);",          /* 2 */
                 "    node->type = Rc_TYPE(op);",      /* 3 */
                 "    if (RcList_Check(op)) {",        /* 4 */
                 "    MyRcList_New(0);",               /* 5 */
                 "    /* RcList_New(0) */",            /* 6 */
                 "    function = RcList_New;",         /* 7 */
                 "    if (RcFloat_CheckExact(op)) {"); /* 8 */
    for (int line = 1; line <= 8; line++) {
        assert_int_equal(_RcLedger_HasOperation(path, line), line <= 2);
    }
}

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
    assert_int_equal(_RcLedger_MoveAfter(path, 3, NULL), 7);
}

/* Whatever the source is, or is not, there is an answer. */
static void test_what_cannot_be_read(void **state)
{
    static const char *const odd[] = {"/nowhere/at/all.c", "/", "/dev/null"};
    char function[64];
    Rc_UNUSED(state);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        assert_int_equal(_RcLedger_StoreBetween(odd[i], 1, 10, NULL, STORE_HERE), 0);
        assert_int_equal(_RcLedger_OverwritingBetween(odd[i], 1, 0, NULL), 0);
        assert_int_equal(_RcLedger_NextReturn(odd[i], 3, NULL), 0);
        assert_int_equal(_RcLedger_HeadOf(odd[i], 3), 3);
        assert_int_equal(_RcLedger_ReturnBefore(odd[i], 3), 3);
        assert_string_equal(_RcLedger_FunctionAt(odd[i], 3), "?");
        assert_int_equal(_RcLedger_OriginOf(odd[i], 3, NULL, function, sizeof function), 0);
        assert_false(_RcLedger_HasOperation(odd[i], 3));
    }
    assert_int_equal(_RcLedger_NextReturn(NULL, 3, NULL), 0);
    write_source("/* a comment without an end", "node->value = value;");
    assert_int_equal(store(1, 2), 0);
    assert_int_equal(store(-5, 100), 0);
    assert_int_equal(_RcLedger_NextReturn(path, 100, NULL), 0);
    write_source("    x = \"a text without an end", "    node->value = value;", "    y = '");
    assert_int_equal(store(1, 3), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_a_store_of_what_was_not_taken),
        telling_test(test_comments_and_texts_are_no_code),
        telling_test(test_a_store_in_a_function_that_is_called),
        telling_test(test_assignments_that_overwrite),
        telling_test(test_returns),
        telling_test(test_functions),
        telling_test(test_operations),
        telling_test(test_where_a_variable_came_from),
        telling_test(test_results_of_functions),
        telling_test(test_blocks_that_are_freed),
        telling_test(test_what_is_overwritten_after_it_was_read),
        telling_test(test_what_cannot_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
