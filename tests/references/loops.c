/* Loops: what each turn owns. */
#include <recount/recount.h>

double sum(RcObject *iterable)
{
    double total = 0;
    RcObject *iterator = RcObject_GetIter(iterable);
    if (iterator == NULL) {
        return -1;
    }
    RcObject *item;
    while ((item = RcIter_Next(iterator)) != NULL) {
        total += RcFloat_AsDouble(item);
        Rc_DECREF(item);
    }
    Rc_DECREF(iterator);
    return RcErr_Occurred() ? -1 : total;
}

/* continue jumps over the release. */
Rc_ssize_t count_texts(RcObject *iterable)
{
    Rc_ssize_t count = 0;
    RcObject *iterator = RcObject_GetIter(iterable), *item;
    if (iterator == NULL) {
        return -1;
    }
    while ((item = RcIter_Next(iterator)) != NULL) { /* REPORT */
        if (!RcStr_Check(item)) {
            continue;
        }
        count++;
        Rc_DECREF(item);
    }
    Rc_DECREF(iterator);
    return count;
}

/* break leaves with what the turn owns, and that is meant so. */
RC_NEWREF RcObject *first_text(RcObject *iterable)
{
    RcObject *iterator = RcObject_GetIter(iterable), *item;
    if (iterator == NULL) {
        return NULL;
    }
    while ((item = RcIter_Next(iterator)) != NULL) {
        if (RcStr_Check(item)) {
            break;
        }
        Rc_DECREF(item);
    }
    Rc_DECREF(iterator);
    return item;
}

/* NextItem, of which each outcome is another. */
int all_true(RcObject *iterator)
{
    RcObject *item;
    int status;
    while ((status = RcIter_NextItem(iterator, &item)) == 1) {
        int truth = RcObject_IsTrue(item);
        Rc_DECREF(item);
        if (truth <= 0) {
            return truth;
        }
    }
    return status < 0 ? -1 : 1;
}

/* The same, and the item is looked at only. */
int none_true(RcObject *iterator)
{
    RcObject *item;
    while (RcIter_NextItem(iterator, &item) == 1) { /* REPORT-NEAR */
        if (RcObject_IsTrue(item)) {
            return 0;
        }
    }
    return 1;
}

/* A list that is filled slot by slot. */
RC_NEWREF RcObject *squares(long count)
{
    RcObject *list = RcList_New(count);
    if (list == NULL) {
        return NULL;
    }
    for (long i = 0; i < count; i++) {
        RcObject *square = RcInt_FromLong(i * i);
        if (square == NULL) {
            Rc_DECREF(list);
            return NULL;
        }
        RcList_SET_ITEM(list, i, square);
    }
    return list;
}

/* The list is forgotten when an item fails. */
RC_NEWREF RcObject *cubes(long count)
{
    RcObject *list = RcList_New(0); /* REPORT */
    for (long i = 0; list != NULL && i < count; i++) {
        RcObject *cube = RcInt_FromLong(i * i * i);
        if (cube == NULL || RcList_Append(list, cube) < 0) {
            Rc_XDECREF(cube);
            return NULL;
        }
        Rc_DECREF(cube);
    }
    return list;
}

/* An accumulator, exchanged each turn. */
RC_NEWREF RcObject *product(RcObject *const *numbers, Rc_ssize_t count)
{
    RcObject *result = RcInt_FromLong(1);
    for (Rc_ssize_t i = 0; result != NULL && i < count; i++) {
        RcObject *next = RcNumber_Multiply(result, numbers[i]);
        Rc_DECREF(result);
        result = next;
    }
    return result;
}

/* The same by Rc_SETREF; and with an error path. */
RC_NEWREF RcObject *joined(RcObject *const *texts, Rc_ssize_t count)
{
    RcObject *all = RcStr_FromString("");
    if (all == NULL) {
        return NULL;
    }
    for (Rc_ssize_t i = 0; i < count; i++) {
        RcObject *longer = RcStr_Concat(all, texts[i]);
        if (longer == NULL) {
            Rc_DECREF(all);
            return NULL;
        }
        Rc_SETREF(all, longer);
    }
    return all;
}

/* Borrowed pairs, some of them kept. */
int collect_large(RcObject *table, RcObject *list)
{
    Rc_ssize_t position = 0;
    RcObject *key, *value;
    while (RcHashTable_Next(table, &position, &key, &value)) {
        if (RcFloat_AsDouble(value) > 100 && RcList_Append(list, key) < 0) {
            return -1;
        }
    }
    return 0;
}
