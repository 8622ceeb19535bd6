/* TITLE: a row of constants, one of which is returned as it is
 * KIND: missing-incref
 * SEES: plain
 * MASKED: yes
 * STORY: unit_of() is to give a new reference, and does so where it makes a text; a unit from the row is returned without one.
 * The callers are right to give it back. The row's texts are interned, and stay in any case. */
#include <recount/recount.h>
#include <stdio.h>

#define UNITS 4

static RcObject *units[UNITS];

static int units_open(void)
{
    static const char *const texts[UNITS] = {"gram", "metre", "second", "kelvin"};
    for (int i = 0; i < UNITS; i++) {
        if ((units[i] = RcStr_InternFromString(texts[i])) == NULL)
            return -1;
    }
    return 0;
}

static void units_close(void)
{
    for (int i = 0; i < UNITS; i++)
        Rc_CLEAR(units[i]);
}

/* Result new. */
static RcObject *unit_of(int dimension)
{
    if (dimension < UNITS) {
#ifdef FIXED
        return Rc_NewRef(units[dimension]);
#else
        return units[dimension]; /* GUILTY */
#endif
    }
    return RcStr_FromFormat("dimension %d", dimension);
}

static int sheet_add(RcObject *sheet, int dimension, double value)
{
    RcObject *unit = unit_of(dimension), *row;
    if (unit == NULL)
        return -1;
    row = Rc_BuildValue("(dO)", value, unit);
    Rc_DECREF(unit);
    if (row == NULL)
        return -1;
    int status = RcList_Append(sheet, row);
    Rc_DECREF(row);
    return status;
}

int main(void)
{
    if (Rc_Initialize() < 0 || units_open() < 0)
        return 1;
    RcObject *sheet = RcList_New(0);
    for (int dimension = 0; sheet != NULL && dimension < 6; dimension++) {
        if (sheet_add(sheet, dimension, 1.5 * dimension) < 0)
            RcErr_Print();
    }
    printf("%zd rows\n", RcList_Size(sheet));
    Rc_XDECREF(sheet);
    units_close();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
