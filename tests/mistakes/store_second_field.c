/* TITLE: a setter of two fields that takes a reference for one
 * KIND: missing-incref
 * SEES: plain
 * MASKED: yes
 * STORY: The key is taken, the value is only stored. The table has the value, too, so that nothing
 * crashes until the memo goes. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    RcObject_HEAD
    RcObject *last_key;
    RcObject *last_value;
    unsigned hits;
} Memo;

#define MEMO(op) ((Memo *)(op))

static int memo_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(MEMO(op)->last_key);
    Rc_VISIT(MEMO(op)->last_value);
    return 0;
}

static int memo_clear(RcObject *op)
{
    Rc_CLEAR(MEMO(op)->last_key);
    Rc_CLEAR(MEMO(op)->last_value);
    return 0;
}

static void memo_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    (void)memo_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Memo_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "memo.Memo",
    .tp_basicsize = sizeof(Memo),
    .tp_flags = Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = memo_dealloc,
    .tp_traverse = memo_traverse,
    .tp_clear = memo_clear,
};

static void cache_put(Memo *m, RcObject *key, RcObject *value)
{
    RcObject *k = m->last_key, *v = m->last_value;
    m->last_key = Rc_NewRef(key);
#ifdef FIXED
    m->last_value = Rc_NewRef(value);
#else
    m->last_value = value; /* GUILTY */
#endif
    Rc_XDECREF(k);
    Rc_XDECREF(v);
}

static RcObject *square(Memo *m, RcObject *table, RcObject *key)
{
    RcObject *value;
    if (m->last_key && RcObject_RichCompareBool(m->last_key, key, Rc_EQ) == 1) {
        m->hits++;
        return Rc_NewRef(m->last_value);
    }
    value = RcNumber_Multiply(key, key);
    if (value == NULL || RcHashTable_SetItem(table, key, value) < 0) {
        Rc_XDECREF(value);
        return NULL;
    }
    cache_put(m, key, value);
    return value;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Memo_Type);
    Memo *m = RcObject_GC_New(Memo, &Memo_Type);
    m->last_key = m->last_value = NULL;
    m->hits = 0;
    RcObject_GC_Track(m);
    RcObject *table = RcHashTable_New();
    for (long i = 5000; i < 5003; i++) {
        RcObject *key = RcInt_FromLong(i), *r = square(m, table, key);
        Rc_XDECREF(r);
        Rc_DECREF(key);
    }
    Rc_DECREF((RcObject *)m);
    Rc_DECREF(table);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
