/* TITLE: a caller that releases what the cache lends
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: The cache's lookup lends its value. One of the callers treats it as new. */
#include <recount/python.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Entry {
    char name[24];
    PyObject *value; /* owned */
    struct Entry *newer, *older;
} Entry;

typedef struct {
    Entry *newest, *oldest;
    int used, room;
} LruCache;

static void unlinkEntry(LruCache *cache, Entry *e)
{
    if (e->newer)
        e->newer->older = e->older;
    else
        cache->newest = e->older;
    if (e->older)
        e->older->newer = e->newer;
    else
        cache->oldest = e->newer;
}

static void linkNewest(LruCache *cache, Entry *e)
{
    e->older = cache->newest;
    e->newer = NULL;
    if (cache->newest)
        cache->newest->newer = e;
    else
        cache->oldest = e;
    cache->newest = e;
}

/* Borrowed; NULL if it is not there. */
static PyObject *cacheGet(LruCache *cache, const char *name)
{
    for (Entry *e = cache->newest; e; e = e->older)
        if (strcmp(e->name, name) == 0) {
            unlinkEntry(cache, e);
            linkNewest(cache, e);
            return e->value;
        }
    return NULL;
}

static void cachePut(LruCache *cache, const char *name, PyObject *value)
{
    Entry *e;
    if (cache->used == cache->room) {
        e = cache->oldest;
        unlinkEntry(cache, e);
        Py_DECREF(e->value);
    } else {
        e = malloc(sizeof *e);
        cache->used++;
    }
    snprintf(e->name, sizeof e->name, "%s", name);
    Py_INCREF(value);
    e->value = value;
    linkNewest(cache, e);
}

static void cacheFree(LruCache *cache)
{
    while (cache->newest) {
        Entry *e = cache->newest;
        unlinkEntry(cache, e);
        Py_DECREF(e->value);
        free(e);
    }
}

static long loadSize(LruCache *cache, const char *name)
{
    PyObject *page = cacheGet(cache, name);
    long size;
    if (page == NULL) {
        page = PyUnicode_FromFormat("contents of %s", name);
        if (page == NULL)
            return -1;
        cachePut(cache, name, page);
        size = (long)PyUnicode_GetLength(page);
        Py_DECREF(page);
        return size;
    }
    size = (long)PyUnicode_GetLength(page);
#ifndef FIXED
    Py_DECREF(page); /* GUILTY */
#endif
    return size;
}

int main(void)
{
    static const char *const visits[] = {"index", "about", "index", "contact", "help", "about"};
    LruCache cache = {.room = 3};
    long total = 0;
    if (Rc_Initialize() < 0) {
        return 1;
    }
    for (size_t i = 0; i < sizeof visits / sizeof *visits; i++)
        total += loadSize(&cache, visits[i]);
    printf("%ld characters\n", total);
    cacheFree(&cache);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
