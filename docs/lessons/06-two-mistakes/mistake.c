/* Lesson 6: the table of the founding story, with the mistake that crashed at random. */
#include <recount/recount.h>

typedef struct Table {
    RcObject_HEAD
    RcObject *hash_func; /* owned */
} Table;

static void table_dealloc(RcObject *op)
{
    Rc_XDECREF(((Table *)op)->hash_func);
    RcObject_Free(op);
}

/* Takes another hash function, and returns the table, so that calls can be chained. */
static RcObject *table_use(RcObject *self, RcObject *hash_func)
{
    Rc_XSETREF(((Table *)self)->hash_func, Rc_NewRef(hash_func));
    return self;
}

static RcMethodDef table_methods[] = {
    {"use", table_use, RC_METH_O, "Uses another hash function."},
    {NULL, NULL, 0, NULL},
};

static RcTypeObject Table_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "Table",
    .tp_basicsize = sizeof(Table),
    .tp_dealloc = table_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
    .tp_methods = table_methods,
};

static RcObject *length(RcObject *self, RcObject *key)
{
    Rc_UNUSED(self);
    return RcInt_FromSsize_t(RcObject_Length(key));
}

static RcMethodDef length_definition = {"length", length, RC_METH_O, "The length of a key."};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Table_Type) < 0) {
        return 1;
    }
    Table *table = RcObject_New(Table, &Table_Type);
    table->hash_func = NULL;
    RcObject *hash_func = RcCFunction_New(&length_definition, NULL);

    RcObject *same = RcObject_CallMethod(RC_OBJECT_CAST(table), "use", "O", hash_func);
    Rc_XDECREF(same);

    Rc_DECREF(hash_func);
    Rc_DECREF(table);
    return Rc_Finalize() != 0;
}
