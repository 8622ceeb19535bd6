/* TITLE: a shared default returned as if it were new
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: One branch returns a new string, the other the module's default. The caller cannot know which, and
 * gives both back: at the second miss the default is gone. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *default_color; /* owned by the module */

/* Result: new. */
static RcObject *color_of(RcObject *theme, const char *element)
{
    RcObject *color;
    if (RcHashTable_GetItemStringRef(theme, element, &color) == 1) {
        return color;
    }
#ifdef FIXED
    Rc_INCREF(default_color);
#endif
    return default_color; /* GUILTY */
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    default_color = RcStr_FromString("mauve");
    RcObject *theme = RcHashTable_New();
    RcObject *color = color_of(theme, "border");
    printf("%s\n", RcStr_AsUTF8(color));
    Rc_DECREF(color);
    Rc_DECREF(theme);
    Rc_CLEAR(default_color);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
