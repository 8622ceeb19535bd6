/* TITLE: a default that is made once and given to all
 * KIND: missing-incref
 * SEES: deep
 * MASKED: no
 * STORY: palette_get() makes the default palette when it is asked for first, and keeps it. It returns the kept one as it
 * returns new ones: its callers give it back. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *standard;

static RcObject *palette_get(const char *name)
{
    if (name != NULL)
        return Rc_BuildValue("[s]", name);
    if (standard == NULL) {
        standard = Rc_BuildValue("[sss]", "red", "green", "blue");
        if (standard == NULL)
            return NULL;
    }
#ifdef FIXED
    return Rc_NewRef(standard);
#else
    return standard; /* GUILTY */
#endif
}

static void draw(const char *what, const char *name)
{
    RcObject *palette = palette_get(name);

    if (palette == NULL)
        return;
    printf("%s in %d colours\n", what, (int)RcList_Size(palette));
    Rc_DECREF(palette);
}

int main(void)
{
    if (Rc_Initialize() < 0)
        return 1;
    draw("a shadow", "grey");
    draw("a house", NULL);
    draw("a cat", "black");
    Rc_CLEAR(standard);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
