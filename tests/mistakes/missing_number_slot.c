/* TITLE: a spreadsheet cell whose nb_float gives out its cached value
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: deep
 * MASKED: yes
 * STORY: A number slot's result is new. The slot makes the value on its first call and returns the cache from then
 * on; one of the two ways takes no reference. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *formula; /* (factor, offset) */
    RcObject *value;   /* float, NULL: not yet computed */
} Cell;

static void cell_dealloc(RcObject *op)
{
    Rc_XDECREF(((Cell *)op)->formula);
    Rc_XDECREF(((Cell *)op)->value);
    RcObject_Free(op);
}

static RcObject *cell_compute(Cell *cell)
{
    double factor, offset;

    if (!RcArg_ParseTuple(cell->formula, "dd", &factor, &offset))
        return NULL;
    return RcFloat_FromDouble(factor * 10.0 + offset);
}

static RcObject *cell_float(RcObject *op)
{
    Cell *cell = (Cell *)op;

    if (cell->value == NULL) {
        cell->value = cell_compute(cell);
        return Rc_XNewRef(cell->value);
    }
#ifdef FIXED
    return Rc_NewRef(cell->value);
#else
    return cell->value; /* GUILTY */
#endif
}

static RcNumberMethods cell_number = {.nb_float = cell_float};

static RcTypeObject Cell_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "sheet.Cell",
    .tp_basicsize = sizeof(Cell),
    .tp_dealloc = cell_dealloc,
    .tp_as_number = &cell_number,
};

static Cell *cell_new(double factor, double offset)
{
    Cell *cell = RcObject_New(Cell, &Cell_Type);
    if (cell == NULL)
        return NULL;
    cell->value = NULL;
    cell->formula = Rc_BuildValue("(dd)", factor, offset);
    if (cell->formula == NULL) {
        Rc_DECREF(cell);
        return NULL;
    }
    return cell;
}

static double total(Cell **cells, int n)
{
    double sum = 0.0;
    for (int i = 0; i < n; i++) {
        RcObject *number = RcNumber_Float((RcObject *)cells[i]);
        if (number == NULL) {
            RcErr_Print();
            continue;
        }
        sum += RcFloat_AsDouble(number);
        Rc_DECREF(number);
    }
    return sum;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Cell_Type) < 0)
        return 1;
    Cell *cells[2] = {cell_new(1.5, 2.0), cell_new(0.5, 1.0)};
    printf("total %.1f\n", total(cells, 2));
    RcObject *shown = Rc_NewRef(cells[0]->value), *also = Rc_NewRef(cells[1]->value);
    printf("total %.1f\n", total(cells, 2));
    for (int i = 0; i < 2; i++)
        Rc_DECREF(cells[i]);
    Rc_DECREF(shown);
    Rc_DECREF(also);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
