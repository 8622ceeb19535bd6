/* The test kit: counts, balanced blocks, failing allocations, collections and hostile callbacks, for the tests of
 * programs that use recount.  docs/test-kit.md shows it at work.
 *
 * It belongs to no test framework.  What goes wrong is a message, which a function of the framework's gets
 * (RcTest_SetFailure); <recount/testing_cmocka.h> does that for cmocka.  Every check is 1 if it holds and 0 if it
 * does not, for frameworks whose failure function returns.
 *
 * In programs that are compiled for librecount-ledger every finding of the ledger makes the test fail, too, with
 * the finding's text: after RcTest_Setup the next check of the kit fails with it, RcTest_Teardown at the latest.
 * (Not at once: a finding is told in the middle of an operation, which a longjmp would tear apart.)  In release
 * builds the audits are nothing, and the rest is the same.
 *
 * All is inline and takes no part in the library.  What the kit notes is this thread's, and is one for
 * all sources of a program.
 *
 * Where nothing is said of user code, a function runs none but the failure function. */
#ifndef RECOUNT_TESTING_H
#define RECOUNT_TESTING_H

#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/gc.h>
#include <recount/ledger.h>
#include <recount/lifecycle.h>
#include <recount/memory.h>
#include <recount/object.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

RC_BEGIN_DECLS

/* -- failing -- */

/* Makes the current test fail.  message is good during the call.  The function may leave by longjmp or return. */
typedef void (*RcTest_Failure)(const char *message, const char *file, int line, void *arg);

#define RCTEST_MESSAGE_ROOM 8192
#define RCTEST_MOST_WATCHED 64
#define RCTEST_MOST_GUARDED (4 * RCTEST_MOST_WATCHED) /* of blocks within blocks, in all */
#define RCTEST_MOST_FAILURES 1000000                  /* allocations of a sweep */

#ifdef RC_LEDGER
typedef _RcLedger_Block _RcTest_Books;
#else
typedef int _RcTest_Books;
#endif

/* A watched object that dies while an operation or a block runs keeps its memory until the test's end: its count can be
 * read, and no new object takes its place.  A wrapper of the object domain's free sees to it; with the ledger a dead
 * object is a tombstone anyway.  Blocks lie within blocks: what the inner ones watch is added while they last. */
typedef struct _RcTest_Guard {
    int is_on; /* the wrapper is the domain's allocator, or one that was set later calls it */
    size_t watched_count;
    const void *watched[RCTEST_MOST_GUARDED];
    size_t dead_count;
    const void *dead[RCTEST_MOST_GUARDED];
    void *blocks[RCTEST_MOST_GUARDED]; /* of the dead */
    RcMemAllocatorEx allocator;        /* the wrapped one */
    RcMemAllocatorEx wrapper;          /* each source of a program has its own */
} _RcTest_Guard;

typedef struct _RcTest_State {
    RcTest_Failure failure; /* NULL: print and abort */
    void *arg;
    Rc_ssize_t live; /* since the setup */
    Rc_ssize_t forgiven;
    int debug; /* the collector's flags at the setup */
    int is_set_up;
    int failures; /* since the setup */
    _RcTest_Books books;
    _RcTest_Guard guard;
    char message[RCTEST_MESSAGE_ROOM];
    char findings[RCTEST_MESSAGE_ROOM]; /* that no check has failed with yet */
} _RcTest_State;

/* Weak: all sources of a program share one. */
__attribute__((weak)) __thread _RcTest_State _RcTest_state;

/* Who makes this thread's tests fail.  NULL: the message is printed on stderr, and the program aborts. */
static inline void RcTest_SetFailure(RcTest_Failure failure, void *arg)
{
    _RcTest_state.failure = failure;
    _RcTest_state.arg = arg;
}

/* Fails the current test with this message, which may be longer than the kit's own. */
static inline void RcTest_FailAt(const char *message, const char *file, int line)
{
    _RcTest_state.failures++;
    if (_RcTest_state.failure != NULL) {
        _RcTest_state.failure(message, file, line, _RcTest_state.arg);
        return;
    }
    fprintf(stderr, "%s:%d: %s\n", file, line, message);
    fflush(NULL);
    abort();
}
#define RcTest_Fail(message) RcTest_FailAt((message), __FILE__, __LINE__)

/* A text that grows in a buffer of RCTEST_MESSAGE_ROOM; what has no room is cut off. */
static inline void RC_PRINTF(2, 3) _RcTest_Add(char *buffer, const char *format, ...)
{
    size_t used = strlen(buffer);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(buffer + used, RCTEST_MESSAGE_ROOM - used, format, arguments);
    va_end(arguments);
}

static inline char *_RcTest_NewMessage(void)
{
    _RcTest_state.message[0] = '\0';
    return _RcTest_state.message;
}

/* -- findings of the ledger -- */

/* The reporter that RcTest_Setup installs: keeps a finding for the next check.  One after which the program may not
 * live so long is printed, too. */
static inline void RcTest_Reporter(const RcFinding *finding, void *arg)
{
    Rc_UNUSED(arg);
    if (strcmp(finding->kind, "use-after-free") == 0 || strcmp(finding->kind, "stale-borrow") == 0 ||
        strcmp(finding->kind, "over-decref") == 0 || strcmp(finding->kind, "missing-incref") == 0) {
        fprintf(stderr, "%s", finding->message);
    }
    _RcTest_Add(_RcTest_state.findings, "%s", finding->message);
}

/* Fails with the findings that were told and with which no check has failed yet.  1: there are none. */
#define RcTest_NoFindings() _RcTest_NoFindings(__FILE__, __LINE__)
static inline int _RcTest_NoFindings(const char *file, int line)
{
    char *message = _RcTest_NewMessage();
    if (_RcTest_state.findings[0] == '\0') {
        return 1;
    }
    memcpy(message, _RcTest_state.findings, RCTEST_MESSAGE_ROOM);
    _RcTest_state.findings[0] = '\0';
    RcTest_FailAt(message, file, line);
    return 0;
}

/* -- counts -- */

/* An expected count.  The object may be of any type. */
typedef struct RcTest_Expected {
    const void *object;
    Rc_ssize_t count;
} RcTest_Expected;

/* op has so many references. */
#define RcTest_Count(op, expected) \
    _RcTest_Count((const void *)(op), (Rc_ssize_t)(expected), #op, __FILE__, __LINE__)

/* Several at once: RcTest_Counts({list, 1}, {item, 2}).  One message shows them all, expected and found.  A
 * statement. */
#define RcTest_Counts(...)                                                                               \
    do {                                                                                                 \
        const RcTest_Expected rctest_rows_[] = {__VA_ARGS__};                                            \
        _RcTest_Counts(rctest_rows_, sizeof rctest_rows_ / sizeof *rctest_rows_, #__VA_ARGS__, __FILE__, \
                       __LINE__);                                                                        \
    } while (0)

/* So many mortal objects are alive more than at the setup. */
#define RcTest_Live(expected) _RcTest_Live((Rc_ssize_t)(expected), __FILE__, __LINE__)

static inline Rc_ssize_t _RcTest_CountOf(const void *op)
{
    return (Rc_ssize_t)(Rc_REFCNT)((RcObject *)(uintptr_t)op);
}

static inline int _RcTest_Count(const void *op, Rc_ssize_t expected, const char *expression, const char *file,
                                int line)
{
    char *message;
    if (!_RcTest_NoFindings(file, line)) {
        return 0;
    }
    message = _RcTest_NewMessage();
    if (op == NULL) {
        _RcTest_Add(message, "count of %s: it is NULL, expected %zd", expression, expected);
    } else if (_RcTest_CountOf(op) != expected) {
        Rc_ssize_t held;
        _RcTest_Add(message, "count of %s: %zd, expected %zd", expression, _RcTest_CountOf(op), expected);
        held = RcLedger_ExternalRefs((RcObject *)(uintptr_t)op);
        if (held >= 0) {
            _RcTest_Add(message, " (C code holds %zd of them)", held);
        }
    } else {
        return 1;
    }
    RcTest_FailAt(message, file, line);
    return 0;
}

/* The object of the row where text begins, as it was written; what follows is the next row. */
static inline const char *_RcTest_NameOf(const char *text, char *name, size_t size)
{
    const char *start = text + strcspn(text, "{"), *comma = NULL;
    int depth = 0;
    start += *start == '{';
    start += strspn(start, " ");
    for (text = start; *text != '\0' && !(*text == '}' && depth == 0); text++) {
        depth += strchr("({[", *text) != NULL;
        depth -= strchr(")}]", *text) != NULL;
        comma = *text == ',' && depth == 0 && comma == NULL ? text : comma;
    }
    snprintf(name, size, "%.*s", comma != NULL ? (int)(comma - start) : 1, comma != NULL ? start : "?");
    return *text == '}' ? text + 1 : text;
}

static inline int _RcTest_Counts(const RcTest_Expected *rows, size_t count, const char *text,
                                 const char *file, int line)
{
    char *message;
    char name[40];
    int same = 1;
    for (size_t i = 0; i < count; i++) {
        same &= rows[i].object != NULL && _RcTest_CountOf(rows[i].object) == rows[i].count;
    }
    if (!_RcTest_NoFindings(file, line)) {
        return 0;
    }
    if (same) {
        return 1;
    }
    message = _RcTest_NewMessage();
    _RcTest_Add(message, "counts are not as expected:\n  %-30s expected found", "object");
    for (size_t i = 0; i < count; i++) {
        text = _RcTest_NameOf(text, name, sizeof name);
        _RcTest_Add(message, "\n  %-30s %8zd ", name, rows[i].count);
        if (rows[i].object == NULL) {
            _RcTest_Add(message, " NULL  <--");
        } else {
            Rc_ssize_t found = _RcTest_CountOf(rows[i].object);
            _RcTest_Add(message, "%5zd%s", found, found == rows[i].count ? "" : "  <--");
        }
    }
    RcTest_FailAt(message, file, line);
    return 0;
}

static inline int _RcTest_Live(Rc_ssize_t expected, const char *file, int line)
{
    Rc_ssize_t live = Rc_LiveObjects() - _RcTest_state.live;
    char *message;
    if (!_RcTest_NoFindings(file, line)) {
        return 0;
    }
    if (live == expected) {
        return 1;
    }
    message = _RcTest_NewMessage();
    _RcTest_Add(message, "live objects since the setup: %zd, expected %zd", live, expected);
    RcTest_FailAt(message, file, line);
    return 0;
}

/* -- what must be as before -- */

typedef struct _RcTest_Note {
    Rc_ssize_t live;
    size_t watched_count;
    const void *watched[RCTEST_MOST_WATCHED];
    Rc_ssize_t counts[RCTEST_MOST_WATCHED];
} _RcTest_Note;

static inline void _RcTest_Watch(_RcTest_Note *note, const void *op)
{
    if (note->watched_count < RCTEST_MOST_WATCHED) {
        note->watched[note->watched_count] = op;
        note->counts[note->watched_count++] = _RcTest_CountOf(op);
    }
}

static inline int _RcTest_IsDead(const void *op)
{
    size_t i = 0;
    if (((const RcObject *)op)->ob_flags & RC_OBJECT_DEAD) {
        return 1;
    }
    while (i < _RcTest_state.guard.dead_count && _RcTest_state.guard.dead[i] != op) {
        i++;
    }
    return i < _RcTest_state.guard.dead_count;
}

static inline Rc_ssize_t _RcTest_CountNow(const _RcTest_Note *note, size_t i)
{
    return _RcTest_IsDead(note->watched[i]) ? 0 : _RcTest_CountOf(note->watched[i]);
}

/* Is anything gone that was there? */
static inline int _RcTest_HasLess(const _RcTest_Note *note)
{
    int less = Rc_LiveObjects() < note->live;
    for (size_t i = 0; i < note->watched_count; i++) {
        less |= _RcTest_CountNow(note, i) < note->counts[i];
    }
    return less;
}

/* Adds what has changed to message; 1: nothing. */
static inline int _RcTest_IsAsBefore(const _RcTest_Note *note, char *message)
{
    Rc_ssize_t live = Rc_LiveObjects();
    int same = live == note->live;
    if (!same) {
        _RcTest_Add(message, "\n  live objects: %zd before, %zd after", note->live, live);
    }
    for (size_t i = 0; i < note->watched_count; i++) {
        Rc_ssize_t count = _RcTest_CountNow(note, i);
        if (count != note->counts[i]) {
            _RcTest_Add(message, "\n  count of watched object %zu: %zd before, %zd after", i, note->counts[i],
                        count);
            same = 0;
        }
    }
    return same;
}

/* -- keeping the memory of what is watched -- */

/* Where the watched objects' memory begins is a little before them, if the collector has a head there.  That an
 * object's count is 0 tells its own memory from its neighbour's. */
static inline void _RcTest_FreeUnlessWatched(void *ctx, void *block)
{
    _RcTest_Guard *guard = &_RcTest_state.guard;
    for (size_t i = 0; i < guard->dead_count; i++) {
        if (guard->blocks[i] == block) {
            return;
        }
    }
    for (size_t i = 0; i < guard->watched_count && guard->dead_count < RCTEST_MOST_GUARDED; i++) {
        const void *op = guard->watched[i];
        if ((uintptr_t)op - (uintptr_t)block < 64 && !_RcTest_IsDead(op) && _RcTest_CountOf(op) == 0) {
            guard->dead[guard->dead_count] = op;
            guard->blocks[guard->dead_count++] = block;
            return;
        }
    }
    guard->allocator.free(ctx, block);
}

/* How many were guarded before, for _RcTest_EndGuard. */
static inline size_t _RcTest_BeginGuard(const _RcTest_Note *note)
{
    _RcTest_Guard *guard = &_RcTest_state.guard;
    size_t before = guard->watched_count;
#ifdef RC_LEDGER
    return 0;
#endif
    for (size_t i = 0; i < note->watched_count && guard->watched_count < RCTEST_MOST_GUARDED; i++) {
        guard->watched[guard->watched_count++] = note->watched[i];
    }
    if (!guard->is_on && guard->watched_count > 0) {
        guard->is_on = 1;
        RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &guard->allocator);
        guard->wrapper = guard->allocator;
        guard->wrapper.free = _RcTest_FreeUnlessWatched;
        RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &guard->wrapper);
    }
    return before;
}

/* Over an allocator that was set in between, and calls the wrapper, nothing is set. */
static inline void _RcTest_EndGuard(size_t before)
{
    _RcTest_Guard *guard = &_RcTest_state.guard;
    RcMemAllocatorEx now;
    guard->watched_count = before;
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &now);
    if (before == 0 && now.free == guard->wrapper.free) {
        guard->is_on = 0;
        RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &guard->allocator);
    }
}

static inline void _RcTest_BuryDead(void)
{
    _RcTest_Guard *guard = &_RcTest_state.guard;
    _RcTest_EndGuard(0);
    while (guard->dead_count > 0) {
        guard->allocator.free(guard->allocator.ctx, guard->blocks[--guard->dead_count]);
    }
}

/* Takes the pending error away; 1, and it is added to message, if there was one. */
static inline int _RcTest_TakeError(char *message)
{
    RcObject *error = (RcErr_GetRaisedException)(), *text;
    const char *utf8;
    if (error == NULL) {
        return 0;
    }
    text = (RcObject_Str)(error);
    utf8 = text != NULL ? (RcStr_AsUTF8)(text) : NULL;
    _RcTest_Add(message, "%s: %s", (Rc_TYPE)(error)->tp_name, utf8 != NULL ? utf8 : "(its str() failed)");
    (RcErr_Clear)();
    (Rc_XDECREF)(text);
    (Rc_DECREF)(error);
    return 1;
}

/* -- blocks -- */

/* RcTest_Balanced(objects...) { ... }: at its end so many objects are alive as at its beginning, and those named have
 * the same counts.  None need be named; one that has died has the count 0.  In ledger builds it is RC_BALANCED,
 * too: C code may hold neither more nor fewer references to anything. */
#define RcTest_Balanced(...) RCTEST_BALANCED_NAMED(RCTEST_JOIN(rctest_block_, __LINE__), __VA_ARGS__)
#ifdef __cplusplus
#define RCTEST_NAMED(...) \
    _RcTest_Named         \
    {                     \
        __VA_ARGS__       \
    }
#else
#define RCTEST_NAMED(...) ((_RcTest_Named){__VA_ARGS__})
#endif
#define RCTEST_BALANCED_NAMED(block, ...)                                                        \
    for (_RcTest_Block block __attribute__((cleanup(_RcTest_EndBlock))) =                        \
             _RcTest_BeginBlock(__FILE__, __LINE__, __func__, __builtin_frame_address(0),        \
                                __builtin_return_address(0), RCTEST_NAMED({NULL, __VA_ARGS__})); \
         block.open; _RcTest_EndBlock(&block))

/* RcTest_WithStress { ... }: with a collection at each allocation of a container. */
#define RcTest_WithStress                                                                       \
    RCTEST_MODE_NAMED(RCTEST_JOIN(rctest_mode_, __LINE__), RcGC_GetDebug() | RCGC_DEBUG_STRESS, \
                      RC_HOSTILE_NOT)

/* RcTest_WithHostility(how) { ... }: in hostile mode (see RcLedger_SetHostile); release builds just run it. */
#define RcTest_WithHostility(how) \
    RCTEST_MODE_NAMED(RCTEST_JOIN(rctest_mode_, __LINE__), RcGC_GetDebug(), (how))

#define RCTEST_MODE_NAMED(mode, debug, how)                                                               \
    for (_RcTest_Mode mode __attribute__((cleanup(_RcTest_EndMode))) = _RcTest_BeginMode((debug), (how)); \
         mode.open; _RcTest_EndMode(&mode))
#define RCTEST_JOIN(name, line) RCTEST_JOINED(name, line)
#define RCTEST_JOINED(name, line) name##line

#ifdef RC_LEDGER
static inline _RcTest_Books _RcTest_OpenBooks(const char *file, int line, const char *function, void *frame,
                                              void *return_address)
{
    return _RcLedger_BeginBalanced(file, line, function, frame, return_address);
}

static inline void _RcTest_CloseBooks(_RcTest_Books *books)
{
    _RcLedger_EndBalanced(books);
}

/* They were opened in another function, which has returned.  The sign of the line says: not a block, a test. */
static inline void _RcTest_CloseTestsBooks(_RcTest_Books *books, void *frame, void *return_address)
{
    books->file = __FILE__;
    books->line = -__LINE__;
    books->function = __func__;
    books->frame = frame;
    books->return_address = return_address;
    _RcLedger_EndBalanced(books);
}
#else
static inline _RcTest_Books _RcTest_OpenBooks(const char *file, int line, const char *function, void *frame,
                                              void *return_address)
{
    Rc_UNUSED(file);
    Rc_UNUSED(line);
    Rc_UNUSED(function);
    Rc_UNUSED(frame);
    Rc_UNUSED(return_address);
    return 0;
}

static inline void _RcTest_CloseBooks(_RcTest_Books *books)
{
    Rc_UNUSED(books);
}

static inline void _RcTest_CloseTestsBooks(_RcTest_Books *books, void *frame, void *return_address)
{
    Rc_UNUSED(books);
    Rc_UNUSED(frame);
    Rc_UNUSED(return_address);
}
#endif

/* The objects of a block, between NULL and NULL. */
typedef struct _RcTest_Named {
    const void *objects[RCTEST_MOST_WATCHED + 2];
} _RcTest_Named;

typedef struct _RcTest_Block {
    int open;
    int line;
    const char *file;
    _RcTest_Note note;
    size_t guarded_before;
    _RcTest_Books books;
} _RcTest_Block;

static inline _RcTest_Block _RcTest_BeginBlock(const char *file, int line, const char *function, void *frame,
                                               void *return_address, _RcTest_Named named)
{
    _RcTest_Block block;

    memset(&block, 0, sizeof block);
    block.open = 1;
    block.file = file;
    block.line = line;
    block.note.live = Rc_LiveObjects();
    for (const void **op = named.objects + 1; *op != NULL; op++) {
        _RcTest_Watch(&block.note, *op);
    }
    block.guarded_before = _RcTest_BeginGuard(&block.note);
    block.books = _RcTest_OpenBooks(file, line, function, frame, return_address);
    return block;
}

static inline void _RcTest_EndBlock(_RcTest_Block *block)
{
    char *message;
    if (!block->open) {
        return;
    }
    block->open = 0;
    _RcTest_EndGuard(block->guarded_before);
    _RcTest_CloseBooks(&block->books);
    if (!_RcTest_NoFindings(block->file, block->line)) {
        return;
    }
    message = _RcTest_NewMessage();
    _RcTest_Add(message, "the block is not balanced:");
    if (!_RcTest_IsAsBefore(&block->note, message)) {
        RcTest_FailAt(message, block->file, block->line);
    }
}

typedef struct _RcTest_Mode {
    int open;
    int debug;
} _RcTest_Mode;

static inline _RcTest_Mode _RcTest_BeginMode(int debug, int how)
{
    _RcTest_Mode mode = {1, RcGC_GetDebug()};
    RcGC_SetDebug(debug);
    RcLedger_SetHostile(how);
    return mode;
}

static inline void _RcTest_EndMode(_RcTest_Mode *mode)
{
    if (mode->open) {
        mode->open = 0;
        RcGC_SetDebug(mode->debug);
        RcLedger_SetHostile(RC_HOSTILE_NOT);
    }
}

/* -- operations under stress -- */

/* What the next three run: 0 after success, having cleaned up; -1 with an error pending, having released what it
 * made itself.  After each run the live objects, the counts of the watched objects (an array that ends with NULL;
 * NULL: none) and, in ledger builds, the books must be what they were. */
typedef int (*RcTest_Operation)(void *argument);

/* For n = 1, 2, 3, ... the operation is run with its n-th allocation failing, until it needs fewer than n.  Each
 * failure must be a MemoryError, which is cleared; an operation that swallows the failure may return 0.  What a run
 * leaves behind and the same run does not leave again is a cache that was filled, and forgiven; a run that takes
 * anything away, live objects or a reference to a watched one, is not repeated: the test has failed.  Trash in cycles
 * is collected, before and after each run.  A failure's message has the number of the allocation and, in ledger builds, the line of the call
 * that it was in.  Returns the number of failures walked, -1 if the test has failed. */
#define RcTest_Sweep(operation, argument, watched) \
    _RcTest_Sweep((operation), (argument), (watched), #operation, __FILE__, __LINE__)

/* Runs the operation with a collection at each allocation of a container.  It must succeed. */
#define RcTest_Stress(operation, argument, watched) \
    _RcTest_Stress((operation), (argument), (watched), #operation, __FILE__, __LINE__)

/* Runs the operation in hostile mode, once for each way to be hostile.  It may fail, with any error, which is cleared;
 * what it puts into containers should be of a kind that may be gone later.  Returns the number of containers
 * attacked, -1 if the test has failed.  In release builds: one run as ever, 0. */
#define RcTest_Hostile(operation, argument, watched) \
    _RcTest_Hostile((operation), (argument), (watched), #operation, __FILE__, __LINE__)

typedef struct _RcTest_Run {
    RcTest_Operation operation;
    void *argument;
    const char *expression;
    const char *file;
    int line;
    char circumstances[80];
    int has_failed; /* an allocation, as it was to */
    _RcTest_Note note;
} _RcTest_Run;

static inline _RcTest_Run _RcTest_MakeRun(RcTest_Operation operation, void *argument,
                                          RcObject *const *watched, const char *expression, const char *file,
                                          int line)
{
    _RcTest_Run run;
    memset(&run, 0, sizeof run);
    run.operation = operation;
    run.argument = argument;
    run.expression = expression;
    run.file = file;
    run.line = line;
    run.note.live = Rc_LiveObjects();
    for (; watched != NULL && *watched != NULL; watched++) {
        _RcTest_Watch(&run.note, *watched);
    }
    return run;
}

static inline int _RcTest_Operate(const _RcTest_Run *run)
{
    size_t guarded_before = _RcTest_BeginGuard(&run->note);
    int result = run->operation(run->argument);
    _RcTest_EndGuard(guarded_before);
    return result;
}

static inline int _RcTest_FailRun(const _RcTest_Run *run, const char *what)
{
    char text[RCTEST_MESSAGE_ROOM] = "";
    RcLedger_Place place;
    _RcTest_Add(text, "%s, %s", run->expression, run->circumstances);
    if (run->has_failed && RcLedger_FailedAllocation(&place)) {
        _RcTest_Add(text, " (%s%sat %s:%d in %s)", place.api != NULL ? place.api : "",
                    place.api != NULL ? " " : "", place.file, place.line, place.function);
    }
    _RcTest_Add(text, ": %s", what);
    RcTest_FailAt(text, run->file, run->line);
    return -1;
}

/* Are the books in order, and all as before?  0 if they are. */
static inline int _RcTest_CheckRun(const _RcTest_Run *run)
{
    char *message;
    Rc_AuditHeap();
    if (_RcTest_state.findings[0] != '\0') {
        char findings[RCTEST_MESSAGE_ROOM];
        memcpy(findings, _RcTest_state.findings, sizeof findings);
        _RcTest_state.findings[0] = '\0';
        if (_RcTest_HasLess(&run->note)) { /* a death is no finding until the dead is used */
            _RcTest_Add(findings, "not as before:");
            _RcTest_IsAsBefore(&run->note, findings);
        }
        return _RcTest_FailRun(run, findings);
    }
    message = _RcTest_NewMessage();
    _RcTest_Add(message, "not as before:");
    return _RcTest_IsAsBefore(&run->note, message) ? 0 : _RcTest_FailRun(run, message);
}

/* What the operation has left in cycles is no leak.  After one that has taken something away nothing is visited. */
static inline int _RcTest_CollectTrash(const _RcTest_Run *run)
{
    if (!_RcTest_HasLess(&run->note) && !_RcTest_IsAsBefore(&run->note, _RcTest_NewMessage())) {
        (RcGC_Collect)();
    }
    return 0;
}

/* What the operation returned, and whether that agrees with the indicator.  0 or -1: as it should be; an error was
 * cleared. */
static inline int _RcTest_CheckResult(const _RcTest_Run *run, int result, int memory_error_only)
{
    char *message = _RcTest_NewMessage();
    if (result == 0) {
        _RcTest_Add(message, "it returned 0, and an error is pending: ");
        return _RcTest_TakeError(message) ? _RcTest_FailRun(run, message) : _RcTest_CollectTrash(run);
    }
    if ((RcErr_Occurred)() == NULL) {
        return _RcTest_FailRun(run, "it failed, and no error is pending");
    }
    if (memory_error_only && !(RcErr_ExceptionMatches)(RcExc_MemoryError)) {
        _RcTest_Add(message, "the error is not a MemoryError but ");
        _RcTest_TakeError(message);
        return _RcTest_FailRun(run, message);
    }
    (RcErr_Clear)();
    return _RcTest_CollectTrash(run);
}

/* One run of a sweep.  1: its failure has happened; 0: it was not reached; -1: the test has failed. */
static inline int _RcTest_SweepOnce(_RcTest_Run *run, Rc_ssize_t n)
{
    int result;
    snprintf(run->circumstances, sizeof run->circumstances, "with its allocation %zd failing", n);
    RcMem_SetFailAfter(n);
    result = _RcTest_Operate(run);
    run->has_failed = RcMem_SetFailAfter(0) == 0;
    if (!run->has_failed && result != 0) {
        char *message = _RcTest_NewMessage();
        snprintf(run->circumstances, sizeof run->circumstances, "without a failing allocation");
        _RcTest_Add(message, "it fails: ");
        if (!_RcTest_TakeError(message)) {
            _RcTest_Add(message, "no error is pending");
        }
        return _RcTest_FailRun(run, message);
    }
    return _RcTest_CheckResult(run, result, 1) < 0 ? -1 : run->has_failed;
}

/* A run with the books open, so that what it leaks is told with its line. */
static inline int _RcTest_SweepBooked(_RcTest_Run *run, Rc_ssize_t n)
{
    _RcTest_Books books = _RcTest_OpenBooks(run->file, run->line, "RcTest_Sweep", __builtin_frame_address(0),
                                            __builtin_return_address(0));
    int happened = _RcTest_SweepOnce(run, n);
    _RcTest_CloseBooks(&books);
    return happened;
}

/* Has the run left more behind than there was, and is that all that is wrong?  After one that has taken something
 * away the next would work on what is gone. */
static inline int _RcTest_MayBeCache(const _RcTest_Run *run)
{
    const char *finding = _RcTest_state.findings;
    if (_RcTest_HasLess(&run->note)) {
        return 0;
    }
    for (; (finding = strstr(finding, "recount: error: ")) != NULL; finding++) {
        if (strncmp(finding, "recount: error: leak:", 21) != 0) {
            return 0;
        }
    }
    return _RcTest_state.findings[0] != '\0' || !_RcTest_IsAsBefore(&run->note, _RcTest_NewMessage());
}

static inline Rc_ssize_t _RcTest_Sweep(RcTest_Operation operation, void *argument, RcObject *const *watched,
                                       const char *expression, const char *file, int line)
{
    _RcTest_Run run;
    (RcGC_Collect)(); /* what was trash before may not go in the midst of it */
    run = _RcTest_MakeRun(operation, argument, watched, expression, file, line);
    for (Rc_ssize_t n = 1; n <= RCTEST_MOST_FAILURES; n++) {
        int happened = _RcTest_SweepBooked(&run, n);
        if (happened >= 0 && _RcTest_MayBeCache(&run)) {
            _RcTest_state.findings[0] = '\0'; /* if it is none, the same comes again */
            (RcGC_Collect)();
            run = _RcTest_MakeRun(operation, argument, watched, expression, file, line);
            happened = _RcTest_SweepBooked(&run, n);
        }
        if (happened < 0 || _RcTest_CheckRun(&run) < 0) {
            return -1;
        }
        if (!happened) {
            return n - 1;
        }
    }
    snprintf(run.circumstances, sizeof run.circumstances, "with %d failing allocations",
             RCTEST_MOST_FAILURES);
    return _RcTest_FailRun(&run, "it has not come to an end");
}

static inline int _RcTest_Stress(RcTest_Operation operation, void *argument, RcObject *const *watched,
                                 const char *expression, const char *file, int line)
{
    int result;
    _RcTest_Run run;
    (RcGC_Collect)(); /* what was trash before is not the operation's */
    run = _RcTest_MakeRun(operation, argument, watched, expression, file, line);
    snprintf(run.circumstances, sizeof run.circumstances, "with a collection at each allocation");
    RcTest_WithStress
    {
        result = _RcTest_Operate(&run);
    }
    if (result != 0) {
        char *message = _RcTest_NewMessage();
        _RcTest_Add(message, "it fails: ");
        _RcTest_TakeError(message);
        _RcTest_FailRun(&run, message);
        return 0;
    }
    return _RcTest_CheckResult(&run, result, 0) == 0 && _RcTest_CheckRun(&run) == 0;
}

static inline Rc_ssize_t _RcTest_Hostile(RcTest_Operation operation, void *argument, RcObject *const *watched,
                                         const char *expression, const char *file, int line)
{
    static const char *const ways[] = {"",
                                       "containers in use are cleared",
                                       "containers in use lose half of their items",
                                       "containers in use grow",
                                       "items of containers in use are replaced",
                                       "containers in use are dropped"};
    _RcTest_Run run;
    Rc_ssize_t all = 0;
    (RcGC_Collect)(); /* what was trash before is not the operation's */
    run = _RcTest_MakeRun(operation, argument, watched, expression, file, line);
    for (int how = RC_HOSTILE_CLEAR; how <= RC_HOSTILE_LAST; how++) {
        int result, is_release = RcLedger_SetHostile(how) < 0;
        Rc_ssize_t attacks;
        snprintf(run.circumstances, sizeof run.circumstances, "%s",
                 is_release ? "in a release build" : ways[how]);
        result = _RcTest_Operate(&run);
        attacks = RcLedger_SetHostile(RC_HOSTILE_NOT);
        all += attacks > 0 ? attacks : 0;
        if (_RcTest_CheckResult(&run, result, 0) < 0 || _RcTest_CheckRun(&run) < 0) {
            return -1;
        }
        if (is_release) {
            break;
        }
    }
    return all;
}

/* -- a test's beginning and end -- */

/* Before a test: starts a runtime if there is none, notes what is alive, and from now on findings fail the test.
 * What was leaked before is nobody's fault any more.  0, or -1 if there is no memory for a runtime. */
#define RcTest_Setup() \
    _RcTest_Setup(__FILE__, __LINE__, __func__, __builtin_frame_address(0), __builtin_return_address(0))
static inline int _RcTest_Setup(const char *file, int line, const char *function, void *frame,
                                void *return_address)
{
    _RcTest_State *state = &_RcTest_state;
    if (!Rc_IsInitialized()) {
        memset(&state->guard, 0, sizeof state->guard); /* an ended runtime has taken all memory with it */
    }
    if ((Rc_Initialize)() < 0) {
        return -1;
    }
    RcMem_SetFailAfter(0);
    RcLedger_SetReporter(RcTest_Reporter, NULL);
    state->findings[0] = '\0';
    state->debug = RcGC_GetDebug();
    (RcGC_Collect)();
    state->books = _RcTest_OpenBooks(file, line, function, frame, return_address);
    state->live = Rc_LiveObjects();
    state->is_set_up = 1;
    state->failures = 0;
    return 0;
}

static inline void _RcTest_Reset(const _RcTest_State *state)
{
    RcMem_SetFailAfter(0);
    _RcTest_BuryDead();
    RcLedger_SetHostile(RC_HOSTILE_NOT);
    RcLedger_SetAttack(NULL, NULL);
    RcGC_SetDebug(state->debug);
}

/* After a test: switches off what it left on, collects, and fails if it left an error pending or leaked: with the
 * ledger's findings, which say what and where, or the number of objects.  What it leaked is then forgiven: the
 * next test is not blamed for it.  A test that has failed already, and so was left in the middle, may
 * leave anything.  0, or -1 if the test has failed here. */
#define RcTest_Teardown() \
    _RcTest_Teardown(__FILE__, __LINE__, __builtin_frame_address(0), __builtin_return_address(0))
static inline int _RcTest_Teardown(const char *file, int line, void *frame, void *return_address)
{
    _RcTest_State *state = &_RcTest_state;
    char *message = _RcTest_NewMessage();
    Rc_ssize_t more;
    if (!state->is_set_up || !Rc_IsInitialized()) {
        RcTest_FailAt("RcTest_Teardown: no RcTest_Setup before it, or the test has ended the runtime", file,
                      line);
        return -1;
    }
    state->is_set_up = 0;
    _RcTest_Reset(state);
    _RcTest_Add(message, "an error is pending after the test: ");
    if (_RcTest_TakeError(message)) {
        _RcTest_Add(message, "\n");
    } else {
        message[0] = '\0';
    }
    (RcGC_Collect)();
    _RcTest_CloseTestsBooks(&state->books, frame, return_address);
    _RcTest_Add(message, "%s", state->findings);
    state->findings[0] = '\0';
    more = Rc_LiveObjects() - state->live;
    if (more > 0 && message[0] == '\0') {
        _RcTest_Add(message, "%zd more object%s alive after the test than before\n", more,
                    more == 1 ? " is" : "s are");
    }
    state->forgiven += more > 0 ? more : 0;
    if (message[0] == '\0' || state->failures > 0) {
        return 0;
    }
    message[strlen(message) - 1] = '\0'; /* the last line's end */
    RcTest_FailAt(message, file, line);
    return -1;
}

/* After the last test: ends the runtime.  Fails if more objects outlive it than were forgiven. */
#define RcTest_Finish() _RcTest_Finish(__FILE__, __LINE__)
static inline int _RcTest_Finish(const char *file, int line)
{
    char *message;
    Rc_ssize_t forgiven = _RcTest_state.forgiven, left = (Rc_Finalize)();
    _RcTest_state.forgiven = 0;
    if (!_RcTest_NoFindings(file, line)) {
        return -1;
    }
    if (left <= forgiven) {
        return 0;
    }
    message = _RcTest_NewMessage();
    _RcTest_Add(message, "%zd objects outlive the runtime", left - forgiven);
    RcTest_FailAt(message, file, line);
    return -1;
}

RC_END_DECLS

#endif
