/* TITLE: a part that gives back the whole it belongs to
 * KIND: over-decref|bad-dealloc|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: A book owns its chapters in a tuple, and each chapter knows its book. The dealloc of a chapter releases all pointers
 * that it has. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *title;
    RcObject *chapters; /* tuple */
} Book;

typedef struct {
    RcObject_HEAD
    Book *book;
    RcObject *heading;
} Chapter;

static void book_dealloc(RcObject *op)
{
    Rc_XDECREF(((Book *)op)->chapters);
    Rc_XDECREF(((Book *)op)->title);
    RcObject_Del(op);
}

static void chapter_dealloc(RcObject *op)
{
    Chapter *self = (Chapter *)op;

    Rc_XDECREF(self->heading);
#ifndef FIXED
    Rc_XDECREF(self->book); /* GUILTY */
#endif
    RcObject_Del(op);
}

static RcTypeObject Book_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "press.Book",
    .tp_basicsize = sizeof(Book),
    .tp_dealloc = book_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
};

static RcTypeObject Chapter_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "press.Chapter",
    .tp_basicsize = sizeof(Chapter),
    .tp_dealloc = chapter_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
};

static RcObject *chapter_new(Book *book, const char *heading)
{
    Chapter *self = RcObject_New(Chapter, &Chapter_Type);

    if (self == NULL)
        return NULL;
    self->heading = RcStr_FromString(heading);
    self->book = book;
    return (RcObject *)self;
}

static Book *book_new(const char *title)
{
    Book *self = RcObject_New(Book, &Book_Type);

    if (self == NULL)
        return NULL;
    self->title = RcStr_FromString(title);
    self->chapters =
        Rc_BuildValue("(NN)", chapter_new(self, "Loomings"), chapter_new(self, "The Carpet-Bag"));
    return self;
}

int main(void)
{
    Book *book;

    if (Rc_Initialize() < 0 || RcType_Ready(&Book_Type) < 0 || RcType_Ready(&Chapter_Type) < 0)
        return 1;
    book = book_new("Moby-Dick");
    if (book == NULL)
        return 1;
    printf("%s, %d chapters\n", RcStr_AsUTF8(book->title), (int)RcTuple_Size(book->chapters));
    Rc_DECREF(book);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
