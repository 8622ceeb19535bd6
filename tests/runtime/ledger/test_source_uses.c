/* Reading which fields and global variables a line uses. */
#include "source_file.h"

static int uses_given(int giving, int use)
{
    Site given = {.file = path, .line = giving}, used = {.file = path, .line = use};
    return _RcLedger_UsesGivenPlace(&given, &used);
}

static void test_uses_of_a_place(void **state)
{
    Rc_UNUSED(state);
    write_source("static RcObject *current;",                 /* 1 */
                 "static void close(Mixer *self)",            /* 2 */
                 "{",                                         /* 3 */
                 "    Rc_DECREF(self->driver);",              /* 4 */
                 "    Rc_XDECREF(current);",                  /* 5 */
                 "    RcObject *own = self->name;",           /* 6 */
                 "    Rc_DECREF(own);",                       /* 7 */
                 "}",                                         /* 8 */
                 "static void show(Mixer *self, int driver)", /* 9 */
                 "{",                                         /* 10 */
                 "    RcObject *playing = self->driver;",     /* 11 */
                 "    RcObject *text = RcObject_Str(self);",  /* 12 */
                 "    print(RcObject_Repr(playing));",        /* 13 */
                 "    print(RcObject_Repr(current));",        /* 14 */
                 "    print(RcObject_Repr(text), driver);",   /* 15 */
                 "}");
    assert_true(uses_given(4, 13)); /* by a variable */
    assert_false(uses_given(4, 14));
    assert_false(uses_given(4, 15)); /* a variable of that name is no field */
    assert_true(uses_given(5, 14));
    assert_false(uses_given(5, 13));
    assert_false(uses_given(7, 7)); /* a variable of the function's own */
    assert_false(uses_given(3, 13));
}

static void test_the_store_behind_a_use(void **state)
{
    Rc_UNUSED(state);
    write_source("static void set(Mixer *self, RcObject *driver)", /* 1 */
                 "{",                                              /* 2 */
                 "    self->driver = driver;",                     /* 3 */
                 "}",                                              /* 4 */
                 "static void end(Mixer *self)",                   /* 5 */
                 "{",                                              /* 6 */
                 "    Rc_XDECREF(self->driver);",                  /* 7 */
                 "}",                                              /* 8 */
                 "static void show(Mixer *self)",                  /* 9 */
                 "{",                                              /* 10 */
                 "    RcObject *playing = self->driver;",          /* 11 */
                 "    RcObject *text = RcObject_Str(self);",       /* 12 */
                 "    print(playing);",                            /* 13 */
                 "    print(text);",                               /* 14 */
                 "    print(self->driver);",                       /* 15 */
                 "}");
    assert_int_equal(_RcLedger_BareStoreBehind(path, 13, NULL), 3);
    assert_int_equal(_RcLedger_BareStoreBehind(path, 14, NULL), 0);
    assert_int_equal(_RcLedger_BareStoreBehind(path, 15, NULL), 3);
    assert_int_equal(_RcLedger_BareStoreBehind("/nowhere.c", 15, NULL), 0);
}

static int is_released_first(int giving, int use)
{
    Site given = {.file = path, .line = giving}, used = {.file = path, .line = use};
    return _RcLedger_IsReleasedFirst(&given, &used);
}

static void test_a_look_through_the_place(void **state)
{
    Rc_UNUSED(state);
    write_source("static Driver *driver, *spare;",            /* 1 */
                 "static void stop(void)",                    /* 2 */
                 "{",                                         /* 3 */
                 "    Rc_DECREF(driver);",                    /* 4 */
                 "    driver = NULL;",                        /* 5 */
                 "    Rc_DECREF(spare);",                     /* 6 */
                 "}",                                         /* 7 */
                 "static void show(Driver *gone)",            /* 8 */
                 "{",                                         /* 9 */
                 "    Driver *playing = driver;",             /* 10 */
                 "    print(((Driver *)driver)->id);",        /* 11 */
                 "    print(playing->id);",                   /* 12 */
                 "    RcTypeObject *type = Rc_TYPE(driver);", /* 13 */
                 "    if (driver == gone) print(gone->id);",  /* 14 */
                 "    if (driver) print(spare->id);",         /* 15 */
                 "    print(driver);",                        /* 16 */
                 "}");
    assert_true(is_released_first(4, 11));
    assert_true(is_released_first(4, 12)); /* by a variable */
    assert_true(is_released_first(4, 13));
    assert_false(is_released_first(4, 14)); /* it came by another way */
    assert_false(is_released_first(4, 15));
    assert_false(is_released_first(4, 16)); /* what is called does not say where it came from */
    assert_false(is_released_first(6, 15)); /* nobody changes that place */
}

static void test_global_variables_of_a_function(void **state)
{
    Rc_UNUSED(state);
    write_source("static RcObject *Error;",            /* 1 */
                 "static int matches(RcObject *type)", /* 2 */
                 "{",                                  /* 3 */
                 "    return type == Error;",          /* 4 */
                 "}",                                  /* 5 */
                 "static void tell(RcObject *type)",   /* 6 */
                 "{",                                  /* 7 */
                 "    print(type->Error);",            /* 8 */
                 "}");
    assert_true(_RcLedger_NamesGlobal(path, 4));
    assert_false(_RcLedger_NamesGlobal(path, 8));
    assert_true(_RcLedger_NamesGlobal("/nowhere.c", 8)); /* it may */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_uses_of_a_place),
        telling_test(test_the_store_behind_a_use),
        telling_test(test_a_look_through_the_place),
        telling_test(test_global_variables_of_a_function),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
