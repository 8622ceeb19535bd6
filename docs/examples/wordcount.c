/* Counts the identifiers of files in a hash table: wordcount FILE...
 *
 * An identifier is a letter or _ and then letters, digits and _, wherever it stands: in code or in text.
 *
 * Prints the twenty commonest, then what the table looks like with three hash functions: the builtin one, a
 * weak one written as a C function, and one of a type of our own, whose instances are callable objects.
 *
 * FILE may be - : then the names of files are read from standard input, one a line.  A file that cannot be
 * read or is not text is told and left out; the exit status is then 1.  Without any file there is no report.
 *
 * Who owns what is said where it is not obvious.  The rule of the whole program: a function that fails has
 * raised an exception, has given back what it took, and returns -1 or NULL; main prints the exception. */
#define _XOPEN_SOURCE 700

#include <recount/recount.h>

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    COMMONEST = 20,
    COMPARED_WORDS = 200000, /* of more, only the first are put in the tables that are compared */
    PROGRESS_MS = 100
};

typedef struct Count {
    RcObject *words; /* table: identifier (str) -> how often (int); owned */
    size_t files;
    size_t bad_files;
    size_t bytes;
    size_t identifiers;
    double last_progress;
} Count;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Words for numbers. */

typedef struct Text {
    char chars[32];
} Text;

/* "1 file", "2 files". */
static Text number_of(size_t number, const char *what)
{
    Text text;
    snprintf(text.chars, sizeof text.chars, "%zu %s%s", number, what, number == 1 ? "" : "s");
    return text;
}

/* Bytes in the unit that fits: "312 B", "48.2 kB", "1.5 MB". */
static Text size_of(double bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    size_t unit = 0;
    for (; bytes >= 999.95 && unit + 1 < sizeof units / sizeof units[0]; unit++) {
        bytes /= 1000;
    }
    Text text;
    snprintf(text.chars, sizeof text.chars, "%.*f %s", unit == 0 ? 0 : 1, bytes, units[unit]);
    return text;
}

/* Progress: a line on a terminal that is written over. */

static void show_progress(Count *count)
{
    if (!isatty(STDERR_FILENO) || now() - count->last_progress < PROGRESS_MS / 1000.0) {
        return;
    }
    count->last_progress = now();
    fprintf(stderr, "\r%s, %s, %s, %zd different ", number_of(count->files, "file").chars,
            size_of((double)count->bytes).chars, number_of(count->identifiers, "identifier").chars,
            RcHashTable_Size(count->words));
}

static void clear_progress(void)
{
    if (isatty(STDERR_FILENO)) {
        fprintf(stderr, "\r%79s\r", "");
    }
}

static void tell_bad_file(Count *count, const char *path, const char *what)
{
    clear_progress();
    fprintf(stderr, "wordcount: %s: %s\n", path, what);
    count->bad_files++;
}

/* Counting. */

/* Adds 1 to the count of a word, which is borrowed. */
static int count_word(RcObject *words, RcObject *word)
{
    RcObject *before = RcHashTable_GetItem(words, word); /* borrowed: used before the table changes */
    if (before == NULL && RcErr_Occurred()) {
        return -1;
    }
    RcObject *after = RcInt_FromLong(before == NULL ? 1 : RcInt_AsLong(before) + 1);
    if (after == NULL) {
        return -1;
    }
    int result = RcHashTable_SetItem(words, word, after); /* the table keeps references of its own ... */
    Rc_DECREF(after);                                     /* ... so ours goes back in any case */
    return result;
}

static int is_word_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Counts the identifiers in text.  A word that begins with a digit is a number. */
static int count_text(Count *count, const char *text, size_t size)
{
    size_t start = 0;
    while (start < size) {
        if (!is_word_byte(text[start])) {
            start++;
            continue;
        }
        size_t end = start;
        while (end < size && is_word_byte(text[end])) {
            end++;
        }
        if (!isdigit((unsigned char)text[start])) {
            RcObject *word = RcStr_FromStringAndSize(text + start, (Rc_ssize_t)(end - start));
            int result = word == NULL ? -1 : count_word(count->words, word);
            Rc_XDECREF(word);
            if (result < 0) {
                return -1;
            }
            count->identifiers++;
        }
        start = end;
    }
    return 0;
}

/* Reads all of a stream.  The buffer is the caller's, to be freed with RcMem_Free.  NULL: errno tells why. */
static char *read_all(FILE *file, size_t *size)
{
    size_t room = 65536, used = 0, got;
    char *buffer = RcMem_Malloc(room);
    while (buffer != NULL && (got = fread(buffer + used, 1, room - used, file)) > 0) {
        used += got;
        if (used == room) {
            char *larger = RcMem_Realloc(buffer, room *= 2);
            if (larger == NULL) {
                RcMem_Free(buffer);
            }
            buffer = larger;
        }
    }
    if (buffer == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    if (ferror(file)) {
        int error = errno; /* a directory, for one, can be opened but not read */
        RcMem_Free(buffer);
        errno = error;
        return NULL;
    }
    *size = used;
    return buffer;
}

/* The text of a file, as read_all gives it. */
static char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    char *text = read_all(file, size);
    int error = errno;
    fclose(file);
    errno = error;
    return text;
}

/* -1 with an exception only if counting cannot go on; a bad file is told, and that is all. */
static int count_file(Count *count, const char *path)
{
    size_t size = 0;
    char *text = read_file(path, &size);
    if (text == NULL) {
        tell_bad_file(count, path, strerror(errno));
        return 0;
    }
    int result = 0;
    if (memchr(text, '\0', size) != NULL) {
        tell_bad_file(count, path, "binary data (it has NUL bytes)");
    } else {
        result = count_text(count, text, size);
        count->files++;
        count->bytes += size;
        show_progress(count);
    }
    RcMem_Free(text);
    return result;
}

/* Counts the files whose names are on standard input. */
static int count_listed_files(Count *count)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    int result = 0;
    while (result == 0 && (length = getline(&line, &room, stdin)) > 0) {
        if (line[length - 1] == '\n') {
            line[--length] = '\0';
        }
        if (length > 0) {
            result = count_file(count, line);
        }
    }
    free(line);
    return result;
}

static int count_files(Count *count, int number, char **paths)
{
    for (int i = 0; i < number; i++) {
        int result = strcmp(paths[i], "-") == 0 ? count_listed_files(count) : count_file(count, paths[i]);
        if (result < 0) {
            return -1;
        }
    }
    clear_progress();
    return 0;
}

/* The commonest words. */

typedef struct Entry {
    RcObject *word; /* borrowed from the table, which does not change meanwhile */
    long times;
} Entry;

static int comes_before(const Entry *left, const Entry *right)
{
    return left->times != right->times ? left->times > right->times
                                       : RcStr_Compare(left->word, right->word) < 0;
}

/* Puts an entry in its place of the sorted list of at most COMMONEST; returns the new length. */
static int insert_entry(Entry *list, int length, Entry entry)
{
    int place = length < COMMONEST ? length : COMMONEST - 1;
    if (length == COMMONEST && !comes_before(&entry, &list[place])) {
        return length;
    }
    for (; place > 0 && comes_before(&entry, &list[place - 1]); place--) {
        list[place] = list[place - 1];
    }
    list[place] = entry;
    return length < COMMONEST ? length + 1 : length;
}

static void print_commonest(const Count *count)
{
    Entry list[COMMONEST];
    int length = 0;
    Rc_ssize_t position = 0;
    RcObject *word, *times; /* borrowed */
    while (RcHashTable_Next(count->words, &position, &word, &times)) {
        length = insert_entry(list, length, (Entry){word, RcInt_AsLong(times)});
    }
    printf("\nthe commonest\n");
    for (int i = 0; i < length; i++) {
        printf("%12ld  %s\n", list[i].times, RcStr_AsUTF8(list[i].word));
    }
}

/* A weak hash: the sum of the bytes.  Words of the same letters fall together. */
static RcObject *sum_of_bytes(RcObject *self, RcObject *word)
{
    Rc_UNUSED(self);
    Rc_ssize_t size, sum = 0;
    const char *text = RcStr_AsUTF8AndSize(word, &size); /* borrowed: the word's own bytes */
    if (text == NULL) {
        return NULL; /* not a str: TypeError */
    }
    for (Rc_ssize_t i = 0; i < size; i++) {
        sum += (unsigned char)text[i];
    }
    return RcInt_FromSsize_t(sum);
}

static RcMethodDef sum_definition = {"sum_of_bytes", sum_of_bytes, RC_METH_O,
                                     "The sum of the bytes of a str."};

/* A hash function that is an object of a type of our own: FNV-1a, which counts how often it is called. */

typedef struct Fnv {
    RcObject_HEAD
    uint64_t basis;
    Rc_ssize_t calls;
} Fnv;

static int fnv_init(RcObject *op, RcObject *args, RcObject *kwargs)
{
    long long basis = (long long)UINT64_C(0xcbf29ce484222325);
    static char *names[] = {(char *)"basis", NULL};
    if (!RcArg_ParseTupleAndKeywords(args, kwargs, "|L:Fnv", names, &basis)) {
        return -1;
    }
    ((Fnv *)op)->basis = (uint64_t)basis;
    ((Fnv *)op)->calls = 0;
    return 0;
}

static RcObject *fnv_call(RcObject *op, RcObject *args, RcObject *kwargs)
{
    Fnv *self = (Fnv *)op;
    const char *text;
    Rc_ssize_t size;
    if (kwargs != NULL && RcMapping_Size(kwargs) != 0) {
        RcErr_SetString(RcExc_TypeError, "Fnv object takes no keyword arguments");
        return NULL;
    }
    if (!RcArg_ParseTuple(args, "s#:Fnv", &text, &size)) { /* text is borrowed from the argument */
        return NULL;
    }
    uint64_t hash = self->basis;
    for (Rc_ssize_t i = 0; i < size; i++) {
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    }
    self->calls++;
    return RcInt_FromLongLong((long long)(hash >> 1)); /* 63 bits: never negative */
}

static void fnv_dealloc(RcObject *op)
{
    RcTypeObject *type = Rc_TYPE(op); /* each instance owns a reference to its heap type ... */
    type->tp_free(op);
    Rc_DECREF(type); /* ... and gives it back last */
}

static RcType_Slot fnv_slots[] = {
    {Rc_tp_init, (void *)fnv_init},
    {Rc_tp_call, (void *)fnv_call},
    {Rc_tp_dealloc, (void *)fnv_dealloc},
    {0, NULL},
};

static RcType_Spec fnv_spec = {"wordcount.Fnv", sizeof(Fnv), 0, Rc_TPFLAGS_DEFAULT, fnv_slots};

/* Result new. */
static RcObject *new_fnv(void)
{
    RcObject *type = RcType_FromSpec(&fnv_spec);
    if (type == NULL) {
        return NULL;
    }
    RcObject *fnv = RcObject_CallNoArgs(type);
    Rc_DECREF(type); /* the instance holds it */
    return fnv;
}

/* Comparing the hash functions. */

/* Makes a table with this hash function of (at most COMPARED_WORDS of) the words.  Result new.  hash_func is
 * borrowed; the table keeps a reference of its own. */
static RcObject *table_with(RcObject *hash_func, RcObject *words)
{
    RcObject *table = RcHashTable_NewWith(4, 0.5, hash_func);
    Rc_ssize_t position = 0, left = COMPARED_WORDS;
    RcObject *word, *times; /* borrowed */
    while (table != NULL && left-- > 0 && RcHashTable_Next(words, &position, &word, &times)) {
        if (RcHashTable_SetItem(table, word, times) < 0) {
            Rc_CLEAR(table);
        }
    }
    return table;
}

static int print_stats(const char *name, RcObject *hash_func, RcObject *words)
{
    RcHashTableStats stats;
    double begin = now();
    RcObject *table = table_with(hash_func, words);
    if (table == NULL) {
        return -1;
    }
    double seconds = now() - begin;
    int result = RcHashTable_GetStats(table, &stats);
    if (result == 0) {
        printf("%-14s %9zd %9zd %10zd %8zd %8.2f %8.2f %9s %8.3f\n", name, stats.pairs, stats.bins,
               stats.used_bins, stats.longest_bin, stats.mean_probes_hit, stats.mean_probes_miss,
               size_of((double)stats.bytes).chars, seconds);
    }
    Rc_DECREF(table);
    return result;
}

static int print_weak_stats(RcObject *words)
{
    RcObject *function = RcCFunction_New(&sum_definition, NULL);
    if (function == NULL) {
        return -1;
    }
    int result = print_stats("sum of bytes", function, words);
    Rc_DECREF(function);
    return result;
}

static int print_fnv_stats(RcObject *words)
{
    RcObject *fnv = new_fnv();
    if (fnv == NULL) {
        return -1;
    }
    int result = print_stats("Fnv object", fnv, words);
    if (result == 0) {
        printf("\nThe Fnv object was called %zd times; its count is %zd again.\n", ((Fnv *)fnv)->calls,
               Rc_REFCNT(fnv));
    }
    Rc_DECREF(fnv);
    return result;
}

static int compare_hash_functions(RcObject *words)
{
    printf("\n%-14s %9s %9s %10s %8s %8s %8s %9s %8s\n", "hash function", "pairs", "bins", "used bins",
           "longest", "hit", "miss", "memory", "seconds");
    if (print_stats("builtin hash", NULL, words) < 0 || print_weak_stats(words) < 0 ||
        print_fnv_stats(words) < 0) {
        return -1;
    }
    printf("hit, miss: how many keys are looked at on average to find one, or to see that it is not there\n");
    if (RcHashTable_Size(words) > COMPARED_WORDS) {
        printf("These tables have the first %d words.\n", COMPARED_WORDS);
    }
    return 0;
}

/* The whole. */

static int report(const Count *count, double seconds)
{
    printf("%s, %s, %s, %zd different, counted in %.2f seconds\n", number_of(count->files, "file").chars,
           size_of((double)count->bytes).chars, number_of(count->identifiers, "identifier").chars,
           RcHashTable_Size(count->words), seconds);
    print_commonest(count);
    return compare_hash_functions(count->words);
}

/* Peak memory of the process in bytes. */
static double peak_memory(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    return (double)usage.ru_maxrss;
#else
    return (double)usage.ru_maxrss * 1024;
#endif
}

/* Returns the exit status. */
static int run(int number, char **paths, int *reported)
{
    Count count = {.words = RcHashTable_New()};
    double begin = now();
    int result = -1;
    if (count.words != NULL && count_files(&count, number, paths) == 0) {
        result = count.files > 0 ? report(&count, now() - begin) : 0;
    }
    if (result < 0) {
        clear_progress();
        fprintf(stderr, "wordcount: ");
        RcErr_Print();
    }
    if (result == 0 && count.files + count.bad_files == 0) {
        fprintf(stderr, "wordcount: no file was named\n");
    }
    Rc_XDECREF(count.words);
    *reported = result == 0 && count.files > 0;
    return *reported && count.bad_files == 0 ? 0 : 1;
}

static const char usage[] =
    "usage: wordcount [--] FILE...\n"
    "Counts the identifiers of the files, and shows how three hash functions spread them.\n"
    "FILE may be - : names of files are read from standard input, one a line.\n";

/* Reads the options.  Returns the index of the first file; -1 after --help, -2 for a wrong call. */
static int first_file(int argc, char **argv)
{
    int i = 1;
    for (; i < argc && argv[i][0] == '-' && argv[i][1] != '\0'; i++) {
        if (strcmp(argv[i], "--") == 0) {
            i++;
            break;
        }
        if (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0) {
            fputs(usage, stdout);
            return -1;
        }
        fprintf(stderr, "wordcount: unknown option %s\n%s", argv[i], usage);
        return -2;
    }
    if (i == argc) {
        fputs(usage, stderr);
        return -2;
    }
    return i;
}

/* What was printed may still wait in a buffer, and a full disk is noticed only when it leaves. */
static int end_output(int status)
{
    int failed = ferror(stdout);
    if (fclose(stdout) != 0 || failed) {
        fprintf(stderr, "wordcount: standard output: %s\n", strerror(errno));
        return 1;
    }
    return status;
}

int main(int argc, char **argv)
{
    int first = first_file(argc, argv);
    if (first < 0) {
        return first == -1 ? end_output(0) : 2;
    }
    if (Rc_Initialize() < 0) {
        return 1;
    }
    int reported;
    int status = run(argc - first, argv + first, &reported);
    int left = Rc_Finalize();
    if (reported) {
        printf("\npeak memory %s, objects left at the end: %d\n", size_of(peak_memory()).chars, left);
    }
    return end_output(left != 0 ? 1 : status);
}
