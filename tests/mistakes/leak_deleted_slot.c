/* TITLE: an own hash table whose delete forgets the value
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: Open addressing in a malloc'd array. Each used slot owns key and value; a deleted slot gives back
 * its key only. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

enum state { EMPTY, USED, DELETED };

typedef struct {
    enum state state;
    RcObject *key, *value;
} Slot;

typedef struct {
    Slot *slots;
    size_t mask, used;
} Map;

static int map_init(Map *m, size_t size)
{
    m->slots = calloc(size, sizeof(Slot));
    m->mask = size - 1;
    m->used = 0;
    return m->slots == NULL ? -1 : 0;
}

static Slot *map_find(Map *m, RcObject *key)
{
    Slot *free_slot = NULL;
    for (size_t i = (size_t)RcObject_Hash(key);; i++) {
        Slot *s = &m->slots[i & m->mask];
        if (s->state == EMPTY)
            return free_slot ? free_slot : s;
        if (s->state == DELETED) {
            if (free_slot == NULL)
                free_slot = s;
        } else if (RcObject_RichCompareBool(s->key, key, Rc_EQ) == 1) {
            return s;
        }
    }
}

static void map_put(Map *m, RcObject *key, RcObject *value)
{
    Slot *s = map_find(m, key);
    Rc_INCREF(value);
    if (s->state == USED) {
        Rc_SETREF(s->value, value);
        return;
    }
    s->state = USED;
    s->key = Rc_NewRef(key);
    s->value = value;
    m->used++;
}

static int map_delete(Map *m, RcObject *key)
{
    Slot *s = map_find(m, key);
    if (s->state != USED)
        return 0;
    s->state = DELETED;
    m->used--;
    Rc_CLEAR(s->key);
#ifdef FIXED
    Rc_CLEAR(s->value);
#else
    s->value = NULL; /* GUILTY */
#endif
    return 1;
}

static void map_free(Map *m)
{
    for (size_t i = 0; i <= m->mask; i++) {
        if (m->slots[i].state == USED) {
            Rc_DECREF(m->slots[i].key);
            Rc_DECREF(m->slots[i].value);
        }
    }
    free(m->slots);
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    Map m;
    map_init(&m, 16);
    for (int i = 0; i < 5; i++) {
        RcObject *key = RcStr_FromFormat("user%d", i), *value = RcInt_FromLong(1000 + i);
        map_put(&m, key, value);
        Rc_DECREF(key);
        Rc_DECREF(value);
    }
    RcObject *key = RcStr_FromString("user3");
    printf("deleted %d\n", map_delete(&m, key));
    Rc_DECREF(key);
    map_free(&m);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
