/* Reading the user's source, where no event tells a line.
 *
 * A plain store and a plain return leave no trace in the plain ledger; what is known is the operation before them
 * and the one after.  So the lines between the two are read, as a programmer would read them.  Comments and
 * texts are blanked first, and lines that this build has no code for do not count (_RcLedger_HasCode): the other
 * branch of an #ifdef is no suspect.  A source that cannot be read makes the place less exact, nothing else. */
#include "ledger/ledger.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST_SOURCE ((size_t)4 << 20)
#define MOST_LINES_READ 60

/* The file that was read last. */
struct Source {
    char path[256];
    char *text; /* lines end with NUL */
    char **lines;
    int count;
};

/* -- loading -- */

/* The end of a comment, a text or a character that begins at `at`; `at` itself if none does. */
static char *end_of_quiet(char *at)
{
    char *end = at;
    if (at[0] == '/' && at[1] == '*') {
        end = strstr(at + 2, "*/");
        return end != NULL ? end + 2 : at + strlen(at);
    }
    if (at[0] == '/' && at[1] == '/') {
        return at + strcspn(at, "\n");
    }
    if (at[0] == '"' || at[0] == '\'') {
        for (end = at + 1; *end != '\0' && *end != '\n' && *end != *at; end++) {
            end += end[0] == '\\' && end[1] != '\0';
        }
        return *end == *at ? end + 1 : end;
    }
    return end;
}

static void blank_quiet_parts(char *text)
{
    while (*text != '\0') {
        char *end = end_of_quiet(text);
        for (; text < end; text++) {
            *text = *text == '\n' ? '\n' : ' ';
        }
        text += *text != '\0';
    }
}

static int split_lines(Source *source, size_t size)
{
    char *at = source->text;
    int count = 1;

    for (size_t i = 0; i < size; i++) {
        count += source->text[i] == '\n';
    }
    source->lines = _RcLedger_Allocate((size_t)count * sizeof *source->lines);
    if (source->lines == NULL) {
        return -1;
    }
    for (source->count = 0; source->count < count; source->count++) {
        source->lines[source->count] = at;
        at += strcspn(at, "\n");
        *at++ = '\0';
    }
    return 0;
}

static int load(Source *source, const char *path)
{
    FILE *file = fopen(path, "r");
    long size = file != NULL && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;

    source->count = 0;
    snprintf(source->path, sizeof source->path, "%s", path);
    if (size > 0 && (size_t)size < LARGEST_SOURCE && fseek(file, 0, SEEK_SET) == 0) {
        source->text = _RcLedger_Allocate((size_t)size + 2);
        if (source->text != NULL) {
            size_t got = fread(source->text, 1, (size_t)size, file);
            source->text[got] = '\0';
            blank_quiet_parts(source->text);
            split_lines(source, got);
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return source->count > 0;
}

static const Source *source_of(const char *path)
{
    Ledger *ledger = _Rc_ledger;
    Source *source = ledger != NULL ? ledger->source : NULL;

    if (path == NULL || ledger == NULL) {
        return NULL;
    }
    if (source == NULL || strcmp(source->path, path) != 0) {
        source = _RcLedger_Allocate(sizeof *source); /* few files are ever read: the old one is left */
        if (source == NULL) {
            return NULL;
        }
        load(source, path);
        ledger->source = source;
    }
    return source->count > 0 ? source : NULL;
}

static const char *line_of(const Source *source, int line)
{
    return line >= 1 && line <= source->count ? source->lines[line - 1] : "";
}

/* -- functions -- */

static int is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Where a name stands as a whole word in a text; NULL: nowhere. */
static const char *find_word(const char *text, const char *word, size_t length)
{
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word)) {
        if ((at == text || !is_name(at[-1])) && !is_name(at[length])) {
            return at;
        }
    }
    return NULL;
}

static int end_of_function(const Source *source, int line)
{
    while (line < source->count && line_of(source, line)[0] != '}') {
        line++;
    }
    return line;
}

/* The first line of a function's definition; 0 if the file has none. */
static int find_function(const Source *source, const char *name, size_t length)
{
    char word[128];

    snprintf(word, sizeof word, "%.*s", (int)length, name);
    for (int line = 1; line <= source->count; line++) {
        const char *text = line_of(source, line);
        if (is_name(text[0]) && find_word(text, word, length) != NULL && strchr(text, '=') == NULL) {
            for (int i = line; i <= line + 8; i++) { /* a body follows, not the end of a declaration */
                if (strchr(line_of(source, i), '{') != NULL) {
                    return line;
                }
                if (strchr(line_of(source, i), ';') != NULL) {
                    break;
                }
            }
        }
    }
    return 0;
}

int _RcLedger_HeadBefore(const char *file, int line)
{
    const Source *source = source_of(file);
    while (source != NULL && line > 1 && line_of(source, line)[0] != '{' && line_of(source, line)[0] != '}') {
        line--;
    }
    return line;
}

int _RcLedger_HeadOf(const char *file, int line)
{
    const Source *source = source_of(file);
    return source != NULL && line > 1 && line_of(source, line)[0] == '{' ? line - 1 : line;
}

/* The end of the name that a line of a function's head declares: before the last parenthesis that is in no other.  Those
 * before it are attributes'.  NULL: there is none. */
static const char *end_of_name(const char *text)
{
    const char *found = NULL;
    int depth = 0;

    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '(' && depth++ == 0 && at > text && is_name(at[-1])) {
            found = at;
        }
        depth -= *at == ')';
    }
    return found;
}

const char *_RcLedger_FunctionAt(const char *file, int line)
{
    const Source *source = source_of(file);
    char name[128];

    for (line = _RcLedger_HeadBefore(file, line);
         source != NULL && line > 0 && line_of(source, line)[0] != '}'; line--) {
        const char *text = line_of(source, line), *end = end_of_name(text);
        int length = 0;
        while (end != NULL && end - length > text && is_name(end[-length - 1])) {
            length++;
        }
        if (is_name(text[0]) && length > 0) {
            snprintf(name, sizeof name, "%.*s", length, end - length);
            return _RcLedger_Keep(name);
        }
    }
    return "?";
}

/* -- what a line does -- */

/* Calls that only look at an object are not announced. */
static int is_announced(const char *name, size_t length)
{
    static const char *const silent[] = {"Rc_TYPE",   "Rc_SET_TYPE", "Rc_SIZE",    "Rc_REFCNT", "Rc_Is",
                                         "Rc_IsNone", "Rc_IsTrue",   "Rc_IsFalse", "Rc_IS_TYPE"};
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        if (strlen(silent[i]) == length && strncmp(name, silent[i], length) == 0) {
            return 0;
        }
    }
    return length < 7 ||
           (strncmp(name + length - 6, "_Check", 6) != 0 && strstr(name, "_CheckExact(") == NULL);
}

/* Does it announce an operation, such as Rc_INCREF or RcList_New? */
static int has_operation(const char *text)
{
    for (const char *at = strstr(text, "Rc"); at != NULL; at = strstr(at + 1, "Rc")) {
        size_t length = 2;
        while (is_name(at[length])) {
            length++;
        }
        if ((at == text || !is_name(at[-1])) && at[length] == '(' && is_announced(at, length)) {
            return 1;
        }
    }
    return 0;
}

/* The sign of a plain assignment; NULL if there is none. */
static const char *assignment(const char *text)
{
    for (const char *at = strchr(text, '='); at != NULL; at = strchr(at + 1, '=')) {
        if (at[1] == '=') {
            at++;
        } else if (at > text && strchr("=!<>+-*/|&^%", at[-1]) == NULL) {
            return at;
        }
    }
    return NULL;
}

/* Is what is assigned to reached through a pointer, as in "node->next = ", "row[i] = ", "*out = "? */
static int stores(const char *text)
{
    const char *sign = assignment(text), *first = text + strspn(text, " \t");
    if (sign == NULL) {
        return 0;
    }
    for (const char *at = first; at < sign; at++) {
        if ((at[0] == '-' && at[1] == '>') || at[0] == ']' || at[0] == '.') {
            return 1;
        }
    }
    return first[0] == '*';
}

/* Could what it stores be a reference that was not taken? */
static int stores_what_it_has(const char *text)
{
    const char *value = assignment(text);
    if (strstr(text, "SET_TYPE(") != NULL) {
        return 1;
    }
    return stores(text) && !has_operation(value) && find_word(value, "NULL", 4) == NULL &&
           strchr("0123456789-(", value[1 + strspn(value + 1, " ")]) == NULL;
}

static int is_return(const char *text)
{
    return find_word(text, "return", 6) != NULL || strstr(text, "_RETURN_") != NULL;
}

/* A return that gives an object and announces nothing. */
static int returns_what_it_has(const char *text)
{
    const char *word = find_word(text, "return", 6);
    if (word == NULL || has_operation(word)) {
        return 0;
    }
    word += 6 + strspn(word + 6, " \t");
    return strncmp(word, "NULL", 4) != 0 && strchr("-0123456789;", *word) == NULL;
}

/* -- stores -- */

typedef struct Span {
    const Source *source;
    const char *file;
    const void *near; /* an address of code there */
    int first, last;
} Span;

/* The last line of a sort; one that this build has code for if there is any. */
static int last_line(const Span *span, int (*is_wanted)(const char *))
{
    int without_code = 0;
    for (int line = span->last; line >= span->first; line--) {
        if (is_wanted(line_of(span->source, line))) {
            if (_RcLedger_HasCode(span->near, span->file, line)) {
                return line;
            }
            without_code = without_code == 0 ? line : without_code;
        }
    }
    return without_code;
}

/* The functions of this file that the lines of a span call, the last call first: a store in one of them. */
static int store_in_callees(const Span *span)
{
    for (int line = span->last; line >= span->first; line--) {
        const char *text = line_of(span->source, line);
        for (const char *at = strchr(text, '('); at != NULL; at = strchr(at + 1, '(')) {
            const char *start = at;
            Span body = *span;
            while (start > text && is_name(start[-1])) {
                start--;
            }
            body.first = start < at && strncmp(start, "Rc", 2) != 0
                             ? find_function(span->source, start, (size_t)(at - start))
                             : 0;
            body.last = end_of_function(span->source, body.first);
            if (body.first > 0 && !(body.first <= line && line <= body.last)) {
                int found = last_line(&body, stores_what_it_has);
                if (found > 0) {
                    return found;
                }
            }
        }
    }
    return 0;
}

int _RcLedger_StoreBetween(const char *file, int first, int last, const void *near, StoreSearch search)
{
    const Source *source = source_of(file);
    Span span = {source, file, near, first, last};

    if (source == NULL) {
        return 0;
    }
    if (last <= 0) {
        span.last = end_of_function(source, first);
    }
    switch (search) {
    case STORE_HERE:
        return last_line(&span, stores_what_it_has);
    case STORE_IN_CALLEES:
        return store_in_callees(&span);
    default:
        return last_line(&span, stores);
    }
}

/* An assignment that declares nothing. */
static int overwrites(const char *text)
{
    const char *sign = assignment(text), *first = text + strspn(text, " \t*");
    if (sign == NULL || strncmp(first, "for", 3) == 0) {
        return 0;
    }
    while (sign > first && sign[-1] == ' ') {
        sign--;
    }
    return memchr(first, ' ', (size_t)(sign - first)) == NULL;
}

int _RcLedger_AssignmentBetween(const char *file, int first, int last, const void *near)
{
    const Source *source = source_of(file);
    Span span = {source, file, near, first, last};

    if (source == NULL) {
        return 0;
    }
    if (last <= 0) {
        span.last = end_of_function(source, first);
    }
    return last_line(&span, overwrites);
}

/* -- returns -- */

int _RcLedger_HasOperation(const char *file, int line)
{
    const Source *source = source_of(file);
    return source != NULL && has_operation(line_of(source, line));
}

int _RcLedger_ReturnsWhatItHas(const char *file, int line)
{
    const Source *source = source_of(file);
    return source == NULL || returns_what_it_has(line_of(source, line));
}

int _RcLedger_NextReturn(const char *file, int line, const void *near)
{
    const Source *source = source_of(file);
    int first = 0, without_code = 0;

    for (int i = line; source != NULL && line > 0 && i < line + MOST_LINES_READ; i++) {
        const char *text = line_of(source, i);
        if (text[0] == '}' || i > source->count) {
            break;
        }
        if (is_return(text) && !_RcLedger_HasCode(near, file, i)) {
            without_code = without_code == 0 && returns_what_it_has(text) ? i : without_code;
        } else if (is_return(text)) {
            if (returns_what_it_has(text)) {
                return i;
            }
            first = first == 0 ? i : first;
        }
    }
    return without_code != 0 ? without_code : first;
}

int _RcLedger_ReturnBefore(const char *file, int line)
{
    const Source *source = source_of(file);
    for (int i = line; source != NULL && i > 0 && i > line - 4; i--) {
        if (is_return(line_of(source, i))) {
            return i;
        }
    }
    return line;
}

/* -- where a variable came from -- */

/* The variable that a line gives back: the argument of its Rc_DECREF or the like. */
static int variable_of(const char *text, char *name, size_t room)
{
    const char *at = strstr(text, "DECREF(");
    size_t length = 0;

    at = at != NULL ? at + 7 : (at = strstr(text, "CLEAR(")) != NULL ? at + 6 : NULL;
    while (at != NULL && is_name(at[length])) {
        length++;
    }
    if (length == 0 || length >= room || at[length] != ')') {
        return 0;
    }
    snprintf(name, room, "%.*s", (int)length, at);
    return 1;
}

/* Does a line assign the result of a function of this file to the variable, or its address to an argument?  The
 * function's first line; 0: no. */
static int comes_from_function(const Source *source, const char *text, const char *variable)
{
    const char *word = find_word(text, variable, strlen(variable)), *sign = assignment(text), *open;

    if (word == NULL) {
        return 0;
    }
    open = strchr(sign != NULL && word < sign ? sign : text, '(');
    if (open == NULL || (sign == NULL && word[-1] != '&')) {
        return 0;
    }
    for (; open != NULL; open = strchr(open + 1, '(')) {
        const char *start = open;
        while (start > text && is_name(start[-1])) {
            start--;
        }
        if (start < open && strncmp(start, "Rc", 2) != 0) {
            int found = find_function(source, start, (size_t)(open - start));
            if (found > 0) {
                return found;
            }
        }
    }
    return 0;
}

int _RcLedger_OriginOf(const char *file, int line, const void *near, char *function, size_t room)
{
    const Source *source = source_of(file);
    char variable[64];

    if (source == NULL || !variable_of(line_of(source, line), variable, sizeof variable)) {
        return 0;
    }
    for (int i = line - 1; i > 0 && line_of(source, i)[0] != '}' && line_of(source, i)[0] != '{'; i--) {
        int head = comes_from_function(source, line_of(source, i), variable);
        if (head > 0 && _RcLedger_HasCode(near, file, i)) {
            Span body = {source, file, near, head, end_of_function(source, head)};
            int found = last_line(&body, returns_what_it_has);
            found = found > 0 ? found : last_line(&body, stores_what_it_has);
            snprintf(function, room, "%s", _RcLedger_FunctionAt(file, found));
            return found;
        }
        if (find_word(line_of(source, i), variable, strlen(variable)) != NULL &&
            assignment(line_of(source, i)) != NULL) {
            return 0; /* it came from elsewhere */
        }
    }
    return 0;
}
