/* The harness `program`: operations on lists and tuples. */
#include "program.h"

#include <string.h>

int is_sequence(int r)
{
    return is(r, LIST) || is(r, TUPLE);
}

void open_gap(Thing *thing, int at, int count)
{
    memmove(thing->items + at + count, thing->items + at,
            (size_t)(thing->length - at) * sizeof *thing->items);
    thing->length += count;
}

void close_gap(Thing *thing, int at, int count)
{
    thing->length -= count;
    memmove(thing->items + at, thing->items + at + count,
            (size_t)(thing->length - at) * sizeof *thing->items);
}

static int cut(Rc_ssize_t index, int length)
{
    return index < 0 ? 0 : index > length ? length : (int)index;
}

void append(int a, int b, int c)
{
    Thing *list = thing_of(a);
    Rc_ssize_t index = (Rc_ssize_t)next_integer(program);
    int at = list->length, status;

    if (is(a, LIST) && list->length == MOST_ITEMS) {
        return;
    }
    if (c % 2) {
        status = RcList_Append(op_of(a), op_of(b));
    } else {
        at = cut(index < 0 && index >= -list->length ? index + list->length : index, list->length);
        status = RcList_Insert(op_of(a), index, op_of(b));
    }
    if (!settle(status < 0, !is(a, LIST))) {
        open_gap(list, at, 1);
        list->items[at] = registers[b];
        model_retain(registers[b]);
    }
}

/* Steals, on failure too; NULL deletes. */
void set_item(int a, int b, int c)
{
    Thing *list = thing_of(a);
    Rc_ssize_t index = (Rc_ssize_t)next_integer(program), at;
    int old, through_protocol = c % 2, status;
    int right = is(a, LIST) || (through_protocol && is(a, TABLE));

    if (is(a, TABLE)) {
        return;
    }
    at = through_protocol && index < 0 ? index + list->length : index;
    status = through_protocol ? RcSequence_SetItem(op_of(a), index, op_of(b))
                              : RcList_SetItem(op_of(a), index, Rc_NewRef(op_of(b)));
    if (!settle(status < 0, !right || at < 0 || at >= list->length)) {
        old = list->items[at];
        list->items[at] = registers[b];
        model_retain(registers[b]);
        model_release(old);
    }
}

void delete_item(int a, int b, int c)
{
    Thing *list = thing_of(a);
    int at = c, old;
    Rc_UNUSED(b);

    if (is(a, TABLE)) {
        return;
    }
    if (!settle(RcSequence_DelItem(op_of(a), at) < 0, !is(a, LIST) || at >= list->length)) {
        old = list->items[at];
        close_gap(list, at, 1);
        model_release(old);
    }
}

void get_item(int a, int b, int c)
{
    const Thing *source = thing_of(b);
    Rc_ssize_t index = (Rc_ssize_t)next_integer(program), at = index < 0 ? index + source->length : index;
    int inside;

    if (!is_sequence(b)) {
        return;
    }
    if (c % 2 && is(b, LIST)) {
        at = index;
    }
    inside = at >= 0 && at < source->length;
    result_is(a,
              c % 2 && is(b, LIST) ? RcList_GetItemRef(op_of(b), index) : RcSequence_GetItem(op_of(b), index),
              inside ? source->items[at] : 0, !inside);
}

void get_slice(int a, int b, int c)
{
    const Thing *source = thing_of(b);
    Thing made = {.kind = source->kind};
    Rc_ssize_t low = (Rc_ssize_t)next_integer(program), high = (Rc_ssize_t)next_integer(program);
    int from = cut(low, source->length), to = cut(high, source->length);
    Rc_UNUSED(c);

    if (!is_sequence(b)) {
        return;
    }
    made.length = to > from ? to - from : 0;
    memcpy(made.items, source->items + from, (size_t)made.length * sizeof *made.items);
    result(a, is(b, LIST) ? RcList_GetSlice(op_of(b), low, high) : RcTuple_GetSlice(op_of(b), low, high),
           &made, 0);
}

void set_slice(int a, int b, int c)
{
    Thing *list = thing_of(a), source = *thing_of(b), before = *list;
    Rc_ssize_t low = (Rc_ssize_t)next_integer(program), high = (Rc_ssize_t)next_integer(program);
    int from = cut(low, list->length), to = cut(high, list->length), status;
    int deletes = c % 3 == 0, right = is(a, LIST) && (deletes || is_sequence(b));

    to = to < from ? from : to;
    source.length = deletes ? 0 : source.length;
    if (is(b, STR) || is(b, BYTES) || is(b, TABLE) ||
        list->length - (to - from) + source.length > MOST_ITEMS) {
        return;
    }
    status = RcList_SetSlice(op_of(a), low, high, deletes ? NULL : op_of(b));
    if (settle(status < 0, !right)) {
        return;
    }
    for (int i = 0; i < source.length; i++) {
        model_retain(source.items[i]);
    }
    close_gap(list, from, to - from);
    open_gap(list, from, source.length);
    memcpy(list->items + from, source.items, (size_t)source.length * sizeof *source.items);
    for (int i = from; i < to; i++) {
        model_release(before.items[i]);
    }
}

/* Concatenation and repetition of all kinds that have them; in place a list stays who it is. */
void concat(int a, int b, int c)
{
    const Thing *left = thing_of(a), *right = thing_of(b);
    Thing made = *left;
    int in_place = c % 2, fits = left->kind == right->kind;

    if (left->length + right->length > MOST_ITEMS || is(a, TABLE) || (in_place && is(a, LIST))) {
        return;
    }
    if (is_sequence(a)) {
        memcpy(made.items + made.length, right->items, (size_t)right->length * sizeof *right->items);
    } else {
        memcpy(made.text + made.length, right->text, (size_t)right->length);
    }
    made.length += right->length;
    fits = fits && (is_sequence(a) || is(a, STR) || is(a, BYTES));
    result(a, in_place ? RcSequence_InPlaceConcat(op_of(a), op_of(b)) : RcSequence_Concat(op_of(a), op_of(b)),
           &made, !fits);
}

void repeat(int a, int b, int c)
{
    const Thing *source = thing_of(b);
    Thing made = *source;
    int count = c % 5 - 1;

    if (!is_sequence(b) || source->length * count > MOST_ITEMS) {
        return;
    }
    made.length = 0;
    for (int i = 0; i < count; i++) {
        memcpy(made.items + made.length, source->items, (size_t)source->length * sizeof *source->items);
        made.length += source->length;
    }
    result(a, RcSequence_Repeat(op_of(b), count), &made, 0);
}

void convert(int a, int b, int c)
{
    Thing made = *thing_of(b);
    RcObject *op;

    if (!is_sequence(b)) {
        return;
    }
    made.kind = c % 2 ? LIST : TUPLE;
    op = c % 2                  ? RcSequence_List(op_of(b))
         : c % 4 && is(b, LIST) ? RcList_AsTuple(op_of(b))
                                : RcSequence_Tuple(op_of(b));
    result(a, op, &made, 0);
}

void reverse(int a, int b, int c)
{
    Thing *list = thing_of(a);
    Rc_UNUSED(b);
    Rc_UNUSED(c);

    if (!settle(RcList_Reverse(op_of(a)) < 0, !is(a, LIST))) {
        for (int i = 0, j = list->length - 1; i < j; i++, j--) {
            int item = list->items[i];
            list->items[i] = list->items[j];
            list->items[j] = item;
        }
    }
}

void empty(int a, int b, int c)
{
    Thing before = *thing_of(a);
    Rc_UNUSED(b);
    Rc_UNUSED(c);

    if (!is(a, LIST) && !is(a, TABLE)) {
        return;
    }
    thing_of(a)->length = 0;
    if (is(a, LIST)) {
        EXPECT(RcList_Clear(op_of(a)) == 0);
    } else {
        RcHashTable_Clear(op_of(a));
    }
    RcMem_SetFailAfter(0);
    for (int i = 0; i < before.length; i++) {
        model_release(before.items[i]);
    }
}

/* Item by item, along an iterator. */
void iterate(int a, int b, int c)
{
    const Thing *source = thing_of(b);
    RcObject *iterator = RcObject_GetIter(op_of(b)), *item;
    int step = is(b, TABLE) ? 2 : 1, at = 0, status = 1;
    Rc_UNUSED(a);
    Rc_UNUSED(c);

    if (settle(iterator == NULL, !is_sequence(b) && !is(b, TABLE) && !is(b, STR) && !is(b, BYTES))) {
        return;
    }
    while ((is_sequence(b) || is(b, TABLE)) && status > 0) {
        status = RcIter_NextItem(iterator, &item);
        EXPECT(status == (at < source->length));
        EXPECT(status == 0 || item == things[source->items[at]].op);
        Rc_XDECREF(item);
        at += step;
    }
    Rc_DECREF(iterator);
}

/* By an iterable; a list may be extended by itself. */
void extend(int a, int b, int c)
{
    Thing *list = thing_of(a), source = *thing_of(b);
    int step = is(b, TABLE) ? 2 : 1, status;
    Rc_UNUSED(c);

    if (is(b, STR) || is(b, BYTES) || list->length + source.length > MOST_ITEMS) {
        return;
    }
    status = RcList_Extend(op_of(a), op_of(b));
    if (settle(status < 0, !is(a, LIST) || (!is_sequence(b) && !is(b, TABLE)))) {
        return;
    }
    for (int i = 0; i < source.length; i += step) {
        list->items[list->length++] = source.items[i];
        model_retain(source.items[i]);
    }
}

static int less(const Thing *x, const Thing *y)
{
    size_t size = (size_t)(x->length < y->length ? x->length : y->length);
    int order;

    if (x->kind != STR) {
        return x->integer < y->integer;
    }
    order = memcmp(x->text, y->text, size);
    return order < 0 || (order == 0 && x->length < y->length);
}

/* Of numbers or strs alone: others may compare, or not. */
void sort(int a, int b, int c)
{
    Thing *list = thing_of(a), sorted = *list;
    Rc_UNUSED(b);
    Rc_UNUSED(c);

    for (int i = 0; is(a, LIST) && i < list->length; i++) {
        const Thing *first = &things[list->items[0]], *item = &things[list->items[i]];
        if ((item->kind != INT && item->kind != STR) || item->kind != first->kind) {
            return;
        }
        for (int j = i; j > 0 && less(item, &things[sorted.items[j - 1]]); j--) {
            sorted.items[j] = sorted.items[j - 1];
            sorted.items[j - 1] = list->items[i];
        }
    }
    if (!settle(RcList_Sort(op_of(a)) < 0, !is(a, LIST))) {
        *list = sorted;
    }
}

/* A tuple or a list of three, by a format. */
void build(int a, int b, int c)
{
    static const char *const formats[] = {"OOO", "(ONO)", "[OON]", "[O,O:O]"};
    int form = choose(program, 4);
    Thing made = {
        .kind = form < 2 ? TUPLE : LIST, .items = {registers[b], registers[c], registers[a]}, .length = 3};
    RcObject *x = op_of(b), *y = op_of(c), *z = op_of(a);

    Rc_XINCREF(form == 1 ? y : form == 2 ? z : NULL); /* N's */
    result(a, Rc_BuildValue(formats[form], x, y, z), &made, 0);
}
