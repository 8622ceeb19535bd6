/* TITLE: a matrix that returns its row without a reference
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The row belongs to the matrix. sq_item must return a new reference, and returns the matrix's own. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    RcObject_HEAD
    Rc_ssize_t nrows;
    RcObject **rows; /* owned lists */
} Matrix;

static int matrix_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Matrix *m = (Matrix *)op;
    Rc_VISIT(Rc_TYPE(op));
    for (Rc_ssize_t i = 0; i < m->nrows; i++)
        Rc_VISIT(m->rows[i]);
    return 0;
}

static int matrix_clear(RcObject *op)
{
    Matrix *m = (Matrix *)op;
    for (Rc_ssize_t i = 0; i < m->nrows; i++)
        Rc_CLEAR(m->rows[i]);
    return 0;
}

static void matrix_dealloc(RcObject *op)
{
    RcTypeObject *type = Rc_TYPE(op);
    RcObject_GC_UnTrack(op);
    matrix_clear(op);
    free(((Matrix *)op)->rows);
    type->tp_free(op);
    Rc_DECREF(type);
}

static Rc_ssize_t matrix_length(RcObject *op)
{
    return ((Matrix *)op)->nrows;
}

static RcObject *matrix_item(RcObject *op, Rc_ssize_t i)
{
    Matrix *m = (Matrix *)op;
    if (i < 0 || i >= m->nrows) {
        RcErr_SetString(RcExc_IndexError, "row out of range");
        return NULL;
    }
#ifdef FIXED
    return Rc_NewRef(m->rows[i]);
#else
    return m->rows[i]; /* GUILTY */
#endif
}

static RcType_Slot slots[] = {
    {Rc_tp_dealloc, (void *)matrix_dealloc}, {Rc_tp_traverse, (void *)matrix_traverse},
    {Rc_tp_clear, (void *)matrix_clear},     {Rc_sq_length, (void *)matrix_length},
    {Rc_sq_item, (void *)matrix_item},       {0, NULL},
};
static RcType_Spec spec = {"linalg.Matrix", sizeof(Matrix), 0, Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
                           slots};

static RcObject *matrix_zeros(RcTypeObject *type, Rc_ssize_t rows, Rc_ssize_t columns)
{
    Matrix *m = (Matrix *)type->tp_alloc(type, 0);
    if (m == NULL)
        return NULL;
    m->rows = calloc((size_t)rows, sizeof *m->rows);
    m->nrows = rows;
    for (Rc_ssize_t i = 0; i < rows; i++) {
        m->rows[i] = RcList_New(columns);
        for (Rc_ssize_t j = 0; j < columns; j++)
            RcList_SET_ITEM(m->rows[i], j, RcFloat_FromDouble(0.0));
    }
    return (RcObject *)m;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcTypeObject *type = (RcTypeObject *)RcType_FromSpec(&spec);
    RcObject *m = matrix_zeros(type, 3, 4);
    Rc_ssize_t cells = 0;
    for (Rc_ssize_t i = 0; i < RcSequence_Size(m); i++) {
        RcObject *row = RcSequence_GetItem(m, i);
        cells += RcObject_Size(row);
        Rc_DECREF(row);
    }
    printf("%ld cells\n", (long)cells);
    Rc_DECREF(m);
    Rc_DECREF(type);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
