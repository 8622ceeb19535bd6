/* Fields that lines give back, or take references for. */
#include "source_file.h"

static void assert_field(int found, const char *field, const char *expected)
{
    assert_int_equal(found, expected != NULL);
    if (expected != NULL) {
        assert_string_equal(field, expected);
    }
}

static void test_given(void **state)
{
    static const char *const expected[] = {NULL,   "name", "items", NULL, NULL,   "value", NULL,
                                           "next", "next", NULL,    NULL, "last", NULL};
    char field[64];
    Rc_UNUSED(state);
    write_source("{",                                            /* 1 */
                 "    Rc_DECREF(self->name);",                   /* 2 */
                 "    Rc_CLEAR(((Node *)op)->items[--n]);",      /* 3 */
                 "    Rc_DECREF(name);",                         /* 4 */
                 "    RcObject *old = self->value;",             /* 5 */
                 "    Rc_XDECREF(old);",                         /* 6 */
                 "    old = make(self->value);",                 /* 7 */
                 "    Rc_XDECREF(list.next);",                   /* 8 */
                 "    Rc_DECREF(self->next);",                   /* 9 */
                 "    return self->next;",                       /* 10 */
                 "    RcObject *last = (RcObject *)self->last;", /* 11 */
                 "    Rc_DECREF(last);",                         /* 12 */
                 "}");
    for (int line = 1; line <= 13; line++) {
        int found = _RcLedger_FieldGivenAt(path, line, NULL, field, sizeof field);
        assert_field(found, field, expected[line - 1]);
    }
    assert_false(_RcLedger_FieldGivenAt("none.c", 1, NULL, field, sizeof field));
}

static void test_kept(void **state)
{
    char field[64];
    Rc_UNUSED(state);
    write_source("{",                                            /* 1 */
                 "    self->title = Rc_NewRef(title);",          /* 2 */
                 "    Rc_XSETREF(self->mail, Rc_NewRef(mail));", /* 3 */
                 "    Rc_INCREF(value);",                        /* 4 */
                 "    self->value = value;",                     /* 5 */
                 "    heap->items[i].task = task;",              /* 6 */
                 "    Rc_INCREF(task);",                         /* 7 */
                 "    RcObject *mine = Rc_NewRef(title);",       /* 8 */
                 "    self->made = RcList_New(0);",              /* 9 */
                 "    Rc_INCREF(self->held);",                   /* 10 */
                 "",                                             /* 11 */
                 "    Rc_INCREF(alone);",                        /* 12 */
                 "}");
    assert_field(_RcLedger_FieldKeptAt(path, 2, NULL, field, sizeof field), field, "title");
    assert_field(_RcLedger_FieldKeptAt(path, 3, NULL, field, sizeof field), field, "mail");
    assert_field(_RcLedger_FieldKeptAt(path, 4, NULL, field, sizeof field), field, "value");
    assert_field(_RcLedger_FieldKeptAt(path, 7, NULL, field, sizeof field), field, "task");
    assert_field(_RcLedger_FieldKeptAt(path, 8, NULL, field, sizeof field), field, NULL);
    assert_field(_RcLedger_FieldKeptAt(path, 9, NULL, field, sizeof field), field, NULL);
    assert_field(_RcLedger_FieldKeptAt(path, 10, NULL, field, sizeof field), field, "held");
    assert_field(_RcLedger_FieldKeptAt(path, 12, NULL, field, sizeof field), field, NULL);
    assert_field(_RcLedger_FieldStoredAt(path, 5, field, sizeof field), field, "value");
    assert_field(_RcLedger_FieldStoredAt(path, 8, field, sizeof field), field, NULL);
}

static void test_fields_of_results(void **state)
{
    char field[64];
    Rc_UNUSED(state);
    write_source("static int next(Lexer *lexer)",                 /* 1 */
                 "{",                                             /* 2 */
                 "    RcObject *token = RcInt_FromLong(1);",      /* 3 */
                 "    lexer->text = RcStr_FromString(\"a\");",    /* 4 */
                 "    RcObject *word = RcStr_FromString(\"b\");", /* 5 */
                 "    lexer->token = token;",                     /* 6 */
                 "    Rc_XSETREF(lexer->word, word);",            /* 7 */
                 "    RcObject *lone = RcList_New(0);",           /* 8 */
                 "}",                                             /* 9 */
                 "static void end(Lexer *lexer)",                 /* 10 */
                 "{",                                             /* 11 */
                 "    Rc_CLEAR(lexer->token);",                   /* 12 */
                 "    RcObject *text = lexer->text;",             /* 13 */
                 "    Rc_XDECREF(text);",                         /* 14 */
                 "}");
    assert_field(_RcLedger_FieldOfResult(path, 3, NULL, field, sizeof field), field, "token");
    assert_field(_RcLedger_FieldOfResult(path, 4, NULL, field, sizeof field), field, "text");
    assert_field(_RcLedger_FieldOfResult(path, 5, NULL, field, sizeof field), field, "word");
    assert_field(_RcLedger_FieldOfResult(path, 8, NULL, field, sizeof field), field, NULL);
    assert_int_equal(_RcLedger_OverwritingOfField(path, 3, 0, NULL, "token"), 6);
    assert_int_equal(_RcLedger_OverwritingOfField(path, 3, 5, NULL, "token"), 0);
    assert_int_equal(_RcLedger_OverwritingOfField(path, 3, 0, NULL, "word"),
                     0); /* what was there is given back */
    assert_true(_RcLedger_IsFieldGiven(path, "token", NULL));
    assert_true(_RcLedger_IsFieldGiven(path, "text", NULL));
    assert_true(_RcLedger_IsFieldGiven(path, "word", NULL)); /* by Rc_XSETREF */
    assert_false(_RcLedger_IsFieldGiven(path, "lone", NULL));
    assert_true(_RcLedger_IsFieldGiven("none.c", "word", NULL));
}

static void test_given_and_overwritten(void **state)
{
    Rc_UNUSED(state);
    write_source("    Rc_DECREF(best);",        /* 1 */
                 "    best = next;",            /* 2 */
                 "    other = next;",           /* 3 */
                 "    Rc_DECREF(node->value);", /* 4 */
                 "    node->value = fresh;",    /* 5 */
                 "    free(node);");
    assert_true(_RcLedger_GivesWhatIsOverwritten(path, 1, 2));
    assert_false(_RcLedger_GivesWhatIsOverwritten(path, 1, 3));
    assert_true(_RcLedger_GivesWhatIsOverwritten(path, 4, 5));
    assert_true(_RcLedger_GivesWhatIsOverwritten(path, 4, 6));
    assert_false(_RcLedger_GivesWhatIsOverwritten(path, 1, 6));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_given, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_kept, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_fields_of_results, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_given_and_overwritten, begin_telling, end_telling),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
