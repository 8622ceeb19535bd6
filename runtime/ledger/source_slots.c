/* The fields of a type's objects, as the functions that the type brings along speak of them: which its tp_traverse visits,
 * which its tp_dealloc and its tp_clear give back.  What is missing in one of them is missing beside a line: the last one
 * that speaks of a field in this way. */
#include "ledger/lines.h"
#include "ledger/source.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

#define MOST_CALLS_DEEP 2

/* The head of the function of this file whose name stands before a parenthesis; 0: there is none. */
static int called_function(const Span *file, const char *text, const char *open)
{
    const char *start = open;

    while (start > text && _RcLedger_IsNameChar(start[-1])) {
        start--;
    }
    return start < open && !_RcLedger_IsLibrarysName(start)
               ? _RcLedger_FindFunction(file->source, start, (size_t)(open - start))
               : 0;
}

/* `child->parent = NULL;` alone gives nothing back. */
static int sets_to_null(const char *text)
{
    const char *sign = _RcLedger_Assignment(text);
    return sign != NULL && strncmp(sign + 1 + strspn(sign + 1, " "), "NULL;", 5) == 0;
}

static int mentions(const Span *file, int head, const char *field, int depth);

/* Does a function of this file that a line calls speak of the field? */
static int calls_one_that_mentions(const Span *file, int line, const char *field, int depth)
{
    const char *text = _RcLedger_LineText(file->source, line);

    for (const char *at = strchr(text, '('); at != NULL; at = strchr(at + 1, '(')) {
        if (mentions(file, called_function(file, text, at), field, depth)) {
            return 1;
        }
    }
    return 0;
}

/* Not in a branch of an #if that this build leaves out. */
static int is_compiled(const Span *file, int head, int line)
{
    int depth = 0;

    if (_RcLedger_HasCode(file->near, file->file, line)) {
        return 1;
    }
    while (--line > head) {
        const char *text = _RcLedger_LineText(file->source, line);
        if (strncmp(text, "#endif", 6) == 0) {
            depth++;
        } else if (strncmp(text, "#if", 3) == 0 && depth-- == 0) {
            return 0;
        }
    }
    return 1;
}

/* Is a field named in a function, or in one that it calls? */
static int mentions(const Span *file, int head, const char *field, int depth)
{
    int end = head > 0 ? _RcLedger_EndOfFunction(file->source, head) : 0;

    for (int line = head; line > 0 && line <= end; line++) {
        if ((_RcLedger_FindWord(_RcLedger_LineText(file->source, line), field, strlen(field)) != NULL &&
             !sets_to_null(_RcLedger_LineText(file->source, line)) && is_compiled(file, head, line)) ||
            (line > head && depth > 0 && calls_one_that_mentions(file, line, field, depth - 1))) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_SpeaksOf(const char *path, int head, const char *field, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    return source != NULL && mentions(&file, head, field, MOST_CALLS_DEEP);
}

/* The field that a line visits: `Rc_VISIT(self->table)`.  The length of its name, 0: none. */
static size_t field_visited_in(const char *text, const char **name)
{
    const char *open = strstr(text, "VISIT("), *end = open != NULL ? strrchr(open, ')') : NULL;
    return end != NULL ? _RcLedger_NameBefore(open, end, name) : 0;
}

int _RcLedger_VisitOfLent(const char *path, int traverse, const int givers[2], const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    int end = source != NULL ? _RcLedger_EndOfFunction(source, traverse + 1) : 0, found = 0;
    char field[64];

    for (int line = traverse; line < end; line++) {
        const char *name = "";
        size_t length = field_visited_in(_RcLedger_LineText(source, line), &name);
        snprintf(field, sizeof field, "%.*s", (int)length, name);
        if (length > 0 && length < sizeof field && _RcLedger_HasCode(near, path, line) &&
            !mentions(&file, givers[0], field, MOST_CALLS_DEEP) &&
            !mentions(&file, givers[1], field, MOST_CALLS_DEEP)) {
            if (found != 0) {
                return 0;
            }
            found = line;
        }
    }
    return found;
}

/* -- what is missing -- */

typedef size_t (*FieldOfLine)(const char *text, const char **name);

/* The line that leaves a function at its end. */
static int way_out(const Span *file, int head)
{
    int end = _RcLedger_EndOfFunction(file->source, head);

    for (int line = end; line > head; line--) {
        if (_RcLedger_IsReturn(_RcLedger_LineText(file->source, line)) &&
            _RcLedger_HasCode(file->near, file->file, line)) {
            return line;
        }
    }
    return end;
}

/* The last line of a function that speaks of a field in the way that is missing for another one: beside it that one should
 * stand.  If there is none, the line that leaves the function. */
static int last_of_its_kind(const Span *file, int head, FieldOfLine field_of)
{
    for (int line = way_out(file, head); line > head; line--) {
        const char *name = "";
        if (field_of(_RcLedger_LineText(file->source, line), &name) > 0 &&
            _RcLedger_HasCode(file->near, file->file, line)) {
            return line;
        }
    }
    return way_out(file, head);
}

/* A way out before that, or else a condition: what comes after it is done now and then. */
static int early_way_out(const Span *file, int head)
{
    int end = way_out(file, head), condition = 0;

    for (int line = head + 1; line < end; line++) {
        const char *text = _RcLedger_LineText(file->source, line);
        if (!_RcLedger_HasCode(file->near, file->file, line)) {
            continue;
        }
        if (_RcLedger_IsReturn(text)) {
            return line;
        }
        if (condition == 0 &&
            (_RcLedger_FindWord(text, "if", 2) != NULL || _RcLedger_FindWord(text, "for", 3) != NULL ||
             _RcLedger_FindWord(text, "while", 5) != NULL)) {
            condition = line;
        }
    }
    return condition;
}

static size_t field_given_in(const char *text, const char **name)
{
    int is_field = 0;
    size_t length = _RcLedger_GivenPlace(text, name, &is_field);
    return is_field ? length : 0;
}

/* A field that a function speaks of by lines of a sort, but another one does not speak of at all. */
static int find_unmentioned(const Span *file, int head, FieldOfLine field_of, int other, char *field,
                            size_t room)
{
    int end = head > 0 ? _RcLedger_EndOfFunction(file->source, head) : 0;

    for (int line = head; line > 0 && line <= end; line++) {
        const char *name = "";
        size_t length = field_of(_RcLedger_LineText(file->source, line), &name);
        snprintf(field, room, "%.*s", (int)length, name);
        if (length > 0 && length < room && _RcLedger_HasCode(file->near, file->file, line) &&
            !mentions(file, other, field, MOST_CALLS_DEEP)) {
            return 1;
        }
    }
    *field = '\0';
    return 0;
}

/* The last line of a function, up to its way out, that speaks of a field in a way; 0: none does. */
static int last_line_of(const Span *file, int head, FieldOfLine field_of, const char *field, size_t size)
{
    for (int line = way_out(file, head); line >= head; line--) {
        const char *name = "";
        if (field_of(_RcLedger_LineText(file->source, line), &name) == size &&
            strncmp(name, field, size) == 0 && _RcLedger_HasCode(file->near, file->file, line)) {
            return line;
        }
    }
    return 0;
}

/* The line of a function behind which the field that is missing there should stand: it speaks of the one that another function
 * speaks of before that; or, if that is the first, of the next one.  If there is none, the last line of its kind. */
static int line_beside(const Span *file, int head, FieldOfLine field_of, int other,
                       FieldOfLine field_of_other, const char *missing)
{
    int end = other > 0 ? _RcLedger_EndOfFunction(file->source, other) : 0, found = 0, is_behind = 0;

    for (int line = other; line > 0 && line <= end && !(is_behind && found > 0); line++) {
        const char *name = "";
        size_t length = field_of_other(_RcLedger_LineText(file->source, line), &name);
        if (length == 0 || !_RcLedger_HasCode(file->near, file->file, line)) {
            continue;
        }
        if (length == strlen(missing) && strncmp(name, missing, length) == 0) {
            is_behind = 1;
        } else {
            int here = last_line_of(file, head, field_of, name, length);
            found = here > 0 ? here : found;
        }
    }
    return found > 0 ? found : last_of_its_kind(file, head, field_of);
}

/* A base's dealloc, which gives back that one's fields alone. */
static int frees_object(const Span *file, int head)
{
    int end = head > 0 ? _RcLedger_EndOfFunction(file->source, head) : 0;

    for (int line = head; line > 0 && line <= end; line++) {
        const char *text = _RcLedger_LineText(file->source, line);
        if (strstr(text, "tp_free(") != NULL || strstr(text, "_Del(") != NULL ||
            strstr(text, "Object_Free(") != NULL) {
            return 1;
        }
    }
    return 0;
}

/* The function that gives back what the fields hold, instead of the one whose head is given: itself, or one that it
 * calls.  Its head; 0: there is none. */
static int giver_of_fields(const Span *file, int head, int depth)
{
    int end = head > 0 ? _RcLedger_EndOfFunction(file->source, head) : 0, found = 0;

    for (int line = head; line > 0 && line <= end; line++) {
        const char *name = "";
        if (field_given_in(_RcLedger_LineText(file->source, line), &name) > 0 &&
            _RcLedger_HasCode(file->near, file->file, line)) {
            return head;
        }
    }
    for (int line = head + 1; depth > 0 && head > 0 && found == 0 && line <= end; line++) {
        const char *text = _RcLedger_LineText(file->source, line);
        for (const char *at = strchr(text, '('); at != NULL && found == 0; at = strchr(at + 1, '(')) {
            int callee = called_function(file, text, at);
            found =
                callee != head && !frees_object(file, callee) ? giver_of_fields(file, callee, depth - 1) : 0;
        }
    }
    return found;
}

int _RcLedger_MissingVisit(const char *path, int traverse, const int givers[2], const void *near, char *field,
                           size_t room)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    int line;

    *field = '\0';
    if (source == NULL || traverse == 0) {
        return 0;
    }
    for (int i = 0; i < 2; i++) {
        int giver = giver_of_fields(&file, givers[i], MOST_CALLS_DEEP);
        if (find_unmentioned(&file, giver, field_given_in, traverse, field, room)) {
            return line_beside(&file, traverse, field_visited_in, giver, field_given_in, field);
        }
    }
    line = early_way_out(&file, traverse);
    return line > 0 ? line : last_of_its_kind(&file, traverse, field_visited_in);
}

int _RcLedger_LastVisit(const char *path, int traverse, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    return source != NULL && traverse > 0 ? last_of_its_kind(&file, traverse, field_visited_in) : 0;
}

int _RcLedger_GiverOfFields(const char *path, int head, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    return source != NULL ? giver_of_fields(&file, head, MOST_CALLS_DEEP) : 0;
}

/* Does a function give back what a field holds, in any line? */
static int gives_field(const Span *file, int giver, const char *field)
{
    int end = _RcLedger_EndOfFunction(file->source, giver);
    char given[64];

    for (int line = giver; line <= end; line++) {
        if (_RcLedger_FieldGivenAt(file->file, line, file->near, given, sizeof given) &&
            strcmp(given, field) == 0) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_NulledField(const char *path, int giver, int traverse, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    int end = source != NULL && giver > 0 ? _RcLedger_EndOfFunction(source, giver) : 0;
    char field[64];

    for (int line = giver; line < end; line++) {
        const char *sign = _RcLedger_Assignment(_RcLedger_LineText(source, line));
        if (sign != NULL && strncmp(sign + 1 + strspn(sign + 1, " "), "NULL", 4) == 0 &&
            _RcLedger_HasCode(near, path, line) && _RcLedger_FieldStoredAt(path, line, field, sizeof field) &&
            (traverse == 0 || mentions(&file, traverse, field, 0)) && !gives_field(&file, giver, field)) {
            return line;
        }
    }
    return 0;
}

int _RcLedger_MissingGiving(const char *path, int giver, int traverse, const void *near, char *field,
                            size_t room)
{
    const Source *source = _RcLedger_SourceOf(path);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0};
    int line;

    *field = '\0';
    if (traverse == 0) {
        return last_of_its_kind(&file, giver, field_given_in);
    }
    if (find_unmentioned(&file, traverse, field_visited_in, giver, field, room)) {
        return line_beside(&file, giver, field_given_in, traverse, field_visited_in, field);
    }
    line = early_way_out(&file, giver);
    return line > 0 ? line : last_of_its_kind(&file, giver, field_given_in);
}

int _RcLedger_DoesCall(const char *path, int head, const char *function)
{
    const Source *source = _RcLedger_SourceOf(path);
    int end = source != NULL ? _RcLedger_EndOfFunction(source, head) : 0;

    for (int line = head + 1; line < end; line++) {
        const char *word = _RcLedger_FindWord(_RcLedger_LineText(source, line), function, strlen(function));
        if (word != NULL && word[strlen(function)] == '(') {
            return 1;
        }
    }
    return 0;
}
