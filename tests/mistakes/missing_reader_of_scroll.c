/* TITLE: a reader that gives back a scroll which it never took
 * KIND: missing-incref
 * SEES: plain
 * MASKED: no
 * STORY: The reader's dealloc gives back the scroll; the function that makes it stores its argument without a
 * reference. What notices is the owner of the scroll, who reads it after the reader is gone. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *text;
    long columns;
} Scroll;

typedef struct {
    RcObject_HEAD
    Scroll *scroll;
    long column;
} Reader;

static void scroll_dealloc(RcObject *op)
{
    Rc_XDECREF(((Scroll *)op)->text);
    RcObject_Del(op);
}

static void reader_dealloc(RcObject *op)
{
    Rc_XDECREF(((Reader *)op)->scroll);
    RcObject_Del(op);
}

static RcTypeObject Scroll_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "library.Scroll",
    .tp_basicsize = sizeof(Scroll),
    .tp_dealloc = scroll_dealloc,
};

static RcTypeObject Reader_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "library.Reader",
    .tp_basicsize = sizeof(Reader),
    .tp_dealloc = reader_dealloc,
};

static Scroll *scroll_new(const char *text, long columns)
{
    Scroll *scroll = RcObject_New(Scroll, &Scroll_Type);
    if (scroll != NULL) {
        scroll->columns = columns;
        scroll->text = RcStr_FromString(text);
    }
    return scroll;
}

static Reader *reader_of(Scroll *scroll)
{
    Reader *reader = RcObject_New(Reader, &Reader_Type);
    if (reader == NULL)
        return NULL;
    reader->column = 1;
#ifdef FIXED
    Rc_INCREF(scroll);
#endif
    reader->scroll = scroll; /* GUILTY */
    return reader;
}

static int reader_turn(Reader *reader)
{
    return ++reader->column <= reader->scroll->columns;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Scroll_Type) < 0 || RcType_Ready(&Reader_Type) < 0)
        return 1;
    Scroll *scroll = scroll_new("arma virumque cano", 3);
    Reader *reader = scroll != NULL ? reader_of(scroll) : NULL;
    if (reader == NULL)
        Rc_FatalError("out of memory");
    while (reader_turn(reader))
        printf("column %ld\n", reader->column);
    Rc_DECREF(reader);
    printf("%s, %ld columns\n", RcStr_AsUTF8(scroll->text), scroll->columns);
    Rc_DECREF(scroll);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
