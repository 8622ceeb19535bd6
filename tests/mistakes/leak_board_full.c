/* TITLE: a leader board that pushes the last one off without releasing it
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: The rows move down by one; what was last is overwritten. */
#include <recount/recount.h>
#include <stdio.h>

#define TOP 3

struct row {
    RcObject *name;
    long score;
};

static struct row board[TOP];
static int rows;

static int board_add(RcObject *name, long score)
{
    int i, at = rows;

    while (at > 0 && board[at - 1].score < score)
        at--;
    if (at == TOP)
        return 0;
#ifdef FIXED
    if (rows == TOP)
        Rc_CLEAR(board[TOP - 1].name);
#endif
    for (i = rows < TOP ? rows : TOP - 1; i > at; i--)
        board[i] = board[i - 1]; /* GUILTY */
    board[at].name = Rc_NewRef(name);
    board[at].score = score;
    if (rows < TOP)
        rows++;
    return 1;
}

static void board_clear(void)
{
    while (rows > 0)
        Rc_CLEAR(board[--rows].name);
}

static int play(const char *who, long score)
{
    RcObject *name = RcStr_FromString(who);
    int in;

    if (!name)
        return -1;
    in = board_add(name, score);
    Rc_DECREF(name);
    return in;
}

int main(void)
{
    int i;

    if (Rc_Initialize() < 0)
        return 1;
    play("ada", 50);
    play("bob", 70);
    play("cyd", 60);
    play("dan", 65);
    play("eve", 10);
    for (i = 0; i < rows; i++)
        printf("%s %ld\n", RcStr_AsUTF8(board[i].name), board[i].score);
    board_clear();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
