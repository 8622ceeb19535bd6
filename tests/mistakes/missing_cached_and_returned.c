/* TITLE: a catalogue that is made when it is first asked for
 * KIND: missing-incref
 * SEES: plain
 * MASKED: no
 * STORY: The function keeps what it makes in a static variable, and returns it to a caller who gives it back: one
 * reference for both. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *catalogue;

/* New reference. */
static RcObject *get_catalogue(void)
{
    if (catalogue == NULL) {
        RcObject *made = Rc_BuildValue("{s:i,s:i}", "anvil", 40, "bellows", 25);
        if (made == NULL)
            return NULL;
#ifdef FIXED
        Rc_INCREF(made);
#endif
        catalogue = made; /* GUILTY */
        return made;
    }
    return Rc_NewRef(catalogue);
}

static long price_of(const char *article)
{
    RcObject *all = get_catalogue();
    RcObject *price = all != NULL ? RcHashTable_GetItemString(all, article) : NULL;
    long found = price != NULL ? RcInt_AsLong(price) : -1;
    Rc_XDECREF(all);
    return found;
}

int main(void)
{
    if (Rc_Initialize() < 0)
        return 1;
    printf("an anvil: %ld\n", price_of("anvil"));
    printf("bellows: %ld\n", price_of("bellows"));
    Rc_CLEAR(catalogue);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
