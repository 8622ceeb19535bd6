/* TITLE: a level builder that places its last piece again
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: place() takes over the piece that it is handed: the other calls hand over a new one. AGAIN hands it the
 * last piece as it is found on the level. */
#include <recount/recount.h>
#include <stdio.h>

#define MOST 8

typedef struct {
    RcObject *pieces[MOST];
    int count;
} Level;

static void place(Level *level, RcObject *piece)
{
    level->pieces[level->count++] = piece;
}

static RcObject *unplace(Level *level)
{
    return level->pieces[--level->count];
}

static void build(Level *level, const char *plan)
{
    for (; *plan != '\0'; plan++) {
        switch (*plan) {
        case 'w':
            place(level, RcStr_FromFormat("wall %d", level->count));
            break;
        case 'd':
            place(level, RcStr_FromFormat("door %d", level->count));
            break;
        case '+':
#ifdef FIXED
            place(level, Rc_NewRef(level->pieces[level->count - 1]));
#else
            place(level, level->pieces[level->count - 1]); /* GUILTY */
#endif
            break;
        }
    }
}

int main(void)
{
    Level level = {{NULL}, 0};
    if (Rc_Initialize() < 0) {
        return 1;
    }
    build(&level, "wd+w");
    while (level.count > 0) {
        RcObject *piece = unplace(&level);
        puts(RcStr_AsUTF8(piece));
        Rc_DECREF(piece);
    }
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
