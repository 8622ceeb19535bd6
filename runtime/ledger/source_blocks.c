/* Blocks that the user's source keeps references in, and the lines that free these. */
#include "ledger/lines.h"
#include "ledger/source.h"
#include "ledger/source_says.h"

#include <stddef.h>
#include <string.h>

int _RcLedger_TypeOfPointer(const Source *source, int line, const char *name, size_t length, char *type,
                            size_t room)
{
    char declared[80];

    snprintf(declared, sizeof declared, "*%.*s", (int)length, name);
    for (; line > 0 && _RcLedger_LineText(source, line)[0] != '}'; line--) {
        const char *text = _RcLedger_LineText(source, line), *at = strstr(text, declared);
        const char *end = at != NULL && !_RcLedger_IsNameChar(at[length + 1]) ? at : text;
        size_t size = 0;
        while (end > text && end[-1] == ' ') {
            end--;
        }
        if (end > text && end[-1] == ',' && strchr(text, '*') < end) { /* `Node *first, *last;` */
            end = strchr(text, '*');
            end -= end > text && end[-1] == ' ';
        }
        while (end - size > text && _RcLedger_IsNameChar(end[-(ptrdiff_t)size - 1])) {
            size++;
        }
        if (size > 0 && end < at && strncmp(end - size, "return", 6) != 0 &&
            strncmp(end - size, "sizeof", 6) != 0) {
            snprintf(type, room, "%.*s", (int)size, end - size);
            return 1;
        }
    }
    return 0;
}

/* `block->field = ` in a line: the type of the block and the name of the field. */
static int is_stored_in_field(const Source *source, int line, char *type, size_t type_room, char *field,
                              size_t room)
{
    const char *text = _RcLedger_LineText(source, line), *sign = _RcLedger_Assignment(text);
    const char *first = text + strspn(text, " \t"), *arrow = strstr(first, "->");
    size_t length = 0;

    if (sign == NULL || arrow == NULL || arrow > sign) {
        return 0;
    }
    while (_RcLedger_IsNameChar(arrow[2 + length])) {
        length++;
    }
    if (arrow + 2 + length + strspn(arrow + 2 + length, " ") != sign) {
        return 0;
    }
    snprintf(field, room, "%.*s", (int)length, arrow + 2);
    for (length = 0; _RcLedger_IsNameChar(first[length]);) {
        length++;
    }
    return first + length == arrow && _RcLedger_TypeOfPointer(source, line, first, length, type, type_room);
}

/* The same with a reference that the line takes; or that it takes for a variable, which a line beside it stores. */
static int is_kept_in_field(const Source *source, int line, char *type, size_t type_room, char *field,
                            size_t room)
{
    const char *text = _RcLedger_LineText(source, line), *sign = _RcLedger_Assignment(text);
    char kept[64];

    if (sign != NULL) {
        return _RcLedger_TextHasOperation(sign) &&
               is_stored_in_field(source, line, type, type_room, field, room);
    }
    if (!_RcLedger_FieldKeptAt(source->path, line, NULL, kept, sizeof kept)) {
        return 0;
    }
    for (int i = line - MOST_LINES_BESIDE; i <= line + MOST_LINES_BESIDE; i++) {
        if (is_stored_in_field(source, i, type, type_room, field, room) && strcmp(field, kept) == 0) {
            return 1;
        }
    }
    return 0;
}

static int gives_back_field(const Span *body, const char *field)
{
    for (int line = body->first; line <= body->last; line++) {
        const char *text = _RcLedger_LineText(body->source, line);
        if ((strstr(text, "DECREF(") != NULL || strstr(text, "CLEAR(") != NULL ||
             strstr(text, "SETREF(") != NULL) &&
            _RcLedger_FindWord(text, field, strlen(field)) != NULL &&
            _RcLedger_HasCode(body->near, body->file, line)) {
            return 1;
        }
    }
    return 0;
}

/* The variable that a line frees, with free or a function like it that is none of this file's.  Its length, 0: none. */
static size_t freed_variable(const Source *source, const char *text, const char **name)
{
    const char *open = strstr(text, "free("), *start;
    size_t length = 0;

    open = open != NULL ? open + 4 : (open = strstr(text, "Free(")) != NULL ? open + 4 : NULL;
    for (start = open; open != NULL && start > text && _RcLedger_IsNameChar(start[-1]);) {
        start--;
    }
    if (open == NULL || _RcLedger_FindFunction(source, start, (size_t)(open - start)) > 0) {
        return 0;
    }
    while (_RcLedger_IsNameChar(open[1 + length])) {
        length++;
    }
    *name = open + 1;
    return open[1 + length] == ')' ? length : 0;
}

/* Does a line free a variable that points to a block of this type, and its function leaves the field? */
static int frees_with_field(const Span *file, int line, const char *type, const char *field)
{
    Span body = {file->source, file->file, file->near, _RcLedger_HeadBefore(file->file, line),
                 _RcLedger_EndOfFunction(file->source, line)};
    char freed[80];
    const char *name = "";
    size_t length = freed_variable(file->source, _RcLedger_LineText(file->source, line), &name);

    return length > 0 && _RcLedger_TypeOfPointer(file->source, line, name, length, freed, sizeof freed) &&
           strcmp(freed, type) == 0 && !gives_back_field(&body, field) &&
           _RcLedger_HasCode(file->near, file->file, line);
}

int _RcLedger_LineOfFreeing(const char *path, int line, const void *near, char *field, size_t room)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    char type[80];
    int found = 0, head = _RcLedger_HeadBefore(path, line);

    if (source == NULL || !is_kept_in_field(source, line, type, sizeof type, field, room)) {
        return 0;
    }
    for (int i = 1; i <= file.last; i++) {
        if (!(i >= head && i <= line) && frees_with_field(&file, i, type, field)) {
            if (found != 0) {
                return 0;
            }
            found = i;
        }
    }
    return found;
}
