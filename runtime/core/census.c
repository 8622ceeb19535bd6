/* Objects counted by type: a walk over the pool's blocks, so that making an object costs no instruction more.
 *
 * A block says of itself neither that it is an object nor where that begins.  It is taken for one if the header is that
 * of a living object and what it calls its type is one: a container's header stands behind the collector's head, any
 * other's at the start.  So first the types are gathered: static ones as RcType_Ready has noted them, heap types
 * from the blocks.  Nothing but the walked block is read until its type is known to be one. */
#include "core/head.h"
#include "core/object.h"
#include "core/runtime.h"
#include "core/type.h"
#include "memory/pool.h"

#include <recount/errors.h>

#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 256 /* a power of two, as each */
#define LEAST_ADDRESS ((uint32_t)1 << 16)

/* An open-addressing table by the type's address, at most half full; and what is no mortal object. */
typedef struct Census {
    RcLiveType *rows; /* type NULL: empty */
    size_t mask;
    size_t used;
    const RcPool *pool;
    size_t front; /* bytes of a block that are the limit's */
    RcLiveType others;
    int failed; /* no memory */
} Census;

static RcLiveType *find(const Census *census, const RcTypeObject *type)
{
    size_t i = ((uintptr_t)type >> 4) & census->mask;
    while (census->rows[i].type != NULL && census->rows[i].type != type) {
        i = (i + 1) & census->mask;
    }
    return &census->rows[i];
}

static int grow_census(Census *census)
{
    Census larger = *census;

    larger.mask = census->mask * 2 + 1;
    larger.rows = RcMem_RawCalloc(larger.mask + 1, sizeof *larger.rows);
    if (larger.rows == NULL) {
        return -1;
    }
    for (size_t i = 0; i <= census->mask; i++) {
        if (census->rows[i].type != NULL) {
            *find(&larger, census->rows[i].type) = census->rows[i];
        }
    }
    RcMem_RawFree(census->rows);
    *census = larger;
    return 0;
}

/* Also for _RcType_EachStatic, which goes on as long as this is 0. */
static int add_type(const RcTypeObject *type, void *arg)
{
    Census *census = arg;

    if (census->failed || ((census->used + 1) * 2 > census->mask && grow_census(census) < 0)) {
        census->failed = 1;
        return 1;
    }
    RcLiveType *row = find(census, type);
    census->used += row->type == NULL;
    row->type = (RcTypeObject *)(uintptr_t)type;
    return 0;
}

/* -- what a block is -- */

/* Can these be the first words of an object that Rc_LiveObjects counts, or of an immortal one?  In a block that was an
 * object before, and is none as yet, they are what was a free block's link: an address of the pool's, or NULL.  And in an
 * array of types they are a type's address, which looks like a count if it is low. */
static int has_header(const Census *census, const RcObject *op)
{
    const uint32_t known = RC_OBJECT_FINALIZED | RC_OBJECT_QUEUED | RC_OBJECT_RETRACK | RC_OBJECT_ROOT;
    const uint32_t shown =
        op->ob_flags & RC_OBJECT_QUEUED ? 0xFFFF : UINT32_MAX; /* the upper half is the queue's */
    const void *link;

    memcpy(&link, op, sizeof link);
    return (op->ob_refcnt != 0 || shown != UINT32_MAX) && (op->ob_flags & shown & ~known) == 0 &&
           (shown != UINT32_MAX || (!_RcPool_Owns(census->pool, link) &&
                                    (op->ob_refcnt < LEAST_ADDRESS || find(census, link)->type == NULL)));
}

/* The object behind so many bytes of a block; NULL if there is no room for one. */
static const RcObject *object_behind(const void *block, size_t size, size_t front, size_t least)
{
    return size >= front + least ? (const RcObject *)((const char *)block + front) : NULL;
}

static void gather_heap_type(const void *block, size_t size, void *arg)
{
    Census *census = arg;
    const RcObject *op =
        object_behind(block, size, census->front + sizeof(RcGC_Block), sizeof(RcHeapTypeObject));

    if (op != NULL && op->ob_type == &RcType_Type && has_header(census, op) &&
        RcType_HasFeature((const RcTypeObject *)op, Rc_TPFLAGS_HEAPTYPE) &&
        RcType_HasFeature((const RcTypeObject *)op, Rc_TPFLAGS_READY)) {
        add_type((const RcTypeObject *)op, census);
    }
}

/* The row of the object's type, if it is an object of a type that has a head, or has none. */
static RcLiveType *row_of(const Census *census, const RcObject *op, int is_collected)
{
    RcLiveType *row;

    if (op == NULL || op->ob_type == NULL || !has_header(census, op)) {
        return NULL;
    }
    row = find(census, op->ob_type);
    return row->type != NULL && !RcType_IS_GC(row->type) == !is_collected ? row : NULL;
}

static void count_block(const void *block, size_t size, void *arg)
{
    Census *census = arg;
    const RcObject *op = object_behind(block, size, census->front, sizeof(RcObject));
    RcLiveType *row = row_of(census, op, 0);

    if (row == NULL) {
        op = object_behind(block, size, census->front + sizeof(RcGC_Block), sizeof(RcObject));
        row = row_of(census, op, 1);
    }
    if (row == NULL || (Rc_IsImmortal(op) && !(op->ob_flags & RC_OBJECT_QUEUED))) {
        row = &census->others;
    }
    row->objects++;
    row->bytes += size;
}

/* -- the result -- */

static int by_bytes(const void *left, const void *right)
{
    const RcLiveType *a = left, *b = right;
    if (a->bytes != b->bytes) {
        return a->bytes < b->bytes ? 1 : -1;
    }
    return (a->objects < b->objects) - (a->objects > b->objects);
}

/* Rows with something in them come first, sorted; how many there are. */
static size_t sort_rows(Census *census)
{
    size_t used = 0;

    for (size_t i = 0; i <= census->mask; i++) {
        if (census->rows[i].objects != 0) {
            census->rows[used++] = census->rows[i];
        }
    }
    if (census->others.objects != 0) {
        census->rows[used++] = census->others; /* the table was half empty */
    }
    qsort(census->rows, used, sizeof *census->rows, by_bytes);
    return used;
}

static void count_pool(Census *census)
{
    census->failed = _RcType_EachStatic(add_type, census) != 0;
    if (!census->failed) {
        _RcPool_EachBlock(census->pool, gather_heap_type, census);
        _RcPool_EachBlock(census->pool, count_block, census);
    }
}

/* The ledger knows each object. */
static void count_object(const RcObject *op, size_t size, void *arg)
{
    Census *census = arg;
    if (add_type(op->ob_type, census) == 0) {
        RcLiveType *row = find(census, op->ob_type);
        row->objects++;
        row->bytes += size;
    }
}

Rc_ssize_t Rc_LiveTypes(RcLiveType *types, Rc_ssize_t room)
{
    RcRuntime *runtime = RC_RUNTIME();
    Census census = {.mask = FIRST_ROOM - 1, .pool = runtime->pool};
    int is_known = 1;
    size_t used;

    if (room < 0 || (types == NULL && room > 0)) {
        RcErr_BadInternalCall();
        return -1;
    }
    census.rows = RcMem_RawCalloc(FIRST_ROOM, sizeof *census.rows);
    if (census.rows == NULL) {
        RcErr_NoMemory();
        return -1;
    }
    if (_RcMem_ObjectsArePooled(runtime->memory_limit, &census.front)) {
        count_pool(&census);
    } else {
        is_known = RC_HOOK_EACH_OBJECT(count_object, &census);
    }
    used = sort_rows(&census);
    for (size_t i = 0; i < used && i < (size_t)room; i++) {
        types[i] = census.rows[i];
    }
    RcMem_RawFree(census.rows);
    if (census.failed) {
        RcErr_NoMemory();
    } else if (!is_known) {
        RcErr_SetString(RcExc_RuntimeError, "objects that do not come from the pool are not counted by type");
    }
    return census.failed || !is_known ? -1 : (Rc_ssize_t)used;
}
