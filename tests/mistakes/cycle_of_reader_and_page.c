/* TITLE: a reader and its page, which own each other
 * KIND: uncollected-cycle|leak
 * SEES: plain
 * MASKED: no
 * STORY: The collector knows neither type.  The cycle is to be broken when the reader is closed, which only notes that. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Reader {
    RcObject_HEAD
    RcObject *page;
    int is_closed;
} Reader;

typedef struct Page {
    RcObject_HEAD
    RcObject *reader;
    int number;
} Page;

static void reader_dealloc(RcObject *op)
{
    Rc_CLEAR(((Reader *)op)->page);
    RcObject_Del(op);
}

static void page_dealloc(RcObject *op)
{
    Rc_CLEAR(((Page *)op)->reader);
    RcObject_Del(op);
}

static RcTypeObject Reader_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "book.Reader",
    .tp_basicsize = sizeof(Reader),
    .tp_dealloc = reader_dealloc,
};

static RcTypeObject Page_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "book.Page",
    .tp_basicsize = sizeof(Page),
    .tp_dealloc = page_dealloc,
};

static Reader *reader_open(void)
{
    Reader *reader = RcObject_New(Reader, &Reader_Type);
    Page *page = RcObject_New(Page, &Page_Type);
    reader->is_closed = 0;
    page->number = 1;
    page->reader = Rc_NewRef(reader); /* GUILTY */
    reader->page = (RcObject *)page;  /* ALSO */
    return reader;
}

static void reader_close(Reader *reader)
{
    reader->is_closed = 1; /* ALSO */
#ifdef FIXED
    Rc_CLEAR(reader->page);
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Reader_Type) < 0 || RcType_Ready(&Page_Type) < 0) {
        return 1;
    }
    Reader *reader = reader_open();
    printf("page %d\n", ((Page *)reader->page)->number);
    reader_close(reader);
    Rc_DECREF(reader);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
