/* TITLE: the longest word so far, over the one before
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: Each word that is made is given back by its name. The reference to the longest one is lost when a longer word comes
 * into the variable. */
#include <recount/recount.h>
#include <stdio.h>

/* The word in quotation marks.  Result new. */
static RcObject *quoted(RcObject *words, Rc_ssize_t i)
{
    RcObject *word = RcSequence_GetItem(words, i);
    RcObject *text = word != NULL ? RcStr_FromFormat("<%U>", word) : NULL;
    Rc_XDECREF(word);
    return text;
}

/* Result new, or NULL. */
static RcObject *longest(RcObject *words)
{
    RcObject *found = NULL;
    for (Rc_ssize_t i = 0; i < RcSequence_Size(words); i++) {
        RcObject *word = quoted(words, i);
        if (word == NULL) {
            Rc_XDECREF(found);
            return NULL;
        }
        if (found == NULL || RcStr_GetLength(word) > RcStr_GetLength(found)) {
#ifdef FIXED
            Rc_XSETREF(found, Rc_NewRef(word));
#else
            found = Rc_NewRef(word); /* GUILTY */
#endif
        }
        Rc_DECREF(word);
    }
    return found;
}

int main(void)
{
    if (Rc_Initialize() < 0)
        return 1;
    RcObject *words = Rc_BuildValue("(ssss)", "a", "rather", "longer", "sentence than that");
    RcObject *found = words != NULL ? longest(words) : NULL;
    printf("%s\n", found != NULL ? RcStr_AsUTF8(found) : "?");
    Rc_XDECREF(found);
    Rc_XDECREF(words);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
