/* TITLE: an undo that takes a reference for what it moves back
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: The old value moves onto the undo stack, with its reference, and back again. The way back takes a
 * new one. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject *text;
    RcObject *undo[10];
    int depth;
} Editor;

static void editor_open(Editor *e, const char *text)
{
    e->depth = 0;
    e->text = RcStr_FromString(text);
}

static int editor_replace(Editor *e, const char *from, const char *to)
{
    RcObject *a = RcStr_FromString(from), *b = RcStr_FromString(to);
    RcObject *changed = a && b ? RcStr_Replace(e->text, a, b, -1) : NULL;
    Rc_XDECREF(a);
    Rc_XDECREF(b);
    if (changed == NULL)
        return -1;
    if (e->depth == 10) {
        Rc_DECREF(changed);
        return -1;
    }
    e->undo[e->depth++] = e->text;
    e->text = changed;
    return 0;
}

static int editor_undo(Editor *e)
{
    if (e->depth == 0)
        return 0;
    RcObject *old = e->undo[--e->depth];
#ifdef FIXED
    Rc_SETREF(e->text, old);
#else
    Rc_SETREF(e->text, Rc_NewRef(old)); /* GUILTY */
#endif
    return 1;
}

static void editor_close(Editor *e)
{
    while (e->depth > 0)
        Rc_DECREF(e->undo[--e->depth]);
    Rc_CLEAR(e->text);
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    Editor e;
    editor_open(&e, "the quick brown fox");
    editor_replace(&e, "quick", "slow");
    editor_replace(&e, "fox", "snail");
    puts(RcStr_AsUTF8(e.text));
    editor_undo(&e);
    puts(RcStr_AsUTF8(e.text));
    editor_close(&e);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
