/* What the names say that a function gives a reference back by.
 *
 * The book knows that a function gives back one reference more than it had, or that another one should have taken it; both
 * would balance.  But who gives one variable back twice, and puts nothing into it between, means the same reference
 * twice; and who copies a variable, and gives both back, means two references, and lacks one. */
#include "ledger/blame.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

static int is_by(const Entry *entry, const char *what)
{
    const char *api = entry->operation.site.api;
    return api != NULL && strstr(api, what) != NULL;
}

/* Has it been given back as what the line names? */
static int is_by_name(const History *history, const Entry *entry)
{
    return entry->kind == ENTRY_GIVEN && is_by(entry, "DEC") && !_RcLedger_IsIndirect(history, entry);
}

static int is_of(const Entry *entry, const Entry *giving)
{
    const char *left = entry->operation.site.file, *right = giving->operation.site.file;
    return entry->operation.activation == giving->operation.activation && left != NULL && right != NULL &&
           strcmp(left, right) == 0;
}

/* May something have come into the function's hands there, besides what the variable had? */
static int has_come(const Entry *entry, const Entry *giving)
{
    return (entry->operation.activation == giving->operation.activation ||
            entry->parent == giving->operation.activation) &&
           (entry->kind == ENTRY_CREATED || entry->kind == ENTRY_TAKEN || entry->kind == ENTRY_RECEIVED ||
            entry->kind == ENTRY_LENT || entry->kind == ENTRY_RETURNED);
}

/* Has the function that gives it back, or one that it called, got the object in any other way than by an argument? */
static int has_got(const History *history, const Entry *giving)
{
    for (uint32_t i = 0; _RcLedger_Entry(history, i) != giving; i++) {
        if (has_come(_RcLedger_Entry(history, i), giving)) {
            return 1;
        }
    }
    return 0;
}

/* References that its function took by Rc_INCREF before, and has not given back: the variable may stand for more than one. */
static int taken_besides(const History *history, uint32_t index)
{
    const Entry *giving = _RcLedger_Entry(history, index);
    int taken = 0;

    for (uint32_t i = 0; i < index; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (is_of(entry, giving) && entry->kind == ENTRY_TAKEN &&
            (is_by(entry, "INCREF") || is_by(entry, "IncRef"))) {
            taken++;
        } else if (is_of(entry, giving) && is_by_name(history, entry) && taken > 0 &&
                   _RcLedger_NamesGiven(giving->operation.site.file, entry->operation.site.line,
                                        giving->operation.site.line)) {
            taken--;
        }
    }
    return taken;
}

/* The giving of the same variable before one, if nothing has come into it since; NULL: there is none. */
static const Entry *giving_before(const History *history, uint32_t index)
{
    const Entry *giving = _RcLedger_Entry(history, index);

    for (uint32_t i = index; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (has_come(entry, giving)) {
            return NULL;
        }
        if (is_by_name(history, entry) && is_of(entry, giving)) {
            return _RcLedger_GivesAgain(giving->operation.site.file, entry->operation.site.line,
                                        giving->operation.site.line) &&
                           taken_besides(history, i - 1) == 0
                       ? entry
                       : NULL;
        }
    }
    return NULL;
}

static int blame_given_again(const Record *record, Blame *blame)
{
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *second = _RcLedger_Entry(&record->history, i - 1);
        const Entry *first =
            is_by_name(&record->history, second) ? giving_before(&record->history, i - 1) : NULL;
        if (first != NULL) {
            blame->kind = "over-decref";
            blame->entry = second;
            blame->site = second->operation.site;
            snprintf(
                blame->what, sizeof blame->what,
                "%s gives back what has been given back at line %d already, by the same name: leave it out",
                second->operation.site.api, first->operation.site.line);
            return 1;
        }
    }
    return 0;
}

/* What a variable was lent is given back by its name. */
static int blame_given_lent(const Record *record, Blame *blame)
{
    const History *history = &record->history;

    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *giving = _RcLedger_Entry(history, i - 1);
        for (uint32_t k = i - 1; k > 0 && is_by_name(history, giving); k--) {
            const Entry *lending = _RcLedger_Entry(history, k - 1);
            if (lending->kind == ENTRY_LENT && is_of(lending, giving) &&
                _RcLedger_GivesWhatCame(giving->operation.site.file, giving->operation.site.line,
                                        lending->operation.site.line, giving->operation.site.pc)) {
                _RcLedger_DescribeGiving(history, giving, blame);
                blame->entry = giving;
                return 1;
            }
        }
    }
    return 0;
}

/* What a field held that is declared as one that borrows. */
static int blame_given_by_borrower(const Record *record, Blame *blame)
{
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *giving = _RcLedger_Entry(&record->history, i - 1);
        const Site *site = &giving->operation.site;
        char field[64];
        if (giving->kind == ENTRY_GIVEN && site->file != NULL && site->api != NULL &&
            _RcLedger_FieldGivenAt(site->file, site->line, site->pc, field, sizeof field) &&
            _RcLedger_IsSaidToBorrow(site->file, field)) {
            blame->kind = "over-decref";
            blame->entry = giving;
            blame->site = *site;
            snprintf(blame->what, sizeof blame->what,
                     "%s gives back what %s holds, which only borrows, as its declaration says: leave it out",
                     site->api, field);
            return 1;
        }
    }
    return 0;
}

/* A copy of a variable that is given back at `line`, or used there and given back later, as the variable itself is at
 * `other`. */
static int blame_copy(const Site *use, const Entry *other, Blame *blame)
{
    int line =
        use->file != NULL ? _RcLedger_CopyOf(use->file, use->line, other->operation.site.line, use->pc) : 0;

    if (line == 0) {
        return 0;
    }
    blame->kind = "missing-incref";
    blame->entry = other;
    blame->site = *use;
    blame->site.line = line;
    snprintf(
        blame->what, sizeof blame->what,
        "a second variable refers to it from here on, and is given back, too, but no reference was taken "
        "for it: Rc_INCREF is missing");
    return 1;
}

static int blame_copy_given(const Record *record, Blame *blame)
{
    const History *history = &record->history;

    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *giving = _RcLedger_Entry(history, i - 1);
        for (uint32_t k = i - 1; k > 0 && is_by_name(history, giving); k--) {
            const Entry *other = _RcLedger_Entry(history, k - 1);
            if (is_of(other, giving) && is_by_name(history, other) &&
                (blame_copy(&giving->operation.site, other, blame) ||
                 blame_copy(&other->operation.site, giving, blame))) {
                return 1;
            }
        }
    }
    return 0;
}

/* The giving of what a field of that name held, by another function. */
static const Entry *giving_of_field(const History *history, const Entry *except, const char *field)
{
    char given[64];

    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        const Site *site = &entry->operation.site;
        if (entry->kind == ENTRY_GIVEN && entry->operation.activation != except->operation.activation &&
            site->file != NULL &&
            _RcLedger_FieldGivenAt(site->file, site->line, site->pc, given, sizeof given) &&
            strcmp(given, field) == 0) {
            return entry;
        }
    }
    return NULL;
}

/* A variable is stored in a field, as it is, and given back besides, by its name; and what the field held is given back, too.
 * If it is given back on each way, it was meant to be another reference than the field's; else a way out forgets that the
 * field has taken it over. */
static int blame_stored_and_given(const Record *record, Blame *blame)
{
    const History *history = &record->history;

    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *giving = _RcLedger_Entry(history, i - 1), *other;
        const Site *site = &giving->operation.site;
        int is_on_each_way = 0;
        char field[64];
        int line = is_by_name(history, giving) && site->file != NULL
                       ? _RcLedger_StoreOfGiven(site->file, site->line, site->pc, field, sizeof field,
                                                &is_on_each_way)
                       : 0;
        other = line > 0 ? giving_of_field(history, giving, field) : NULL;
        if (other != NULL && is_on_each_way) {
            blame->kind = "missing-incref";
            blame->entry = giving;
            blame->site = *site;
            blame->site.line = line;
            snprintf(blame->what, sizeof blame->what,
                     "a pointer to it is stored here without a reference of its own: the one that %s had is "
                     "given back "
                     "at line %d: Rc_INCREF is missing",
                     site->function, site->line);
            return 1;
        }
        if (other != NULL) {
            blame->kind = "over-decref";
            blame->entry = giving;
            blame->site = *site;
            snprintf(blame->what, sizeof blame->what,
                     "%s gives back a reference that the field %s has taken over at line %d: leave it out",
                     site->api, field, line);
            return 1;
        }
    }
    return 0;
}

/* `total = start;`: the variable that a function gives back has got an argument, which is its caller's. */
static int blame_copy_of_argument(const Record *record, Blame *blame)
{
    const History *history = &record->history;

    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *giving = _RcLedger_Entry(history, i - 1);
        const Site *site = &giving->operation.site;
        int line = giving->kind == ENTRY_GIVEN && !_RcLedger_IsIndirect(history, giving) &&
                           site->file != NULL && !has_got(history, giving)
                       ? _RcLedger_CopyOfArgument(site->file, site->line, site->pc)
                       : 0;
        if (line > 0) {
            blame->kind = "missing-incref";
            blame->entry = giving;
            blame->site = *site;
            blame->site.line = line;
            snprintf(
                blame->what, sizeof blame->what,
                "a variable whose references %s gives back gets an argument here, which is its caller's: "
                "Rc_INCREF is missing",
                site->function);
            return 1;
        }
    }
    return 0;
}

int _RcLedger_BlameNames(const Record *record, Blame *blame)
{
    return blame_given_by_borrower(record, blame) || blame_given_again(record, blame) ||
           blame_given_lent(record, blame) || blame_copy_given(record, blame) ||
           blame_stored_and_given(record, blame) || blame_copy_of_argument(record, blame);
}

int _RcLedger_BlameUseOfCopy(const Record *record, const Activation *user, Blame *blame)
{
    const History *history = &record->history;

    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if ((is_by_name(history, entry) || entry->kind == ENTRY_LENT) &&
            entry->operation.activation == user->id && blame_copy(user->site, entry, blame)) {
            return 1;
        }
    }
    return 0;
}
