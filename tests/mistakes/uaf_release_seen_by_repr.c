/* TITLE: a printer's last page
 * KIND: use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The printer releases its page before it empties the variable. The page's dealloc reports the state of the
 * printer, which shows the page that is going; nobody takes a reference to it. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    long number;
} Page;

static RcObject *page_in_print;

static RcObject *page_repr(RcObject *op)
{
    return RcStr_FromFormat("page %ld", ((Page *)op)->number);
}

static void report(const char *what)
{
    RcObject *text;
    if (page_in_print == NULL) {
        printf("%s: no page\n", what);
        return;
    }
    text = RcObject_Repr(page_in_print);
    printf("%s: %s\n", what, text != NULL ? RcStr_AsUTF8(text) : "?");
    Rc_XDECREF(text);
}

static void page_dealloc(RcObject *op)
{
    report("out");
    Rc_TYPE(op)->tp_free(op);
}

static RcTypeObject Page_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "print.Page",
    .tp_basicsize = sizeof(Page),
    .tp_dealloc = page_dealloc,
    .tp_repr = page_repr,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
};

static int print(long number)
{
    Page *page = RcObject_New(Page, &Page_Type);
    if (page == NULL)
        return -1;
    page->number = number;
    page_in_print = (RcObject *)page;
    report("in");
#ifdef FIXED
    Rc_CLEAR(page_in_print);
#else
    Rc_DECREF(page_in_print); /* GUILTY */
    page_in_print = NULL;
#endif
    return 0;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Page_Type) < 0)
        return 1;
    for (long number = 1; number < 3; number++) {
        if (print(number) < 0)
            return 1;
    }
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
