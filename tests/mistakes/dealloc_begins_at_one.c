/* TITLE: a dealloc that begins with the second row
 * KIND: leak|bad-dealloc
 * SEES: plain
 * MASKED: no
 * STORY: Row 0 is the header and was borrowed once, in an older version; now it is owned like the others. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    RcObject_HEAD
    size_t used;
    RcObject **rows; /* owned, from 0 on */
} Sheet;

static void sheet_dealloc(RcObject *op)
{
    Sheet *s = (Sheet *)op;
#ifdef FIXED
    for (size_t i = 0; i < s->used; i++)
#else
    for (size_t i = 1; i < s->used; i++) /* GUILTY */
#endif
        Rc_DECREF(s->rows[i]);
    free(s->rows);    /* ALSO */
    RcObject_Del(op); /* ALSO */
}

static RcTypeObject Sheet_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "office.Sheet",
    .tp_basicsize = sizeof(Sheet),
    .tp_dealloc = sheet_dealloc,
};

static Sheet *sheet_new(RcObject *header)
{
    Sheet *s = RcObject_New(Sheet, &Sheet_Type);
    if (s == NULL)
        return NULL;
    s->rows = malloc(8 * sizeof *s->rows);
    s->rows[0] = Rc_NewRef(header);
    s->used = 1;
    return s;
}

static int sheet_append(Sheet *s, RcObject *row)
{
    if (s->used == 8)
        return -1;
    s->rows[s->used++] = Rc_NewRef(row);
    return 0;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Sheet_Type);
    RcObject *header = Rc_BuildValue("[sss]", "name", "price", "amount");
    Sheet *s = sheet_new(header);
    Rc_DECREF(header);
    for (int i = 0; i < 3; i++) {
        RcObject *row = Rc_BuildValue("[sdi]", "thing", 1.5 * i, i);
        sheet_append(s, row);
        Rc_DECREF(row);
    }
    printf("%zu rows\n", s->used);
    Rc_DECREF(s);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
