/* Loops in the user's source: what one does item by item, and which lines it leads back to. */
#include "ledger/lines.h"
#include "ledger/source.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

static int is_loop(const char *text)
{
    return _RcLedger_FindWord(text, "for", 3) != NULL || _RcLedger_FindWord(text, "while", 5) != NULL;
}

/* Does a line give back an item of a field: `Rc_DECREF(self->items[i])`? */
static int gives_item_of(const char *text, const char *field, size_t length)
{
    const char *name = "";
    int is_field = 0;
    return _RcLedger_GivenPlace(text, &name, &is_field) == length && is_field &&
           strncmp(name, field, length) == 0 && name[length] == '[';
}

/* The head of the loop that a line is in; 0: it is in none. */
static int loop_around(const Span *file, int line)
{
    size_t indent = _RcLedger_IndentOf(_RcLedger_LineText(file->source, line));

    if (is_loop(_RcLedger_LineText(file->source, line))) {
        return line;
    }
    for (int head = _RcLedger_HeadBefore(file->file, line); --line > head;) {
        const char *text = _RcLedger_LineText(file->source, line);
        if (text[0] != '\0' && text[0] != '#' && _RcLedger_IndentOf(text) < indent) {
            indent = _RcLedger_IndentOf(text);
            if (is_loop(text) && _RcLedger_HasCode(file->near, file->file, line)) {
                return line;
            }
        }
    }
    return 0;
}

int _RcLedger_LoopForItem(const char *path, int store, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    const char *text = source != NULL ? _RcLedger_LineText(source, store) : "", *name;
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    char field[64];
    size_t length;
    int found = 0;

    if (!_RcLedger_FieldStoredAt(path, store, field, sizeof field)) {
        return 0;
    }
    length = strlen(field);
    name = _RcLedger_FindWord(text, field, length);
    for (int line = 1; name != NULL && name[length] == '[' && line <= file.last; line++) {
        if (gives_item_of(_RcLedger_LineText(source, line), field, length) &&
            _RcLedger_HasCode(near, path, line)) {
            int loop = loop_around(&file, line);
            if (loop == 0 || found != 0) {
                return 0; /* also one by one, or in more places than one */
            }
            found = loop;
        }
    }
    return found;
}

/* -- what leads back -- */

/* The line where a statement begins that ends with an opening brace in a line of its own. */
static int head_of_brace(const Span *function, int line)
{
    const char *text = _RcLedger_LineText(function->source, line);
    size_t indent = _RcLedger_IndentOf(text);

    if (strncmp(text + indent, "{", 2) != 0) {
        return line;
    }
    while (--line > function->first &&
           _RcLedger_IndentOf(_RcLedger_LineText(function->source, line)) > indent) {
    }
    return line;
}

/* Anything that begins a block but a condition: a macro may hide a loop. */
static int may_be_loop(const char *text)
{
    static const char *const others[] = {"if", "else", "switch", "case", "default"};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (_RcLedger_FindWord(text, others[i], strlen(others[i])) != NULL) {
            return 0;
        }
    }
    return text[strspn(text, " \t{")] != '\0';
}

/* Is there a loop around a line that begins in another one, or before? */
static int is_in_loop_with(const Span *function, int line, int other)
{
    size_t indent = _RcLedger_IndentOf(_RcLedger_LineText(function->source, line));

    if (line == other && is_loop(_RcLedger_LineText(function->source, line))) {
        return 1;
    }
    while (--line > function->first) {
        const char *text = _RcLedger_LineText(function->source, line);
        if (strchr("#{", text[0]) == NULL && _RcLedger_IndentOf(text) < indent &&
            text[_RcLedger_IndentOf(text)] != '\0') {
            indent = _RcLedger_IndentOf(text);
            line = head_of_brace(function, line);
            if (line <= other && may_be_loop(_RcLedger_LineText(function->source, line))) {
                return 1;
            }
        }
    }
    return 0;
}

/* Does a label come before a goto that leads to it? */
static int jumps_back(const Span *function)
{
    char label[64];

    for (int line = function->first; line <= function->last; line++) {
        const char *text = _RcLedger_LineText(function->source, line),
                   *at = _RcLedger_FindWord(text, "goto", 4);
        size_t length = 0;
        at = at != NULL ? at + 4 + strspn(at + 4, " ") : "";
        while (_RcLedger_IsNameChar(at[length])) {
            length++;
        }
        snprintf(label, sizeof label, "%.*s:", (int)length, at);
        for (int i = function->first; length > 0 && i < line; i++) {
            const char *other = _RcLedger_LineText(function->source, i);
            if (strncmp(other + _RcLedger_IndentOf(other), label, length + 1) == 0) {
                return 1;
            }
        }
    }
    return 0;
}

/* Does a statement end between two lines? */
static int are_apart(const Span *function, int first, int second)
{
    for (int line = first; line < second; line++) {
        if (strpbrk(_RcLedger_LineText(function->source, line), ";{}") != NULL) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_LeadsBack(const char *path, int from, int to)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, NULL, 1, source != NULL ? source->count : 0}, function;

    if (source == NULL || from < to) {
        return 1;
    }
    function = _RcLedger_FunctionAround(&file, from);
    return to < function.first || (from != to && !are_apart(&function, to, from)) ||
           is_in_loop_with(&function, from, to) || jumps_back(&function);
}
