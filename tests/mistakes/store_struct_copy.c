/* TITLE: a copy of an object that takes references for some fields
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: All pointers are copied before references are taken, and one of them is forgotten. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *title;
    RcObject *author;
    RcObject *tags;
    int year;
} Book;

static RcTypeObject Book_Type;

static RcObject *book(const char *title, const char *author, int year)
{
    Book *b = RcObject_GC_New(Book, &Book_Type);
    b->title = RcStr_FromString(title);
    b->author = RcStr_FromString(author);
    b->tags = RcList_New(0);
    b->year = year;
    RcObject_GC_Track(b);
    return (RcObject *)b;
}

static RcObject *clone(RcObject *op)
{
    Book *old = (Book *)op, *b = RcObject_GC_New(Book, &Book_Type);
    if (b == NULL)
        return NULL;
    b->title = old->title;
    b->author = old->author;
    b->tags = old->tags; /* GUILTY */
    b->year = old->year + 1;
    Rc_XINCREF(b->title);
    Rc_XINCREF(b->author);
#ifdef FIXED
    Rc_XINCREF(b->tags);
#endif
    RcObject_GC_Track(b);
    return (RcObject *)b;
}

static int book_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Book *b = (Book *)op;
    Rc_VISIT(b->title);
    Rc_VISIT(b->author);
    Rc_VISIT(b->tags);
    return 0;
}

static int book_clear(RcObject *op)
{
    Book *b = (Book *)op;
    Rc_CLEAR(b->title);
    Rc_CLEAR(b->author);
    Rc_CLEAR(b->tags);
    return 0;
}

static void book_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    book_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Book_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "lib.Book",
    .tp_basicsize = sizeof(Book),
    .tp_flags = Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = book_dealloc,
    .tp_traverse = book_traverse,
    .tp_clear = book_clear,
};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Book_Type);
    RcObject *b = book("The C Book", "M. Banahan", 1991);
    RcObject *c = clone(b);
    RcList_Append(((Book *)b)->tags, Rc_True);
    Rc_DECREF(c);
    Rc_DECREF(b);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
