/* From addresses of code to lines of the source, and from two lines to the store between them.
 *
 * Addresses are looked up only when something is told, by addr2line of the system's binutils, which reads the
 * program's debug information.  Where that fails the place stays unknown; nothing else depends on it. */
#define _GNU_SOURCE
#include "ledger/ledger.h"

#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* -- addr2line -- */

/* Runs addr2line for one address of a file and reads what it prints: two lines. */
static int run_addr2line(const char *program, const char *address, char *output, size_t room)
{
    int ends[2];
    size_t used = 0;
    ssize_t got;
    pid_t child;
    char *const arguments[] = {
        "addr2line", "-f", "-i", "-e", (char *)(uintptr_t)program, (char *)(uintptr_t)address, NULL};

    if (pipe(ends) < 0) {
        return -1;
    }
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(STDERR_FILENO);
        execvp("addr2line", arguments);
        _exit(127);
    }
    close(ends[1]);
    while (child > 0 && used + 1 < room && (got = read(ends[0], output + used, room - used - 1)) > 0) {
        used += (size_t)got;
    }
    close(ends[0]);
    output[used] = '\0';
    return child > 0 && waitpid(child, NULL, 0) == child && used > 0 ? 0 : -1;
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
        if (colon == NULL || file[0] == '?' || strstr(file, "/include/recount/") != NULL) {
            continue;
        }
        *colon = '\0';
        line->line = atoi(colon + 1);
        snprintf(line->function, sizeof line->function, "%.127s", function);
        snprintf(line->file, sizeof line->file, "%.255s", file);
        return line->line > 0;
    }
    return 0;
}

int _RcLedger_LineOf(const void *return_address, Line *line)
{
    Dl_info info;
    struct link_map *map = NULL;
    char address[32], output[4096], program[512];
    uintptr_t offset;

    if (return_address == NULL || dladdr1(return_address, &info, (void **)&map, RTLD_DL_LINKMAP) == 0 ||
        map == NULL) {
        return 0;
    }
    offset = (uintptr_t)return_address - 1 - (uintptr_t)map->l_addr;
    snprintf(address, sizeof address, "0x%zx", (size_t)offset);
    if (map->l_name == NULL || map->l_name[0] == '\0') {
        ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
        if (length < 0) {
            return 0;
        }
        program[length] = '\0';
    } else {
        snprintf(program, sizeof program, "%.511s", map->l_name);
    }
    return run_addr2line(program, address, output, sizeof output) == 0 && parse_line(output, line);
}

int _RcLedger_LineOfEither(const void *return_address, const void *caller, Line *line)
{
    return _RcLedger_LineOf(return_address, line) || _RcLedger_LineOf(caller, line);
}

/* The names must outlive the caller's Line. */
static const char *keep(const char *text)
{
    char *copy = _RcLedger_Allocate(strlen(text) + 1);
    return copy != NULL ? strcpy(copy, text) : "?";
}

void _RcLedger_SiteFromLine(const Line *line, const void *pc, Site *site)
{
    site->file = keep(line->file);
    site->function = keep(line->function);
    site->line = line->line;
    site->pc = pc;
}

/* -- the store between two operations -- */

/* Does a line of C look like storing a pointer: "...->name = ...", "name[...] = ..."? */
static int looks_like_store(const char *text)
{
    for (const char *at = strchr(text, '='); at != NULL; at = strchr(at + 1, '=')) {
        const char *before = at;
        if (at[1] == '=' || at == text || strchr("=!<>+-*/|&^%", at[-1]) != NULL) {
            at += at[1] == '=';
            continue;
        }
        while (before > text && before[-1] == ' ') {
            before--;
        }
        if (before > text && (before[-1] == ']' || strstr(text, "->") != NULL || strchr(text, '.') != NULL) &&
            (strstr(text, "->") == NULL || strstr(text, "->") < at || before[-1] == ']')) {
            return 1;
        }
    }
    return 0;
}

/* The last line from first to last that looks like a store; 0 if the file cannot be read or has none. */
static int find_store(const char *path, int first, int last)
{
    char text[512];
    int number = 0, found = 0;
    FILE *file = fopen(path, "r");

    if (file == NULL) {
        return 0;
    }
    while (number < last && fgets(text, sizeof text, file) != NULL) {
        size_t length = strlen(text);
        if (number + 1 >= first && looks_like_store(text)) {
            found = number + 1;
        }
        number += length > 0 && text[length - 1] == '\n';
    }
    fclose(file);
    return found;
}

/* One line of a file; 0 if there is none. */
static int read_line(const char *path, int wanted, char *text, size_t room)
{
    int number = 0;
    FILE *file = path != NULL ? fopen(path, "r") : NULL;

    if (file == NULL) {
        return 0;
    }
    while (number < wanted && fgets(text, (int)room, file) != NULL) {
        size_t length = strlen(text);
        number += length > 0 && text[length - 1] == '\n';
    }
    fclose(file);
    return number == wanted;
}

int _RcLedger_HeadOf(const char *file, int line)
{
    char text[512];
    return line > 1 && read_line(file, line, text, sizeof text) && text[0] == '{' ? line - 1 : line;
}

int _RcLedger_NextReturn(const char *file, int line)
{
    char text[512];
    for (int i = line; line > 0 && i < line + 60 && read_line(file, i, text, sizeof text) && text[0] != '}';
         i++) {
        if (strstr(text, "return") != NULL || strstr(text, "RETURN") != NULL) {
            return i;
        }
    }
    return 0;
}

int _RcLedger_ReturnBefore(const char *file, int line)
{
    char text[512];
    for (int i = line; i > 0 && i > line - 4 && read_line(file, i, text, sizeof text); i--) {
        if (strstr(text, "return") != NULL || strstr(text, "RETURN") != NULL) {
            return i;
        }
    }
    return line;
}

int _RcLedger_LineOfStore(const Entry *entry, Site *site)
{
    const Site *from = &entry->operation.site, *to = &entry->until.site;
    int found = 0;
    Line line;

    if (entry->store_pc != NULL) {
        if (_RcLedger_LineOfEither(entry->store_pc, entry->store_caller, &line)) {
            _RcLedger_SiteFromLine(&line, entry->store_pc, site);
        }
        return 1;
    }
    if (!entry->other.users_type || from->file == NULL) {
        return 0;
    }
    if (from->api != NULL && strstr(from->api, "SETREF") != NULL) {
        return 1;
    }
    if (entry->until.activation == entry->operation.activation && to->line >= from->line) {
        found = find_store(from->file, from->line, to->line);
    } else if (from->function != NULL) {
        found = find_store(from->file, from->line, from->line + 12);
    }
    if (found == 0 && to->function == from->function && to->line > from->line + 1) {
        found = from->line + 1;
    }
    site->line = found != 0 ? found : from->line;
    return 1;
}
