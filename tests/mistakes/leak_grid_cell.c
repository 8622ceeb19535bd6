/* TITLE: a grid whose cells are replaced
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: Setting a cell takes a reference to the new value and forgets the old one, in rows that are C
 * arrays. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    int width, height;
    RcObject ***rows;
} Grid;

static Grid *grid_new(int width, int height, RcObject *fill)
{
    Grid *g = malloc(sizeof *g);
    g->width = width;
    g->height = height;
    g->rows = malloc((size_t)height * sizeof *g->rows);
    for (int y = 0; y < height; y++) {
        g->rows[y] = malloc((size_t)width * sizeof **g->rows);
        for (int x = 0; x < width; x++)
            g->rows[y][x] = Rc_NewRef(fill);
    }
    return g;
}

static void grid_set(Grid *g, int x, int y, RcObject *value)
{
    RcObject **row = g->rows[y];
#ifdef FIXED
    Rc_SETREF(row[x], Rc_NewRef(value));
#else
    row[x] = Rc_NewRef(value); /* GUILTY */
#endif
}

static void grid_free(Grid *g)
{
    for (int y = 0; y < g->height; y++) {
        for (int x = 0; x < g->width; x++)
            Rc_DECREF(g->rows[y][x]);
        free(g->rows[y]);
    }
    free(g->rows);
    free(g);
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *grass = RcStr_FromString("green grass"), *water = RcStr_FromString("deep water");
    Grid *g = grid_new(3, 2, grass);
    grid_set(g, 1, 1, water);
    grid_set(g, 2, 0, water);
    grid_set(g, 2, 0, grass);
    grid_free(g);
    Rc_DECREF(grass);
    Rc_DECREF(water);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
