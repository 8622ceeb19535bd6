/* From addresses of code to lines of the source, and from two lines to the store between them.
 *
 * Addresses are looked up only when something is told, by addr2line of the system's binutils, which reads the
 * program's debug information.  Where that fails the place stays unknown; nothing else depends on it. */
#define _GNU_SOURCE
#include "ledger/lines.h"
#include "ledger/operations.h"
#include "ledger/source_says.h"

#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* -- addr2line -- */

#define LINES_KEPT 64
#define LINES_SCANNED 4096
#define SCANNED_EACH_WAY 4096 /* bytes of code around an address */

/* What was looked up. */
struct LineCache {
    struct {
        const void *pc;
        int found;
        Line line;
    } kept[LINES_KEPT];
    const void *near; /* whose surroundings were looked through, */
    const char *file;
    unsigned char has_code[LINES_SCANNED / 8]; /* and the lines that were found there, */
    int first, last;                           /* from the first to the last of them */
    int is_missing;                            /* addr2line cannot be run */
};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

int _RcLedger_IsSameFile(const char *file, const char *other)
{
    return strcmp(base_name(file), base_name(other)) == 0;
}

static struct LineCache *cache(void)
{
    Ledger *ledger = _Rc_ledger;
    if (ledger != NULL && ledger->lines == NULL) {
        ledger->lines = _RcLedger_Allocate(sizeof *ledger->lines);
    }
    return ledger != NULL ? ledger->lines : NULL;
}

/* posix_spawn, not fork: other threads may hold any lock. */
static pid_t start(char *const *arguments, const int ends[2])
{
    posix_spawn_file_actions_t actions;
    pid_t child = -1;

    if (posix_spawn_file_actions_init(&actions) != 0) {
        return -1;
    }
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (posix_spawnp(&child, arguments[0], &actions, NULL, arguments, environ) != 0) {
        child = -1;
    }
    posix_spawn_file_actions_destroy(&actions);
    return child;
}

/* Runs addr2line and reads what it prints: nothing, if it cannot read the file.  -1: there is no addr2line. */
static int run_addr2line(char *const *arguments, char *output, size_t room)
{
    int ends[2], error = errno; /* the program's, which is amid an operation */
    size_t used = 0;
    ssize_t got;
    pid_t child;

    if (pipe(ends) < 0) {
        return -1;
    }
    child = start(arguments, ends);
    close(ends[1]);
    while (child > 0 && used + 1 < room &&
           ((got = read(ends[0], output + used, room - used - 1)) > 0 || (got < 0 && errno == EINTR))) {
        used += got > 0 ? (size_t)got : 0;
    }
    close(ends[0]);
    output[used] = '\0';
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
    errno = error;
    return child > 0 ? 0 : -1;
}

/* A function of recount's own that was not inlined?  Some versions of addr2line tell the includer's name as
 * the file of an inline function, so the file does not say it. */
static int is_recounts(const char *function, const char *file)
{
    return strncmp(function, "_Rc", 3) == 0 || strncmp(function, "Rc_", 3) == 0 ||
           (strncmp(function, "Rc", 2) == 0 && isupper((unsigned char)function[2])) ||
           strstr(file, "/include/recount/") != NULL;
}

/* "function\nfile:line\n" for the place and then for each function that it was inlined into.  The first that
 * is not in recount's own headers is the user's. */
static int parse_line(char *output, Line *line)
{
    char *rest = NULL, *function, *file;

    for (function = strtok_r(output, "\n", &rest); function != NULL; function = strtok_r(NULL, "\n", &rest)) {
        char *colon;
        file = strtok_r(NULL, "\n", &rest);
        colon = file != NULL ? strrchr(file, ':') : NULL;
        if (colon == NULL || file[0] == '?' || is_recounts(function, file)) {
            continue;
        }
        *colon = '\0';
        line->line = atoi(colon + 1);
        line->function = _RcLedger_Keep(function);
        line->file = _RcLedger_Keep(file);
        return line->line > 0;
    }
    return 0;
}

/* The C library's lines are nobody's mistakes, where there are any. */
static int is_c_library(const char *path)
{
    static const char *const names[] = {"libc.so", "libc-", "ld-linux", "ld-musl", "ld64", "ld.so"};
    const char *name = base_name(path);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strncmp(name, names[i], strlen(names[i])) == 0) {
            return 1;
        }
    }
    return 0;
}

static int read_program(char *program, size_t room)
{
    ssize_t length = readlink("/proc/self/exe", program, room - 1);
    program[length > 0 ? length : 0] = '\0';
    return length > 0;
}

/* The file that an address was loaded from, and its offset there. */
static int locate(const void *pc, char *program, size_t room, uintptr_t *offset)
{
    Dl_info info;
    struct link_map *map = NULL;

    if (pc == NULL || dladdr1(pc, &info, (void **)&map, RTLD_DL_LINKMAP) == 0 || map == NULL) {
        return 0;
    }
    *offset = (uintptr_t)pc - (uintptr_t)map->l_addr;
    if (map->l_name == NULL || map->l_name[0] == '\0') {
        return read_program(program, room);
    }
    snprintf(program, room, "%s", map->l_name);
    return !is_c_library(program);
}

/* Does an answer know nothing of the place? */
static int has_no_line(const char *output)
{
    const char *place = strchr(output, '\n');
    return place != NULL && place[1] == '?';
}

static int is_program(const char *path)
{
    char program[512];
    return read_program(program, sizeof program) && strcmp(path, program) == 0;
}

static int look_up(const void *return_address, Line *line)
{
    char address[32], output[4096], program[512];
    char *arguments[] = {"addr2line", "-f", "-i", "-e", program, address, NULL};
    uintptr_t offset;

    if (!locate(return_address, program, sizeof program, &offset)) {
        return 0;
    }
    snprintf(address, sizeof address, "0x%zx", (size_t)offset - 1);
    if (run_addr2line(arguments, output, sizeof output) < 0) {
        cache()->is_missing = 1;
        _RcLedger_Lacks(_Rc_ledger, LACKS_READER, "");
        return 0;
    }
    if (has_no_line(output) && is_program(program)) {
        _RcLedger_Lacks(_Rc_ledger, LACKS_LINES, program);
    }
    return parse_line(output, line);
}

int _RcLedger_LineOf(const void *return_address, Line *line)
{
    struct LineCache *lines = cache();
    size_t place = (size_t)(((uintptr_t)return_address * UINT64_C(0x9e3779b97f4a7c15)) >> 58);

    if (lines == NULL || return_address == NULL || lines->is_missing) {
        return 0;
    }
    if (lines->kept[place].pc != return_address) {
        lines->kept[place].found = look_up(return_address, &lines->kept[place].line);
        lines->kept[place].pc = return_address;
    }
    *line = lines->kept[place].line;
    return lines->kept[place].found;
}

int _RcLedger_LineOfEither(const void *return_address, const void *caller, Line *line)
{
    return _RcLedger_LineOf(return_address, line) || _RcLedger_LineOf(caller, line);
}

int _RcLedger_FromWhereItWasCompiled(const char *path, char *whole, size_t room)
{
    const Site *site = _Rc_ledger->latest->site;
    size_t length, own;
    Line line;

    if (site->file == NULL || !_RcLedger_LineOf(site->pc, &line)) {
        return 0;
    }
    length = strlen(line.file);
    own = strlen(site->file);
    if (length <= own || strcmp(line.file + length - own, site->file) != 0) {
        return 0;
    }
    return snprintf(whole, room, "%.*s%s", (int)(length - own), line.file, path) < (int)room;
}

/* -- many at once -- */

#define AT_ONCE 200 /* addresses, of one file */
#define OUTPUT_OF_ONE 4096

/* With -a each answer begins with its address; the next one's is set to NUL.  NULL: there is no more. */
static char *next_answer(char **rest)
{
    char *answer = *rest, *next;

    if (answer == NULL || strncmp(answer, "0x", 2) != 0) {
        return NULL;
    }
    answer = strchr(answer, '\n');
    next = answer != NULL ? strstr(answer, "\n0x") : NULL;
    if (next != NULL) {
        *next = '\0';
    }
    *rest = next != NULL ? next + 1 : NULL;
    return answer != NULL ? answer + 1 : NULL;
}

typedef struct Batch {
    char program[512];
    char addresses[AT_ONCE][24];
    size_t of[AT_ONCE]; /* the places' indexes */
    size_t count;
    char output[AT_ONCE * OUTPUT_OF_ONE];
} Batch;

static void ask(Batch *batch, Line *lines)
{
    char *arguments[AT_ONCE + 7] = {"addr2line", "-a", "-f", "-i", "-e", batch->program},
                              *rest = batch->output;

    for (size_t i = 0; i < batch->count; i++) {
        arguments[6 + i] = batch->addresses[i];
    }
    if (run_addr2line(arguments, batch->output, sizeof batch->output) < 0) {
        cache()->is_missing = 1;
        return;
    }
    for (size_t i = 0; i < batch->count; i++) {
        char *answer = next_answer(&rest);
        if (answer == NULL || !parse_line(answer, &lines[batch->of[i]])) {
            lines[batch->of[i]].line = 0;
        }
    }
}

static void add_to(Batch *batch, const char *program, uintptr_t offset, size_t index, Line *lines)
{
    if (batch->count == AT_ONCE - 1 || (batch->count > 0 && strcmp(program, batch->program) != 0)) {
        ask(batch, lines);
        batch->count = 0;
    }
    strcpy(batch->program, program);
    snprintf(batch->addresses[batch->count], sizeof batch->addresses[0], "0x%zx", (size_t)offset - 1);
    batch->of[batch->count++] = index;
}

/* Of those that have no line yet: of pc, or of the caller. */
static void look_up_all(const Site *const *places, Line *lines, size_t count, int of_caller, Batch *batch)
{
    char program[512];
    uintptr_t offset;

    batch->count = 0;
    for (size_t i = 0; i < count; i++) {
        const void *pc = of_caller ? places[i]->caller : places[i]->pc;
        if (lines[i].line == 0 && locate(pc, program, sizeof program, &offset)) {
            add_to(batch, program, offset, i, lines);
        }
    }
    if (batch->count > 0 && !cache()->is_missing) {
        ask(batch, lines);
    }
}

void _RcLedger_LinesOf(const Site *const *places, Line *lines, size_t count)
{
    Batch *batch = _RcLedger_Allocate(sizeof *batch);

    if (batch != NULL && cache() != NULL && !cache()->is_missing) {
        look_up_all(places, lines, count, 0, batch);
        look_up_all(places, lines, count, 1, batch);
    }
    _RcLedger_Release(batch, sizeof *batch);
}

void _RcLedger_SiteFromLine(const Line *line, const void *pc, Site *site)
{
    site->file = line->file;
    site->function = line->function;
    site->line = line->line;
    site->pc = pc;
}

void _RcLedger_MoveOn(Site *site, const Line *running, const void *pc)
{
    if (site->function == NULL || running->line != site->line ||
        strcmp(site->function, running->function) != 0) {
        *site = (Site){0};
        _RcLedger_SiteFromLine(running, pc, site);
    }
}

/* -- which lines have code? -- */

static void note_line(struct LineCache *lines, char *text)
{
    char *colon = strrchr(text, ':');
    if (colon != NULL) {
        int line = atoi(colon + 1);
        *colon = '\0';
        if (line > 0 && line < LINES_SCANNED && strcmp(text, lines->file) == 0) {
            lines->has_code[line / 8] |= (unsigned char)(1u << line % 8);
            lines->first = line < lines->first ? line : lines->first;
            lines->last = line > lines->last ? line : lines->last;
        }
    }
}

#define ADDRESS_ROOM 12

/* All addresses around `near` are looked up at once. */
static void look_around(struct LineCache *lines)
{
    size_t count = SCANNED_EACH_WAY, room = (size_t)1 << 20;
    char program[512], *rest = NULL;
    char **arguments = _RcLedger_Allocate((count + 8) * sizeof *arguments);
    char *texts = _RcLedger_Allocate(count * ADDRESS_ROOM), *output = _RcLedger_Allocate(room);
    uintptr_t offset;
    size_t used = 0;

    if (arguments != NULL && texts != NULL && output != NULL &&
        locate(lines->near, program, sizeof program, &offset)) {
        uintptr_t start_at = offset > SCANNED_EACH_WAY ? offset - SCANNED_EACH_WAY : 0;
        arguments[used++] = "addr2line";
        arguments[used++] = "-i";
        arguments[used++] = "-e";
        arguments[used++] = program;
        for (size_t i = 0; i < count; i++) {
            arguments[used] = texts + i * ADDRESS_ROOM;
            snprintf(arguments[used++], ADDRESS_ROOM, "%zx", (size_t)start_at + 2 * i);
        }
        if (run_addr2line(arguments, output, room) == 0) {
            for (char *at = strtok_r(output, "\n", &rest); at != NULL; at = strtok_r(NULL, "\n", &rest)) {
                note_line(lines, at);
            }
        }
    }
    _RcLedger_Release(arguments, (count + 8) * sizeof *arguments);
    _RcLedger_Release(texts, count * ADDRESS_ROOM);
    _RcLedger_Release(output, room);
}

/* Where that cannot be told, each line may have some. */
int _RcLedger_HasCode(const void *near, const char *file, int line)
{
    struct LineCache *lines = cache();
    Line there;

    if (lines == NULL || lines->is_missing || line >= LINES_SCANNED || !_RcLedger_LineOf(near, &there)) {
        return 1;
    }
    if (lines->near != near) {
        lines->near = near;
        memset(lines->has_code, 0, sizeof lines->has_code);
        lines->first = LINES_SCANNED;
        lines->last = 0;
        lines->file = there.file;
        look_around(lines);
    }
    if (strcmp(base_name(lines->file), base_name(file)) != 0 || line < lines->first || line > lines->last) {
        return 1;
    }
    return lines->has_code[line / 8] >> line % 8 & 1;
}

/* -- stores -- */

/* A part of the source that ran between two operations. */
typedef struct Part {
    const char *file;
    int first, last; /* last 0: the function's end */
    const void *near;
} Part;

static int search_parts(const Part *parts, size_t count, Part *found)
{
    for (int search = STORE_HERE; search <= STORE_LIKELY; search++) {
        for (size_t i = 0; i < count; i++) {
            int line = parts[i].file == NULL
                           ? 0
                           : _RcLedger_StoreBetween(parts[i].file, parts[i].first, parts[i].last,
                                                    parts[i].near, (StoreSearch)search);
            if (line > 0) {
                *found = parts[i];
                return line;
            }
        }
    }
    return 0;
}

/* Where plain code ran after one operation and before the next: the rest of the first one's function, what called
 * that if it has ended, the beginning of the next one's function.  The likelier ones come first. */
static size_t parts_between(const Entry *entry, const Site *from, int has_ended, const Line *caller,
                            Part *parts)
{
    const Site *to = &entry->until.site;
    Part rest = {from->file, from->line, 0, from->pc};
    Part begin = {to->file, to->file != NULL ? _RcLedger_HeadBefore(to->file, to->line) : 0, to->line,
                  to->pc};
    Part middle = {NULL, 0, 0, NULL};
    if (entry->until.activation == entry->operation.activation && to->file != NULL) {
        size_t count = 0;
        if (to->line >= from->line) {
            parts[count] = rest;
            parts[count++].last = to->line;
        }
        if (to->line <= from->line) { /* in a loop */
            parts[count++] = rest;
            parts[count++] = begin;
        }
        return count;
    }
    if (has_ended && caller != NULL) {
        middle = (Part){caller->file, caller->line, 0, entry->caller};
        if (to->function != NULL && strcmp(caller->function, to->function) == 0 && to->line >= caller->line) {
            middle.last = to->line;
            begin.file = NULL;
        }
    }
    parts[0] = has_ended ? rest : begin;
    parts[1] = has_ended ? middle : rest;
    parts[2] = has_ended ? begin : middle;
    return 3;
}

/* What a function has stored before it tracks the holder is seen from then on, as is what it stores after that. */
static int store_around_tracking(const Entry *entry, const Site *site)
{
    const Site *to = &entry->until.site;
    int is_same = entry->until.activation == entry->operation.activation && to->line > site->line;
    int found = _RcLedger_StoreBetween(site->file, site->line, is_same ? to->line : 0, site->pc, STORE_HERE);

    return found > 0 ? found
                     : _RcLedger_StoreBetween(site->file, _RcLedger_HeadBefore(site->file, site->line),
                                              site->line, site->pc, STORE_HERE);
}

int _RcLedger_LineOfStore(const Entry *entry, Site *site)
{
    Part parts[3], part;
    Line line;
    int found, has_caller;

    if (entry->store_pc != NULL) {
        if (_RcLedger_LineOfEither(entry->store_pc, entry->store_caller, &line)) {
            _RcLedger_SiteFromLine(&line, entry->store_pc, site);
        }
        return 1;
    }
    if (site->file == NULL && _RcLedger_LineOf(site->pc, &line)) {
        _RcLedger_SiteFromLine(&line, site->pc, site); /* of a function that the runtime called: its head */
    }
    if (!entry->other.users_type || site->file == NULL) {
        return 0;
    }
    if (site->api != NULL && strstr(site->api, "SETREF") != NULL &&
        !_RcLedger_SetsOwn(site->file, site->line, site->pc)) {
        return 1;
    }
    if (site->api != NULL && strstr(site->api, "GC_Track") != NULL &&
        (found = store_around_tracking(entry, site)) > 0) {
        site->line = found;
        return 1;
    }
    has_caller = _RcLedger_LineOf(entry->caller, &line);
    found =
        search_parts(parts,
                     parts_between(entry, site, !_RcLedger_IsRunning(_Rc_ledger, entry->operation.activation),
                                   has_caller ? &line : NULL, parts),
                     &part);
    if (found > 0) {
        site->file = part.file;
        site->function = _RcLedger_FunctionAt(part.file, found);
        site->line = found;
    }
    return 1;
}
