/* TITLE: a reference with a bit in it
 * KIND: none
 * STORY: The lowest bit of the pointer says whether the value was seen. While it is set no pointer in memory
 * is the object's address; the reference is there all the same. */
#include <recount/recount.h>
#include <stdint.h>
#include <stdio.h>

typedef struct Slot {
    uintptr_t tagged; /* an owned object, and 1 if it was seen */
} Slot;

static RcObject *slot_object(const Slot *slot)
{
    return (RcObject *)(slot->tagged & ~(uintptr_t)1);
}

static void slot_fill(Slot *slot, RcObject *op)
{
    slot->tagged = (uintptr_t)RC_GIVEN(Rc_NewRef(op)) | 1;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    static Slot slots[2];
    for (int i = 0; i < 2; i++) {
        RcObject *text = RcStr_FromFormat("slot %d", i);
        slot_fill(&slots[i], text);
        Rc_DECREF(text);
    }
    RcGC_Collect();
    for (int i = 0; i < 2; i++) {
        printf("%s\n", RcStr_AsUTF8(slot_object(&slots[i])));
        Rc_DECREF(slot_object(&slots[i]));
        slots[i].tagged = 0;
    }
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
