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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_fields, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_more_than_one, begin_telling, end_telling),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
