/* Fields that lines of the user's source give back, or take references for. */
#include "ledger/lines.h"
#include "ledger/source.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

static int keep_name(const char *name, size_t length, char *field, size_t room)
{
    snprintf(field, room, "%.*s", (int)length, name);
    return length > 0 && length < room;
}

/* The field that an expression names last, `(Node *)self->next`, up to its end; its length, 0: it is none. */
static size_t field_before(const char *start, const char *end, const char **name)
{
    size_t length;

    while (end > start && end[-1] == ' ') {
        end--;
    }
    length = _RcLedger_NameBefore(start, end, name);
    return length > 0 && *name > start && ((*name)[-1] == '>' || (*name)[-1] == '.') ? length : 0;
}

/* The field that a variable was loaded from in the last line before one that assigns it; its length, 0: none. */
static size_t field_of_variable(const Span *span, const char *variable, const char **name)
{
    for (int line = span->last - 1; line > 0; line--) {
        const char *text = _RcLedger_LineText(span->source, line), *sign = _RcLedger_Assignment(text);
        const char *word = _RcLedger_FindWord(text, variable, strlen(variable)), *end;
        word = word > text ? word : NULL;
        if (text[0] == '}' || text[0] == '{') {
            return 0;
        }
        if (word != NULL && sign != NULL && word < sign && word[-1] != '>' && word[-1] != '.' &&
            _RcLedger_HasCode(span->near, span->file, line)) {
            end = strpbrk(sign, ";,");
            return end != NULL ? field_before(sign + 1, end, name) : 0;
        }
    }
    return 0;
}

int _RcLedger_FieldGivenAt(const char *path, int line, const void *near, char *field, size_t room)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span span = {source, path, near, 1, line};
    const char *name = "";
    char variable[64];
    int is_field = 0;
    size_t length =
        source != NULL ? _RcLedger_GivenPlace(_RcLedger_LineText(source, line), &name, &is_field) : 0;

    if (is_field || length == 0) {
        return keep_name(name, length, field, room);
    }
    if (!keep_name(name, length, variable, sizeof variable)) {
        return 0;
    }
    length = field_of_variable(&span, variable, &name);
    return keep_name(name, length, field, room);
}

/* What the compiler has put far away was not looked at: nothing is known of a function none of whose lines has any. */
static int may_have_code(const Source *source, int line, const void *near)
{
    int end = _RcLedger_EndOfFunction(source, line);

    if (_RcLedger_HasCode(near, source->path, line)) {
        return 1;
    }
    for (int i = _RcLedger_HeadBefore(source->path, line); i <= end; i++) {
        if (_RcLedger_HasCode(near, source->path, i)) {
            return 0;
        }
    }
    return 1;
}

int _RcLedger_IsFieldGiven(const char *path, const char *field, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    char given[64];

    for (int line = 1; source != NULL && line <= source->count; line++) {
        if (_RcLedger_FieldGivenAt(path, line, near, given, sizeof given) && strcmp(given, field) == 0 &&
            may_have_code(source, line, near)) {
            return 1;
        }
    }
    return source == NULL;
}

/* `self->title = Rc_NewRef(title);`, `Rc_XSETREF(self->title, Rc_NewRef(title))` */
static size_t field_of_store(const char *text, const char **name)
{
    const char *sign = _RcLedger_Assignment(text), *set = strstr(text, "SETREF("),
               *comma = set != NULL ? strchr(set, ',') : NULL;

    if (comma != NULL) {
        return field_before(set + 7, comma, name);
    }
    return sign != NULL ? field_before(text, sign, name) : 0;
}

/* `self->title = title;` beside Rc_INCREF(title), `Rc_XSETREF(self->title, title);`: does a line store that variable as it
 * is into a field? */
static size_t field_of_copy(const char *text, const char *variable, const char **name)
{
    const char *sign = _RcLedger_Assignment(text), *set = strstr(text, "SETREF("),
               *from = set != NULL ? strchr(set, ',') : sign;
    const char *word = from != NULL ? _RcLedger_FindWord(from, variable, strlen(variable)) : NULL;

    if (set != NULL) {
        return word != NULL && word[strlen(variable)] == ')' ? field_of_store(text, name) : 0;
    }
    return word != NULL && word[strlen(variable)] == ';' ? field_before(text, sign, name) : 0;
}

static size_t field_beside(const Span *span, int line, const char **name)
{
    const char *open = strstr(_RcLedger_LineText(span->source, line), "INCREF(");
    const char *close = open != NULL ? strchr(open, ')') : NULL, *taken = "";
    size_t length = close != NULL ? _RcLedger_NameBefore(open + 7, close, &taken) : 0;
    char variable[64];

    if (!keep_name(taken, length, variable, sizeof variable)) {
        return 0;
    }
    if (taken > open + 7) {
        return field_before(open + 7, close, name); /* Rc_INCREF(self->title) */
    }
    for (int i = line - MOST_LINES_BESIDE; i <= line + MOST_LINES_BESIDE; i++) {
        size_t found = field_of_copy(_RcLedger_LineText(span->source, i), variable, name);
        if (found > 0 && _RcLedger_HasCode(span->near, span->file, i)) {
            return found;
        }
    }
    return 0;
}

int _RcLedger_FieldKeptAt(const char *path, int line, const void *near, char *field, size_t room)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span span = {source, path, near, line, line};
    const char *text = source != NULL ? _RcLedger_LineText(source, line) : "", *name = "";

    size_t length = strstr(text, "INCREF(") != NULL   ? field_beside(&span, line, &name)
                    : strstr(text, "NewRef(") != NULL ? field_of_store(text, &name)
                                                      : 0;
    return keep_name(name, length, field, room);
}

int _RcLedger_FieldStoredAt(const char *path, int line, char *field, size_t room)
{
    const Source *source = _RcLedger_SourceOf(path);
    const char *text = source != NULL ? _RcLedger_LineText(source, line) : "", *name = "";
    size_t length = field_of_store(text, &name);
    return keep_name(name, length, field, room);
}

int _RcLedger_GivesWhatIsOverwritten(const char *path, int giving, int over)
{
    const Source *source = _RcLedger_SourceOf(path);
    const char *text = source != NULL ? _RcLedger_LineText(source, over) : "", *name = "", *stored = "";
    const char *sign = _RcLedger_Assignment(text);
    int is_field = 0;
    size_t length =
        source != NULL ? _RcLedger_GivenPlace(_RcLedger_LineText(source, giving), &name, &is_field) : 0;

    if (sign == NULL) {
        return length > 0 && is_field; /* its block is freed, or filled */
    }
    while (sign > text && sign[-1] == ' ') {
        sign--;
    }
    return length > 0 && _RcLedger_NameBefore(text, sign, &stored) == length &&
           strncmp(stored, name, length) == 0;
}

/* The variable that a line assigns to, which it may declare; its length, 0: it is in memory, or none. */
static size_t variable_assigned(const char *text, const char **name)
{
    const char *end = _RcLedger_TextStores(text) ? NULL : _RcLedger_Assignment(text);

    while (end != NULL && end > text && end[-1] == ' ') {
        end--;
    }
    return end != NULL ? _RcLedger_NameBefore(text, end, name) : 0;
}

int _RcLedger_FieldOfResult(const char *path, int line, const void *near, char *field, size_t room)
{
    const Source *source = _RcLedger_SourceOf(path);
    const char *text = source != NULL ? _RcLedger_LineText(source, line) : "", *name = "";
    int end = source != NULL ? _RcLedger_EndOfFunction(source, line) : 0;
    size_t length = variable_assigned(text, &name);
    char variable[64];

    if (_RcLedger_FieldStoredAt(path, line, field, room)) {
        return 1;
    }
    if (!keep_name(name, length, variable, sizeof variable)) {
        return 0;
    }
    for (int i = line + 1; i < end; i++) {
        length = field_of_copy(_RcLedger_LineText(source, i), variable, &name);
        if (length > 0 && _RcLedger_HasCode(near, path, i)) {
            return keep_name(name, length, field, room);
        }
    }
    return 0;
}

int _RcLedger_OverwritingOfField(const char *path, int first, int last, const void *near, const char *field)
{
    const Source *source = _RcLedger_SourceOf(path);
    char stored[64];

    last = source != NULL && last <= 0 ? _RcLedger_EndOfFunction(source, first) : last;
    for (int line = last; source != NULL && line >= first; line--) {
        const char *text = _RcLedger_LineText(source, line);
        if (_RcLedger_TextStores(text) && (line == first || !_RcLedger_TextHasOperation(text)) &&
            _RcLedger_FieldStoredAt(path, line, stored, sizeof stored) && strcmp(stored, field) == 0 &&
            _RcLedger_HasCode(near, path, line)) {
            return line;
        }
    }
    return 0;
}

/* `struct node {`, up to the brace that closes it. */
static int begins_struct(const char *text)
{
    return (strncmp(text, "struct ", 7) == 0 || strncmp(text, "typedef struct", 14) == 0) &&
           strchr(text, '{') != NULL && strpbrk(text, "=(") == NULL;
}

/* Does each declaration of a field of that name say that it borrows? */
int _RcLedger_IsSaidToBorrow(const char *path, const char *field)
{
    static const char *const but[] = {"wned", " owns", "never", "not ", "unless", " if "};
    const Source *source = _RcLedger_SourceOf(path);
    int is_in_struct = 0, is_said = 0;

    for (int line = 1; source != NULL && line <= source->count; line++) {
        const char *text = _RcLedger_LineText(source, line), *whole = _RcLedger_WholeLine(source, line);
        const char *word = _RcLedger_FindWord(text, field, strlen(field));
        is_in_struct = begins_struct(text) || (is_in_struct && text[0] != '}');
        if (!is_in_struct || word == NULL || word == text || word[-1] != '*') {
            continue;
        }
        if (!_RcLedger_SaysBorrowed(whole)) {
            return 0;
        }
        for (size_t i = 0; i < sizeof but / sizeof *but; i++) {
            if (strstr(whole, but[i]) != NULL) {
                return 0;
            }
        }
        is_said = 1;
    }
    return is_said;
}
