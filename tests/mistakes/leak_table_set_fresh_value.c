/* TITLE: a fresh value handed to RcHashTable_SetItemString
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: The author believes that the table takes over the price that was made for it. It keeps a reference
 * of its own, so every price has one too many. */
#include <recount/recount.h>
#include <stdio.h>

static int add_price(RcObject *prices, const char *fruit, double price)
{
    RcObject *value = RcFloat_FromDouble(price); /* GUILTY */
    if (value == NULL) {
        return -1;
    }
#ifdef FIXED
    int result = RcHashTable_SetItemString(prices, fruit, value);
    Rc_DECREF(value);
    return result;
#else
    return RcHashTable_SetItemString(prices, fruit, value);
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *prices = RcHashTable_New();
    add_price(prices, "apple", 0.55);
    add_price(prices, "banana", 0.25);
    add_price(prices, "apple", 0.65);
    RcHashTable_Clear(prices);
    Rc_DECREF(prices);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
