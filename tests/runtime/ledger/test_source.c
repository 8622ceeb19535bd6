/* Reading lines of C: words and functions. */
#include "source_file.h"

#include "ledger/source.h"

static int store(int first, int last)
{
    return _RcLedger_StoreBetween(path, first, last, NULL, STORE_HERE);
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

/* Where one ends, the next may begin. */
static void test_what_is_quiet_may_stand_side_by_side(void **state)
{
    Rc_UNUSED(state);
    write_source("    puts(\"text\"\"node->value = value;\");",        /* 1 */
                 "    /* one *//* node->value = value; */",            /* 2 */
                 "    puts(\"text\"/* of a node */\"node->a = b;\");", /* 3 */
                 "    c = '\"'/* a \" */;",                            /* 4 */
                 "    node->value = value;",                           /* 5 */
                 "    puts('\\'' \"\\\\\");",                          /* 6 */
                 "    node->value = value;",                           /* 7 */
                 "    puts(\"a text that goes on \\",                  /* 8 */
                 "    node->value = value; in the next line\");",      /* 9 */
                 "    // and such a comment \\",                       /* 10 */
                 "    node->value = value;",                           /* 11 */
                 "}");
    assert_int_equal(store(1, 4), 0);
    assert_int_equal(store(1, 5), 5);
    assert_int_equal(store(6, 6), 0);
    assert_int_equal(store(6, 7), 7);
    assert_int_equal(store(8, 12), 0);
}

static void test_macros_that_cast(void **state)
{
    const Source *source;

    Rc_UNUSED(state);
    write_source(
        "return RC_OBJECT_CAST(book);",                          /* 1 */
        "f(RC_OBJECT_STOLEN(RC_OBJECT_CAST(a)), RC_GIVEN(b));",  /* 2 */
        "MY_RC_GIVEN(a) + RC_GIVEN_TO(b) + RC_OBJECT_CAST(f(a)", /* 3: no macros of these names; not closed */
        "  ) + RC_OBJECT_CAST(f(a, (b)));\r",                    /* 4 */
        "if (f (a) > 0) return (b); int (*g) (c);",              /* 5 */
        "#define F (a)");                                        /* 6 */
    source = _RcLedger_SourceOf(path);
    assert_non_null(source);
    assert_string_equal(_RcLedger_LineText(source, 1), "return (RcObject *)book;");
    assert_string_equal(_RcLedger_LineText(source, 2), "f((RcObject *)(RcObject *)a, b);");
    assert_string_equal(_RcLedger_LineText(source, 3),
                        "MY_RC_GIVEN(a) + RC_GIVEN_TO(b) + RC_OBJECT_CAST(f(a)");
    assert_string_equal(_RcLedger_LineText(source, 4), "  ) + (RcObject *)f(a, (b));");
    assert_string_equal(_RcLedger_LineText(source, 5), "if (f(a) > 0) return (b); int (*g) (c);");
    assert_string_equal(_RcLedger_LineText(source, 6), "#define F (a)");
    assert_string_equal(_RcLedger_WholeLine(source, 1), "return RC_OBJECT_CAST(book);");
}

/* As C++ and C23 have it. */
static void test_quotes_between_digits(void **state)
{
    Rc_UNUSED(state);
    write_source("    wait(1'000), node->value = value;",       /* 1 */
                 "    wait(u8'a'), puts(\"node->a = b;\");",    /* 2 */
                 "    wait(0xff'ff'00), node->value = value;"); /* 3 */
    assert_int_equal(store(1, 1), 1);
    assert_int_equal(store(2, 2), 0);
    assert_int_equal(store(3, 3), 3);
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

/* Longer than any room for a name: two differ in the end of theirs. */
#define LONG                                                                                            \
    "a_name_which_somebody_has_made_of_many_words_so_that_it_says_what_it_is_for_and_when_and_by_whom_" \
    "it_is_used_and_that_it_is_older_than_the_file_"

static void test_long_names(void **state)
{
    const Source *source;
    static const char second[] = LONG "second";
    Rc_UNUSED(state);
    write_source("int " LONG "first()",                  /* 1 */
                 "{",                                    /* 2 */
                 "    return 1;",                        /* 3 */
                 "}",                                    /* 4 */
                 "int " LONG "second(void)",             /* 5 */
                 "{",                                    /* 6 */
                 "    give(Rc_NewRef(" LONG "second));", /* 7 */
                 "    print(" LONG "first);",            /* 8 */
                 "    print(" LONG "first));",           /* 9 */
                 "}");
    source = _RcLedger_SourceOf(path);
    assert_non_null(source);
    assert_int_equal(_RcLedger_FindFunction(source, second, strlen(second)), 5);
    assert_string_equal(_RcLedger_FunctionAt(path, 7), second);
    assert_true(_RcLedger_IsLastUse(path, 7, NULL));
}

/* A name may be a part of a text that goes on. */
static void test_words(void **state)
{
    static const char text[] = "next->index = index + 1;";
    Rc_UNUSED(state);
    assert_ptr_equal(_RcLedger_FindWord(text, "index[3]", 5), text + 6);
    assert_ptr_equal(_RcLedger_FindWord(text + 7, "index", 5), text + 14);
    assert_null(_RcLedger_FindWord(text, "ind", 3));
    assert_null(_RcLedger_FindWord(text, "", 0));
    assert_null(_RcLedger_FindWord("", "index", 5));
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

static void write_to(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

#define MOST_KEPT 16

/* A question about one file comes between two about another: neither is read again. */
static void test_files_are_read_once(void **state)
{
    char names[MOST_KEPT + 1][32], text[64];
    Rc_UNUSED(state);
    for (int i = 0; i <= MOST_KEPT; i++) {
        snprintf(names[i], sizeof names[i], "source-%ld-of-%d.c", (long)getpid(), i);
        snprintf(text, sizeof text, "int function_%d(void)\n{\n}\n", i);
        write_to(names[i], text);
    }
    for (int i = 0; i < MOST_KEPT; i++) {
        snprintf(text, sizeof text, "function_%d", i);
        assert_string_equal(_RcLedger_FunctionAt(names[i], 2), text);
    }
    for (int i = 0; i < MOST_KEPT; i++) {
        remove(names[i]);
    }
    for (int i = 0; i < MOST_KEPT; i++) {
        snprintf(text, sizeof text, "function_%d", i);
        assert_string_equal(_RcLedger_FunctionAt(names[i], 2), text);
    }
    /* one more, for which the oldest one goes, and no other */
    snprintf(text, sizeof text, "function_%d", MOST_KEPT);
    assert_string_equal(_RcLedger_FunctionAt(names[MOST_KEPT], 2), text);
    assert_string_equal(_RcLedger_FunctionAt(names[1], 2), "function_1");
    assert_string_equal(_RcLedger_FunctionAt(names[0], 2), "?");
    remove(names[MOST_KEPT]);
}

static void test_a_long_path(void **state)
{
    char name[512] = "";
    Rc_UNUSED(state);
    while (strlen(name) < 300) {
        strcat(name, "./");
    }
    snprintf(name + strlen(name), 64, "source-%ld-far.c", (long)getpid());
    write_to(name, "int far_away(void)\n{\n}\n");
    assert_string_equal(_RcLedger_FunctionAt(name, 2), "far_away");
    remove(name);
    assert_string_equal(_RcLedger_FunctionAt(name, 2), "far_away");
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
        telling_test(test_comments_and_texts_are_no_code),
        telling_test(test_what_is_quiet_may_stand_side_by_side),
        telling_test(test_macros_that_cast),
        telling_test(test_quotes_between_digits),
        telling_test(test_functions),
        telling_test(test_long_names),
        telling_test(test_words),
        telling_test(test_operations),
        telling_test(test_files_are_read_once),
        telling_test(test_a_long_path),
        telling_test(test_what_cannot_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
