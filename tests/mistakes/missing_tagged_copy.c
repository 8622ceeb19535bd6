/* TITLE: a tagged value that is copied with its pointer only
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: A variant is a number or an object. The assignment of structs copies the pointer; the copy needs a
 * reference of its own. */
#include <recount/recount.h>
#include <stdio.h>

typedef enum { NOTHING, NUMBER, OBJECT } Tag;
typedef struct {
    Tag tag;
    union {
        double number;
        RcObject *object; /* owned */
    } as;
} Variant;

typedef struct {
    Variant cells[16];
    int used;
} Row;

static inline void variant_clear(Variant *v)
{
    if (v->tag == OBJECT)
        Rc_DECREF(v->as.object); /* ALSO */
    v->tag = NOTHING;
}

static inline void variant_copy(Variant *to, const Variant *from)
{
    *to = *from; /* GUILTY */
#ifdef FIXED
    if (to->tag == OBJECT)
        Rc_INCREF(to->as.object);
#endif
}

static void row_add_number(Row *row, double number)
{
    Variant *v = &row->cells[row->used++];
    v->tag = NUMBER;
    v->as.number = number;
}

static void row_add_object(Row *row, RcObject *object)
{
    Variant *v = &row->cells[row->used++];
    v->tag = OBJECT;
    v->as.object = Rc_NewRef(object);
}

static void row_copy(Row *to, const Row *from)
{
    to->used = from->used;
    for (int i = 0; i < from->used; i++)
        variant_copy(&to->cells[i], &from->cells[i]);
}

static void row_clear(Row *row)
{
    while (row->used > 0)
        variant_clear(&row->cells[--row->used]);
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    Row row = {.used = 0}, copy = {.used = 0};
    RcObject *name = RcStr_FromString("kitchen table");
    row_add_object(&row, name);
    row_add_number(&row, 249.9);
    Rc_DECREF(name);
    row_copy(&copy, &row);
    printf("%d cells\n", copy.used);
    row_clear(&row);
    row_clear(&copy);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
