/* Sorting a list: a stable merge sort.
 *
 * Comparisons and key functions are user code, and may do to the list what they like.  So the sort takes the
 * items out: for others the list is empty meanwhile, with allocated == -1, which any growth of the list
 * overwrites.  The items themselves stay in the array that was taken out, in their old order; what is sorted
 * is an array of entries.  It is written back when all has gone well, hence a sort that fails leaves the list
 * as it was.
 *
 * All memory is found at the beginning.  At every comparison the entries are a permutation of the items, so
 * whichever way the sort ends, each key is in exactly one entry. */
#include "types/list_internal.h"

#include <recount/call.h>
#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/memory.h>
#include <recount/objectprotocol.h>

#include <string.h>

/* Rows up to this length are sorted by insertion. */
#define SHORT_ROW 16

typedef struct Entry {
    RcObject *key;  /* owned if there is a key function, else the item */
    RcObject *item; /* owned by Sort.items */
} Entry;

typedef struct Sort {
    RcListObject *list;
    RcObject **items; /* the list's own, while others see it empty */
    Rc_ssize_t size;
    Rc_ssize_t allocated;
    Entry *entries;       /* size of them, then scratch for half as many */
    Rc_ssize_t keys_made; /* entries whose key is owned */
} Sort;

/* Is x's key less than y's: 1, 0, or -1 with an error. */
static int less(const Entry *x, const Entry *y)
{
    return RcObject_RichCompareBool(x->key, y->key, Rc_LT);
}

/* The length of the row at the beginning that is in order already, or strictly falling (then *falling is
 * 1); -1 with an error. */
static Rc_ssize_t ordered_row(const Entry *row, Rc_ssize_t size, int *falling)
{
    Rc_ssize_t length = 1;
    *falling = 0;
    for (; length < size; length++) {
        int down = less(&row[length], &row[length - 1]);
        if (down < 0) {
            return -1;
        }
        if (length == 1) {
            *falling = down;
        } else if (down != *falling) {
            break;
        }
    }
    return length;
}

static void reverse_row(Entry *row, Rc_ssize_t size)
{
    for (Rc_ssize_t i = 0, j = size - 1; i < j; i++, j--) {
        Entry entry = row[i];
        row[i] = row[j];
        row[j] = entry;
    }
}

/* Where row[at], which is less than row[at - 1], belongs in the ordered row before it: behind all that it
 * is not less than.  -1 with an error. */
static Rc_ssize_t insertion_point(const Entry *row, Rc_ssize_t at)
{
    Rc_ssize_t low = 0, high = at - 1;
    while (low < high) {
        Rc_ssize_t middle = low + (high - low) / 2;
        int before = less(&row[at], &row[middle]);
        if (before < 0) {
            return -1;
        }
        if (before) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

static int insertion_sort(Entry *row, Rc_ssize_t size)
{
    for (Rc_ssize_t i = 1; i < size; i++) {
        int moves = less(&row[i], &row[i - 1]);
        Rc_ssize_t to = moves > 0 ? insertion_point(row, i) : moves < 0 ? -1 : i;
        if (to < 0) {
            return -1;
        }
        Entry entry = row[i];
        memmove(&row[to + 1], &row[to], (size_t)(i - to) * sizeof entry);
        row[to] = entry;
    }
    return 0;
}

/* Merges the ordered rows row[0 .. middle - 1] and row[middle .. size - 1].  The left one moves to scratch;
 * what of it has not come back at an error fits exactly into the gap. */
static int merge(Entry *row, Rc_ssize_t middle, Rc_ssize_t size, Entry *scratch)
{
    Rc_ssize_t left = 0, right = middle, to = 0;
    int right_first = 0;
    memcpy(scratch, row, (size_t)middle * sizeof *row);
    while (left < middle && right < size) {
        right_first = less(&row[right], &scratch[left]);
        if (right_first < 0) {
            break;
        }
        row[to++] = right_first ? row[right++] : scratch[left++];
    }
    memcpy(&row[to], &scratch[left], (size_t)(middle - left) * sizeof *row);
    return right_first < 0 ? -1 : 0;
}

static int merge_sort(Entry *row, Rc_ssize_t size, Entry *scratch)
{
    if (size <= SHORT_ROW) {
        return insertion_sort(row, size);
    }
    Rc_ssize_t middle = size / 2;
    if (merge_sort(row, middle, scratch) < 0 || merge_sort(row + middle, size - middle, scratch) < 0) {
        return -1;
    }
    int mixed = less(&row[middle], &row[middle - 1]);
    return mixed > 0 ? merge(row, middle, size, scratch) : mixed;
}

static int sort_entries(Sort *sort)
{
    int falling;
    Rc_ssize_t ordered = ordered_row(sort->entries, sort->size, &falling);
    if (ordered < 0) {
        return -1;
    }
    if (ordered < sort->size) {
        return merge_sort(sort->entries, sort->size, sort->entries + sort->size);
    }
    if (falling) {
        reverse_row(sort->entries, sort->size);
    }
    return 0;
}

/* Finds the memory and empties the list.  0, or -1 with MemoryError, and nothing has changed. */
static int take_items(Sort *sort, RcListObject *list)
{
    sort->list = list;
    sort->items = list->ob_item;
    sort->size = Rc_SIZE(list);
    sort->allocated = list->allocated;
    sort->keys_made = 0;
    sort->entries = RcMem_New(Entry, (size_t)sort->size + (size_t)sort->size / 2);
    if (sort->entries == NULL) {
        RcErr_NoMemory();
        return -1;
    }
    list->ob_item = NULL;
    list->allocated = -1;
    Rc_SET_SIZE(list, 0);
    return 0;
}

static int make_entries(Sort *sort, RcObject *key_function)
{
    for (Rc_ssize_t i = 0; i < sort->size; i++) {
        RcObject *item = sort->items[i];
        if (item == NULL) {
            RcErr_Format(RcExc_SystemError, "list item %zd was never set", i);
            return -1;
        }
        RcObject *key = key_function == NULL ? item : RcObject_CallOneArg(key_function, item);
        if (key_function != NULL) {
            if (key == NULL) {
                return -1;
            }
            sort->keys_made++;
        }
        sort->entries[i] = (Entry){key, item};
    }
    return 0;
}

/* Gives the list its items back, in the new order if all went well, and drops what others put there meanwhile
 * and the keys.  Returns the result of the sort. */
static int give_back(Sort *sort, int result)
{
    RcListObject *list = sort->list;
    RcObject **strangers = list->ob_item;
    Rc_ssize_t strangers_count = Rc_SIZE(list);
    int modified = list->allocated != -1;

    for (Rc_ssize_t i = 0; result == 0 && i < sort->size; i++) {
        sort->items[i] = sort->entries[i].item;
    }
    list->ob_item = sort->items;
    list->allocated = sort->allocated;
    Rc_SET_SIZE(list, sort->size);
    if (modified && result == 0) {
        RcErr_SetString(RcExc_ValueError, "list modified during sort");
        result = -1;
    }

    while (strangers_count-- > 0) {
        Rc_XDECREF(strangers[strangers_count]);
    }
    RcMem_Free(strangers);
    for (Rc_ssize_t i = 0; i < sort->keys_made; i++) {
        Rc_DECREF(sort->entries[i].key);
    }
    RcMem_Free(sort->entries);
    return result;
}

int _RcList_Sort(RcListObject *self, RcObject *key_function, int reverse)
{
    Sort sort;
    if (take_items(&sort, self) < 0) {
        return -1;
    }
    RC_HOOK_USER_CODE(self);
    int result = make_entries(&sort, key_function);
    if (result == 0) {
        /* Turned round before and after, a falling order is as stable as a rising one. */
        if (reverse) {
            reverse_row(sort.entries, sort.size);
        }
        result = sort_entries(&sort);
        if (reverse) {
            reverse_row(sort.entries, sort.size);
        }
    }
    return give_back(&sort, result);
}
