/* The founding story with its mistake: a table of our own keeps its hash function, and forgets to take a reference.
 *
 *     recount run docs/examples/story_mistake.c
 *
 * shows what happens to the count, and names the line.  With -DFIXED it is as it should be. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Table {
    RcObject_HEAD
    RcObject *hash_func;
} Table;

static int table_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Table *)op)->hash_func);
    return 0;
}

static void table_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Table *)op)->hash_func);
    RcObject_GC_Del(op);
}

static RcTypeObject Table_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "story.Table",
    .tp_basicsize = sizeof(Table),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = table_traverse,
    .tp_dealloc = table_dealloc,
};

static RcObject *length_of(RcObject *self, RcObject *argument)
{
    Rc_UNUSED(self);
    return RcInt_FromSsize_t(RcObject_Length(argument));
}

static RcMethodDef length_definition = {"length_of", length_of, RC_METH_O, "The length of a string."};

static Table *table_new(RcObject *hash_func)
{
    Table *table = RcObject_GC_New(Table, &Table_Type);
    if (table != NULL) {
#ifdef FIXED
        Rc_INCREF(hash_func);
#endif
        table->hash_func = hash_func; /* the mistake: the table owns no reference */
        RcObject_GC_Track(table);
    }
    return table;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Table_Type) < 0) {
        return 1;
    }
    RcObject *hash_func = RcCFunction_New(&length_definition, NULL);
    Table *table = table_new(hash_func);
    printf("with the table the count of the function is %zd\n", Rc_REFCNT(hash_func));
    Rc_DECREF(table);
    Rc_DECREF(hash_func);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
