/* The conservative search: which objects does C code's memory still point to?
 *
 * Stack, registers, global data, thread-local data and the heap are read word by word, as LeakSanitizer and
 * conservative collectors do (Boehm and Weiser, "Garbage collection in an uncooperative environment", 1988).
 * A pointer to any byte of an object counts.  The words that objects themselves use to refer to others are
 * found, too; but how many these are is known: the edges.  So an object that more words point to than edges
 * lead to is in somebody's hands; one that only its edges lead to, and that has a reference of C code's
 * besides, has lost that reference: nobody can give it back any more.
 *
 * An old copy of a pointer in a dead variable delays the discovery.  Memory that cannot be read, or is too
 * much (as under AddressSanitizer), makes the search give up: it never guesses. */
#define _GNU_SOURCE
#include "ledger/audit.h"
#include "ledger/tombstones.h"

#include <recount/weakref.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_MEMORY ((uintptr_t)256 << 20)
#define MOST_REGIONS 512
#define WINDOW ((size_t)1 << 16)
#define PAGE ((uintptr_t)4096) /* or less than the system's: then more steps */
#define MOST_MISSING 64
#define MAPS_SIZE ((size_t)1 << 18)

typedef struct Region {
    uintptr_t start, end;
} Region;

static RC_THREAD_LOCAL struct {
    Region *regions; /* in the ledger's memory */
    uintptr_t *words;
    size_t count, missing; /* pages that could not be read since the look at what is mapped */
    int usable;
} map;

void _RcLedger_ForgetRegions(void)
{
    memset(&map, 0, sizeof map);
}

/* -- the regions -- */

static int is_passed_over(uintptr_t address, uintptr_t *end)
{
    return _RcLedger_IsOwnMemory(address, end) || _RcLedger_IsFence(_Rc_ledger, address, end);
}

static int add_region(uintptr_t start, uintptr_t end)
{
    uintptr_t own_end;

    while (start < end && is_passed_over(start, &own_end)) {
        start = own_end;
    }
    if (start >= end) {
        return 0;
    }
    for (uintptr_t at = start; at < end; at += PAGE) {
        if (is_passed_over(at, &own_end)) { /* mappings that lie side by side are told as one */
            return add_region(start, at) < 0 ? -1 : add_region(own_end < end ? own_end : end, end);
        }
    }
    if (map.count == MOST_REGIONS) {
        return -1;
    }
    map.regions[map.count++] = (Region){start, end};
    return 0;
}

static int read_file(const char *path, char *text, size_t room)
{
    size_t used = 0;
    ssize_t got;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return -1;
    }
    while (used + 1 < room && (got = read(file, text + used, room - used - 1)) > 0) {
        used += (size_t)got;
    }
    close(file);
    text[used] = '\0';
    return used + 1 < room ? 0 : -1;
}

/* Private memory that can be read and written, from lines such as "7f00-7f10 rw-p 00000000 ...  [heap]". */
static int read_regions(void)
{
    char *text = _RcLedger_Allocate(MAPS_SIZE);
    uintptr_t total = 0;
    int status = text != NULL ? read_file("/proc/self/maps", text, MAPS_SIZE) : -1;

    map.count = map.missing = 0;
    for (char *line = text; status == 0 && line != NULL && *line != '\0'; line = strchr(line, '\n')) {
        char *rest;
        uintptr_t start, end;
        line += *line == '\n';
        start = (uintptr_t)strtoull(line, &rest, 16);
        end = *rest == '-' ? (uintptr_t)strtoull(rest + 1, &rest, 16) : 0;
        if (end > start && strncmp(rest, " rw-p", 5) == 0) {
            total += end - start;
            status = total > MOST_MEMORY ? -1 : add_region(start, end);
        }
    }
    _RcLedger_Release(text, MAPS_SIZE);
    map.usable = status == 0;
    return status;
}

/* -- the search -- */

typedef struct Search {
    int in_stack;
    Record **row; /* sorted by address */
    size_t count;
    uintptr_t least, most;
} Search;

/* Is it the word by which an object finds its weak references, or by which these are linked?  It is not in C code's hands,
 * and no edge. */
static int links_weakrefs(RcObject *op, uintptr_t address)
{
    const RcWeakReference *ref = (const RcWeakReference *)(const void *)op;

    if (!RcWeakref_Check(op) || ref->wr_object == NULL) {
        return 0;
    }
    return address == (uintptr_t)ref->wr_object + (uintptr_t)Rc_TYPE(ref->wr_object)->tp_weaklistoffset ||
           (ref->wr_prev != NULL && address == (uintptr_t)&ref->wr_prev->wr_next) ||
           (ref->wr_next != NULL && address == (uintptr_t)&ref->wr_next->wr_prev);
}

/* address: where the word is. */
static void count_word(const Search *search, uintptr_t word, uintptr_t address)
{
    size_t low = 0, high = search->count;

    if (word < search->least || word >= search->most) {
        return;
    }
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if ((uintptr_t)search->row[middle]->object <= word) {
            low = middle;
        } else {
            high = middle;
        }
    }
    if (word - (uintptr_t)search->row[low]->object < search->row[low]->size &&
        !links_weakrefs(search->row[low]->object, address)) {
        More *more = more_of(search->row[low]);
        more->hits++;
        more->stack_hits += search->in_stack;
        more->variable = search->in_stack ? (const char *)address : more->variable;
    }
}

int _RcLedger_Read(const void *address, void *to, size_t size)
{
    struct iovec here = {to, size}, there = {(void *)(uintptr_t)address, size};
    ssize_t got = process_vm_readv(getpid(), &here, 1, &there, 1, 0);

    if (got < 0 && (errno == EPERM || errno == ENOSYS)) {
        memcpy(to, address, size); /* a sandbox forbids it */
        return 1;
    }
    return got == (ssize_t)size;
}

/* Memory is read by way of the system: what another thread, or free, has unmapped since is an error and no
 * crash.  The bytes that were read; 0: none, for nothing can lie there; -1: it is not known. */
static ssize_t read_words(uintptr_t address, uintptr_t end)
{
    size_t size = end - address < WINDOW ? (size_t)(end - address) : WINDOW;
    struct iovec here = {map.words, size}, there = {(void *)address, size};
    ssize_t got = process_vm_readv(getpid(), &here, 1, &there, 1, 0);
    return got < 0 && errno == EFAULT ? 0 : got;
}

/* Pages that cannot be read hold no pointer: they guard a thread's stack (since glibc 2.42 within its mapping, by
 * MADV_GUARD_INSTALL), or are no longer there. */
static int search_region(const Search *search, uintptr_t start, uintptr_t end)
{
    uintptr_t address = (start + sizeof(uintptr_t) - 1) & ~(sizeof(uintptr_t) - 1);
    while (address + sizeof(uintptr_t) <= end) {
        ssize_t got = read_words(address, end);
        if (got < 0) {
            return -1;
        }
        for (size_t i = 0; i < (size_t)got / sizeof(uintptr_t); i++) {
            count_word(search, map.words[i], address + i * sizeof(uintptr_t));
        }
        map.missing += got == 0;
        address = got > 0 ? address + (size_t)got : (address | (PAGE - 1)) + 1;
    }
    return 0;
}

static void count_fenced(void *arg, const uintptr_t *word)
{
    count_word(arg, *word, (uintptr_t)word);
}

/* Below here, which is deeper in the stack than the function of the user's that runs, nothing is alive.  -1: memory
 * cannot be read. */
static int search_all(Search *search, uintptr_t here)
{
    int status = 0;
    for (size_t i = 0; i < map.count; i++) {
        uintptr_t start = map.regions[i].start;
        search->in_stack = here >= start && here < map.regions[i].end;
        if (search->in_stack) {
            start = here;
        }
        if (search_region(search, start, map.regions[i].end) < 0) {
            status = -1;
        }
    }
    return status;
}

static int by_address(const void *left, const void *right)
{
    uintptr_t l = (uintptr_t)(*(Record *const *)left)->object,
              r = (uintptr_t)(*(Record *const *)right)->object;
    return (l > r) - (l < r);
}

/* Can the search be made?  As yet, or after a look at what has changed. */
int _RcLedger_Scan(Ledger *ledger, Record **row, size_t count, int look_again)
{
    Search search = {0, row, count, 0, 0};

    if (map.regions == NULL) {
        map.regions = _RcLedger_Allocate(MOST_REGIONS * sizeof *map.regions);
        map.words = _RcLedger_Allocate(WINDOW);
        look_again = 1;
    }
    look_again |= map.missing > MOST_MISSING;
    if (map.regions == NULL || map.words == NULL || (look_again && read_regions() < 0) || !map.usable) {
        ledger->options.scan = 0;
        return 0;
    }
    qsort(row, count, sizeof *row, by_address);
    for (size_t i = 0; i < count; i++) {
        More *more = more_of(row[i]);
        more->hits = more->stack_hits = 0;
        more->variable = NULL;
    }
    search.least = (uintptr_t)row[0]->object;
    search.most = (uintptr_t)row[count - 1]->object + row[count - 1]->size;
    _RcLedger_EachFenced(ledger, count_fenced, &search);
    return search_all(&search, (uintptr_t)ledger->stack_end) == 0;
}

int64_t _RcLedger_ScanCost(void)
{
    int64_t bytes = 0;
    for (size_t i = 0; map.usable && i < map.count; i++) {
        bytes += (int64_t)(map.regions[i].end - map.regions[i].start);
    }
    return bytes / 16; /* two words are a unit of work (audit.c) */
}
