/* Places, fields and global variables, in the user's source: who stores there what is given back out of them. */
#include "ledger/lines.h"
#include "ledger/source.h"
#include "ledger/source_says.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

size_t _RcLedger_GivenPlace(const char *text, const char **name, int *is_field)
{
    static const char *const macros[] = {"DECREF(", "CLEAR(", "SETREF("};
    const char *open = NULL, *end;
    size_t length;
    int depth = 0;

    for (size_t i = 0; i < sizeof macros / sizeof *macros && open == NULL; i++) {
        open = strstr(text, macros[i]);
        open = open != NULL ? open + strlen(macros[i]) : NULL;
    }
    for (end = open; end != NULL && *end != '\0' && depth >= 0; end++) {
        depth += (*end == '(') - (*end == ')');
        if (*end == ',' && depth == 0) {
            depth = -1; /* Rc_SETREF's second argument */
        }
    }
    if (end == NULL || depth >= 0) {
        return 0;
    }
    length = _RcLedger_NameBefore(open, end - 1, name);
    *is_field = *name > open;
    return *is_field && (*name)[-1] != '>' && (*name)[-1] != '.' ? 0 : length;
}

int _RcLedger_IsCallsResult(const char *value)
{
    int depth = 0;

    for (const char *at = value; *at != '\0' && (*at != ',' || depth > 0); at++) {
        if (*at == '(' && at > value && _RcLedger_IsNameChar(at[-1])) {
            return 1;
        }
        depth += (*at == '(') - (*at == ')');
    }
    return 0;
}

/* How often does a function get a reference for a variable: by a call that gives one, by taking one, or because it moves
 * what another place of the same name has? */
int _RcLedger_ReferencesOf(const Span *function, int store, const char *name, size_t length,
                           const char *place)
{
    int count = 0;

    for (int line = function->first; line <= function->last; line++) {
        const char *text = _RcLedger_LineText(function->source, line), *sign = _RcLedger_Assignment(text);
        const char *word = _RcLedger_FindWord(text, name, length);
        const char *own = word != NULL ? _RcLedger_Assignment(word) : NULL;
        sign = own != NULL && own == word + length + strspn(word + length, " ") ? own : sign;
        int is_assigned = sign != NULL && word != NULL && word < sign;
        int is_got = (is_assigned && (_RcLedger_IsCallsResult(sign) || strstr(sign, place) != NULL)) ||
                     (word != NULL && word > text && word[-1] == '&' && strstr(text, "Ref(") != NULL);
        int is_taken = word != NULL && (strstr(text, "INCREF(") != NULL || strstr(text, "IncRef(") != NULL);
        count +=
            line != store && (is_got || is_taken) && _RcLedger_HasCode(function->near, function->file, line);
    }
    return count;
}

/* Is a variable returned, or given back, after a line on each way from it? */
int _RcLedger_IsSpentAfter(const Span *function, int store, const char *name, size_t length)
{
    size_t indent = _RcLedger_IndentOf(_RcLedger_LineText(function->source, store));

    for (int line = store + 1; line <= function->last; line++) {
        const char *text = _RcLedger_LineText(function->source, line);
        if (_RcLedger_IndentOf(text) > indent || !_RcLedger_HasCode(function->near, function->file, line)) {
            continue;
        }
        if (_RcLedger_GivesUp(text, name, length)) {
            return 1;
        }
        if (_RcLedger_IsReturn(text)) {
            return 0;
        }
    }
    return 0;
}

/* No reference for what is stored; or one, which is spent besides. */
static int lacks_reference(const Span *function, int store, const char *name, size_t length,
                           const char *place)
{
    int count = _RcLedger_ReferencesOf(function, store, name, length, place);
    return count == 0 || (count == 1 && _RcLedger_IsSpentAfter(function, store, name, length));
}

/* Is it declared in a function, or in its head? */
static int is_local(const Span *function, const char *name)
{
    char declared[80];

    snprintf(declared, sizeof declared, "*%s", name);
    for (int line = function->last; line > 0; line--) {
        const char *text = _RcLedger_LineText(function->source, line), *at = strstr(text, declared);
        if (line < function->first && text[0] != '\0' && strpbrk(text, ";}") != NULL) {
            return 0; /* another function's end, or a declaration before the head */
        }
        if (at != NULL && at > text + _RcLedger_IndentOf(text) &&
            !_RcLedger_IsNameChar(at[strlen(declared)])) {
            return 1;
        }
    }
    return 0;
}

Span _RcLedger_FunctionAround(const Span *file, int line)
{
    return (Span){file->source, file->file, file->near, _RcLedger_HeadBefore(file->file, line),
                  _RcLedger_EndOfFunction(file->source, line)};
}

/* The comma in Rc_SETREF(place, value); NULL: there is none. */
static const char *comma_of_setref(const char *text)
{
    const char *at = strstr(text, "SETREF(");
    int depth = 0;

    for (at = at != NULL ? at + 7 : ""; *at != '\0' && depth >= 0; at++) {
        if (*at == ',' && depth == 0) {
            return at;
        }
        depth += (*at == '(') - (*at == ')');
    }
    return NULL;
}

/* The name of the place that a line assigns to; its length, 0: none. */
size_t _RcLedger_AssignedPlace(const char *text, const char **name, int *is_field)
{
    const char *comma = comma_of_setref(text);
    const char *start = comma != NULL ? strstr(text, "SETREF(") + 7 : text + strspn(text, " \t");
    const char *end = comma != NULL ? comma : _RcLedger_Assignment(text);
    size_t length = 0;

    while (end != NULL && end > text && end[-1] == ' ') {
        end--;
    }
    length = end != NULL ? _RcLedger_NameBefore(text, end, name) : 0;
    *is_field = length > 0 && *name > start;
    return *is_field && (*name)[-1] != '>' && (*name)[-1] != '.' ? 0 : length;
}

/* What is assigned, without blanks and `(Type *)` before it. */
const char *_RcLedger_BehindCast(const char *value)
{
    const char *close;

    value += strspn(value, " ");
    close = value[0] == '(' ? strchr(value, ')') : NULL;
    return close != NULL && close[-1] == '*' ? close + 1 + strspn(close + 1, " ") : value;
}

/* Does a line store a variable as it is into that place, in a function that gets no reference for it? */
static int stores_bare(const Span *file, int line, const char *place, int is_field)
{
    const char *text = _RcLedger_LineText(file->source, line), *comma = comma_of_setref(text), *name = "";
    const char *sign = comma != NULL ? comma : _RcLedger_Assignment(text);
    const char *value = sign != NULL ? _RcLedger_BehindCast(sign + 1) : "";
    Span function = _RcLedger_FunctionAround(file, line);
    int to_field = 0;
    size_t length = _RcLedger_AssignedPlace(text, &name, &to_field), size = 0;

    while (_RcLedger_IsNameChar(value[size])) {
        size++;
    }
    return length == strlen(place) && strncmp(name, place, length) == 0 && to_field == is_field && size > 0 &&
           value[size] == (comma != NULL ? ')' : ';') && strncmp(value, "NULL", 4) != 0 &&
           line > function.first && lacks_reference(&function, line, value, size, place) &&
           !_RcLedger_IsSaidToTakeOver(file, line) && _RcLedger_HasCode(file->near, file->file, line);
}

/* The only line that stores something bare into a place; 0: there is none, or more than one. */
static int bare_store_to(const Span *file, const char *place, int is_field)
{
    int found = 0;

    for (int line = 1; line <= file->last; line++) {
        if (stores_bare(file, line, place, is_field)) {
            if (found != 0) {
                return 0;
            }
            found = line;
        }
    }
    return found;
}

int _RcLedger_BareStoreTo(const char *path, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0}, function;
    const char *name = "";
    char place[64];
    int is_field = 0, found;
    size_t length =
        source != NULL ? _RcLedger_GivenPlace(_RcLedger_LineText(source, line), &name, &is_field) : 0;

    if (length == 0) {
        return 0;
    }
    snprintf(place, sizeof place, "%.*s", (int)length, name);
    function = _RcLedger_FunctionAround(&file, line);
    if (!is_field && is_local(&function, place)) {
        return 0;
    }
    found = bare_store_to(&file, place, is_field);
    return found == 0 && is_field ? _RcLedger_CopyOfField(&file, line, name, place) : found;
}

int _RcLedger_BareStoreToField(const char *path, const char *field, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    return source != NULL ? bare_store_to(&file, field, 1) : 0;
}

int _RcLedger_IsLocal(const char *path, int line, const char *name)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, NULL, 1, source != NULL ? source->count : 0}, function;

    if (source == NULL) {
        return 0;
    }
    function = _RcLedger_FunctionAround(&file, line);
    return is_local(&function, name);
}

int _RcLedger_IsGlobal(const char *path, int line, const char *name)
{
    const Source *source = _RcLedger_SourceOf(path);

    if (source == NULL || _RcLedger_IsLocal(path, line, name)) {
        return 0;
    }
    for (int i = 1; i <= source->count; i++) {
        const char *text = _RcLedger_LineText(source, i), *at = strstr(text, "*");
        if (_RcLedger_IsNameChar(text[0]) && at != NULL && strchr(text, '(') == NULL &&
            _RcLedger_FindWord(at, name, strlen(name)) != NULL) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_IsTakenForGlobal(const char *path, int taking, int giving, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    const char *text = source != NULL ? _RcLedger_LineText(source, taking) : "", *name = "", *given = "";
    int is_field = 0, is_given_field = 0;
    size_t length = strstr(text, "NewRef(") != NULL ? _RcLedger_AssignedPlace(text, &name, &is_field) : 0;
    char place[64];

    snprintf(place, sizeof place, "%.*s", (int)length, name);
    return length > 0 && length < sizeof place && !is_field &&
           _RcLedger_GivenPlace(_RcLedger_LineText(source, giving), &given, &is_given_field) == length &&
           !is_given_field && strncmp(name, given, length) == 0 && _RcLedger_IsGlobal(path, giving, place) &&
           _RcLedger_BareStoreTo(path, giving, near) == 0;
}

int _RcLedger_GivesField(const char *path, int line)
{
    const Source *source = _RcLedger_SourceOf(path);
    const char *name = "";
    int is_field = 0;
    return source != NULL && _RcLedger_GivenPlace(_RcLedger_LineText(source, line), &name, &is_field) > 0 &&
           is_field;
}

int _RcLedger_GiveSameField(const char *path, int first, int second)
{
    const Source *source = _RcLedger_SourceOf(path);
    const char *name = "", *other = "";
    int is_field = 0, is_other_field = 0;
    size_t length =
        source != NULL ? _RcLedger_GivenPlace(_RcLedger_LineText(source, first), &name, &is_field) : 0;

    return length > 0 && is_field &&
           _RcLedger_GivenPlace(_RcLedger_LineText(source, second), &other, &is_other_field) == length &&
           is_other_field && strncmp(name, other, length) == 0 && name[length] != '[';
}

int _RcLedger_GivingOf(const Span *file, const char *place, int is_field)
{
    for (int line = 1; line <= file->last; line++) {
        const char *name = "";
        int is_of_field = 0;
        size_t length = _RcLedger_GivenPlace(_RcLedger_LineText(file->source, line), &name, &is_of_field);
        if (is_of_field == is_field && length == strlen(place) && strncmp(name, place, length) == 0 &&
            _RcLedger_HasCode(file->near, file->file, line)) {
            return line;
        }
    }
    return 0;
}

int _RcLedger_StoresToOwner(const char *path, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    const char *text = source != NULL ? _RcLedger_LineText(source, line) : "", *name = "";
    char field[64];
    int is_field = 0;
    size_t length = _RcLedger_AssignedPlace(text, &name, &is_field);

    snprintf(field, sizeof field, "%.*s", (int)length, name);
    return length > 0 &&
           (comma_of_setref(text) != NULL || (is_field && _RcLedger_GivingOf(&file, field, 1) > 0));
}

/* Does a function take, or make, the reference that a line hands to Rc_SETREF or Rc_XSETREF? */
int _RcLedger_SetsOwn(const char *path, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0}, function;
    const char *at = source != NULL ? strstr(_RcLedger_LineText(source, line), "SETREF(") : NULL;
    size_t length = 0;

    at = at != NULL ? strchr(at, ',') : NULL;
    if (at == NULL) {
        return 0;
    }
    at += 1 + strspn(at + 1, " ");
    while (_RcLedger_IsNameChar(at[length])) {
        length++;
    }
    function = _RcLedger_FunctionAround(&file, line);
    return at[length] == '(' || strchr(at, '(') != NULL ||
           (length > 0 && _RcLedger_ReferencesOf(&function, line, at, length, "\n") > 0);
}
