/* Places, fields and global variables, in the user's source: who stores there what is given back out of them. */
#include "ledger/source.h"

#include <stddef.h>
#include <string.h>

/* The name of the place whose reference a line gives back, `Rc_DECREF(self->item)`; its length, 0: none. */
static size_t given_place(const char *text, const char **name, int *is_field)
{
    const char *open = strstr(text, "DECREF("), *end;
    size_t length;
    int depth = 0;

    open = open != NULL ? open + 7 : (open = strstr(text, "CLEAR(")) != NULL ? open + 6 : NULL;
    for (end = open; end != NULL && *end != '\0' && depth >= 0; end++) {
        depth += (*end == '(') - (*end == ')');
    }
    if (end == NULL || depth >= 0) {
        return 0;
    }
    length = _RcLedger_NameBefore(open, end - 1, name);
    *is_field = *name > open;
    return *is_field && (*name)[-1] != '>' && (*name)[-1] != '.' ? 0 : length;
}

/* Does a function get a reference for a variable: by a call that gives one, by taking one, or because it moves what
 * another place of the same name has? */
static int has_reference(const Span *function, int store, const char *name, size_t length, const char *place)
{
    char variable[64];

    snprintf(variable, sizeof variable, "%.*s", (int)length, name);
    for (int line = function->first; line <= function->last; line++) {
        const char *text = _RcLedger_LineText(function->source, line), *sign = _RcLedger_Assignment(text);
        const char *word = _RcLedger_FindWord(text, variable, length);
        int is_assigned = sign != NULL && word != NULL && word < sign;
        int is_got = is_assigned && (strchr(sign, '(') != NULL || strstr(sign, place) != NULL);
        int is_taken = word != NULL && (strstr(text, "INCREF(") != NULL || strstr(text, "IncRef(") != NULL);
        if (line != store && (is_got || is_taken) &&
            _RcLedger_HasCode(function->near, function->file, line)) {
            return 1;
        }
    }
    return 0;
}

/* The name of the place that a line assigns to; its length, 0: none. */
static size_t assigned_place(const char *text, const char **name, int *is_field)
{
    const char *end = _RcLedger_Assignment(text);
    size_t length = 0;

    while (end != NULL && end > text && end[-1] == ' ') {
        end--;
    }
    length = end != NULL ? _RcLedger_NameBefore(text, end, name) : 0;
    *is_field = length > 0 && *name > text + strspn(text, " \t");
    return *is_field && (*name)[-1] != '>' && (*name)[-1] != '.' ? 0 : length;
}

/* Does a line store a variable as it is into that place, in a function that gets no reference for it? */
static int stores_bare(const Span *file, int line, const char *place, int is_field)
{
    const char *text = _RcLedger_LineText(file->source, line), *sign = _RcLedger_Assignment(text), *name = "";
    const char *value = sign != NULL ? sign + 1 + strspn(sign + 1, " ") : "";
    Span function = {file->source, file->file, file->near, _RcLedger_HeadBefore(file->file, line),
                     _RcLedger_EndOfFunction(file->source, line)};
    int to_field = 0;
    size_t length = assigned_place(text, &name, &to_field), size = 0;

    while (_RcLedger_IsNameChar(value[size])) {
        size++;
    }
    return length == strlen(place) && strncmp(name, place, length) == 0 && to_field == is_field && size > 0 &&
           value[size] == ';' && strncmp(value, "NULL", 4) != 0 && line > function.first &&
           !has_reference(&function, line, value, size, place) &&
           _RcLedger_HasCode(file->near, file->file, line);
}

int _RcLedger_BareStoreTo(const char *path, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    const char *name = "";
    char place[64];
    int is_field = 0, found = 0;
    size_t length = source != NULL ? given_place(_RcLedger_LineText(source, line), &name, &is_field) : 0;

    snprintf(place, sizeof place, "%.*s", (int)length, name);
    for (int i = 1; length > 0 && i <= file.last; i++) {
        if (stores_bare(&file, i, place, is_field)) {
            if (found != 0) {
                return 0;
            }
            found = i;
        }
    }
    return found;
}
