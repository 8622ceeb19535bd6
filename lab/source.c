/* Reading source files, and what little of C is to be understood of them: calls, their arguments, and what their
 * results are assigned to. */
#include "source.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_LINES 12 /* of a statement */

/* -- files -- */

int sources_start(Sources *sources, const char *folder)
{
    *sources = (Sources){.folder = folder, .files = RcHashTable_New()};
    return sources->files != NULL ? 0 : -1;
}

void sources_drop(Sources *sources)
{
    Rc_CLEAR(sources->files);
}

static FILE *open_source(const Sources *sources, const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL && path[0] != '/' && sources->folder[0] != '\0') {
        RcObject *whole = RcStr_FromFormat("%s/%s", sources->folder, path);
        if (whole != NULL) {
            file = fopen(RcStr_AsUTF8(whole), "r");
        }
        Rc_XDECREF(whole);
    }
    return file;
}

/* New; NULL with an exception. */
static RcObject *read_lines(FILE *file)
{
    RcObject *lines = RcList_New(0);
    char *text = NULL;
    size_t room = 0;
    ssize_t size;
    while (lines != NULL && (size = getline(&text, &room, file)) > 0) {
        while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == '\r')) {
            size--;
        }
        RcObject *line = RcStr_DecodeUTF8(text, size, "replace");
        if (line == NULL || RcList_Append(lines, line) < 0) {
            Rc_CLEAR(lines);
        }
        Rc_XDECREF(line);
    }
    free(text);
    return lines;
}

RcObject *source_lines(Sources *sources, RcObject *path)
{
    RcObject *lines = RcHashTable_GetItem(sources->files, path);
    if (lines == NULL && RcErr_Occurred() == NULL) {
        FILE *file = open_source(sources, RcStr_AsUTF8(path));
        RcObject *read = RcErr_Occurred() != NULL ? NULL
                         : file != NULL           ? read_lines(file)
                                                  : Rc_NewRef(Rc_None);
        lines = read != NULL && RcHashTable_SetItem(sources->files, path, read) == 0 ? read : NULL;
        Rc_XDECREF(read); /* the table has it */
        if (file != NULL) {
            fclose(file);
        }
    }
    return lines != NULL && RcList_Check(lines) ? lines : NULL;
}

/* -- statements -- */

/* Comments, strings and characters become blanks; the quotes stay. */
static void blank_out(char *text, int is_within_comment)
{
    char quote = '\0';
    for (char *at = text; *at != '\0'; at++) {
        if (is_within_comment) {
            is_within_comment = !(at[0] == '*' && at[1] == '/');
            at[1] = is_within_comment ? at[1] : ' ';
            *at = ' ';
        } else if (quote != '\0') {
            if (*at == quote) {
                quote = '\0';
            } else {
                if (*at == '\\' && at[1] != '\0') {
                    *at++ = ' ';
                }
                *at = ' ';
            }
        } else if (at[0] == '/' && at[1] == '*') {
            is_within_comment = 1;
            *at = ' ';
        } else if (at[0] == '/' && at[1] == '/') {
            memset(at, ' ', strlen(at));
        } else if (*at == '"' || *at == '\'') {
            quote = *at;
        }
    }
}

/* Copies a line, blanked out, behind what is there; the number of characters that there are then. */
static size_t add_line(RcObject *lines, int line, char *statement, size_t used)
{
    const char *text =
        line >= 1 && line <= RcList_GET_SIZE(lines) ? RcStr_AsUTF8(RcList_GET_ITEM(lines, line - 1)) : "";
    snprintf(statement + used, STATEMENT_ROOM - used, "%s ", text);
    const char *opened = strstr(statement + used, "*/"), *begins = strstr(statement + used, "/*");
    blank_out(statement + used, opened != NULL && (begins == NULL || opened < begins));
    return strlen(statement);
}

static char last_character(const char *text)
{
    size_t size = strlen(text);
    while (size > 0 && isspace((unsigned char)text[size - 1])) {
        size--;
    }
    return size > 0 ? text[size - 1] : '\0';
}

static int is_open(const char *statement)
{
    int depth = 0;
    for (const char *at = statement; *at != '\0'; at++) {
        depth += (*at == '(') - (*at == ')');
    }
    char last = last_character(statement);
    return depth > 0 || (last != ';' && last != '{' && last != '}' && last != ':');
}

/* The first line of the statement: those before that are left open belong to it. */
static int first_line(RcObject *lines, int line)
{
    char text[STATEMENT_ROOM];
    for (int i = 0; i < 3 && line > 1; i++, line--) {
        add_line(lines, line - 1, text, 0);
        char last = last_character(text);
        const char *start = text + strspn(text, " \t");
        if (last == '\0' || last == ';' || last == '{' || last == '}' || last == ':' || *start == '#') {
            break;
        }
    }
    return line;
}

void source_statement(Sources *sources, RcObject *path, int line, char statement[STATEMENT_ROOM])
{
    RcObject *lines = path != NULL ? source_lines(sources, path) : NULL;
    RcErr_Clear();
    statement[0] = '\0';
    if (lines == NULL || line < 1 || line > RcList_GET_SIZE(lines)) {
        return;
    }
    size_t used = 0;
    int at = first_line(lines, line), first = at;
    do {
        used = add_line(lines, at++, statement, used);
    } while ((at <= line || is_open(statement)) && at - first < MOST_LINES && used < STATEMENT_ROOM - 2 &&
             at <= RcList_GET_SIZE(lines));
}

/* -- calls -- */

static int is_letter(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static const char *skip_spaces(const char *at)
{
    return at + strspn(at, " \t");
}

const char *find_call(const char *statement, const char *function, int nth)
{
    size_t size = strlen(function);
    for (const char *at = strstr(statement, function); at != NULL; at = strstr(at + 1, function)) {
        int is_whole = (at == statement || !is_letter(at[-1])) && *skip_spaces(at + size) == '(';
        if (is_whole && nth-- == 0) {
            return at;
        }
    }
    return NULL;
}

int is_within(const char *outer, const char *inner)
{
    const char *at = outer + strcspn(outer, "(");
    int depth = 0;
    if (inner <= at) {
        return 0;
    }
    for (; at < inner && *at != '\0'; at++) {
        depth += (*at == '(') - (*at == ')');
        if (depth == 0) {
            return 0;
        }
    }
    return 1;
}

int runs_before(const char *statement, const char *first, const char *second)
{
    int depth = 0;
    for (const char *at = statement; at < second; at++) {
        depth += (*at == '(') - (*at == ')');
        if (at >= first &&
            (*at == ';' || (*at == ',' && depth == 0) || (at[0] == at[1] && (*at == '&' || *at == '|')))) {
            return 1;
        }
    }
    return 0;
}

static void copy_trimmed(const char *start, const char *end, char *to, size_t room)
{
    start = skip_spaces(start);
    while (end > start && isspace((unsigned char)end[-1])) {
        end--;
    }
    size_t size = end > start ? (size_t)(end - start) : 0;
    size = size < room ? size : 0; /* what is too long is of no use */
    memcpy(to, start, size);
    to[size] = '\0';
}

int call_argument(const char *call, int nth, char *argument, size_t room)
{
    const char *start = call + strcspn(call, "(");
    int depth = 0;
    *argument = '\0';
    if (*start == '\0') {
        return 0;
    }
    start++;
    for (const char *at = start; *at != '\0'; at++) {
        if ((*at == ',' || *at == ')') && depth == 0) {
            if (nth-- == 0) {
                copy_trimmed(start, at, argument, room);
                return *argument != '\0';
            }
            if (*at == ')') {
                return 0;
            }
            start = at + 1;
        }
        depth += (*at == '(' || *at == '{' || *at == '[') - (*at == ')' || *at == '}' || *at == ']');
    }
    return 0;
}

static const char *back_over_spaces(const char *start, const char *at)
{
    while (at > start && isspace((unsigned char)at[-1])) {
        at--;
    }
    return at;
}

/* Behind the opening parenthesis that belongs to the closing one before at; start: there is none. */
static const char *back_over_parentheses(const char *start, const char *at)
{
    int depth = 0;
    while (at > start) {
        at--;
        depth += (*at == ')') - (*at == '(');
        if (depth == 0) {
            return at;
        }
    }
    return start;
}

/* Is the function before at, which is called with what follows, one whose result is its argument?  Of recount's there
 * are few, of the user's it is likely: must(...). */
static int passes_on(const char *name, size_t size)
{
    static const char *const keywords[] = {"if", "while", "for", "switch", "return", "sizeof"};
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
        if (strlen(keywords[i]) == size && memcmp(keywords[i], name, size) == 0) {
            return 0;
        }
    }
    return size > 0 && (strncmp(name, "Rc", 2) != 0 || (size == 9 && memcmp(name, "Rc_NewRef", 9) == 0) ||
                        (size == 10 && memcmp(name, "Rc_XNewRef", 10) == 0));
}

/* From a call back to the = before it; NULL: there is something else between. */
static const char *find_assignment(const char *start, const char *at)
{
    for (;;) {
        at = back_over_spaces(start, at);
        if (at == start) {
            return NULL;
        }
        if (at[-1] == ')') {
            at = back_over_parentheses(start, at); /* a cast */
        } else if (at[-1] == '(') {
            const char *end = back_over_spaces(start, at - 1), *name = end;
            while (name > start && is_letter(name[-1])) {
                name--;
            }
            if (!passes_on(name, (size_t)(end - name))) {
                return NULL;
            }
            at = name;
        } else {
            break;
        }
    }
    return at[-1] == '=' && at - 1 > start && strchr("=!<>+-*/%&|^", at[-2]) == NULL ? at - 1 : NULL;
}

/* "*at = ...": not at.  "Thing *at = ..., *other = ...": at, other. */
static int is_dereferenced(const char *statement, const char *name)
{
    const char *before = back_over_spaces(statement, name);
    if (before == statement || before[-1] != '*') {
        return 0;
    }
    while (before > statement && (before[-1] == '*' || isspace((unsigned char)before[-1]))) {
        before--;
    }
    return before == statement || (!is_letter(before[-1]) && before[-1] != ',');
}

int call_target(const char *statement, const char *call, char *target, size_t room)
{
    const char *assignment = find_assignment(statement, call);
    *target = '\0';
    if (assignment == NULL) {
        return 0;
    }
    const char *end = back_over_spaces(statement, assignment), *start = end;
    while (start > statement && (is_letter(start[-1]) || strchr(".[]", start[-1]) != NULL ||
                                 (start[-1] == '>' && start - 1 > statement && start[-2] == '-') ||
                                 (start[-1] == '-' && *start == '>'))) {
        start--;
    }
    copy_trimmed(start, end, target, room);
    return is_variable(target) && !is_dereferenced(statement, start);
}

int is_variable(const char *text)
{
    if (!isalpha((unsigned char)*text) && *text != '_') {
        return 0;
    }
    for (const char *at = text; *at != '\0'; at++) {
        int is_arrow = (at[0] == '-' && at[1] == '>') || (at[0] == '>' && at[-1] == '-');
        if (!is_letter(*at) && strchr(".[]", *at) == NULL && !is_arrow) {
            return 0;
        }
    }
    return strcmp(text, "NULL") != 0 && strncmp(text, "Rc", 2) != 0;
}

int mentions(const char *statement, const char *variable)
{
    size_t size = strlen(variable);
    for (const char *at = strstr(statement, variable); at != NULL; at = strstr(at + 1, variable)) {
        if ((at == statement || (!is_letter(at[-1]) && at[-1] != '>' && at[-1] != '.')) &&
            !is_letter(at[size])) {
            return 1;
        }
    }
    return 0;
}
