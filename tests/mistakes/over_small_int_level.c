/* TITLE: a cache of small numbers that gives one back too often
 * KIND: over-decref
 * SEES: plain
 * MASKED: yes
 * STORY: Levels are small ints. Lowering the level releases the old number, which Rc_SETREF has done. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject *level;
    RcObject *name;
    int changes;
} Logger;

static Logger loggers[4];
static int logger_count;

static Logger *logger_open(const char *name, int level)
{
    Logger *l = &loggers[logger_count++];
    l->name = RcStr_FromString(name);
    l->level = RcInt_FromLong(level);
    l->changes = 0;
    return l;
}

static int logger_set_level(Logger *l, long level)
{
    RcObject *old = l->level, *number = RcInt_FromLong(level);
    if (number == NULL)
        return -1;
    int lower = RcObject_RichCompareBool(number, old, Rc_LT);
    Rc_SETREF(l->level, number);
    if (lower > 0) {
        l->changes++;
#ifndef FIXED
        Rc_DECREF(old); /* GUILTY */
#endif
    }
    return lower < 0 ? -1 : 0;
}

static void loggers_close(void)
{
    while (logger_count > 0) {
        Logger *l = &loggers[--logger_count];
        Rc_CLEAR(l->name);
        Rc_CLEAR(l->level);
    }
}

int main(void)
{
    if (Rc_Initialize() < 0)
        return 1;
    Logger *root = logger_open("root", 3), *net = logger_open("net", 5);
    logger_set_level(root, 4);
    logger_set_level(net, 2);
    printf("%ld %ld\n", RcInt_AsLong(root->level), RcInt_AsLong(net->level));
    loggers_close();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
