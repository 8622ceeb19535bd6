/* TITLE: references that are given back before the last look
 * KIND: none
 * STORY: Each function gives its reference back and goes on with the object, which it knows to be held: it has put it
 * there itself, it only borrows again what it had borrowed, it looks at it at once, or it has said so. */
#include <recount/hashtable.h>
#include <recount/recount.h>
#include <stdio.h>

static RcObject *colours; /* a list */
static RcObject *numbers; /* a table: name to number */

/* Its caller borrows it from the table. */
static RcObject *number_of(const char *name)
{
    RcObject *number = NULL;
    if (RcHashTable_GetItemStringRef(numbers, name, &number) != 0) {
        Rc_XDECREF(number);
        return number;
    }
    number = RcInt_FromLong(70000 + (long)RcHashTable_Size(numbers));
    if (number == NULL || RcHashTable_SetItemString(numbers, name, number) < 0) {
        Rc_XDECREF(number);
        return NULL;
    }
    Rc_DECREF(number);
    printf("new: %ld\n", RcInt_AsLong(number));
    return number;
}

static Rc_ssize_t letters(void)
{
    Rc_ssize_t sum = 0;
    for (Rc_ssize_t i = 0; i < RcList_Size(colours); i++) {
        RcObject *colour = RcSequence_GetItem(colours, i);
        if (colour == NULL) {
            return -1;
        }
        Rc_DECREF(colour);
        sum += RcStr_GetLength(colour);
    }
    return sum;
}

static int add_colour(const char *name)
{
    RcObject *colour = RcStr_FromString(name);
    int status = colour != NULL ? RcList_Append(colours, colour) : -1;
    Rc_XDECREF(colour);
    if (status == 0) {
        printf("%ld for %s\n", RcInt_AsLong(number_of(name)), RcStr_AsUTF8(colour));
    }
    return status;
}

static int show_first(void)
{
    RcObject *first = RcList_GetItem(colours, 0);
    Rc_INCREF(first);
    number_of("protected");
    Rc_DECREF(first);
    number_of("and not");
    return puts(RcStr_AsUTF8(first));
}

static int show_last(void)
{
    RcObject *last = RcSequence_GetItem(colours, -1);
    if (last == NULL) {
        return -1;
    }
    Rc_DECREF(last); /* borrowed from the list, which nobody changes here */
    number_of("last");
    return puts(RcStr_AsUTF8(last));
}

static int show_each(void)
{
    RcObject *iterator = RcObject_GetIter(colours), *colour, *before = NULL;
    if (iterator == NULL) {
        return -1;
    }
    while ((colour = RcIter_Next(iterator)) != NULL) {
        if (before != NULL) {
            printf("%s, %s\n", RcStr_AsUTF8(before), RcStr_AsUTF8(colour));
        }
        Rc_XDECREF(before);
        before = colour;
        number_of("each");
        RcStr_GetLength(before);
    }
    Rc_XDECREF(before);
    Rc_DECREF(iterator);
    return 0;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    colours = RcList_New(0);
    numbers = RcHashTable_New();
    if (add_colour("ochre") < 0 || add_colour("umber") < 0 || show_first() < 0 || show_last() < 0 ||
        show_each() < 0) {
        return 1;
    }
    printf("%zd letters\n", letters());
    Rc_CLEAR(colours);
    Rc_CLEAR(numbers);
    return Rc_Finalize() == 0 ? 0 : 1;
}
