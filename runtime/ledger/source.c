/* Reading the user's source, where no event tells a line.
 *
 * A plain store and a plain return leave no trace in the plain ledger; what is known is the operation before them
 * and the one after.  So the lines between the two are read, as a programmer would read them.  Comments and
 * texts are blanked first, and lines that this build has no code for do not count (_RcLedger_HasCode): the other
 * branch of an #ifdef is no suspect.  A source that cannot be read makes the place less exact, nothing else. */
#include "ledger/source.h"
#include "ledger/lines.h"
#include "ledger/source_says.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST_SOURCE ((size_t)4 << 20)
#define MOST_SOURCES 16 /* more than a question asks for at once: what it has of one stays */

/* -- loading -- */

/* Where a text or a comment ends that one of these characters ends, unless a backslash stands before that. */
static char *end_before(char *at, const char *ends)
{
    while (*at != '\0' && strchr(ends, *at) == NULL) {
        at += at[0] == '\\' && at[1] != '\0' ? 2 : 1;
    }
    return at;
}

/* The end of a comment, a text or a character that begins at `at`; `at` itself if none does. */
static char *end_of_quiet(char *at)
{
    char *end = at;
    if (at[0] == '/' && at[1] == '*') {
        end = strstr(at + 2, "*/");
        return end != NULL ? end + 2 : at + strlen(at);
    }
    if (at[0] == '/' && at[1] == '/') {
        return end_before(at, "\n");
    }
    if (at[0] == '"' || at[0] == '\'') {
        end = end_before(at + 1, at[0] == '"' ? "\"\n" : "'\n");
        return *end == *at ? end + 1 : end;
    }
    return end;
}

/* The end of a name, of a number, which may have quotes between its digits, or of anything else that is code. */
static char *end_of_code(char *at)
{
    int is_number = isdigit((unsigned char)*at);

    if (!_RcLedger_IsNameChar(*at)) {
        return at + 1;
    }
    while (_RcLedger_IsNameChar(*at) || (is_number && *at == '\'' && _RcLedger_IsNameChar(at[1]))) {
        at++;
    }
    return at;
}

static void blank_quiet_parts(char *text)
{
    while (*text != '\0') {
        char *end = end_of_quiet(text);
        if (end == text) {
            text = end_of_code(text); /* else another one may begin where it ends */
        }
        for (; text < end; text++) {
            *text = *text == '\n' ? '\n' : ' ';
        }
    }
}

/* What is only another way to write a cast, or to say something to an analyzer, becomes the cast, or nothing:
 * `RC_OBJECT_CAST(book)` is `(RcObject *)book`. */
static const struct {
    const char *macro, *instead;
} plain_words[] = {
    {"RC_OBJECT_CAST(", "(RcObject *)"}, {"RC_OBJECT_STOLEN(", "(RcObject *)"}, {"RC_GIVEN(", ""}};

#define NOT_THERE '\1'

static const char *plain_word(const char *at, size_t *length)
{
    for (size_t i = 0; i < sizeof plain_words / sizeof *plain_words; i++) {
        *length = strlen(plain_words[i].macro);
        if (strncmp(at, plain_words[i].macro, *length) == 0) {
            return plain_words[i].instead;
        }
    }
    return NULL;
}

/* The parenthesis that closes what is open at `at`, on the same line; NULL: none does. */
static char *closing(char *at)
{
    for (int open = 1; *at != '\0' && *at != '\n'; at++) {
        open += (*at == '(') - (*at == ')');
        if (open == 0) {
            return at;
        }
    }
    return NULL;
}

/* `put_it (value)`: the spaces between a function's name and its arguments; 0: it is something else. */
static size_t spaces_of_call(const char *text, const char *at)
{
    static const char *const words[] = {"if",   "while", "for", "switch", "return",
                                        "case", "else",  "do",  "sizeof"};
    size_t spaces = strspn(at, " "), length = 0;

    if (spaces == 0 || at[spaces] != '(' || at[spaces + 1] == '*') { /* a pointer to functions */
        return 0;
    }
    while (at - length > text && _RcLedger_IsNameChar(at[-(ptrdiff_t)length - 1])) {
        length++;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i]) == length && strncmp(at - length, words[i], length) == 0) {
            return 0;
        }
    }
    return length > 0 ? spaces : 0;
}

/* In one way, however it was written. */
static void write_plainly(char *text)
{
    char *to = text;
    int is_directive = 0;

    for (char *from = text; *from != '\0';) {
        size_t length;
        const char *instead =
            from == text || !_RcLedger_IsNameChar(from[-1]) ? plain_word(from, &length) : NULL;
        char *end = instead != NULL ? closing(from + length) : NULL;
        if (end != NULL) {
            to = stpcpy(to, instead);
            *end = NOT_THERE;
            from += length;
        } else if (*from == NOT_THERE || (from[0] == '\r' && from[1] == '\n')) {
            from++;
        } else {
            is_directive = *from == '#' || (is_directive && *from != '\n');
            from += *from == ' ' && !is_directive ? spaces_of_call(text, from) : 0;
            *to++ = *from++;
        }
    }
    *to = '\0';
}

static char **split_lines(char *text, int count)
{
    char **lines = _RcLedger_Allocate((size_t)count * sizeof *lines);

    for (int line = 0; lines != NULL && line < count; line++) {
        lines[line] = text;
        text += strcspn(text, "\n");
        *text++ = '\0';
    }
    return lines;
}

static int count_lines(const char *text)
{
    int count = 1;
    for (; *text != '\0'; text++) {
        count += *text == '\n';
    }
    return count;
}

/* Entry: whole has the file. */
static void split(Source *source)
{
    source->line_room = count_lines(source->whole);
    memcpy(source->text, source->whole, source->room);
    blank_quiet_parts(source->text);
    write_plainly(source->text);
    source->lines = split_lines(source->text, source->line_room);
    source->whole_lines = split_lines(source->whole, source->line_room);
    source->count = source->lines != NULL && source->whole_lines != NULL ? source->line_room : 0;
}

/* A path that says nothing of its folder is meant from where the compiler ran. */
static FILE *open_source(const char *path)
{
    FILE *file = fopen(path, "r");
    char whole[1024];

    if (file == NULL && path[0] != '/' && _RcLedger_FromWhereItWasCompiled(path, whole, sizeof whole)) {
        file = fopen(whole, "r");
    }
    return file;
}

static void load(Source *source)
{
    int error = errno; /* the program's, which is amid an operation */
    FILE *file = open_source(source->path);
    long size = file != NULL && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;

    if (size > 0 && (size_t)size < LARGEST_SOURCE && fseek(file, 0, SEEK_SET) == 0) {
        source->room = (size_t)size + 2;
        source->text = _RcLedger_Allocate(source->room);
        source->whole = _RcLedger_Allocate(source->room);
        if (source->text != NULL && source->whole != NULL) {
            source->whole[fread(source->whole, 1, (size_t)size, file)] = '\0';
            split(source);
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    errno = error;
}

static void unload(Source *source)
{
    size_t rows = (size_t)source->line_room * sizeof *source->lines;

    _RcLedger_Release(source->path, strlen(source->path) + 1);
    _RcLedger_Release(source->text, source->room);
    _RcLedger_Release(source->whole, source->room);
    _RcLedger_Release(source->lines, rows);
    _RcLedger_Release(source->whole_lines, rows);
    _RcLedger_Release(source, sizeof *source);
}

/* NULL: there is no memory.  What cannot be read has no lines. */
static Source *new_source(const char *path)
{
    Source *source = _RcLedger_Allocate(sizeof *source);
    char *copy = source != NULL ? _RcLedger_Allocate(strlen(path) + 1) : NULL;

    if (copy == NULL) {
        _RcLedger_Release(source, sizeof *source);
        return NULL;
    }
    source->path = strcpy(copy, path);
    load(source);
    return source;
}

/* The link to the source of this path; else to the last one if there are as many as may be, or to none. */
static Source **find_source(Ledger *ledger, const char *path)
{
    Source **link = &ledger->sources;

    for (int i = 1; i < MOST_SOURCES && *link != NULL && strcmp((*link)->path, path) != 0; i++) {
        link = &(*link)->next;
    }
    return link;
}

/* The sources that were asked for last are kept, the last one first. */
const Source *_RcLedger_SourceOf(const char *path)
{
    Ledger *ledger = _Rc_ledger;
    Source **link, *source;

    if (path == NULL || ledger == NULL) {
        return NULL;
    }
    link = find_source(ledger, path);
    source = *link;
    if (source != NULL) {
        *link = source->next;
        if (strcmp(source->path, path) != 0) {
            unload(source);
            source = NULL;
        }
    }
    source = source != NULL ? source : new_source(path);
    if (source == NULL) {
        return NULL;
    }
    source->next = ledger->sources;
    ledger->sources = source;
    if (source->count == 0) {
        _RcLedger_Lacks(ledger, LACKS_SOURCE, path);
    }
    return source->count > 0 ? source : NULL;
}

const char *_RcLedger_LineText(const Source *source, int line)
{
    return line >= 1 && line <= source->count ? source->lines[line - 1] : "";
}

const char *_RcLedger_WholeLine(const Source *source, int line)
{
    return line >= 1 && line <= source->count ? source->whole_lines[line - 1] : "";
}

/* -- functions -- */

size_t _RcLedger_IndentOf(const char *text)
{
    return strspn(text, " \t");
}

int _RcLedger_IsNameChar(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

const char *_RcLedger_FindWord(const char *text, const char *word, size_t length)
{
    for (const char *at = length > 0 ? strchr(text, *word) : NULL; at != NULL; at = strchr(at + 1, *word)) {
        if (strncmp(at, word, length) == 0 && (at == text || !_RcLedger_IsNameChar(at[-1])) &&
            !_RcLedger_IsNameChar(at[length])) {
            return at;
        }
    }
    return NULL;
}

size_t _RcLedger_NameBefore(const char *start, const char *end, const char **name)
{
    size_t length = 0;

    while (end > start && end[-1] == ']') {
        do {
            end--;
        } while (end > start && *end != '[');
    }
    while (end - length > start && _RcLedger_IsNameChar(end[-(ptrdiff_t)length - 1])) {
        length++;
    }
    *name = end - length;
    return length;
}

int _RcLedger_EndOfFunction(const Source *source, int line)
{
    while (line < source->count && _RcLedger_LineText(source, line)[0] != '}') {
        line++;
    }
    return line;
}

/* The first line of a function's definition; 0 if the file has none. */
/* No initialiser, and no assignment; a body on the same line may have some. */
static int assigns_in_head(const char *text)
{
    size_t head = strcspn(text, "{");
    return memchr(text, '=', head) != NULL;
}

int _RcLedger_FindFunction(const Source *source, const char *name, size_t length)
{
    for (int line = 1; line <= source->count; line++) {
        const char *text = _RcLedger_LineText(source, line);
        if (_RcLedger_IsNameChar(text[0]) && _RcLedger_FindWord(text, name, length) != NULL &&
            !assigns_in_head(text)) {
            for (int i = line; i <= line + 8; i++) { /* a body follows, not the end of a declaration */
                if (strchr(_RcLedger_LineText(source, i), '{') != NULL) {
                    return line;
                }
                if (strchr(_RcLedger_LineText(source, i), ';') != NULL) {
                    break;
                }
            }
        }
    }
    return 0;
}

/* The brace stands in the first column, or ends the line of the head. */
static int begins_body(const char *text)
{
    size_t length = strlen(text);
    while (length > 0 && isspace((unsigned char)text[length - 1])) {
        length--;
    }
    return text[0] == '{' ||
           (_RcLedger_IsNameChar(text[0]) && text[length - 1] == '{' && strchr(text, ')') != NULL);
}

int _RcLedger_HeadBefore(const char *file, int line)
{
    const Source *source = _RcLedger_SourceOf(file);
    while (source != NULL && line > 1 && !begins_body(_RcLedger_LineText(source, line)) &&
           _RcLedger_LineText(source, line)[0] != '}') {
        line--;
    }
    return line;
}

int _RcLedger_HeadOf(const char *file, int line)
{
    const Source *source = _RcLedger_SourceOf(file);
    return source != NULL && line > 1 && _RcLedger_LineText(source, line)[0] == '{' ? line - 1 : line;
}

/* The end of the name that a line of a function's head declares: before the last parenthesis that is in no other.  Those
 * before it are attributes'.  NULL: there is none. */
static const char *end_of_name(const char *text)
{
    const char *found = NULL;
    int depth = 0;

    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '(' && depth++ == 0 && at > text && _RcLedger_IsNameChar(at[-1])) {
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
    size_t length = 0;

    while (end != NULL && end - length > text && _RcLedger_IsNameChar(end[-(ptrdiff_t)length - 1])) {
        length++;
    }
    return _RcLedger_IsNameChar(text[0]) && length > 0 ? _RcLedger_KeepPart(end - length, length) : NULL;
}

const char *_RcLedger_FunctionAt(const char *file, int line)
{
    const Source *source = _RcLedger_SourceOf(file);
    const char *name = source != NULL ? name_in_head(_RcLedger_LineText(source, line)) : NULL;

    if (name != NULL) {
        return name; /* all in one line */
    }
    if (source != NULL && line > 1 && _RcLedger_LineText(source, line)[0] == '}') {
        line--;
    }
    for (line = _RcLedger_HeadBefore(file, line);
         source != NULL && line > 0 && _RcLedger_LineText(source, line)[0] != '}'; line--) {
        name = name_in_head(_RcLedger_LineText(source, line));
        if (name != NULL) {
            return name;
        }
    }
    return "?";
}

/* -- what a line does -- */

/* Calls that only look at an object are not announced. */
int _RcLedger_IsAnnounced(const char *name, size_t length)
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
int _RcLedger_IsLibrarysName(const char *name)
{
    return strncmp(name, "Rc", 2) == 0 || strncmp(name, "Py", 2) == 0;
}

/* Does it announce an operation, such as Rc_INCREF or RcList_New? */
int _RcLedger_TextHasOperation(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        size_t length = 0;
        while (_RcLedger_IsNameChar(at[length])) {
            length++;
        }
        if (length > 2 && at[length] == '(' && _RcLedger_IsLibrarysName(at) &&
            _RcLedger_IsAnnounced(at, length)) {
            return 1;
        }
        at += length > 0 ? length - 1 : 0;
    }
    return 0;
}

/* The sign of a plain assignment; NULL if there is none. */
const char *_RcLedger_Assignment(const char *text)
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
int _RcLedger_TextStores(const char *text)
{
    const char *sign = _RcLedger_Assignment(text), *first = text + strspn(text, " \t");
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
int _RcLedger_MayStoreReference(const char *text)
{
    const char *value = _RcLedger_Assignment(text);
    if (strstr(text, "SET_TYPE(") != NULL) {
        return 1;
    }
    return _RcLedger_TextStores(text) && !_RcLedger_TextHasOperation(value) &&
           _RcLedger_FindWord(value, "NULL", 4) == NULL &&
           strchr("0123456789-(", value[1 + strspn(value + 1, " ")]) == NULL && !is_calculated(value + 1);
}

int _RcLedger_IsReturn(const char *text)
{
    return _RcLedger_FindWord(text, "return", 6) != NULL || strstr(text, "_RETURN_") != NULL;
}

/* A return that gives an object and announces nothing. */
int _RcLedger_TextReturnsWhatItHas(const char *text)
{
    const char *word = _RcLedger_FindWord(text, "return", 6);
    if (word == NULL || _RcLedger_TextHasOperation(word)) {
        return 0;
    }
    word += 6 + strspn(word + 6, " \t");
    return strncmp(word, "NULL", 4) != 0 && strchr("-0123456789;", *word) == NULL;
}
