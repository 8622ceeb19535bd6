/* TITLE: a stack of cells that gives out what it has freed with the cell
 * KIND: missing-incref|over-decref
 * SEES: plain
 * MASKED: no
 * STORY: drop_cell gives back what a cell refers to. stack_top_off returns the content of the top cell after it has
 * dropped the cell. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

struct cell {
    RcObject *content;
    struct cell *below;
};

static struct cell *top;

static int push(const char *text)
{
    struct cell *cell = malloc(sizeof *cell);
    RcObject *content = cell != NULL ? RcStr_FromFormat("<%s>", text) : NULL;
    if (content == NULL) {
        free(cell);
        return -1;
    }
    cell->content = content;
    cell->below = top;
    top = cell;
    return 0;
}

static void drop_cell(struct cell *cell)
{
    Rc_DECREF(cell->content); /* ALSO */
    free(cell);
}

/* A new reference to what is on top, which goes; NULL: there is nothing. */
static RcObject *stack_top_off(void)
{
    struct cell *cell = top;
    if (cell == NULL) {
        return NULL;
    }
    top = cell->below;
#ifdef FIXED
    RcObject *content = Rc_NewRef(cell->content);
#else
    RcObject *content = cell->content; /* GUILTY */
#endif
    drop_cell(cell); /* ALSO */
    return content;
}

int main(void)
{
    if (Rc_Initialize() < 0 || push("alpha") < 0 || push("beta") < 0) {
        return 1;
    }
    RcObject *text = stack_top_off();
    if (text != NULL && RcStr_Check(text)) {
        puts(RcStr_AsUTF8(text));
    }
    Rc_XDECREF(text);
    while (top != NULL) {
        struct cell *cell = top;
        top = cell->below;
        drop_cell(cell);
    }
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
