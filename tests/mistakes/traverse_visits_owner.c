/* TITLE: a cursor that visits the table it only looks at
 * KIND: bad-traverse
 * SEES: plain
 * MASKED: no
 * STORY: The cursor's table pointer is borrowed: the table owns the cursors. Its traverse visits it all the same. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Cursor {
    RcObject_HEAD
    RcObject *table; /* borrowed: the table lives longer */
    RcObject *row;
} Cursor;

typedef struct Table {
    RcObject_HEAD
    RcObject *rows, *cursors;
} Table;

static int cursor_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Cursor *self = (Cursor *)op;
#ifndef FIXED
    Rc_VISIT(self->table); /* GUILTY */
#endif
    Rc_VISIT(self->row);
    return 0;
}

static void cursor_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_CLEAR(((Cursor *)op)->row);
    RcObject_GC_Del(op);
}

static int table_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Table *self = (Table *)op;
    Rc_VISIT(self->rows);
    Rc_VISIT(self->cursors);
    return 0;
}

static int table_clear(RcObject *op)
{
    Rc_CLEAR(((Table *)op)->cursors);
    Rc_CLEAR(((Table *)op)->rows);
    return 0;
}

static void table_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    table_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Cursor_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "db.Cursor",
    .tp_basicsize = sizeof(Cursor),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = cursor_dealloc,
    .tp_traverse = cursor_traverse,
};

static RcTypeObject Table_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "db.Table",
    .tp_basicsize = sizeof(Table),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = table_dealloc,
    .tp_traverse = table_traverse,
    .tp_clear = table_clear,
};

static Table *table_new(void)
{
    Table *table = RcObject_GC_New(Table, &Table_Type);
    table->rows = table->cursors = NULL;
    RcObject_GC_Track(table);
    table->rows = RcList_New(0);
    table->cursors = RcList_New(0);
    return table;
}

static int table_open_cursor(Table *table)
{
    Cursor *cursor = RcObject_GC_New(Cursor, &Cursor_Type);
    cursor->table = (RcObject *)table;
    cursor->row = Rc_NewRef(Rc_None);
    RcObject_GC_Track(cursor);
    int rc = RcList_Append(table->cursors, (RcObject *)cursor);
    Rc_DECREF(cursor);
    return rc;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Cursor_Type) < 0 || RcType_Ready(&Table_Type) < 0)
        return 1;
    Table *table = table_new();
    RcObject *row = RcTuple_Pack(1, Rc_True);
    RcList_Append(table->rows, row);
    Rc_DECREF(row);
    table_open_cursor(table);
    RcGC_Collect();
    printf("%d rows\n", (int)RcList_Size(table->rows));
    Rc_DECREF(table);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
