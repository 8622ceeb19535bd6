/* What follows in the source where a function gives a variable's reference back. */
#include "ledger/lines.h"
#include "ledger/source.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

/* The variable that a line gives back, as all that it does; 0: it does something else. */
static int given_alone(const char *text, char *variable, size_t room)
{
    static const char *const givings[] = {"Rc_DECREF(", "Rc_XDECREF(", "Rc_DecRef(", "Rc_XDecRef("};
    size_t length = 0;

    text += _RcLedger_IndentOf(text);
    for (size_t i = 0; i < sizeof givings / sizeof *givings; i++) {
        if (strncmp(text, givings[i], strlen(givings[i])) == 0) {
            const char *name = text + strlen(givings[i]);
            while (_RcLedger_IsNameChar(name[length])) {
                length++;
            }
            snprintf(variable, room, "%.*s", (int)length, name);
            return length > 0 && length < room && strncmp(name + length, ");", 2) == 0 &&
                   name[length + 2 + strspn(name + length + 2, " \t")] == '\0';
        }
    }
    return 0;
}

/* Is a word of a line an argument by itself, or cast to another type? */
static int is_whole_argument(const char *line, const char *at, size_t length)
{
    const char *behind = at + length + strspn(at + length, " ");

    while (at > line && at[-1] == ' ') {
        at--;
    }
    return at > line && strchr("(,)", at[-1]) != NULL && (*behind == ',' || *behind == ')');
}

/* Does a line hand a variable to a function?  function NULL: to any. */
static int hands_to(const char *line, const char *variable, const char *function)
{
    size_t length = strlen(variable);

    for (const char *at = line; (at = _RcLedger_FindWord(at, variable, length)) != NULL; at += length) {
        const char *name = "";
        size_t called = _RcLedger_CallAround(line, at, &name);
        if (is_whole_argument(line, at, length) && called > 0 &&
            (function == NULL || (called == strlen(function) && strncmp(name, function, called) == 0))) {
            return 1;
        }
    }
    return 0;
}

/* Does a block end there that is indented so far, or can one come to it from elsewhere? */
static int ends_block(const char *text, size_t indent)
{
    size_t length = strlen(text);
    return text[0] == '}' || _RcLedger_IndentOf(text) < indent || (length > 0 && text[length - 1] == ':');
}

static int leaves_block(const char *text, size_t indent)
{
    return _RcLedger_IndentOf(text) == indent &&
           (_RcLedger_IsReturn(text) || _RcLedger_FindWord(text, "goto", 4) != NULL ||
            _RcLedger_FindWord(text, "break", 5) != NULL || _RcLedger_FindWord(text, "continue", 8) != NULL);
}

/* The last line of the block that is reached straight from a line of it. */
static int end_of_way(const Source *source, int line)
{
    size_t indent = _RcLedger_IndentOf(_RcLedger_LineText(source, line));

    for (int i = line + 1; i <= source->count; i++) {
        const char *text = _RcLedger_LineText(source, i);
        if (text[_RcLedger_IndentOf(text)] == '\0' || text[0] == '#') {
            continue;
        }
        if (ends_block(text, indent)) {
            return i - 1;
        }
        if (leaves_block(text, indent)) {
            return i;
        }
    }
    return source->count;
}

static int is_handed_on_after(const Source *source, int line, const char *variable)
{
    for (int i = line + 1, end = end_of_way(source, line); i <= end; i++) {
        if (hands_to(_RcLedger_LineText(source, i), variable, NULL)) {
            return 1;
        }
    }
    return 0;
}

/* In the same block, since the line where it came. */
static int is_handed_on_before(const Source *source, int came, int line, const char *variable)
{
    size_t indent = _RcLedger_IndentOf(_RcLedger_LineText(source, line));

    for (int i = line - 1; i > came; i--) {
        const char *text = _RcLedger_LineText(source, i);
        if (text[0] != '#' && text[_RcLedger_IndentOf(text)] != '\0' && _RcLedger_IndentOf(text) < indent) {
            return 0;
        }
        if (hands_to(text, variable, NULL)) {
            return 1;
        }
    }
    return 0;
}

/* May others put something into the variable?  Its address is known, not only in the line where something came to it. */
static int is_lent_itself(const Source *source, int line, int came, const char *variable)
{
    for (int i = line, head = _RcLedger_HeadBefore(source->path, line); i > head; i--) {
        const char *text = _RcLedger_LineText(source, i);
        for (const char *at = text; (at = _RcLedger_FindWord(at, variable, strlen(variable))) != NULL; at++) {
            if (at > text && at[-1] == '&' && (i < came - 1 || i > came + 1)) {
                return 1;
            }
        }
    }
    return 0;
}

int _RcLedger_IsGivenAndUsed(const char *file, int line)
{
    const Source *source = _RcLedger_SourceOf(file);
    char variable[64];

    return source != NULL && given_alone(_RcLedger_LineText(source, line), variable, sizeof variable) &&
           is_handed_on_after(source, line, variable) && _RcLedger_IsLocal(file, line, variable);
}

int _RcLedger_PutsIntoGiven(const Site *call, const Site *giving)
{
    const Source *source = call->file != NULL && call->api != NULL && strcmp(call->file, giving->file) == 0
                               ? _RcLedger_SourceOf(call->file)
                               : NULL;
    const char *text = source != NULL ? strstr(_RcLedger_LineText(source, call->line), call->api) : NULL;
    char variable[64];

    if (text == NULL || !given_alone(_RcLedger_LineText(source, giving->line), variable, sizeof variable)) {
        return 0;
    }
    text = _RcLedger_FindWord(text, variable, strlen(variable));
    return text != NULL && text[-1] == '&';
}

int _RcLedger_IsGivenLastElsewhere(const Site *giving, int came)
{
    const Source *source = _RcLedger_SourceOf(giving->file);
    char variable[64], other[64];

    if (source == NULL || !given_alone(_RcLedger_LineText(source, giving->line), variable, sizeof variable)) {
        return 0;
    }
    for (int i = came + 1, end = _RcLedger_EndOfFunction(source, giving->line); i < end; i++) {
        if (i != giving->line && given_alone(_RcLedger_LineText(source, i), other, sizeof other) &&
            strcmp(variable, other) == 0 && !is_handed_on_after(source, i, variable) &&
            is_handed_on_before(source, came, i, variable) &&
            _RcLedger_HasCode(giving->pc, giving->file, i) &&
            _RcLedger_GivesWhatCame(giving->file, i, came, giving->pc)) {
            return 1;
        }
    }
    return 0;
}

/* -- what comments say -- */

/* Does a comment there say that somebody has the object? */
static int is_said_to_be_held(const Source *source, int first, int last)
{
    static const char *const words[] = {"borrow", "keep", "kept", "hold", "held", "alive"};

    for (int line = first; line <= last; line++) {
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            if (strstr(_RcLedger_WholeLine(source, line), words[i]) != NULL &&
                strstr(_RcLedger_LineText(source, line), words[i]) == NULL) {
                return 1;
            }
        }
    }
    return 0;
}

static int is_sentence(const char *text)
{
    return text != NULL && text[strcspn(text, "abcdefghijklmnopqrstuvwxyz")] != '\0';
}

/* A line of nothing but comment, or the end of one. */
static const char *comment_of(const Source *source, int line)
{
    const char *text = _RcLedger_LineText(source, line), *whole = _RcLedger_WholeLine(source, line);
    const char *at = strstr(whole, "/*");

    if (text[_RcLedger_IndentOf(text)] == '\0') {
        return whole;
    }
    return at != NULL ? at : strstr(whole, "//");
}

int _RcLedger_IsExplained(const char *file, int first, int last)
{
    const Source *source = _RcLedger_SourceOf(file);
    int head = _RcLedger_HeadOf(file, _RcLedger_HeadBefore(file, first));

    for (int line = first; source != NULL && line <= last; line++) {
        if (is_sentence(comment_of(source, line))) {
            return 1;
        }
    }
    while (head > 1 && comment_of(source, head - 1) == _RcLedger_WholeLine(source, head - 1) &&
           *_RcLedger_WholeLine(source, head - 1) != '\0') {
        head--;
    }
    return source == NULL || is_said_to_be_held(source, head, _RcLedger_EndOfFunction(source, first));
}

/* -- the use -- */

int _RcLedger_UsesGiven(const Site *giving, int came, const Site *use, const char *function)
{
    const Source *source = _RcLedger_SourceOf(giving->file);
    char variable[64];

    if (source == NULL || use->file == NULL || !_RcLedger_IsSameFile(giving->file, use->file) ||
        use->line <= giving->line ||
        !given_alone(_RcLedger_LineText(source, giving->line), variable, sizeof variable) ||
        use->line > end_of_way(source, giving->line) ||
        !hands_to(_RcLedger_LineText(source, use->line), variable, function) ||
        is_said_to_be_held(source, giving->line - 1, use->line) ||
        is_lent_itself(source, use->line, came, variable)) {
        return 0;
    }
    for (int line = giving->line + 1; line < use->line; line++) {
        if (_RcLedger_FindWord(_RcLedger_LineText(source, line), variable, strlen(variable)) != NULL &&
            _RcLedger_HasCode(giving->pc, giving->file, line)) {
            return 0;
        }
    }
    return !_RcLedger_ChangesGiven(giving->file, use->line, use->line, giving->line) &&
           _RcLedger_GivesWhatCame(giving->file, giving->line, came, giving->pc);
}
