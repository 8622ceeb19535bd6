/* TITLE: a borrowed child kept while its parent changes, masked by a sibling
 * KIND: stale-borrow|missing-incref
 * SEES: deep
 * MASKED: yes
 * STORY: The cursor of the editor points to a line that it has borrowed from the document. The line is
 * deleted; the undo list happens to hold it, so the cursor reads on, from a line that is no longer in the
 * document and that lives by chance. When the undo list goes, the cursor reads freed memory. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Cursor {
    RcObject *line; /* FIXED: owned; else borrowed from the document */
    int column;
} Cursor;

static void cursor_move(Cursor *cursor, RcObject *document, Rc_ssize_t line)
{
#ifdef FIXED
    Rc_XSETREF(cursor->line, RcList_GetItemRef(document, line));
#else
    cursor->line = RcList_GetItem(document, line); /* GUILTY */
#endif
    cursor->column = 0;
}

static long cursor_line_size(const Cursor *cursor)
{
    return (long)((RcStrObject *)cursor->line)->size; /* ALSO */
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *document = Rc_BuildValue("[ss]", "the first line", "the second");
    RcObject *undo = RcList_GetSlice(document, 0, 2);
    Cursor cursor = {NULL, 0};
    cursor_move(&cursor, document, 0);
    RcSequence_DelItem(document, 0);
    printf("%ld\n", cursor_line_size(&cursor));
    Rc_DECREF(undo);
    printf("%ld\n", cursor_line_size(&cursor));
#ifdef FIXED
    Rc_CLEAR(cursor.line);
#endif
    Rc_DECREF(document);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
