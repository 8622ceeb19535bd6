/* TITLE: the inner lists of a grid
 * KIND: leak|lost-reference
 * SEES: deep
 * MASKED: yes
 * STORY: The grid is a list of rows and the row a list of cells. The cells go in by RcList_SET_ITEM, which
 * steals, the rows by RcList_Append, which does not; the author has it right inside and wrong outside. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *make_row(Rc_ssize_t width, double fill)
{
    RcObject *row = RcList_New(width); /* ALSO */
    for (Rc_ssize_t x = 0; row != NULL && x < width; x++) {
        RcList_SET_ITEM(row, x, RcFloat_FromDouble(fill));
    }
    return row;
}

static RcObject *make_grid(Rc_ssize_t width, Rc_ssize_t height)
{
    RcObject *grid = RcList_New(0);
    for (Rc_ssize_t y = 0; grid != NULL && y < height; y++) {
        RcObject *row = make_row(width, (double)y); /* GUILTY */
        if (row == NULL || RcList_Append(grid, row) < 0) {
            Rc_CLEAR(grid);
        }
#ifdef FIXED
        Rc_XDECREF(row);
#endif
    }
    return grid;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *grid = make_grid(2, 2);
    Rc_XDECREF(grid);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
