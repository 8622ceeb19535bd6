/* TITLE: a hash function that is never released
 * KIND: bad-dealloc|leak
 * SEES: plain
 * MASKED: no
 * STORY: The table takes a reference to its hash function when it is made, and uses it for each key. The
 * dealloc thinks of the pairs, which are many, and not of the one function. The other of the two bugs that
 * recount began with. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Index {
    RcObject_HEAD
    RcObject *hash_func; /* owned */
    RcObject *bins;      /* owned list of lists */
} Index;

static int index_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Index *)op)->hash_func);
    Rc_VISIT(((Index *)op)->bins);
    return 0;
}

static void index_dealloc(RcObject *op) /* ALSO */
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Index *)op)->bins); /* ALSO */
#ifdef FIXED
    Rc_XDECREF(((Index *)op)->hash_func);
#endif
    RcObject_GC_Del(op); /* GUILTY */
}

static RcTypeObject Index_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "search.Index",
    .tp_basicsize = sizeof(Index),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = index_dealloc,
    .tp_traverse = index_traverse,
};

static Index *index_new(RcObject *hash_func)
{
    Index *index = RcObject_GC_New(Index, &Index_Type);
    index->hash_func = Rc_NewRef(hash_func); /* ALSO */
    index->bins = Rc_BuildValue("[[][][][]]");
    RcObject_GC_Track(index);
    return index;
}

static int index_add(Index *index, RcObject *key)
{
    RcObject *hash = RcObject_CallOneArg(index->hash_func, key);
    if (hash == NULL) {
        return -1;
    }
    size_t bin = (size_t)RcInt_AsLong(hash) % 4;
    Rc_DECREF(hash);
    return RcList_Append(RcList_GET_ITEM(index->bins, (Rc_ssize_t)bin), key);
}

static RcObject *length_of(RcObject *self, RcObject *key)
{
    Rc_UNUSED(self);
    return RcInt_FromSsize_t(RcObject_Size(key));
}

static RcMethodDef length_def = {"length_of", length_of, RC_METH_O, NULL};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Index_Type) < 0) {
        return 1;
    }
    RcObject *hash_func = RcCFunction_New(&length_def, NULL);
    RcObject *word = RcStr_FromString("hello");
    Index *index = index_new(hash_func);
    index_add(index, word);
    Rc_DECREF(index);
    Rc_DECREF(word);
    Rc_DECREF(hash_func);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
