/* Lines of a trace that tell what is measured: fewer audits, hash tables, collections, findings. */
#include "tracing.h"

/* With an audit before every so manyth operation the edges come with it. */
static void test_fewer_audits(void **state)
{
    Child child;
    char *at;
    Rc_UNUSED(state);
    run(&child, live, "4");
    at = expect_line(read_trace(), "trace", ",\"audit\":4,");
    at = expect_line(at, "lent", ",\"n\":4,");
    at = expect_line(at, "audit", ",\"ops\":4}");
    expect_line(at, "hold", ",\"o\":2,\"b\":2,\"a\":2,\"by\":1,");
}

static int brought_back;

static void bring_back(RcObject *self)
{
    if (!brought_back) {
        brought_back = 1;
        Rc_INCREF(self); /* the caller has it again */
    }
}

static void phoenix_dealloc(RcObject *self)
{
    if (RcObject_CallFinalizerFromDealloc(self) == 0) {
        Rc_TYPE(self)->tp_free(self);
    }
}

static RcTypeObject Phoenix_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "Phoenix",
    .tp_basicsize = sizeof(RcObject),
    .tp_flags = Rc_TPFLAGS_DEFAULT,
    .tp_dealloc = phoenix_dealloc,
    .tp_finalize = bring_back,
};

static int live_oddly(void *unused)
{
    RcObject *table, *weak, *word, *more, *phoenix, *list, *copy;
    Rc_UNUSED(unused);
    Rc_Initialize();
    table = RcHashTable_NewWith(8, 0.5, NULL);
    weak = RcWeakref_NewRef(table, NULL);
    RcHashTable_SetItemString(table, "key", Rc_None);
    Rc_DECREF(weak);
    Rc_DECREF(table);
    word = RcStr_FromString("word");
    more = RcStr_FromString(" and more than there is room for in its block");
    RcStr_Append(&word, more);
    Rc_DECREF(word);
    Rc_SetImmortal(more);
    RcType_Ready(&Phoenix_Type);
    phoenix = RcObject_New(RcObject, &Phoenix_Type);
    Rc_DECREF(phoenix);
    Rc_DECREF(phoenix);
    list = Rc_BuildValue("[f]", 2.5);
    copy = RcSequence_List(list);
    Rc_DECREF(RcList_GET_ITEM(list, 0)); /* a mistake, which the ledger mends */
    Rc_AuditHeap();
    Rc_DECREF(copy);
    Rc_DECREF(list);
    list = RcList_New(0);
    RcList_Append(list, list);
    Rc_DECREF(list);
    RcGC_Collect();
    RcErr_SetString(RcExc_ValueError, "pending");
    Rc_AuditHeap();
    RcErr_Clear();
    return Rc_Finalize();
}

static void test_rarer_lines(void **state)
{
    Child child;
    char *at;
    Rc_UNUSED(state);
    run(&child, live_oddly, "");
    assert_int_equal(child.status, 0);
    at = read_trace();
    at = expect_line(at, "type", "\"name\":\"hashtable.HashTable\",\"gc\":1}");
    at = expect_line(at, "table",
                     ",\"n\":1,\"o\":1,\"bins\":8,\"pairs\":0,\"resizes\":0,\"max_load\":0.5,\"chains\":[]}");
    at = expect_line(at, "weak", ",\"o\":1,\"b\":1,\"a\":1,\"by\":");
    at = expect_line(at, "table", ",\"pairs\":1,\"resizes\":0,\"max_load\":0.5,\"chains\":[[");
    at = expect_line(at, "object", ",\"was\":");
    at = expect_line(at, "moved", ",\"tomb\":");
    at = expect_line(at, "repr", "'word and more than there is room for in '...");
    at = expect_line(at, "immortal", "\"b\":1,\"a\":1}");
    at = expect_line(at, "type", "\"name\":\"Phoenix\",\"user\":1}");
    at = expect_line(at, "revived", "\"b\":1,\"a\":1}");
    at = expect_line(at, "finding", "\"kind\":\"over-decref\",");
    at = expect_line(at, "mended", "\"b\":1,\"a\":2}");
    at = expect_line(at, "collect", "\"trash\":[");
    at = expect_line(at, "collected", "\"freed\":1,\"stuck\":0}");
    at = expect_line(at, "hold", ",\"by\":0");
    at = expect_line(at, "drop", ",\"by\":0");
    expect_line(at, "end", ",\"findings\":1,");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fewer_audits),
        cmocka_unit_test(test_rarer_lines),
    };
    unsetenv("RECOUNT_AUDIT");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
