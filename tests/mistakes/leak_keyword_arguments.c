/* TITLE: a table of keyword arguments made for one call
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: The call needs a mapping for its keywords. The result is checked and released, the positional
 * arguments too; the mapping, made in between, is left. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *make_table(Rc_ssize_t size)
{
    RcObject *args = RcTuple_New(0);
    RcObject *kwargs = Rc_BuildValue("{sn}", "size", size); /* GUILTY */
    RcObject *table = NULL;
    if (args != NULL && kwargs != NULL) {
        table = RcObject_Call(RC_OBJECT_CAST(&RcHashTable_Type), args, kwargs);
    }
#ifdef FIXED
    Rc_XDECREF(kwargs);
#endif
    Rc_XDECREF(args);
    return table;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *table = make_table(16);
    printf("bins: %zd\n", RcHashTable_Bins(table));
    Rc_XDECREF(table);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
