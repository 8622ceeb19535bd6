/* What lines of the user's source hand to the functions that they call. */
#include "ledger/lines.h"
#include "ledger/source.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

/* May a call return what it is handed, or put it where its line says?  None of the library's does but these. */
static int can_pass_back(const Span *file, const char *name, size_t length)
{
    static const char *const library[] = {"NewRef", "CAST", "SETREF"};
    char function[64];
    int head;

    snprintf(function, sizeof function, "%.*s", (int)length, name);
    for (size_t i = 0; i < sizeof library / sizeof *library; i++) {
        if (strstr(function, library[i]) != NULL) {
            return 1;
        }
    }
    if (_RcLedger_IsLibrarysName(name)) {
        return 0;
    }
    head = _RcLedger_FindFunction(file->source, name, length);
    return head == 0 || !_RcLedger_ReturnsNumber(file->file, head, function);
}

size_t _RcLedger_CallAround(const char *text, const char *at, const char **name)
{
    int closed = 0;

    while (at-- > text) {
        closed += (*at == ')') - (*at == '(');
        if (closed < 0) { /* what opens here has not been closed before */
            size_t length = _RcLedger_NameBefore(text, at, name);
            if (length > 0 && !(length == 2 && strncmp(*name, "if", 2) == 0)) {
                return length;
            }
            closed = 0;
        }
    }
    return 0;
}

int _RcLedger_IsHandedToCall(const char *path, int line, const char *call)
{
    const Source *source = _RcLedger_SourceOf(path);
    const char *text = source != NULL ? _RcLedger_LineText(source, line) : "", *name = "";
    const char *at = call != NULL ? _RcLedger_FindWord(text, call, strlen(call)) : NULL;
    Span file = {source, path, NULL, 1, source != NULL ? source->count : 0};
    size_t length = at != NULL ? _RcLedger_CallAround(text, at, &name) : 0;

    return length > 0 && !_RcLedger_IsReturn(text) && !can_pass_back(&file, name, length);
}

/* -- arguments -- */

/* The argument of a call, or of a function's head, at a place among the others, of which the text behind the parenthesis is given.
 * NULL: there is none. */
static const char *argument_at(const char *text, int place, size_t *length)
{
    int depth = 0;

    for (*length = 0;; text++) {
        if (*text == '\0' || (*text == ')' && depth == 0)) {
            return NULL;
        }
        if (place == 0 && *text != ' ') {
            break;
        }
        place -= *text == ',' && depth == 0;
        depth += (*text == '(' || *text == '[') - (*text == ')' || *text == ']');
    }
    for (const char *at = text; *at != '\0' && depth >= 0 && !(*at == ',' && depth == 0); at++) {
        depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
        *length += depth >= 0;
    }
    return *length > 0 ? text : NULL;
}

/* Behind the parenthesis of a call in a text; NULL: it does not call the function. */
static const char *call_of(const char *text, const char *function)
{
    const char *word = _RcLedger_FindWord(text, function, strlen(function));

    for (; word != NULL; word = _RcLedger_FindWord(word + 1, function, strlen(function))) {
        if (word[strlen(function)] == '(') {
            return word + strlen(function) + 1;
        }
    }
    return NULL;
}

/* The argument that a function's head declares at a place: its name; its length, 0: there is none. */
static size_t declared_at(const Source *source, const char *function, int place, char *name, size_t room)
{
    int first = _RcLedger_FindFunction(source, function, strlen(function));
    const char *open, *argument, *declared = "";
    char head[512] = "";
    size_t length;

    for (int line = first; line > 0 && strchr(head, '{') == NULL && line <= source->count; line++) {
        size_t used = strlen(head);
        snprintf(head + used, sizeof head - used, "%s ", _RcLedger_LineText(source, line));
    }
    open = call_of(head, function);
    argument = open != NULL ? argument_at(open, place, &length) : NULL;
    if (argument == NULL) {
        return 0;
    }
    length = _RcLedger_NameBefore(argument, argument + length, &declared);
    snprintf(name, room, "%.*s", (int)length, declared);
    return length < room ? length : 0;
}

/* At which place does a function get this argument?  -1: at none. */
static int place_of_argument(const Source *source, const char *function, const char *name, size_t size)
{
    char declared[64];
    size_t length;

    for (int place = 0; (length = declared_at(source, function, place, declared, sizeof declared)) > 0;
         place++) {
        if (length == size && strncmp(declared, name, size) == 0) {
            return place;
        }
    }
    return -1;
}

typedef enum Handed {
    HANDED_SOMETHING,
    HANDED_OWN,   /* what was just made or taken, and is nobody else's */
    HANDED_FOUND, /* what a place has, or a call has lent */
} Handed;

static Handed value_of_call(const char *value)
{
    static const char *const makers[] = {"New", "From", "Build", "Number_", "Call", "Copy", "Ref("};
    static const char *const lenders[] = {"List_GetItem(", "Tuple_GetItem(", "GET_ITEM(", "Table_GetItem("};
    const char *open = strchr(value, '(');
    char name[64];

    if (open == NULL || !_RcLedger_IsLibrarysName(value)) {
        return HANDED_SOMETHING;
    }
    snprintf(name, sizeof name, "%.*s", (int)(open - value + 1), value);
    for (size_t i = 0; i < sizeof lenders / sizeof *lenders; i++) {
        if (strstr(name, lenders[i]) != NULL) {
            return HANDED_FOUND;
        }
    }
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
        if (strstr(name, makers[i]) != NULL) {
            return HANDED_OWN;
        }
    }
    return HANDED_SOMETHING;
}

static Handed value_of_variable(const Span *file, int line, const char *variable);

/* value: up to its end. */
static Handed what_is_handed(const Span *file, int line, const char *value, size_t length)
{
    char text[128];
    const char *at;
    size_t size = 0;

    snprintf(text, sizeof text, "%.*s", (int)length, value);
    at = _RcLedger_BehindCast(text);
    if (_RcLedger_IsCallsResult(at)) {
        return value_of_call(at);
    }
    while (_RcLedger_IsNameChar(at[size])) {
        size++;
    }
    if (at[size] == '\0') {
        return strcmp(at, "NULL") == 0 ? HANDED_SOMETHING : value_of_variable(file, line, at);
    }
    return strstr(at, "->") != NULL || strpbrk(at, "[.") != NULL ? HANDED_FOUND : HANDED_SOMETHING;
}

/* As it was assigned last, in its function.  Own is what this gives to nobody else. */
static Handed value_of_variable(const Span *file, int line, const char *variable)
{
    Span function = _RcLedger_FunctionAround(file, line), rest = function;
    int from = _RcLedger_AssignmentBefore(&function, line, variable);
    const char *sign = from > 0 ? _RcLedger_Assignment(_RcLedger_LineText(file->source, from)) : NULL;
    const char *value = sign != NULL ? sign + 1 + strspn(sign + 1, " ") : "", *end = strchr(value, ';');
    Handed handed;

    if (from == 0 || end == NULL ||
        _RcLedger_ReferencesOf(&function, from, variable, strlen(variable), "\n") > 0) {
        return HANDED_SOMETHING;
    }
    handed = what_is_handed(file, from, value, (size_t)(end - value));
    rest.first = line + 1;
    return handed == HANDED_OWN && _RcLedger_IsGivenUpIn(&rest, variable, strlen(variable)) ? HANDED_SOMETHING
                                                                                            : handed;
}

/* Does a line before one take a reference by Rc_INCREF? */
static int is_taken_before(const Span *file, int line)
{
    for (int i = line - MOST_LINES_BESIDE; i < line; i++) {
        if (strstr(_RcLedger_LineText(file->source, i), "INCREF(") != NULL &&
            _RcLedger_HasCode(file->near, file->file, i)) {
            return 1;
        }
    }
    return 0;
}

/* What a line hands to a function at a place. */
static Handed handed_by(const Span *file, int line, const char *function, int place)
{
    const char *text = _RcLedger_LineText(file->source, line), *open = call_of(text, function), *argument;
    size_t length = 0;
    Handed handed;

    if (open == NULL || text[0] == '}' || _RcLedger_IsNameChar(text[0]) ||
        !_RcLedger_HasCode(file->near, file->file, line) ||
        (argument = argument_at(open, place, &length)) == NULL) {
        return HANDED_SOMETHING;
    }
    handed = what_is_handed(file, line, argument, length);
    return handed == HANDED_FOUND && is_taken_before(file, line) ? HANDED_SOMETHING : handed;
}

int _RcLedger_CallWithout(const char *path, int store, const void *near, int call)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    const char *function = source != NULL ? _RcLedger_FunctionAt(path, store) : "?", *stored = "";
    size_t length = source != NULL ? _RcLedger_StoredVariable(_RcLedger_LineText(source, store), &stored) : 0;
    int place = length > 0 ? place_of_argument(source, function, stored, length) : -1;
    int found = 0, is_handed_own = 0;

    for (int line = 1; place >= 0 && line <= file.last; line++) {
        Handed handed = handed_by(&file, line, function, place);
        is_handed_own |= handed == HANDED_OWN;
        if (handed == HANDED_FOUND && (call == 0 || call == line)) {
            if (found != 0) {
                return 0;
            }
            found = line;
        }
    }
    return is_handed_own ? found : 0;
}

int _RcLedger_CallThatFillsRow(const char *path, int head, const void *near, int *store)
{
    char row[64];
    int is_left;

    *store = head > 0 && _RcLedger_TakingOut(path, head + 1, near, row, sizeof row, &is_left) > 0
                 ? _RcLedger_BareStoreToField(path, row, near)
                 : 0;
    return *store > 0 ? _RcLedger_CallWithout(path, *store, near, 0) : 0;
}

int _RcLedger_FieldHandedAt(const char *path, int line, const void *near, char *field, size_t room)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    const char *open = source != NULL ? _RcLedger_ArgumentsOf(source, line) : NULL, *argument, *name = "";
    size_t length = 0;
    char named[64];
    int is_field;

    *field = '\0';
    if (open == NULL || _RcLedger_GivenPlace(_RcLedger_LineText(source, line), &name, &is_field) > 0) {
        return 0; /* none, or a macro */
    }
    for (int place = 0; (argument = argument_at(open, place, &length)) != NULL; place++) {
        size_t size = _RcLedger_NameBefore(argument, argument + length, &name);
        snprintf(named, sizeof named, "%.*s", (int)size, name);
        if (size > 0 && size < sizeof named && size < room && name > argument &&
            strchr(">.", name[-1]) != NULL && memchr(argument, '(', (size_t)(name - argument)) == NULL &&
            _RcLedger_GivingOf(&file, named, 1) > 0 && !is_taken_before(&file, line)) {
            snprintf(field, room, "%s", named);
        }
    }
    return *field != '\0';
}

int _RcLedger_EmptiesField(const char *path, int line, const void *near, const char *field)
{
    return _RcLedger_Pops(path, line) || _RcLedger_OverwritingOfField(path, line + 1, 0, near, field) > 0;
}

/* -- functions that take over what they are handed -- */

static int keeps(const char *text, const char *name)
{
    const char *stored = "";
    return _RcLedger_StoredVariable(text, &stored) == strlen(name) &&
           strncmp(stored, name, strlen(name)) == 0;
}

/* Is an argument stored, or given back, on the way to a line; or is it asked whether it is there at all? */
static int is_spent_before(const Span *function, int line, const char *name)
{
    size_t indent = _RcLedger_IndentOf(_RcLedger_LineText(function->source, line));

    for (int i = line; i > function->first; i--) {
        const char *text = _RcLedger_LineText(function->source, i);
        size_t here = _RcLedger_IndentOf(text);
        if (text[here] == '\0' || here > indent || !_RcLedger_HasCode(function->near, function->file, i)) {
            continue;
        }
        if (keeps(text, name) || _RcLedger_GivesUp(text, name, strlen(name)) ||
            ((here < indent || i == line) && _RcLedger_FindWord(text, name, strlen(name)) != NULL)) {
            return 1;
        }
        indent = here;
    }
    return 0;
}

/* The only way out of a function that keeps an argument, and gives it back on others or says that it takes it over, on which it
 * does neither; 0: there is none. */
static int way_out_without(const Span *file, const char *called, const char *name)
{
    Span function =
        _RcLedger_FunctionAround(file, _RcLedger_FindFunction(file->source, called, strlen(called)) + 1);
    int is_kept = 0, is_given = _RcLedger_IsSaidToTakeOver(file, function.first + 1), found = 0;

    for (int line = function.first + 1; line < function.last; line++) {
        const char *text = _RcLedger_LineText(file->source, line);
        if (!_RcLedger_HasCode(file->near, file->file, line)) {
            continue;
        }
        if (_RcLedger_FindWord(text, "goto", 4) != NULL) {
            return 0;
        }
        is_kept |= keeps(text, name);
        is_given |= _RcLedger_GivesUp(text, name, strlen(name));
        if (_RcLedger_IsReturn(text) && !is_spent_before(&function, line, name)) {
            if (found != 0) {
                return 0;
            }
            found = line;
        }
    }
    return is_kept && is_given ? found : 0;
}

/* The same of the functions of this file that a line hands a variable to. */
static int way_out_of_called(const Span *file, int line, const char *variable)
{
    const char *text = _RcLedger_LineText(file->source, line), *name = "", *argument;
    char function[64], declared[64];
    size_t length, size;

    for (const char *open = strchr(text, '('); open != NULL; open = strchr(open + 1, '(')) {
        size = _RcLedger_NameBefore(text, open, &name);
        snprintf(function, sizeof function, "%.*s", (int)size, name);
        if (size == 0 || size >= sizeof function || _RcLedger_IsLibrarysName(function) ||
            _RcLedger_FindFunction(file->source, function, size) == 0) {
            continue;
        }
        for (int place = 0; (argument = argument_at(open + 1, place, &length)) != NULL; place++) {
            argument = _RcLedger_FindWord(argument, variable, strlen(variable)) == argument ? argument : NULL;
            if (argument != NULL && length == strlen(variable) &&
                declared_at(file->source, function, place, declared, sizeof declared) > 0) {
                return way_out_without(file, function, declared);
            }
        }
    }
    return 0;
}

int _RcLedger_WayOutOfKeeper(const char *path, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0}, rest;
    const char *text = source != NULL ? _RcLedger_LineText(source, line) : "",
               *sign = _RcLedger_Assignment(text), *name = "";
    char variable[64];
    size_t length;
    int found = 0;

    while (sign != NULL && sign > text && sign[-1] == ' ') {
        sign--;
    }
    length = sign != NULL && !_RcLedger_TextStores(text) ? _RcLedger_NameBefore(text, sign, &name) : 0;
    snprintf(variable, sizeof variable, "%.*s", (int)length, name);
    if (length == 0 || length >= sizeof variable) {
        return 0;
    }
    rest = _RcLedger_FunctionAround(&file, line);
    rest.first = line + 1;
    if (_RcLedger_IsGivenUpIn(&rest, variable, length)) {
        return 0;
    }
    for (int i = rest.first; i <= rest.last && found == 0; i++) {
        found = _RcLedger_HasCode(near, path, i) ? way_out_of_called(&file, i, variable) : 0;
    }
    return found;
}
