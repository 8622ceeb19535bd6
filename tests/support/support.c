/* The fixture and its assertions.
 *
 * The counting allocators wrap whatever RcMem_GetAllocator gives before the runtime starts, so they see
 * each block of the runtime's life, the runtime's own included.  What malloc gives they fill, so that a field
 * that nobody has set is not NULL by chance. */
#include "support.h"

#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/ledger.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>
#include <recount/type.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DOMAINS 3
#define MAX_WATCHED 64
#define MAX_SWEEP 100000
#define MAX_RESTARTS 16
#define MAX_KINDS 4 /* of findings in a test */
#define FILL 0xCD   /* in each byte of a new block */

static struct {
    RcMemAllocatorEx wrapped[DOMAINS];
    Rc_ssize_t blocks; /* outstanding, all domains */
    Rc_ssize_t live;   /* objects alive after the setup */
} fixture;

/* The counting allocators; ctx is the wrapped one. */

static void *counted_block(void *block)
{
    if (block != NULL) {
        fixture.blocks++;
    }
    return block;
}

static void *counting_malloc(void *ctx, size_t size)
{
    const RcMemAllocatorEx *wrapped = ctx;
    void *block = wrapped->malloc(wrapped->ctx, size);
    return block != NULL ? counted_block(memset(block, FILL, size)) : NULL;
}

static void *counting_calloc(void *ctx, size_t count, size_t size)
{
    const RcMemAllocatorEx *wrapped = ctx;
    return counted_block(wrapped->calloc(wrapped->ctx, count, size));
}

static void *counting_realloc(void *ctx, void *block, size_t size)
{
    const RcMemAllocatorEx *wrapped = ctx;
    void *moved = wrapped->realloc(wrapped->ctx, block, size);
    return block == NULL ? counted_block(moved) : moved;
}

static void counting_free(void *ctx, void *block)
{
    const RcMemAllocatorEx *wrapped = ctx;
    if (block != NULL) {
        fixture.blocks--;
    }
    wrapped->free(wrapped->ctx, block);
}

static void install_counting_allocators(void)
{
    for (int i = 0; i < DOMAINS; i++) {
        RcMemAllocatorDomain domain = (RcMemAllocatorDomain)i;
        RcMem_GetAllocator(domain, &fixture.wrapped[i]);
        RcMemAllocatorEx counting = {.ctx = &fixture.wrapped[i],
                                     .malloc = counting_malloc,
                                     .calloc = counting_calloc,
                                     .realloc = counting_realloc,
                                     .free = counting_free};
        RcMem_SetAllocator(domain, &counting);
    }
}

/* What the ledger told.  The kinds that were expected come first. */
static struct {
    int watching; /* there is a ledger */
    int kinds;
    int unexpected;
    struct {
        const char *kind;
        int expected, told;
    } of[MAX_KINDS];
} findings;

static void note_finding(const RcFinding *finding, void *arg)
{
    Rc_UNUSED(arg);
    for (int i = 0; i < findings.kinds; i++) {
        if (strcmp(findings.of[i].kind, finding->kind) == 0) {
            findings.of[i].told++;
            return;
        }
    }
    fputs(finding->message, stderr); /* now: the program may not live long */
    findings.unexpected++;
}

void watch_findings(void)
{
    memset(&findings, 0, sizeof findings);
    findings.watching = RcLedger_SetReporter(note_finding, NULL) == 0;
}

void expect_findings(const char *kind, int count)
{
    assert_true(findings.kinds < MAX_KINDS);
    findings.of[findings.kinds].kind = kind;
    findings.of[findings.kinds++].expected = count;
}

int findings_are_as_expected(void)
{
    int right = findings.unexpected == 0;
    if (!right) {
        print_error("%d findings that were not expected\n", findings.unexpected);
    }
    for (int i = 0; i < findings.kinds && findings.watching; i++) {
        if (findings.of[i].told != findings.of[i].expected) {
            print_error("%d findings of the kind %s, expected %d\n", findings.of[i].told, findings.of[i].kind,
                        findings.of[i].expected);
            right = 0;
        }
    }
    return right;
}

/* Prints what an exception is, for a message. */
static void print_exception(RcObject *exception)
{
    RcObject *text = RcObject_Str(exception);
    const char *utf8 = text != NULL ? RcStr_AsUTF8(text) : NULL;
    print_error("%s: %s\n", Rc_TYPE(exception)->tp_name, utf8 != NULL ? utf8 : "(its str() failed)");
    Rc_XDECREF(text);
    RcErr_Clear();
}

/* Takes the pending error away; if there is one, prints it after what and returns 1. */
static int report_pending_error(const char *what)
{
    RcObject *pending = RcErr_GetRaisedException();
    if (pending == NULL) {
        return 0;
    }
    print_error("%s", what);
    print_exception(pending);
    Rc_DECREF(pending);
    return 1;
}

int runtime_setup(void **state)
{
    Rc_UNUSED(state);
    if (Rc_IsInitialized()) {
        Rc_Finalize(); /* what a failed test left behind */
    }
    fixture.blocks = 0;
    install_counting_allocators();
    if (Rc_Initialize() < 0) {
        print_error("Rc_Initialize() failed\n");
        return -1;
    }
    watch_findings();
    RcMem_SetFailAfter(0);
    fixture.live = Rc_LiveObjects();
    return 0;
}

/* Ends the runtime first and judges then, so that the next test starts clean in any case. */
int runtime_teardown(void **state)
{
    Rc_UNUSED(state);
    if (!Rc_IsInitialized()) {
        print_error("the test ended the runtime\n");
        return -1;
    }
    RcMem_SetFailAfter(0);
    int failed = report_pending_error("an error is pending after the test: ");
    Rc_ssize_t live = Rc_LiveObjects() - fixture.live;
    int outlived = Rc_Finalize();
    if (live != 0) {
        print_error("%zd objects more are alive after the test than before\n", live);
        failed = 1;
    }
    if (outlived != 0) {
        print_error("Rc_Finalize() == %d: that many objects outlived the runtime\n", outlived);
        failed = 1;
    }
    if (fixture.blocks != 0) {
        print_error("%zd blocks of memory are outstanding after Rc_Finalize()\n", fixture.blocks);
        failed = 1;
    }
    failed |= !findings_are_as_expected();
    return failed ? -1 : 0;
}

Rc_ssize_t outstanding_blocks(void)
{
    return fixture.blocks;
}

void support_assert_refcnt(RcObject *op, Rc_ssize_t expected, const char *expression, const char *file,
                           int line)
{
    if (op == NULL) {
        report_pending_error("pending: ");
        print_error("count of %s: it is NULL, expected %zd\n", expression, expected);
        _fail(file, line);
        return;
    }
    Rc_ssize_t count = Rc_REFCNT(op);
    if (count != expected) {
        print_error("count of %s: %zd, expected %zd\n", expression, count, expected);
        _fail(file, line);
    }
}

void support_assert_live(Rc_ssize_t expected, const char *file, int line)
{
    Rc_ssize_t live = Rc_LiveObjects() - fixture.live;
    if (live != expected) {
        print_error("live objects since the setup: %zd, expected %zd\n", live, expected);
        _fail(file, line);
    }
}

void support_assert_between(intmax_t value, intmax_t least, intmax_t most, const char *expression,
                            const char *file, int line)
{
    if (value < least || value > most) {
        print_error("%s: %jd, expected %jd to %jd\n", expression, value, least, most);
        _fail(file, line);
    }
}

/* Is the exception's str() this message?  Prints both if not. */
static int has_message(RcObject *exception, const char *message)
{
    RcObject *text = RcObject_Str(exception);
    const char *utf8 = text != NULL ? RcStr_AsUTF8(text) : NULL;
    int same = utf8 != NULL && strcmp(utf8, message) == 0;
    if (!same) {
        print_error("message of the %s: \"%s\"\nexpected: \"%s\"\n", Rc_TYPE(exception)->tp_name,
                    utf8 != NULL ? utf8 : "(its str() failed)", message);
    }
    Rc_XDECREF(text);
    return same;
}

void support_assert_raises(RcObject *type, const char *message, const char *file, int line)
{
    RcObject *exception = RcErr_GetRaisedException();
    const char *expected = ((RcTypeObject *)type)->tp_name;
    if (exception == NULL) {
        print_error("no error is pending, expected %s%s%s\n", expected, message != NULL ? ": " : "",
                    message != NULL ? message : "");
        _fail(file, line);
        return;
    }
    int matches = RcErr_GivenExceptionMatches(exception, type);
    if (!matches) {
        print_error("expected %s%s%s\nbut the pending error is ", expected, message != NULL ? ": " : "",
                    message != NULL ? message : "");
        print_exception(exception);
    } else if (message != NULL) {
        matches = has_message(exception, message);
    }
    Rc_DECREF(exception);
    if (!matches) {
        _fail(file, line);
    }
}

void support_assert_no_error(const char *file, int line)
{
    if (report_pending_error("an error is pending: ")) {
        _fail(file, line);
    }
}

void support_assert_str(RcObject *op, const char *text, const char *expression, const char *file, int line)
{
    if (op == NULL) {
        report_pending_error("pending: ");
        print_error("%s is NULL, expected the str \"%s\"\n", expression, text);
        _fail(file, line);
        return;
    }
    if (!RcStr_Check(op)) {
        print_error("%s is of type %s, expected the str \"%s\"\n", expression, Rc_TYPE(op)->tp_name, text);
        _fail(file, line);
        return;
    }
    Rc_ssize_t size = 0;
    const char *utf8 = RcStr_AsUTF8AndSize(op, &size);
    if (utf8 == NULL || (size_t)size != strlen(text) || memcmp(utf8, text, (size_t)size) != 0) {
        print_error("%s is \"%s\" (%zd bytes)\nexpected \"%s\"\n", expression, utf8 != NULL ? utf8 : "", size,
                    text);
        _fail(file, line);
    }
}

void support_assert_repr(RcObject *op, const char *text, const char *expression, const char *file, int line)
{
    if (op == NULL) {
        report_pending_error("pending: ");
        print_error("%s is NULL, expected an object with repr \"%s\"\n", expression, text);
        _fail(file, line);
        return;
    }
    Rc_ssize_t count = Rc_REFCNT(op);
    RcObject *repr = RcObject_Repr(op);
    support_assert_str(repr, text, expression, file, line);
    Rc_DECREF(repr);
    support_assert_refcnt(op, count, expression, file, line);
}

/* The sweep. */

typedef struct Sweep {
    int (*operation)(void *);
    void *argument;
    RcObject *const *watched;
    const char *expression;
    const char *file;
    int line;
    Rc_ssize_t n; /* the allocation that fails now */
    Rc_ssize_t live;
    Rc_ssize_t counts[MAX_WATCHED];
} Sweep;

static void sweep_note(Sweep *sweep)
{
    sweep->live = Rc_LiveObjects();
    for (int i = 0; sweep->watched != NULL && sweep->watched[i] != NULL; i++) {
        if (i == MAX_WATCHED) {
            print_error("sweep of %s: more than %d watched objects\n", sweep->expression, MAX_WATCHED);
            _fail(sweep->file, sweep->line);
        }
        sweep->counts[i] = Rc_REFCNT(sweep->watched[i]);
    }
}

static void sweep_fail(const Sweep *sweep)
{
    print_error("... in the sweep of %s, with allocation %zd failing\n", sweep->expression, sweep->n);
    _fail(sweep->file, sweep->line);
}

/* What must be as before the run. */
static void sweep_check(const Sweep *sweep)
{
    Rc_ssize_t live = Rc_LiveObjects();
    if (live != sweep->live) {
        print_error("live objects: %zd before, %zd after\n", sweep->live, live);
        sweep_fail(sweep);
    }
    for (int i = 0; sweep->watched != NULL && sweep->watched[i] != NULL; i++) {
        Rc_ssize_t count = Rc_REFCNT(sweep->watched[i]);
        if (count != sweep->counts[i]) {
            print_error("count of watched object %d: %zd before, %zd after\n", i, sweep->counts[i], count);
            sweep_fail(sweep);
        }
    }
}

/* Takes a MemoryError away; any other state of the indicator fails the test. */
static void sweep_expect_memory_error(const Sweep *sweep)
{
    if (RcErr_ExceptionMatches(RcExc_MemoryError)) {
        RcErr_Clear();
        return;
    }
    if (!report_pending_error("the failure is not a MemoryError but ")) {
        print_error("-1 was returned and no error is pending\n");
    }
    sweep_fail(sweep);
}

/* One run.  Returns 1 if its failure happened, 0 if it was never reached. */
static int sweep_run(const Sweep *sweep)
{
    RcMem_SetFailAfter(sweep->n);
    int result = sweep->operation(sweep->argument);
    int failure_happened = RcMem_SetFailAfter(0) == 0;
    if (result == 0) {
        if (report_pending_error("0 was returned, and an error is pending: ")) {
            sweep_fail(sweep);
        }
    } else if (failure_happened) {
        sweep_expect_memory_error(sweep);
    } else {
        report_pending_error("the operation fails without any failing allocation: ");
        sweep_fail(sweep);
    }
    sweep_check(sweep);
    return failure_happened;
}

/* Repeats a run that changed the outstanding blocks; now it may not change them. */
static void sweep_settle(const Sweep *sweep)
{
    Rc_ssize_t blocks = fixture.blocks;
    sweep_run(sweep);
    if (fixture.blocks != blocks) {
        print_error("outstanding blocks: %zd before, %zd after, and again in each run\n", blocks,
                    fixture.blocks);
        sweep_fail(sweep);
    }
}

Rc_ssize_t support_sweep(int (*operation)(void *), void *argument, RcObject *const *watched,
                         const char *expression, const char *file, int line)
{
    Sweep sweep = {.operation = operation,
                   .argument = argument,
                   .watched = watched,
                   .expression = expression,
                   .file = file,
                   .line = line};
    Rc_ssize_t walked = 0;
    int restarts = 0;
    sweep_note(&sweep);
    for (sweep.n = 1; sweep.n <= MAX_SWEEP; sweep.n++) {
        Rc_ssize_t blocks = fixture.blocks;
        int failure_happened = sweep_run(&sweep);
        walked += failure_happened;
        if (fixture.blocks != blocks) {
            /* A cache was filled, or a block leaked: a second run tells.  After a cache the allocations
             * have other numbers, so the walk begins again. */
            sweep_settle(&sweep);
            if (++restarts > MAX_RESTARTS) {
                print_error("the outstanding blocks never settle\n");
                sweep_fail(&sweep);
            }
            sweep.n = 0;
        } else if (!failure_happened) {
            return walked;
        }
    }
    print_error("%d allocations failed, and no end\n", MAX_SWEEP);
    sweep_fail(&sweep);
    return -1;
}

int support_quiet(int saved)
{
    fflush(stderr);
    if (saved < 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        saved = dup(2);
        dup2(nowhere, 2);
        close(nowhere);
        return saved;
    }
    dup2(saved, 2);
    close(saved);
    return -1;
}
