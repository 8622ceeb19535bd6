/* What a line uses: the fields and global variables that it names, or that one of its variables was loaded from. */
#include "ledger/lines.h"
#include "ledger/source.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

/* A word of a text that may name a variable or a field. */
typedef struct Word {
    const char *text, *at; /* at first, both are where it begins */
    size_t length;
    int is_field;
} Word;

/* The next one, with its name; 0: there is none. */
static int next_name(Word *word, char *name, size_t room)
{
    for (word->at += word->length; *word->at != '\0'; word->at += word->length > 0 ? word->length : 1) {
        for (word->length = 0; _RcLedger_IsNameChar(word->at[word->length]);) {
            word->length++;
        }
        if (word->length > 0 && word->length < room && word->at[word->length] != '(') {
            word->is_field = word->at > word->text && strchr(".>", word->at[-1]) != NULL;
            snprintf(name, room, "%.*s", (int)word->length, word->at);
            return 1;
        }
    }
    return 0;
}

/* The same as of BareStoreTo, for the fields and global variables that a text names, if what is there is given back anywhere. */
static int bare_store_behind(const Span *file, int line, const char *text)
{
    Word word = {.text = text, .at = text};
    char place[64];

    while (next_name(&word, place, sizeof place)) {
        int giving = word.is_field || _RcLedger_IsGlobal(file->file, line, place)
                         ? _RcLedger_GivingOf(file, place, word.is_field)
                         : 0;
        int found = giving > 0 ? _RcLedger_BareStoreTo(file->file, giving, file->near) : 0;
        if (found > 0) {
            return found;
        }
    }
    return 0;
}

int _RcLedger_AssignmentBefore(const Span *function, int line, const char *variable)
{
    while (--line > function->first) {
        if (_RcLedger_IsAssigned(_RcLedger_LineText(function->source, line), variable) &&
            _RcLedger_HasCode(function->near, function->file, line)) {
            return line;
        }
    }
    return 0;
}

/* What that line puts into it; "": there is none, or it is a call's result. */
static const char *value_of(const Span *function, int line, const char *variable)
{
    int assignment = _RcLedger_AssignmentBefore(function, line, variable);
    const char *value =
        assignment > 0 ? _RcLedger_Assignment(_RcLedger_LineText(function->source, assignment)) : "";
    return _RcLedger_IsCallsResult(value) ? "" : value;
}

int _RcLedger_BareStoreBehind(const char *path, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0}, function;
    const char *text = source != NULL ? _RcLedger_LineText(source, line) : "";
    int found = source != NULL ? bare_store_behind(&file, line, text) : 0;
    Word word = {.text = text, .at = text};
    char variable[64];

    function = source != NULL ? _RcLedger_FunctionAround(&file, line) : file;
    while (found == 0 && next_name(&word, variable, sizeof variable)) {
        int store;
        found = word.is_field ? 0 : bare_store_behind(&file, line, value_of(&function, line, variable));
        found = found == 0 && !word.is_field
                    ? _RcLedger_CallThatFillsRow(path, _RcLedger_HeadOfVariable(path, line, near, variable),
                                                 near, &store)
                    : found;
    }
    return found;
}

/* -- the place that a line gives back -- */

/* Where the variable that a line gives back was loaded from a place. */
typedef struct Load {
    const char *place; /* as the source has it, */
    size_t length;
    int line; /* and where; 0: it came otherwise */
} Load;

/* `self->items[i]`, `*slot`, or a global variable; no other variable of the function's. */
static int is_place(const Span *file, int line, const char *text, size_t length)
{
    char name[64];

    snprintf(name, sizeof name, "%.*s", (int)length, text);
    return text[0] == '*' || memchr(text, '>', length) != NULL || memchr(text, '.', length) != NULL ||
           memchr(text, '[', length) != NULL || _RcLedger_IsGlobal(file->file, line, name);
}

static Load load_of_given(const Span *file, int line)
{
    const char *name = "", *value, *end;
    Load load = {"", 0, 0};
    char variable[64];
    int is_field = 0;
    size_t length = _RcLedger_GivenPlace(_RcLedger_LineText(file->source, line), &name, &is_field);
    Span function;

    if (length == 0 || is_field || length >= sizeof variable) {
        return load;
    }
    snprintf(variable, sizeof variable, "%.*s", (int)length, name);
    function = _RcLedger_FunctionAround(file, line);
    value = value_of(&function, line, variable);
    load.place = *value != '\0' ? _RcLedger_BehindCast(value + 1) : "";
    end = strpbrk(load.place, ";,");
    load.length = end != NULL ? (size_t)(end - load.place) : 0;
    load.line = load.length > 0 && is_place(file, line, load.place, load.length)
                    ? _RcLedger_AssignmentBefore(&function, line, variable)
                    : 0;
    return load;
}

static int is_overwritten_at(const char *text, const Load *load)
{
    text += _RcLedger_IndentOf(text);
    return strncmp(text, load->place, load->length) == 0 && strncmp(text + load->length, " = ", 3) == 0;
}

int _RcLedger_GivesTakenOut(const char *path, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    Load load = source != NULL ? load_of_given(&file, line) : (Load){"", 0, 0};

    for (int i = load.line + 1; load.line > 0 && i < line; i++) {
        if (is_overwritten_at(_RcLedger_LineText(source, i), &load) && _RcLedger_HasCode(near, path, i)) {
            return 1;
        }
    }
    return 0;
}

/* Does a line free the block that a place is in, or move what comes behind it there? */
static int ends_place(const char *text, const Load *load)
{
    size_t base = strcspn(load->place, "-.[ ");

    for (const char *at = text; base > 0 && (at = _RcLedger_FindWord(at, load->place, base)) != NULL;
         at += base) {
        const char *name = "";
        size_t length = _RcLedger_CallAround(text, at, &name);
        if ((length >= 4 &&
             (strncmp(name + length - 4, "free", 4) == 0 || strncmp(name + length - 4, "Free", 4) == 0)) ||
            (length == 7 && strncmp(name, "memmove", 7) == 0)) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_TakenOutAt(const char *path, int line, const void *near, int is_emptied)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    Load load = source != NULL ? load_of_given(&file, line) : (Load){"", 0, 0};

    is_emptied |= strstr(load.place, "[--") != NULL && strstr(load.place, "[--") < load.place + load.length;
    for (int i = load.line + 1; load.line > 0 && i < line && !is_emptied; i++) {
        const char *text = _RcLedger_LineText(source, i);
        is_emptied =
            (is_overwritten_at(text, &load) || ends_place(text, &load)) && _RcLedger_HasCode(near, path, i);
    }
    return is_emptied ? load.line : 0;
}

int _RcLedger_LoadReturned(const char *path, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0}, function;
    int leaving = source != NULL ? _RcLedger_NextReturn(path, line, near) : 0, loaded;
    const char *at =
                   leaving > 0 ? _RcLedger_FindWord(_RcLedger_LineText(source, leaving), "return", 6) : NULL,
               *value;
    char variable[64];
    size_t length = 0;

    at = at != NULL ? _RcLedger_BehindCast(at + 6) : "";
    while (_RcLedger_IsNameChar(at[length])) {
        length++;
    }
    if (length == 0 || length >= sizeof variable || at[length] != ';') {
        return 0;
    }
    snprintf(variable, sizeof variable, "%.*s", (int)length, at);
    function = _RcLedger_FunctionAround(&file, line);
    loaded = _RcLedger_AssignmentBefore(&function, line, variable);
    value = value_of(&function, line, variable);
    value = *value != '\0' ? _RcLedger_BehindCast(value + 1) : "";
    return loaded > 0 && _RcLedger_AssignmentBefore(&function, leaving, variable) == loaded &&
                   is_place(&file, line, value, strcspn(value, ";,")) &&
                   !_RcLedger_IsTakenIn(&function, variable, length)
               ? loaded
               : 0;
}

static int names_place(const char *text, const char *place, int is_field)
{
    Word word = {.text = text, .at = text};
    char name[64];

    while (next_name(&word, name, sizeof name)) {
        if (word.is_field == is_field && strcmp(name, place) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Does a line name a place, or a variable that was loaded from it? */
static int uses_place(const Span *file, int line, const char *place, int is_field)
{
    const char *text = _RcLedger_LineText(file->source, line);
    Span function = _RcLedger_FunctionAround(file, line);
    Word word = {.text = text, .at = text};
    char variable[64];

    if (names_place(text, place, is_field)) {
        return 1;
    }
    while (next_name(&word, variable, sizeof variable)) {
        if (!word.is_field && names_place(value_of(&function, line, variable), place, is_field)) {
            return 1;
        }
    }
    return 0;
}

/* The place that a line gives back: 1; 0: there is none, or its name is too long. */
static int read_given_place(const Site *giving, char *place, size_t room, int *is_field)
{
    const Source *source = _RcLedger_SourceOf(giving->file);
    const char *name = "";
    size_t length =
        source != NULL ? _RcLedger_GivenPlace(_RcLedger_LineText(source, giving->line), &name, is_field) : 0;

    snprintf(place, room, "%.*s", (int)length, name);
    return length > 0 && length < room;
}

/* All of the file where a use is.  Its source is NULL if that cannot be read. */
static Span file_of(const Site *use)
{
    const Source *source = _RcLedger_SourceOf(use->file);
    return (Span){source, use->file, use->pc, 1, source != NULL ? source->count : 0};
}

int _RcLedger_UsesGivenPlace(const Site *giving, const Site *use)
{
    char place[64];
    int is_field = 0;
    Span file;

    if (!read_given_place(giving, place, sizeof place, &is_field) ||
        (!is_field && !_RcLedger_IsGlobal(giving->file, giving->line, place))) {
        return 0;
    }
    file = file_of(use);
    return file.source != NULL && uses_place(&file, use->line, place, is_field);
}

int _RcLedger_NamesGlobal(const char *path, int line)
{
    const Source *source = _RcLedger_SourceOf(path);
    int last = source != NULL ? _RcLedger_EndOfFunction(source, line) : 0;

    for (int i = _RcLedger_HeadBefore(path, line); i < last; i++) {
        const char *text = _RcLedger_LineText(source, i);
        Word word = {.text = text, .at = text};
        char name[64];
        while (next_name(&word, name, sizeof name)) {
            if (!word.is_field && _RcLedger_IsGlobal(path, i, name)) {
                return 1;
            }
        }
    }
    return source == NULL;
}

/* -- through the place -- */

/* Where a word's whole path begins: `timer.handler`, `self->handler`. */
static const char *begin_of_path(const Word *word)
{
    const char *at = word->at;
    while (at > word->text && (_RcLedger_IsNameChar(at[-1]) || strchr(".->", at[-1]) != NULL)) {
        at--;
    }
    return at;
}

/* `((Handler *)timer.handler)->id`, `Rc_TYPE(timer.handler)`: is what the word names looked into? */
static int is_looked_into(const Word *word)
{
    const char *behind = word->at + word->length, *begin = begin_of_path(word), *name = "";
    int is_argument = *behind == ')' && begin > word->text && strchr("()", begin[-1]) != NULL &&
                      _RcLedger_CallAround(word->text, begin, &name) > 0 && _RcLedger_IsLibrarysName(name);

    while (*behind == ')') {
        behind++;
    }
    return is_argument || strncmp(behind, "->", 2) == 0;
}

static int looks_into(const Span *file, int line, const char *place, int is_field)
{
    const char *text = _RcLedger_LineText(file->source, line);
    Span function = _RcLedger_FunctionAround(file, line);
    Word word = {.text = text, .at = text};
    char name[64];

    while (next_name(&word, name, sizeof name)) {
        if (is_looked_into(&word) &&
            ((word.is_field == is_field && strcmp(name, place) == 0) ||
             (!word.is_field && names_place(value_of(&function, line, name), place, is_field)))) {
            return 1;
        }
    }
    return 0;
}

/* Does a line near after another one assign to the place that this gives back? */
static int is_emptied_after(const Source *source, int giving, const char *place, int is_field)
{
    for (int line = giving + 1; line <= giving + MOST_LINES_BESIDE; line++) {
        const char *text = _RcLedger_LineText(source, line), *name = "";
        int is_assigned_field = 0;
        size_t length = _RcLedger_AssignedPlace(text, &name, &is_assigned_field);
        if (text[0] == '}') {
            return 0;
        }
        if (length == strlen(place) && strncmp(name, place, length) == 0 && is_assigned_field == is_field) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_IsReleasedFirst(const Site *giving, const Site *use)
{
    char place[64];
    int is_field = 0;
    Span file;

    if (!read_given_place(giving, place, sizeof place, &is_field) ||
        !is_emptied_after(_RcLedger_SourceOf(giving->file), giving->line, place, is_field)) {
        return 0;
    }
    file = file_of(use);
    return file.source != NULL && looks_into(&file, use->line, place, is_field);
}
