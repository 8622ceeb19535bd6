/* TITLE: a C array of references, freed as mere memory
 * KIND: leak|lost-reference
 * SEES: deep
 * MASKED: no
 * STORY: The history of the editor is a malloc'd array that owns the texts in it. Closing it frees the array;
 * the references in it are forgotten with the memory that they were written on. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct History {
    RcObject **texts; /* each owned */
    size_t used, room;
} History;

static int history_push(History *history, RcObject *text)
{
    if (history->used == history->room) {
        return -1;
    }
    history->texts[history->used++] = Rc_NewRef(text); /* ALSO */
    return 0;
}

static void history_close(History *history)
{
#ifdef FIXED
    while (history->used > 0) {
        Rc_DECREF(history->texts[--history->used]);
    }
#endif
    free(history->texts); /* GUILTY */
    history->texts = NULL;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    History history = {calloc(4, sizeof(RcObject *)), 0, 4};
    if (history.texts == NULL) {
        return 1;
    }
    RcObject *text = RcStr_FromString("first draft");
    history_push(&history, text);
    Rc_DECREF(text);
    history_close(&history);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
