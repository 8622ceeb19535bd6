/* Reading the user's source, where no event tells a line.
 *
 * A plain store and a plain return leave no trace in the plain ledger; what is known is the operation before them
 * and the one after.  So the lines between the two are read, as a programmer would read them.  Comments and
 * texts are blanked first, and lines that this build has no code for do not count (_RcLedger_HasCode): the other
 * branch of an #ifdef is no suspect.  A source that cannot be read makes the place less exact, nothing else. */
#include "ledger/ledger.h"

#include <ctype.h>
#include <stddef.h>
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

/* The name in a line of a function's head; NULL if the line is none. */
static const char *name_in_head(const char *text)
{
    const char *end = end_of_name(text);
    char name[128];
    int length = 0;

    while (end != NULL && end - length > text && is_name(end[-length - 1])) {
        length++;
    }
    if (!is_name(text[0]) || length == 0) {
        return NULL;
    }
    snprintf(name, sizeof name, "%.*s", length, end - length);
    return _RcLedger_Keep(name);
}

const char *_RcLedger_FunctionAt(const char *file, int line)
{
    const Source *source = source_of(file);
    const char *name = source != NULL ? name_in_head(line_of(source, line)) : NULL;

    if (name != NULL) {
        return name; /* all in one line */
    }
    for (line = _RcLedger_HeadBefore(file, line);
         source != NULL && line > 0 && line_of(source, line)[0] != '}'; line--) {
        name = name_in_head(line_of(source, line));
        if (name != NULL) {
            return name;
        }
    }
    return "?";
}

/* -- what a line does -- */

/* Calls that only look at an object are not announced. */
static int is_announced(const char *name, size_t length)
{
    static const char *const silent[] = {"_TYPE",   "_SET_TYPE", "_SIZE",    "_REFCNT", "_Is",
                                         "_IsNone", "_IsTrue",   "_IsFalse", "_IS_TYPE"};
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        if (strlen(silent[i]) == length - 2 && strncmp(name + 2, silent[i], length - 2) == 0) {
            return 0;
        }
    }
    return length < 7 ||
           (strncmp(name + length - 6, "_Check", 6) != 0 && strstr(name, "_CheckExact(") == NULL);
}

/* One of the library's names, or its CPython spelling (<recount/python.h>)? */
static int is_librarys(const char *name)
{
    return strncmp(name, "Rc", 2) == 0 || strncmp(name, "Py", 2) == 0;
}

/* Does it announce an operation, such as Rc_INCREF or RcList_New? */
static int has_operation(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        size_t length = 0;
        while (is_name(at[length])) {
            length++;
        }
        if (length > 2 && at[length] == '(' && is_librarys(at) && is_announced(at, length)) {
            return 1;
        }
        at += length > 0 ? length - 1 : 0;
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

/* Has an expression an operator of arithmetic?  (The style with spaces around it: `*` and `&` alone may be others.) */
static int is_calculated(const char *text)
{
    static const char *const operators[] = {" + ", " - ", " * ", " / ", " % ", " | ", " & ", " << ", " >> "};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (strstr(text, operators[i]) != NULL) {
            return 1;
        }
    }
    return 0;
}

/* Could what it stores be a reference that was not taken? */
static int may_store_reference(const char *text)
{
    const char *value = assignment(text);
    if (strstr(text, "SET_TYPE(") != NULL) {
        return 1;
    }
    return stores(text) && !has_operation(value) && find_word(value, "NULL", 4) == NULL &&
           strchr("0123456789-(", value[1 + strspn(value + 1, " ")]) == NULL && !is_calculated(value + 1);
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

static int is_bare_return(const Source *source, const char *text)
{
    Rc_UNUSED(source);
    return returns_what_it_has(text);
}

/* -- stores -- */

typedef struct Span {
    const Source *source;
    const char *file;
    const void *near; /* an address of code there */
    int first, last;
} Span;

/* Does a line store into a field that a tp_traverse of this file visits? */
static int stores_to_visited(const Source *source, const char *text)
{
    const char *end = assignment(text), *bracket;
    char field[64];
    int length = 0;

    while (end > text && end[-1] == ' ') {
        end--;
    }
    for (bracket = end; bracket > text && bracket[-1] == ']'; bracket = end) { /* p->field[i] = */
        while (end > text && *end != '[') {
            end--;
        }
        if (end == text) {
            return 0;
        }
    }
    while (end - length > text && is_name(end[-length - 1])) {
        length++;
    }
    if (length == 0 || (size_t)length >= sizeof field) {
        return 0;
    }
    snprintf(field, sizeof field, "%.*s", length, end - length);
    for (int line = 1; line <= source->count; line++) {
        const char *visit = strstr(line_of(source, line), "VISIT(");
        if (visit != NULL && find_word(visit, field, (size_t)length) != NULL) {
            return 1;
        }
    }
    return 0;
}

static int stores_what_it_has(const Source *source, const char *text)
{
    Rc_UNUSED(source);
    return may_store_reference(text);
}

static int stores_to_visited_field(const Source *source, const char *text)
{
    return may_store_reference(text) && stores_to_visited(source, text);
}

static int stores_anything(const Source *source, const char *text)
{
    Rc_UNUSED(source);
    return stores(text);
}

/* The last line of a sort; one that this build has code for if there is any. */
static int last_line(const Span *span, int (*is_wanted)(const Source *, const char *))
{
    int without_code = 0;
    for (int line = span->last; line >= span->first; line--) {
        if (is_wanted(span->source, line_of(span->source, line))) {
            if (_RcLedger_HasCode(span->near, span->file, line)) {
                return line;
            }
            without_code = without_code == 0 ? line : without_code;
        }
    }
    return without_code;
}

static int indent_of(const char *text)
{
    return (int)strspn(text, " \t");
}

static int is_blank(const char *text)
{
    return text[strspn(text, " \t")] == '\0';
}

/* The lines of the innermost block around a line, by their indentation: those of another branch are not among them.
 * direction: upwards -1, downwards 1.  Does one of them announce an operation? */
static int has_operation_beside(const Span *span, int line, int direction)
{
    int indent = indent_of(line_of(span->source, line));

    for (int i = line + direction; i > span->first && i < span->last; i += direction) {
        const char *text = line_of(span->source, i);
        if (is_blank(text)) {
            continue;
        }
        if (indent_of(text) < indent) {
            return 0;
        }
        if (indent_of(text) == indent && has_operation(text) &&
            _RcLedger_HasCode(span->near, span->file, i)) {
            return 1;
        }
    }
    return 0;
}

/* Between two operations none was announced: what stands in one block with an operation has not run. */
static int has_run(const Span *span, int line)
{
    return !has_operation_beside(span, line, -1) && !has_operation_beside(span, line, 1);
}

/* The last line of a sort that has run, if there is any. */
static int last_that_ran(const Span *span, int (*is_wanted)(const Source *, const char *))
{
    for (int line = span->last; line >= span->first; line--) {
        if (is_wanted(span->source, line_of(span->source, line)) &&
            _RcLedger_HasCode(span->near, span->file, line) && has_run(span, line)) {
            return line;
        }
    }
    return last_line(span, is_wanted);
}

/* A store of what may be a reference that was not taken: into a field that is visited, if there is one. */
static int last_store(const Span *span)
{
    int line = last_that_ran(span, stores_to_visited_field);
    return line > 0 ? line : last_that_ran(span, stores_what_it_has);
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
            body.first = start < at && !is_librarys(start)
                             ? find_function(span->source, start, (size_t)(at - start))
                             : 0;
            body.last = end_of_function(span->source, body.first);
            if (body.first > 0 && !(body.first <= line && line <= body.last)) {
                int found = last_store(&body);
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
        return last_store(&span);
    case STORE_IN_CALLEES:
        return store_in_callees(&span);
    default:
        return last_line(&span, stores_anything);
    }
}

/* An assignment that declares nothing. */
static int overwrites(const Source *source, const char *text)
{
    const char *sign = assignment(text), *first = text + strspn(text, " \t*");

    Rc_UNUSED(source);
    if (sign == NULL || strncmp(first, "for", 3) == 0) {
        return 0;
    }
    while (sign > first && sign[-1] == ' ') {
        sign--;
    }
    return memchr(first, ' ', (size_t)(sign - first)) == NULL;
}

/* An assignment to a field, an item, or through a pointer. */
static int overwrites_memory(const Source *source, const char *text)
{
    return overwrites(source, text) && stores(text);
}

static int overwrites_visited_field(const Source *source, const char *text)
{
    return overwrites_memory(source, text) && stores_to_visited(source, text);
}

static int frees(const Source *source, const char *text)
{
    const char *at = strstr(text, "free(");
    Rc_UNUSED(source);
    if (find_word(text, "memmove", 7) != NULL || find_word(text, "memcpy", 6) != NULL ||
        find_word(text, "memset", 6) != NULL) {
        return 1;
    }
    at = at != NULL ? at : strstr(text, "Free(");
    return at != NULL && stores(text) == 0;
}

int _RcLedger_OverwritingBetween(const char *file, int first, int last, const void *near)
{
    const Source *source = source_of(file);
    Span span = {source, file, near, first, last};
    int line;

    if (source == NULL) {
        return 0;
    }
    if (last <= 0) {
        span.last = end_of_function(source, first);
    }
    line = last_that_ran(&span, overwrites_visited_field);
    line = line > 0 ? line : last_that_ran(&span, overwrites_memory);
    line = line > 0 ? line : last_that_ran(&span, frees);
    return line > 0 ? line : last_that_ran(&span, overwrites);
}

int _RcLedger_IsReadBefore(const char *file, int line, const void *near)
{
    const Source *source = source_of(file);
    const char *text = source != NULL ? line_of(source, line) : "", *end = assignment(text);
    char place[128];

    text += strspn(text, " \t");
    while (end != NULL && end > text && end[-1] == ' ') {
        end--;
    }
    if (end == NULL || (size_t)(end - text) >= sizeof place) {
        return 0;
    }
    snprintf(place, sizeof place, "%.*s", (int)(end - text), text);
    for (int i = line - 1; i > 0 && line_of(source, i)[0] != '{' && line_of(source, i)[0] != '}'; i--) {
        const char *value = assignment(line_of(source, i));
        if (value != NULL && strstr(value, place) != NULL && _RcLedger_HasCode(near, file, i)) {
            return 1;
        }
    }
    return 0;
}

/* -- blocks that are freed -- */

/* The type of a variable that is a pointer, as its declaration says in the lines before, the function's head included. */
static int type_of_pointer(const Source *source, int line, const char *name, size_t length, char *type,
                           size_t room)
{
    char declared[80];

    snprintf(declared, sizeof declared, "*%.*s", (int)length, name);
    for (; line > 0 && line_of(source, line)[0] != '}'; line--) {
        const char *text = line_of(source, line), *at = strstr(text, declared);
        const char *end = at != NULL && !is_name(at[length + 1]) ? at : text;
        size_t size = 0;
        while (end > text && end[-1] == ' ') {
            end--;
        }
        while (end - size > text && is_name(end[-(ptrdiff_t)size - 1])) {
            size++;
        }
        if (size > 0 && end < at && strncmp(end - size, "return", 6) != 0) {
            snprintf(type, room, "%.*s", (int)size, end - size);
            return 1;
        }
    }
    return 0;
}

/* `block->field = ` with a reference that the line takes: the type of the block and the name of the field. */
static int is_kept_in_field(const Source *source, int line, char *type, size_t type_room, char *field,
                            size_t room)
{
    const char *text = line_of(source, line), *sign = assignment(text);
    const char *first = text + strspn(text, " \t"), *arrow = strstr(first, "->");
    size_t length = 0;

    if (sign == NULL || arrow == NULL || arrow > sign || !has_operation(sign)) {
        return 0;
    }
    while (is_name(arrow[2 + length])) {
        length++;
    }
    if (arrow + 2 + length + strspn(arrow + 2 + length, " ") != sign) {
        return 0;
    }
    snprintf(field, room, "%.*s", (int)length, arrow + 2);
    for (length = 0; is_name(first[length]);) {
        length++;
    }
    return first + length == arrow && type_of_pointer(source, line, first, length, type, type_room);
}

static int gives_back_field(const Span *body, const char *field)
{
    for (int line = body->first; line <= body->last; line++) {
        const char *text = line_of(body->source, line);
        if ((strstr(text, "DECREF(") != NULL || strstr(text, "CLEAR(") != NULL ||
             strstr(text, "SETREF(") != NULL) &&
            find_word(text, field, strlen(field)) != NULL &&
            _RcLedger_HasCode(body->near, body->file, line)) {
            return 1;
        }
    }
    return 0;
}

/* The variable that a line frees, with free or a function like it that is none of this file's.  Its length, 0: none. */
static size_t freed_variable(const Source *source, const char *text, const char **name)
{
    const char *open = strstr(text, "free("), *start;
    size_t length = 0;

    open = open != NULL ? open + 4 : (open = strstr(text, "Free(")) != NULL ? open + 4 : NULL;
    for (start = open; open != NULL && start > text && is_name(start[-1]);) {
        start--;
    }
    if (open == NULL || find_function(source, start, (size_t)(open - start)) > 0) {
        return 0;
    }
    while (is_name(open[1 + length])) {
        length++;
    }
    *name = open + 1;
    return open[1 + length] == ')' ? length : 0;
}

/* Does a line free a variable that points to a block of this type, and its function leaves the field? */
static int frees_with_field(const Span *file, int line, const char *type, const char *field)
{
    Span body = {file->source, file->file, file->near, _RcLedger_HeadBefore(file->file, line),
                 end_of_function(file->source, line)};
    char freed[80];
    const char *name = "";
    size_t length = freed_variable(file->source, line_of(file->source, line), &name);

    return length > 0 && type_of_pointer(file->source, line, name, length, freed, sizeof freed) &&
           strcmp(freed, type) == 0 && !gives_back_field(&body, field) &&
           _RcLedger_HasCode(file->near, file->file, line);
}

int _RcLedger_LineOfFreeing(const char *path, int line, const void *near, char *field, size_t room)
{
    const Source *source = source_of(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    char type[80];
    int found = 0;

    if (source == NULL || !is_kept_in_field(source, line, type, sizeof type, field, room)) {
        return 0;
    }
    for (int i = 1; i <= file.last; i++) {
        if (frees_with_field(&file, i, type, field)) {
            if (found != 0) {
                return 0;
            }
            found = i;
        }
    }
    return found;
}

/* The variable that a line assigns to, not through a pointer; its length, 0: none. */
static size_t assigned_variable(const char *text, const char **name)
{
    const char *end = assignment(text);
    size_t length = 0;

    if (end == NULL || stores(text)) {
        return 0;
    }
    while (end > text && end[-1] == ' ') {
        end--;
    }
    while (end - length > text && is_name(end[-(ptrdiff_t)length - 1])) {
        length++;
    }
    *name = end - length;
    return length;
}

int _RcLedger_MoveAfter(const char *file, int line, const void *near)
{
    const Source *source = source_of(file);
    const char *from = "", *to;
    size_t length = source != NULL ? assigned_variable(line_of(source, line), &from) : 0;
    int end = length > 0 ? end_of_function(source, line) : 0;

    for (int i = line + 1; i < end; i++) {
        const char *text = line_of(source, i), *sign = assignment(text);
        size_t other = overwrites(source, text) ? assigned_variable(text, &to) : 0;
        const char *value = other > 0 ? sign + 1 + strspn(sign + 1, " ") : "";
        if (other == length && strncmp(to, from, length) == 0 && _RcLedger_HasCode(near, file, i)) {
            return i;
        }
        if (strncmp(value, from, length) == 0 && value[length] == ';' && _RcLedger_HasCode(near, file, i)) {
            return i;
        }
    }
    return 0;
}

/* -- returns -- */

int _RcLedger_HasOperation(const char *file, int line)
{
    const Source *source = source_of(file);
    return source != NULL && has_operation(line_of(source, line));
}

/* Does a line return the result of its only call of the library's? */
int _RcLedger_ReturnsResult(const char *file, int line)
{
    const Source *source = source_of(file);
    const char *word = source != NULL ? find_word(line_of(source, line), "return", 6) : NULL;
    size_t length = 0;

    if (word == NULL || !is_librarys(word += 6 + strspn(word + 6, " "))) {
        return 0;
    }
    while (is_name(word[length])) {
        length++;
    }
    return word[length] == '(' && !has_operation(word + length);
}

int _RcLedger_IsReadable(const char *file)
{
    return source_of(file) != NULL;
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
    if (open == NULL || !((sign != NULL && word < sign) || (word > text && word[-1] == '&'))) {
        return 0;
    }
    for (; open != NULL; open = strchr(open + 1, '(')) {
        const char *start = open;
        while (start > text && is_name(start[-1])) {
            start--;
        }
        if (start < open && !is_librarys(start)) {
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
            int found = last_line(&body, is_bare_return);
            found = found > 0 ? found : last_store(&body);
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

/* Does a line give a variable back, or return it? */
static int gives_up(const char *text, const char *name, size_t length)
{
    char variable[64];
    const char *word;

    if (variable_of(text, variable, sizeof variable)) {
        return strlen(variable) == length && strncmp(variable, name, length) == 0;
    }
    word = find_word(text, "return", 6);
    word = word != NULL ? word + 6 + strspn(word + 6, " ") : NULL;
    return word != NULL && strncmp(word, name, length) == 0 && word[length] == ';';
}

static int is_given_up_later(const Span *rest, const char *name, size_t length)
{
    for (int line = rest->first; line <= rest->last; line++) {
        if (gives_up(line_of(rest->source, line), name, length) &&
            _RcLedger_HasCode(rest->near, rest->file, line)) {
            return 1;
        }
    }
    return 0;
}

/* The arguments of the call that a line announces: the first of the library's calls in it.  NULL: none. */
static const char *arguments_of(const Source *source, int line)
{
    for (const char *at = line_of(source, line); *at != '\0'; at++) {
        size_t length = 0;
        while (is_name(at[length])) {
            length++;
        }
        if (length > 2 && at[length] == '(' && is_librarys(at) && is_announced(at, length)) {
            return at + length + 1;
        }
        at += length > 0 ? length - 1 : 0;
    }
    return NULL;
}

/* The next variable among the arguments; NULL at their end. */
static const char *next_argument(const char *at, size_t *length)
{
    int depth = 1;

    for (; *at != '\0' && depth > 0; at += *length > 0 ? *length : 1) {
        depth += (*at == '(') - (*at == ')');
        *length = 0;
        while (is_name(at[*length])) {
            ++*length;
        }
        if (*length > 0 && at[*length] != '(') {
            return at;
        }
    }
    return NULL;
}

/* Is it the variable that a line assigns to or, if that assigns nothing, one that it hands to a call? */
static int is_taken_into(const char *text, const char *name, size_t length)
{
    const char *sign = assignment(text), *word;
    char variable[64];

    snprintf(variable, sizeof variable, "%.*s", (int)length, name);
    word = find_word(text, variable, strlen(variable));
    return word != NULL && (sign == NULL || assignment(word) == word + length + strspn(word + length, " "));
}

int _RcLedger_IsGivenUpLater(const char *file, int line, const void *near, int taken_at)
{
    const Source *source = source_of(file);
    Span rest = {source, file, near, line + 1, 0};
    const char *at = source != NULL ? arguments_of(source, line) : NULL;
    size_t length;

    if (at == NULL && source != NULL && strchr(line_of(source, line), '(') != NULL) {
        at = strchr(line_of(source, line), '(') + 1; /* of a function of the user's */
    }
    if (at == NULL) {
        return 0;
    }
    rest.last = end_of_function(source, line);
    while ((at = next_argument(at, &length)) != NULL) {
        if (is_given_up_later(&rest, at, length) &&
            (taken_at == line || is_taken_into(line_of(source, taken_at), at, length))) {
            return 1;
        }
        at += length;
    }
    return 0;
}

/* Does a line before this one assign the result of a function to the variable? */
static int is_result_of(const Source *source, int line, const char *name, size_t length, const char *function)
{
    char variable[64];

    snprintf(variable, sizeof variable, "%.*s", (int)length, name);
    for (int i = line - 1; i > 0 && line_of(source, i)[0] != '}' && line_of(source, i)[0] != '{'; i--) {
        const char *text = line_of(source, i), *sign;
        const char *word = find_word(text, variable, strlen(variable));
        if (word != NULL && word > text && word[-1] == '&' &&
            find_word(text, function, strlen(function)) != NULL) {
            return 1;
        }
        sign = word != NULL ? assignment(word) : NULL;
        if (sign != NULL && word + length + strspn(word + length, " ") == sign) {
            return find_word(sign, function, strlen(function)) != NULL;
        }
    }
    return 0;
}

int _RcLedger_UsesResultOf(const char *file, int line, const char *function)
{
    const Source *source = source_of(file);
    const char *at = source != NULL && function != NULL ? arguments_of(source, line) : NULL;
    size_t length;

    if (at != NULL && find_word(at, function, strlen(function)) != NULL) {
        return 1; /* handed on at once */
    }
    while (at != NULL && (at = next_argument(at, &length)) != NULL) {
        if (is_result_of(source, line, at, length, function)) {
            return 1;
        }
        at += length;
    }
    return 0;
}

/* A statement that is but a call drops the result, if there is one. */
int _RcLedger_WantsResultOf(const char *file, int line, const char *function)
{
    const Source *source = source_of(file);
    const char *text = source != NULL ? line_of(source, line) : "", *word;

    word = find_word(text, function, strlen(function));
    return word != NULL && word > text + strspn(text, " \t");
}

int _RcLedger_LineOfFree(const char *file, int first)
{
    const Source *source = source_of(file);
    int end = source != NULL ? end_of_function(source, first + 1) : 0;

    for (int line = first + 1; line < end; line++) {
        const char *text = line_of(source, line);
        if (strstr(text, "tp_free(") != NULL || strstr(text, "_Del(") != NULL ||
            strstr(text, "_Free(") != NULL) {
            return line;
        }
    }
    return 0;
}

int _RcLedger_LineOfAlloc(const char *file, int head)
{
    const Source *source = source_of(file);
    int end = source != NULL ? end_of_function(source, head + 1) : 0;

    for (int line = head; line < end; line++) {
        if (strstr(line_of(source, line), "tp_alloc(") != NULL) {
            return line;
        }
    }
    return 0;
}
