/* Who stores into a place what somebody else gives back out of it. */
#include "source_file.h"

static int bare_store(int line)
{
    return _RcLedger_BareStoreTo(path, line, NULL);
}

static void test_fields(void **state)
{
    Rc_UNUSED(state);
    write_source("static void edge_dealloc(Edge *edge)",          /* 1 */
                 "{",                                             /* 2 */
                 "    Rc_XDECREF(edge->source);",                 /* 3 */
                 "    Rc_CLEAR(((Edge *)edge)->target);",         /* 4 */
                 "    Rc_DECREF(edge->label);",                   /* 5 */
                 "    Rc_DECREF(edge);",                          /* 6 */
                 "    Rc_DECREF(edge->ends[0][1]);",              /* 7 */
                 "}",                                             /* 8 */
                 "void edge_init(Edge *edge, RcObject *target)",  /* 9 */
                 "{",                                             /* 10 */
                 "    RcObject *label = RcStr_FromString(text);", /* 11 */
                 "    edge->source = Rc_NewRef(source);",         /* 12 */
                 "    edge->target = NULL;",                      /* 13 */
                 "    edge->target = target;",                    /* 14 */
                 "    edge->label = label;",                      /* 15 */
                 "    edge->ends[x][y] = target;",                /* 16 */
                 "}");
    assert_int_equal(bare_store(3), 0); /* it was taken */
    assert_int_equal(bare_store(4), 14);
    assert_int_equal(bare_store(5), 0); /* it was made */
    assert_int_equal(bare_store(6), 0); /* a variable, which nobody stores to */
    assert_int_equal(bare_store(7), 16);
    assert_int_equal(bare_store(13), 0); /* nothing is given back there */
}

static void test_more_than_one(void **state)
{
    Rc_UNUSED(state);
    write_source("void set(RcObject *value)",      /* 1 */
                 "{",                              /* 2 */
                 "    Rc_XDECREF(current);",       /* 3 */
                 "    current = value;",           /* 4 */
                 "}",                              /* 5 */
                 "void heap_swap(Heap *h)",        /* 6 */
                 "{",                              /* 7 */
                 "    t = h->items[i];",           /* 8 */
                 "    h->items[i] = h->items[j];", /* 9 */
                 "    h->items[j] = t;",           /* 10 */
                 "    Rc_DECREF(h->items[n]);",    /* 11 */
                 "}",                              /* 12 */
                 "void a(Node *n, RcObject *v)",   /* 13 */
                 "{",                              /* 14 */
                 "    n->v = v;",                  /* 15 */
                 "}",                              /* 16 */
                 "void b(Node *n, RcObject *v)",   /* 17 */
                 "{",                              /* 18 */
                 "    n->v = v;",                  /* 19 */
                 "    Rc_DECREF(n->v);",           /* 20 */
                 "}");
    assert_int_equal(bare_store(3), 4);  /* a global variable */
    assert_int_equal(bare_store(11), 0); /* what moves within a place has its reference */
    assert_int_equal(bare_store(20), 0); /* it may have been either */
}

static void test_one_reference_for_two(void **state)
{
    Rc_UNUSED(state);
    write_source("RcObject *square(int n)",                      /* 1 */
                 "{",                                            /* 2 */
                 "    RcObject *text = RcStr_FromString(\"\");", /* 3 */
                 "    memo[n] = text;",                          /* 4 */
                 "    return text;",                             /* 5 */
                 "}",                                            /* 6 */
                 "void clear(void)",                             /* 7 */
                 "{",                                            /* 8 */
                 "    Rc_CLEAR(memo[n]);",                       /* 9 */
                 "    RcObject *value = memo[0];",               /* 10 */
                 "    Rc_DECREF(value);",                        /* 11 */
                 "}",                                            /* 12 */
                 "RcObject *lend(RcObject *fallback)",           /* 13 */
                 "{",                                            /* 14 */
                 "    value = fallback;",                        /* 15 */
                 "    return value;",                            /* 16 */
                 "}");
    assert_int_equal(bare_store(9), 4);
    assert_int_equal(bare_store(11), 0); /* a variable of its own, not what line 15 stores to */
}

static void test_a_struct_that_is_copied(void **state)
{
    Rc_UNUSED(state);
    write_source("void release(Frame *f)",             /* 1 */
                 "{",                                  /* 2 */
                 "    Rc_CLEAR(f->stack[0]);",         /* 3 */
                 "}",                                  /* 4 */
                 "void copy(Frame *to, Frame *from)",  /* 5 */
                 "{",                                  /* 6 */
                 "    *to = *from;",                   /* 7 */
                 "    Rc_INCREF(to->stack[0]);",       /* 8 */
                 "}",                                  /* 9 */
                 "void other(Other *to, Other *from)", /* 10 */
                 "{",                                  /* 11 */
                 "    *to = *from;",                   /* 12 */
                 "}",                                  /* 13 */
                 "void save(Frame *to, Frame *from)",  /* 14 */
                 "{",                                  /* 15 */
                 "    *to = *from;",                   /* 16 */
                 "}");
    assert_int_equal(bare_store(3), 16);
}

static void test_what_a_line_uses(void **state)
{
    Rc_UNUSED(state);
    write_source("void add(Timer *t, RcObject *call, RcObject *data)", /* 1 */
                 "{",                                                  /* 2 */
                 "    t->call = Rc_NewRef(call);",                     /* 3 */
                 "    t->data = data;",                                /* 4 */
                 "    t->lent = data;",                                /* 5 */
                 "}",                                                  /* 6 */
                 "void run(Timer *t)",                                 /* 7 */
                 "{",                                                  /* 8 */
                 "    RcObject_CallOneArg(t->call, t->data);",         /* 9 */
                 "    RcObject_CallOneArg(t->call, t->lent);",         /* 10 */
                 "    Rc_DECREF(t->call);",                            /* 11 */
                 "    Rc_DECREF(t->data);",                            /* 12 */
                 "    Rc_CLEAR(t->data);",                             /* 13 */
                 "    Rc_DECREF(data);",                               /* 14 */
                 "}");
    assert_int_equal(_RcLedger_BareStoreBehind(path, 9, NULL), 4);
    assert_int_equal(_RcLedger_BareStoreBehind(path, 10, NULL), 0); /* nobody gives it back */
    assert_true(_RcLedger_GivesField(path, 11));
    assert_false(_RcLedger_GivesField(path, 14));
    assert_true(_RcLedger_GiveSameField(path, 12, 13));
    assert_false(_RcLedger_GiveSameField(path, 11, 12));
}

static void test_setref(void **state)
{
    Rc_UNUSED(state);
    write_source("int init(Pen *self, RcObject *color)",    /* 1 */
                 "{",                                       /* 2 */
                 "    RcObject *strokes = RcList_New(0);",  /* 3 */
                 "    Rc_XSETREF(self->strokes, strokes);", /* 4 */
                 "    Rc_XSETREF(self->list, make(1));",    /* 5 */
                 "    Rc_XSETREF(self->color, color);",     /* 6 */
                 "}");
    assert_true(_RcLedger_SetsOwn(path, 4, NULL));
    assert_true(_RcLedger_SetsOwn(path, 5, NULL));
    assert_false(_RcLedger_SetsOwn(path, 6, NULL));
}

static void test_places_that_own(void **state)
{
    Rc_UNUSED(state);
    write_source("void token_end(Token *t)",                /* 1 */
                 "{",                                       /* 2 */
                 "    Rc_CLEAR(t->text);",                  /* 3 */
                 "    Rc_CLEAR(t->name);",                  /* 4 */
                 "}",                                       /* 5 */
                 "void token_init(Token *t, RcObject *op)", /* 6 */
                 "{",                                       /* 7 */
                 "    Rc_XSETREF(t->text, op);",            /* 8 */
                 "    Rc_SETREF(t->name, Rc_NewRef(op));",  /* 9 */
                 "    t->name = op;",                       /* 10 */
                 "    t->owner = op;",                      /* 11 */
                 "    last = op;",                          /* 12 */
                 "}");
    assert_int_equal(bare_store(3), 8);
    assert_int_equal(bare_store(4), 10);
    assert_true(_RcLedger_StoresToOwner(path, 8, NULL));
    assert_true(_RcLedger_StoresToOwner(path, 10, NULL));
    assert_false(_RcLedger_StoresToOwner(path, 11, NULL)); /* which nobody gives back */
    assert_false(_RcLedger_StoresToOwner(path, 12, NULL));
    assert_false(_RcLedger_StoresToOwner(path, 1, NULL));
    assert_false(_RcLedger_StoresToOwner(NULL, 8, NULL));
}

static void test_copies_of_places(void **state)
{
    Rc_UNUSED(state);
    write_source("struct look {",                                    /* 1 */
                 "    RcObject *font;",                              /* 2 */
                 "};",                                               /* 3 */
                 "static RcObject *shared;",                         /* 4 */
                 "static void style_dealloc(RcObject *op)",          /* 5 */
                 "{",                                                /* 6 */
                 "    Rc_XDECREF(self->look.font);",                 /* 7 */
                 "    Rc_XDECREF(row->values[i]);",                  /* 8 */
                 "    Rc_XDECREF(self->topic);",                     /* 9 */
                 "    Rc_XDECREF(gap->items[i]);",                   /* 10 */
                 "}",                                                /* 11 */
                 "static void style_copy(Style *self, Style *copy)", /* 12 */
                 "{",                                                /* 13 */
                 "    copy->look = self->look;",                     /* 14 */
                 "}",                                                /* 15 */
                 "static void fill_holes(Row *row)",                 /* 16 */
                 "{",                                                /* 17 */
                 "    row->values[i] = row->values[i - 1];",         /* 18 */
                 "}",                                                /* 19 */
                 "static void close_gap(Gap *gap)",                  /* 20 */
                 "{",                                                /* 21 */
                 "    gap->items[i] = gap->items[i + 1];",           /* 22 */
                 "    gap->used--;",                                 /* 23 */
                 "}",                                                /* 24 */
                 "static void subscribe(RcObject *topic)",           /* 25 */
                 "{",                                                /* 26 */
                 "    self->topic = (Topic *)topic;",                /* 27 */
                 "}",                                                /* 28 */
                 "static void use(RcObject *local)",                 /* 29 */
                 "{",                                                /* 30 */
                 "    use(shared);",                                 /* 31 */
                 "}");
    assert_int_equal(_RcLedger_BareStoreTo(path, 7, NULL), 14); /* the struct that it is in */
    assert_int_equal(_RcLedger_BareStoreTo(path, 8, NULL), 18);
    assert_int_equal(_RcLedger_BareStoreTo(path, 9, NULL), 27);
    assert_int_equal(_RcLedger_BareStoreTo(path, 10, NULL), 0); /* a move */
    assert_true(_RcLedger_IsGlobal(path, 31, "shared"));
    assert_false(_RcLedger_IsGlobal(path, 31, "local"));
    assert_false(_RcLedger_IsGlobal("/nowhere.c", 31, "shared"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_fields, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_more_than_one, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_one_reference_for_two, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_a_struct_that_is_copied, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_what_a_line_uses, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_setref, begin_telling, end_telling),
        telling_test(test_copies_of_places),
        cmocka_unit_test_setup_teardown(test_places_that_own, begin_telling, end_telling),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
