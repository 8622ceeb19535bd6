/* TITLE: replacing a value releases the wrong one
 * KIND: over-decref|leak|lost-reference|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The cache replaces an entry: it stores the new value with a reference of its own and then releases
 * through the slot, which by now holds the new value. The old one leaks and the new one is short of a
 * reference; the total is right. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Slot {
    RcObject *value; /* owned */
} Slot;

static void slot_replace(Slot *slot, RcObject *value)
{
#ifdef FIXED
    RcObject *old = slot->value;
    slot->value = Rc_NewRef(value);
    Rc_XDECREF(old);
#else
    slot->value = Rc_NewRef(value); /* ALSO */
    Rc_XDECREF(slot->value);        /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    Slot slot = {RcStr_FromString("the first page")};
    RcObject *page = RcStr_FromString("the second page");
    slot_replace(&slot, page);
    Rc_DECREF(page);
    Rc_CLEAR(slot.value);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
