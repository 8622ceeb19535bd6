/* Functions of one's own, with the words and without. */
#include <recount/recount.h>

extern void queue_put(RcObject *queue, RC_STEALS RcObject *item);
extern RC_NEWREF RcObject *queue_get(RcObject *queue);
extern RC_BORROWED RcObject *queue_head(RcObject *queue);
extern void debug_print(RcObject *op);

/* Given to a function that takes it over. */
void enqueue(RcObject *queue, long number)
{
    RcObject *item = RcInt_FromLong(number);
    if (item != NULL) {
        queue_put(queue, item);
    }
}

/* ... and then released. */
void enqueue_twice(RcObject *queue, long number)
{
    RcObject *item = RcInt_FromLong(number);
    if (item != NULL) {
        queue_put(queue, item);
        Rc_DECREF(item); /* REPORT */
    }
}

void drop_one(RcObject *queue)
{
    Rc_XDECREF(queue_get(queue));
}

void drop_none(RcObject *queue)
{
    RcObject *item = queue_get(queue); /* REPORT */
    if (item != NULL) {
        debug_print(item);
    }
}

void drop_head(RcObject *queue)
{
    Rc_XDECREF(queue_head(queue)); /* REPORT */
}

/* One that steals must do so on each way out. */
int queue_put_text(RcObject *queue, RC_STEALS RcObject *item) /* REPORT */
{
    if (!RcStr_Check(item)) {
        RcErr_SetString(RcExc_TypeError, "a str is required");
        return -1;
    }
    queue_put(queue, item);
    return 0;
}

/* Helpers in the same source are looked into, and need no words. */
static int append_and_release(RcObject *list, RcObject *item)
{
    if (item == NULL) {
        return -1;
    }
    int status = RcList_Append(list, item);
    Rc_DECREF(item);
    return status;
}

int append_number(RcObject *list, long number)
{
    return append_and_release(list, RcInt_FromLong(number));
}

static RcObject *number_or_none(long number)
{
    if (number < 0) {
        Rc_RETURN_NONE;
    }
    return RcInt_FromLong(number);
}

int append_maybe(RcObject *list, long number)
{
    RcObject *item = number_or_none(number);
    if (item == NULL) {
        return -1;
    }
    int status = RcList_Append(list, item);
    Rc_DECREF(item);
    return status;
}

/* Lent by one that has no words. */
static RcObject *head_of(RcObject *list)
{
    return RcList_GetItem(list, 0);
}

int head_is_none(RcObject *list)
{
    return head_of(list) == Rc_None;
}

/* Recursion. */
RC_NEWREF RcObject *nest(long depth)
{
    RcObject *list = RcList_New(0);
    if (list == NULL || depth == 0) {
        return list;
    }
    RcObject *inner = nest(depth - 1);
    if (inner == NULL || RcList_Append(list, inner) < 0) {
        Rc_XDECREF(inner);
        Rc_DECREF(list);
        return NULL;
    }
    Rc_DECREF(inner);
    return list;
}
