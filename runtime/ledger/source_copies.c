/* Arguments and copies in the user's source: a variable that a function stores in a field, or copies to another variable, as it
 * is.  Whose reference goes with the copy shows in what else the function does with either of them. */
#include "ledger/lines.h"
#include "ledger/source.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

/* Is a name among the arguments that a function's head declares? */
static int is_argument(const Span *function, const char *name, size_t length)
{
    char word[64];

    snprintf(word, sizeof word, "%.*s", (int)length, name);
    for (int line = function->first; line > 0; line--) {
        const char *text = _RcLedger_LineText(function->source, line), *open = strchr(text, '(');
        if (line < function->first && strpbrk(text, ";}") != NULL) {
            return 0;
        }
        if (_RcLedger_FindWord(open != NULL ? open : text, word, length) != NULL) {
            return 1;
        }
        if (open != NULL && _RcLedger_IsNameChar(text[0])) {
            return 0; /* its first line */
        }
    }
    return 0;
}

/* The variable that a line stores as it is to a field, casts left out; its length, 0: none. */
static size_t stored_variable(const char *text, const char **name)
{
    const char *sign = _RcLedger_Assignment(text), *end = sign != NULL ? strchr(sign, ';') : NULL;
    size_t length = end != NULL && _RcLedger_TextStores(text) ? _RcLedger_NameBefore(sign, end, name) : 0;

    return length > 0 && strchr(" )=", (*name)[-1]) != NULL && end[-1] != ']' ? length : 0;
}

int _RcLedger_TakesForOthers(const char *path, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0}, function;
    const char *stored = "", *name = "";
    size_t length = source != NULL ? stored_variable(_RcLedger_LineText(source, line), &stored) : 0;

    if (length == 0) {
        return 0;
    }
    function = _RcLedger_FunctionAround(&file, line);
    if (!is_argument(&function, stored, length)) {
        return 0;
    }
    for (int i = function.first; i <= function.last; i++) {
        const char *text = _RcLedger_LineText(source, i), *open = strstr(text, "INCREF(");
        const char *close;
        size_t size;
        open = open != NULL ? open : strstr(text, "NewRef(");
        close = open != NULL ? strchr(open, ')') : NULL;
        size = close != NULL ? _RcLedger_NameBefore(open, close, &name) : 0;
        if (size > 0 && !(size == length && strncmp(name, stored, size) == 0) &&
            is_argument(&function, name, size) && _RcLedger_HasCode(near, path, i)) {
            return 1;
        }
    }
    return 0;
}

/* Does a line between two others assign to a variable? */
static int is_changed_in(const Span *between, const char *name, size_t length)
{
    char variable[64];

    snprintf(variable, sizeof variable, "%.*s", (int)length, name);
    for (int line = between->first + 1; line < between->last; line++) {
        const char *text = _RcLedger_LineText(between->source, line), *sign = _RcLedger_Assignment(text);
        const char *word = sign != NULL ? _RcLedger_FindWord(text, variable, length) : NULL;
        if (word != NULL && word < sign && _RcLedger_HasCode(between->near, between->file, line)) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_StoreOfGiven(const char *path, int line, const void *near, char *field, size_t room,
                           int *is_on_each_way)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0}, function;
    const char *given = "", *name = "", *stored = "";
    int is_field = 0, to_field = 0;
    size_t length =
        source != NULL ? _RcLedger_GivenPlace(_RcLedger_LineText(source, line), &given, &is_field) : 0;

    if (length == 0 || is_field || given[length] != ')') {
        return 0;
    }
    function = _RcLedger_FunctionAround(&file, line);
    for (int i = line - 1; i > function.first; i--) {
        const char *text = _RcLedger_LineText(source, i);
        size_t size = stored_variable(text, &stored), place = _RcLedger_AssignedPlace(text, &name, &to_field);
        if (size == length && strncmp(stored, given, length) == 0 && to_field && place < room &&
            _RcLedger_HasCode(near, path, i)) {
            Span between = {source, path, near, i, line};
            snprintf(field, room, "%.*s", (int)place, name);
            *is_on_each_way = _RcLedger_IsSpentAfter(&function, i, given, length);
            return _RcLedger_ReferencesOf(&function, i, given, length, field) == 1 &&
                           !is_changed_in(&between, given, length)
                       ? i
                       : 0;
        }
    }
    return 0;
}

/* The variable that a line gives back by any macro: `Rc_SETREF(total, ...)`; "": none. */
static const char *given_variable(const char *text)
{
    static const char *const macros[] = {"DECREF(", "CLEAR(", "SETREF("};

    for (size_t i = 0; i < sizeof macros / sizeof *macros; i++) {
        const char *at = strstr(text, macros[i]);
        size_t length = 0;
        if (at != NULL) {
            at += strlen(macros[i]);
            while (_RcLedger_IsNameChar(at[length])) {
                length++;
            }
            return at[length] == ')' || at[length] == ',' ? at : "";
        }
    }
    return "";
}

/* Does a function take a reference by that name? */
static int is_taken_in(const Span *function, const char *name, size_t length)
{
    char variable[64];

    snprintf(variable, sizeof variable, "%.*s", (int)length, name);
    for (int line = function->first; line <= function->last; line++) {
        const char *text = _RcLedger_LineText(function->source, line), *at = strstr(text, "INCREF(");
        at = at != NULL ? at : strstr(text, "NewRef(");
        if (at != NULL && _RcLedger_FindWord(at, variable, length) != NULL &&
            _RcLedger_HasCode(function->near, function->file, line)) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_CopyOfArgument(const char *path, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0}, function;
    const char *given = given_variable(source != NULL ? _RcLedger_LineText(source, line) : "");
    size_t length = 0, size = 0;

    while (_RcLedger_IsNameChar(given[length])) {
        length++;
    }
    if (length == 0) {
        return 0;
    }
    function = _RcLedger_FunctionAround(&file, line);
    for (int i = function.first + 1; i <= function.last; i++) {
        const char *text = _RcLedger_LineText(source, i), *sign = _RcLedger_Assignment(text), *end = sign,
                   *name = "";
        const char *value = sign != NULL ? _RcLedger_BehindCast(sign + 1) : "";
        while (end != NULL && end > text && end[-1] == ' ') {
            end--;
        }
        for (size = 0; _RcLedger_IsNameChar(value[size]);) {
            size++;
        }
        if (end != NULL && _RcLedger_NameBefore(text, end, &name) == length &&
            strncmp(name, given, length) == 0 && !_RcLedger_TextStores(text) && size > 0 &&
            (value[size] == ';' || value[size] == ',') && is_argument(&function, value, size) &&
            !is_taken_in(&function, value, size) && !is_taken_in(&function, given, length) &&
            _RcLedger_HasCode(near, path, i)) {
            return i;
        }
    }
    return 0;
}

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
