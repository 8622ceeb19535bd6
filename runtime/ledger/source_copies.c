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
    for (int line = function->first; line > 0; line--) {
        const char *text = _RcLedger_LineText(function->source, line), *open = strchr(text, '(');
        if (line < function->first && strpbrk(text, ";}") != NULL) {
            return 0;
        }
        if (_RcLedger_FindWord(open != NULL ? open : text, name, length) != NULL) {
            return 1;
        }
        if (open != NULL && _RcLedger_IsNameChar(text[0])) {
            return 0; /* its first line */
        }
    }
    return 0;
}

size_t _RcLedger_StoredVariable(const char *text, const char **name)
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
    size_t length = source != NULL ? _RcLedger_StoredVariable(_RcLedger_LineText(source, line), &stored) : 0;

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
    for (int line = between->first + 1; line < between->last; line++) {
        const char *text = _RcLedger_LineText(between->source, line), *sign = _RcLedger_Assignment(text);
        const char *word = sign != NULL ? _RcLedger_FindWord(text, name, length) : NULL;
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
        size_t size = _RcLedger_StoredVariable(text, &stored),
               place = _RcLedger_AssignedPlace(text, &name, &to_field);
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

/* Does any line but one put something into a variable? */
static int is_changed_besides(const Span *function, int except, const char *name, size_t length)
{
    char variable[64], address[66];

    snprintf(variable, sizeof variable, "%.*s", (int)length, name);
    snprintf(address, sizeof address, "&%s", variable);
    for (int line = function->first + 1; line <= function->last; line++) {
        const char *text = _RcLedger_LineText(function->source, line), *set = strstr(text, "SETREF(");
        if (line != except &&
            (_RcLedger_IsAssigned(text, variable) || strstr(text, address) != NULL ||
             (set != NULL && _RcLedger_FindWord(set, variable, length) == set + 7)) &&
            _RcLedger_HasCode(function->near, function->file, line)) {
            return 1;
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

int _RcLedger_IsTakenIn(const Span *function, const char *name, size_t length)
{
    for (int line = function->first; line <= function->last; line++) {
        const char *text = _RcLedger_LineText(function->source, line), *at = strstr(text, "INCREF(");
        at = at != NULL ? at : strstr(text, "NewRef(");
        if (at != NULL && _RcLedger_FindWord(at, name, length) != NULL &&
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
            !_RcLedger_IsTakenIn(&function, value, size) && !_RcLedger_IsTakenIn(&function, given, length) &&
            is_changed_besides(&function, i, given, length) && _RcLedger_HasCode(near, path, i)) {
            return i;
        }
    }
    return 0;
}

/* -- fields that are copied -- */

/* The type of the struct whose field a line gives back: `Rc_CLEAR(frame->stack[i])`. */
static int type_of_struct(const Source *source, int line, const char *field, char *type, size_t room)
{
    const char *text = _RcLedger_LineText(source, line),
               *end = _RcLedger_FindWord(text, field, strlen(field));
    const char *base = "";
    size_t length =
        end != NULL && end > text + 2 && end[-1] == '>' ? _RcLedger_NameBefore(text, end - 2, &base) : 0;

    return length > 0 && _RcLedger_TypeOfPointer(source, line, base, length, type, room);
}

/* Does a function take any reference? */
static int takes_any(const Span *function)
{
    for (int i = function->first; i <= function->last; i++) {
        if (strstr(_RcLedger_LineText(function->source, i), "INCREF(") != NULL &&
            _RcLedger_HasCode(function->near, function->file, i)) {
            return 1;
        }
    }
    return 0;
}

/* Does a file declare a member of that name as a struct of a type, `Style now;`? */
static int is_member_of_type(const Source *source, const char *name, size_t length, const char *type)
{
    size_t size = strlen(type);

    for (int line = 1; line <= source->count; line++) {
        const char *text = _RcLedger_LineText(source, line);
        text += _RcLedger_IndentOf(text);
        text += strncmp(text, "struct ", 7) == 0 ? 7 : 0;
        if (strncmp(text, type, size) == 0 && text[size] == ' ' &&
            strncmp(text + size + 1, name, length) == 0 && strchr(";[", text[size + 1 + length]) != NULL) {
            return 1;
        }
    }
    return 0;
}

/* Is a value a struct of a type, what a variable points to or a member?  An item of an array may be on its way out of it. */
static int is_struct_of_type(const Span *file, int line, const char *value, const char *type)
{
    const char *end = strchr(value, ';'), *name = "";
    size_t length = end != NULL ? _RcLedger_NameBefore(value, end, &name) : 0;
    char other[80];

    if (length == 0 || memchr(value, '(', (size_t)(end - value)) != NULL || end[-1] == ']') {
        return 0;
    }
    if (value[0] == '*') {
        return name == value + 1 &&
               _RcLedger_TypeOfPointer(file->source, line, name, length, other, sizeof other) &&
               strcmp(other, type) == 0;
    }
    return name > value && strchr(".>", name[-1]) != NULL &&
           is_member_of_type(file->source, name, length, type);
}

/* `*saved = *frame;`: a struct of a type is copied, with its pointers, in a function that takes no reference for the field. */
static int copies_struct(const Span *file, int line, const char *type, const char *field)
{
    const char *sign = _RcLedger_Assignment(_RcLedger_LineText(file->source, line));
    Span function = _RcLedger_FunctionAround(file, line);

    return sign != NULL && is_struct_of_type(file, line, sign + 1 + strspn(sign + 1, " "), type) &&
           _RcLedger_HasCode(file->near, file->file, line) &&
           !_RcLedger_IsTakenIn(&function, field, strlen(field));
}

/* `copy->fields = self->fields;`: a member that is a struct is copied, with the place in it that a line gives back,
 * `Rc_XDECREF(self->fields.name)`. */
static int copies_member(const Span *file, int line, const char *member, size_t length)
{
    const char *text = _RcLedger_LineText(file->source, line), *sign = _RcLedger_Assignment(text),
               *end = sign != NULL ? strchr(sign, ';') : NULL, *to = "", *from = "";
    Span function = _RcLedger_FunctionAround(file, line);
    int is_field = 0;

    if (end == NULL || _RcLedger_AssignedPlace(text, &to, &is_field) != length || !is_field ||
        strncmp(to, member, length) != 0 || _RcLedger_NameBefore(sign, end, &from) != length ||
        strncmp(from, member, length) != 0 || strchr(sign, '(') != NULL ||
        !_RcLedger_HasCode(file->near, file->file, line)) {
        return 0;
    }
    return !takes_any(&function);
}

/* The member through which a line names a place: `self->fields.name` has fields.  Its length, 0: none. */
static size_t member_around(const char *text, const char *name, const char **member)
{
    return name > text && name[-1] == '.' ? _RcLedger_NameBefore(text, name - 1, member) : 0;
}

/* `row[i] = row[i - 1];` in a function that assigns to no other item of the row, nor makes it shorter: a copy, and no move. */
static int copies_item(const Span *file, int line, const char *place)
{
    const char *text = _RcLedger_LineText(file->source, line), *sign = _RcLedger_Assignment(text),
               *end = sign != NULL ? strchr(sign, ';') : NULL, *to = "", *from = "";
    Span function = _RcLedger_FunctionAround(file, line);
    size_t length = strlen(place);
    int is_field = 0;

    if (end == NULL || end[-1] != ']' || _RcLedger_AssignedPlace(text, &to, &is_field) != length ||
        strncmp(to, place, length) != 0 || to[length] != '[' || strchr(sign, '(') != NULL ||
        _RcLedger_NameBefore(sign, end, &from) != length || strncmp(from, place, length) != 0 ||
        !_RcLedger_HasCode(file->near, file->file, line) || takes_any(&function)) {
        return 0;
    }
    for (int i = function.first; i <= function.last; i++) {
        const char *other = _RcLedger_LineText(file->source, i);
        if (_RcLedger_HasCode(file->near, file->file, i) &&
            (strstr(other, "--") != NULL || strstr(other, "-=") != NULL ||
             (i != line && _RcLedger_AssignedPlace(other, &to, &is_field) == length &&
              strncmp(to, place, length) == 0))) {
            return 0;
        }
    }
    return 1;
}

/* `*link = node->next;` before `Rc_DECREF(node);`, in a function that takes no reference: the field keeps its own, which goes with
 * its holder. */
static int copies_before_giving_up(const Span *file, int line, const char *place)
{
    const char *text = _RcLedger_LineText(file->source, line), *sign = _RcLedger_Assignment(text),
               *end = sign != NULL ? strchr(sign, ';') : NULL, *from = "", *holder = "";
    Span function = _RcLedger_FunctionAround(file, line), rest = function;
    size_t length = end != NULL ? _RcLedger_NameBefore(sign, end, &from) : 0, size;

    if (length != strlen(place) || strncmp(from, place, length) != 0 || from[-1] != '>' ||
        !_RcLedger_TextStores(text) || _RcLedger_IsCallsResult(sign) || takes_any(&function) ||
        !_RcLedger_HasCode(file->near, file->file, line)) {
        return 0;
    }
    size = _RcLedger_NameBefore(sign, from - 2, &holder);
    rest.first = line + 1;
    for (int i = rest.first; i <= rest.last; i++) {
        const char *name = "";
        int is_field = 0;
        if (_RcLedger_AssignedPlace(_RcLedger_LineText(file->source, i), &name, &is_field) == length &&
            is_field && strncmp(name, place, length) == 0) {
            return 0; /* it is emptied */
        }
    }
    return size > 0 && _RcLedger_IsGivenUpIn(&rest, holder, size);
}

int _RcLedger_CopyOfField(const Span *file, int line, const char *name, const char *place)
{
    const char *text = _RcLedger_LineText(file->source, line), *member = "";
    size_t length = member_around(text, name, &member);
    char type[80];
    int found = 0, has_type = type_of_struct(file->source, line, place, type, sizeof type);

    for (int i = 1; i <= file->last && found == 0 && has_type; i++) {
        found = copies_struct(file, i, type, place) ? i : 0;
    }
    for (int i = 1; i <= file->last && found == 0 && length > 0; i++) {
        found = copies_member(file, i, member, length) ? i : 0;
    }
    for (int i = 1; i <= file->last && found == 0; i++) {
        found = copies_item(file, i, place) || copies_before_giving_up(file, i, place) ? i : 0;
    }
    return found;
}
