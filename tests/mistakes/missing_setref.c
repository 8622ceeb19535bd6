/* TITLE: Rc_SETREF steals what it stores
 * KIND: missing-incref|over-decref
 * SEES: plain
 * MASKED: no
 * STORY: The author has learned that Rc_SETREF is the safe way to replace a field, and takes it to do all the
 * counting. It releases the old value; the new one is stolen, so a borrowed argument needs Rc_NewRef. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Cell {
    RcObject_HEAD
    RcObject *content; /* owned, never NULL */
} Cell;

static int cell_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Cell *)op)->content);
    return 0;
}

static int cell_clear(RcObject *op)
{
    Rc_SETREF(((Cell *)op)->content, Rc_NewRef(Rc_None));
    return 0;
}

static void cell_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_DECREF(((Cell *)op)->content);
    Rc_TYPE(op)->tp_free(op);
}

static RcTypeObject Cell_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "sheet.Cell",
    .tp_basicsize = sizeof(Cell),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = cell_dealloc,
    .tp_traverse = cell_traverse,
    .tp_clear = cell_clear,
};

static void cell_set(Cell *self, RcObject *value)
{
#ifdef FIXED
    Rc_SETREF(self->content, Rc_NewRef(value));
#else
    Rc_SETREF(self->content, value); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Cell_Type) < 0) {
        return 1;
    }
    Cell *cell = RcObject_GC_New(Cell, &Cell_Type);
    cell->content = Rc_NewRef(Rc_None);
    RcObject_GC_Track(cell);
    RcObject *value = RcFloat_FromDouble(12.5);
    cell_set(cell, value);
    Rc_DECREF(value);
    Rc_DECREF(cell);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
