/* What the functions of the user's source take out of rows: of stacks, `stack[--depth]`, and of queues. */
#include "ledger/lines.h"
#include "ledger/source.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

int _RcLedger_Pops(const char *file, int line)
{
    const Source *source = _RcLedger_SourceOf(file);
    int end = source != NULL ? _RcLedger_EndOfFunction(source, line) : 0;

    for (int i = _RcLedger_HeadBefore(file, line); i < end; i++) {
        if (strstr(_RcLedger_LineText(source, i), "[--") != NULL) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_StoresPopped(const char *file, int line)
{
    const Source *source = _RcLedger_SourceOf(file);
    const char *sign = source != NULL ? _RcLedger_Assignment(_RcLedger_LineText(source, line)) : NULL;
    return sign != NULL && strstr(sign, "[--") != NULL;
}

/* The row that a value is an item of, `ring->slots[ring->head]`: the length of its name, 0: it is none.  base: how long is what
 * stands before that? */
static size_t row_of(const char *value, const char **name, size_t *base)
{
    const char *end = strpbrk(value, ";,");
    size_t length;

    while (end != NULL && end > value && end[-1] == ' ') {
        end--;
    }
    if (end == NULL || end == value || end[-1] != ']' || _RcLedger_IsCallsResult(value)) {
        return 0;
    }
    length = _RcLedger_NameBefore(value, end, name);
    *base = (size_t)(*name - value);
    return length > 0 && *base > 0 && strchr(">.", (*name)[-1]) != NULL ? length : 0;
}

/* `ring->count--;`: does a function count down what stands beside the row? */
static int counts_down(const Span *function, const char *base, size_t length)
{
    char text[80];

    snprintf(text, sizeof text, "%.*s", (int)length, base);
    for (int line = function->first; line <= function->last; line++) {
        const char *there = _RcLedger_LineText(function->source, line);
        if ((strstr(there, "--") != NULL || strstr(there, "-= 1;") != NULL) && strstr(there, text) != NULL &&
            _RcLedger_HasCode(function->near, function->file, line)) {
            return 1;
        }
    }
    return 0;
}

/* Does a function put anything into an item of a row? */
static int fills_row(const Span *function, const char *row, size_t length)
{
    for (int line = function->first; line <= function->last; line++) {
        const char *name = "";
        int is_field = 0;
        if (_RcLedger_AssignedPlace(_RcLedger_LineText(function->source, line), &name, &is_field) == length &&
            is_field && strncmp(name, row, length) == 0 &&
            _RcLedger_HasCode(function->near, function->file, line)) {
            return 1;
        }
    }
    return 0;
}

/* The line of what is returned in another line: that one itself, or the one which has put it into the variable; 0: none. */
static int line_of_returned(const Span *function, int line, const char **value)
{
    const char *word = _RcLedger_FindWord(_RcLedger_LineText(function->source, line), "return", 6);
    char variable[64];
    size_t length = 0;

    if (word == NULL || !_RcLedger_TextReturnsWhatItHas(word)) {
        return 0;
    }
    word = _RcLedger_BehindCast(word + 6);
    while (_RcLedger_IsNameChar(word[length])) {
        length++;
    }
    snprintf(variable, sizeof variable, "%.*s", (int)length, word);
    line = word[length] == ';' ? _RcLedger_AssignmentBefore(function, line, variable) : line;
    *value = word[length] != ';' ? word
             : line > 0
                 ? _RcLedger_BehindCast(_RcLedger_Assignment(_RcLedger_LineText(function->source, line)) + 1)
                 : "";
    return line;
}

int _RcLedger_TakingOut(const char *path, int line, const void *near, char *field, size_t room, int *is_left)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    Span function = source != NULL ? _RcLedger_FunctionAround(&file, line) : file;

    for (int i = function.last; source != NULL && i > function.first; i--) {
        const char *value = "", *name = "";
        int loaded = _RcLedger_HasCode(near, path, i) ? line_of_returned(&function, i, &value) : 0;
        size_t base = 0, length = loaded > 0 ? row_of(value, &name, &base) : 0;
        if (length > 0 && length < room && counts_down(&function, value, base)) {
            snprintf(field, room, "%.*s", (int)length, name);
            *is_left = !fills_row(&function, name, length);
            return loaded;
        }
    }
    return 0;
}
