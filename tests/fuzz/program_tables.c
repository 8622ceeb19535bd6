/* The harness `program`: operations on tables. */
#include "program.h"

#include <string.h>

void table_set(int a, int b, int c)
{
    Thing *table = thing_of(a);
    int deep = 0, hashable = model_hashable(registers[b]),
        at = is(a, TABLE) ? model_find(table, registers[b], &deep) : -1;
    int status, old;

    if (deep || is(b, WEAKREF) || (is(a, TABLE) && table->length + 2 > MOST_ITEMS)) {
        return;
    }
    status = RcHashTable_SetItem(op_of(a), op_of(b), op_of(c));
    if (settle(status < 0, !is(a, TABLE) || !hashable)) {
        return;
    }
    model_retain(registers[c]);
    if (at >= 0) {
        old = table->items[at + 1];
        table->items[at + 1] = registers[c];
        model_release(old);
        return;
    }
    model_retain(registers[b]);
    table->items[table->length++] = registers[b];
    table->items[table->length++] = registers[c];
}

/* Of a table: get, set by default, delete. */
void table_get(int a, int b, int c)
{
    const Thing *table = thing_of(b);
    int deep = 0, at = is(b, TABLE) ? model_find(table, registers[c], &deep) : -1, status;
    RcObject *found = NULL;

    if (deep || is(c, WEAKREF)) {
        return;
    }
    status = RcHashTable_GetItemRef(op_of(b), op_of(c), &found);
    if (settle(status < 0, !is(b, TABLE) || !model_hashable(registers[c]))) {
        EXPECT(found == NULL);
        return;
    }
    EXPECT(status == (at >= 0) && (found != NULL) == (status == 1));
    if (found != NULL) {
        EXPECT(found == things[table->items[at + 1]].op);
        model_retain(table->items[at + 1]);
        put(a, table->items[at + 1]);
    }
}

void table_delete(int a, int b, int c)
{
    Thing *table = thing_of(a);
    int deep = 0, at = is(a, TABLE) ? model_find(table, registers[b], &deep) : -1, key, value;
    Rc_UNUSED(c);

    if (deep || is(b, WEAKREF)) {
        return;
    }
    if (!settle(RcHashTable_DelItem(op_of(a), op_of(b)) < 0, at < 0 || !model_hashable(registers[b]))) {
        key = table->items[at];
        value = table->items[at + 1];
        close_gap(table, at, 2);
        model_release(key);
        model_release(value);
    }
}

void table_copy(int a, int b, int c)
{
    Thing made = *thing_of(b);
    Rc_UNUSED(c);
    result(a, RcHashTable_Copy(op_of(b)), &made, !is(b, TABLE));
}

void table_parts(int a, int b, int c)
{
    const Thing *table = thing_of(b);
    Thing made = {.kind = LIST};

    for (int i = c % 2; is(b, TABLE) && i < table->length; i += 2) {
        made.items[made.length++] = table->items[i];
    }
    result(a, c % 2 ? RcHashTable_Values(op_of(b)) : RcHashTable_Keys(op_of(b)), &made, !is(b, TABLE));
}

/* The model's part of storing a pair. */
static void store(Thing *table, int key, int value)
{
    int deep = 0, at = model_find(table, key, &deep), old;

    model_retain(value);
    if (at >= 0) {
        old = table->items[at + 1];
        table->items[at + 1] = value;
        model_release(old);
        return;
    }
    model_retain(key);
    table->items[table->length++] = key;
    table->items[table->length++] = value;
}

/* Updates from a table or, if there is none, from what is no mapping.  A failure in the middle leaves the first pairs
 * stored, so none may happen here. */
void table_update(int a, int b, int c)
{
    Thing other = *thing_of(b);
    int deep = 0;
    Rc_UNUSED(c);

    for (int i = 0; i < other.length && is(a, TABLE) && is(b, TABLE); i += 2) {
        (void)model_find(thing_of(a), other.items[i], &deep);
    }
    if (deep || (is(a, TABLE) && thing_of(a)->length + other.length > MOST_ITEMS)) {
        return;
    }
    RcMem_SetFailAfter(0);
    if (settle(RcHashTable_Update(op_of(a), op_of(b)) < 0, !is(a, TABLE) || !is(b, TABLE)) || a == b) {
        return;
    }
    for (int i = 0; i < other.length; i += 2) {
        store(thing_of(a), other.items[i], other.items[i + 1]);
    }
}

#define AT_ONCE 3

/* Several keys at once, of which all can be hashed. */
void table_many(int a, int b, int c)
{
    RcObject *keys[AT_ONCE], *values[AT_ONCE], *found[AT_ONCE];
    int deep = 0, at[AT_ONCE];

    for (int i = 0; i < AT_ONCE; i++) {
        int key = (b + i) % REGISTERS;
        at[i] = is(a, TABLE) ? model_find(thing_of(a), registers[key], &deep) : -1;
        if (deep || is(key, WEAKREF) || !model_hashable(registers[key])) {
            return;
        }
        keys[i] = op_of(key);
        values[i] = op_of(c);
    }
    RcMem_SetFailAfter(0);
    if (choose(program, 2)) {
        EXPECT(fuzz_outcome(RcHashTable_GetMany(op_of(a), keys, AT_ONCE, found) < 0) == !is(a, TABLE));
        for (int i = 0; i < AT_ONCE; i++) {
            EXPECT(found[i] == (at[i] >= 0 ? things[thing_of(a)->items[at[i] + 1]].op : NULL));
            Rc_XDECREF(found[i]);
        }
    } else if (!is(a, TABLE) || thing_of(a)->length + 2 * AT_ONCE <= MOST_ITEMS) {
        if (!settle(RcHashTable_SetMany(op_of(a), keys, values, AT_ONCE) < 0, !is(a, TABLE))) {
            for (int i = 0; i < AT_ONCE; i++) {
                store(thing_of(a), registers[(b + i) % REGISTERS], registers[c]);
            }
        }
    }
}
