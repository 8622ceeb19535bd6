/* Mistakes of the functions that a type brings along: tp_traverse, tp_clear, tp_dealloc. */
#include "ledger/audit.h"
#include "ledger/blame.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/lines.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

/* The head of a function, whose code begins at an address. */
int _RcLedger_BlameFunction(const void *code, const char *slot, Blame *blame)
{
    Line line;
    int found = code != NULL && _RcLedger_LineOf((const char *)code + 1, &line);
    if (found) {
        _RcLedger_SiteFromLine(&line, code, &blame->site);
        blame->site.line = _RcLedger_HeadOf(blame->site.file, blame->site.line);
    }
    blame->site.api = slot;
    return found;
}

typedef struct Visit {
    const RcObject *op;
    const void *place; /* of the last visit */
    int count;
} Visit;

static int note_visit(RcObject *op, void *arg)
{
    Visit *visit = arg;
    if (op == visit->op) {
        visit->place = __builtin_return_address(0);
        visit->count++;
    }
    return 0;
}

const void *_RcLedger_PlaceOfVisit(const Record *holder, const RcObject *op)
{
    Visit visit = {op, NULL, 0};

    if (op != NULL && _RcLedger_CanBeWalked(holder)) {
        Rc_TYPE(holder->object)->tp_traverse(holder->object, note_visit, &visit);
    }
    return visit.place;
}

int _RcLedger_VisitsBy(Rc_traverseproc traverse, RcObject *holder, const RcObject *op)
{
    Visit visit = {op, NULL, 0};

    traverse(holder, note_visit, &visit);
    return visit.count;
}

/* The head of a function whose code begins at an address, if it stands in this file; 0: not so. */
static int head_in(const char *file, const void *code)
{
    Line line;
    return code != NULL && _RcLedger_LineOf((const char *)code + 1, &line) && strcmp(line.file, file) == 0
               ? _RcLedger_HeadOf(line.file, line.line)
               : 0;
}

/* The heads of the functions of a type that give back what its fields hold, if they stand in this file; else 0. */
static void find_givers(const char *file, const RcTypeObject *type, int givers[2])
{
    givers[0] = head_in(file, (const void *)(uintptr_t)type->tp_dealloc);
    givers[1] = head_in(file, (const void *)(uintptr_t)type->tp_clear);
}

int _RcLedger_IsNotGivenByDealloc(const Record *holder, const char *file, int store)
{
    const char *code = (const char *)(uintptr_t)holder->type->tp_dealloc;
    int head = head_in(file, code);
    char field[64];

    return head > 0 && _RcLedger_FieldStoredAt(file, store, field, sizeof field) &&
           _RcLedger_GiverOfFields(file, head, code + 1) > 0 &&
           !_RcLedger_SpeaksOf(file, head, field, code + 1);
}

void _RcLedger_BlameMissingVisit(const Record *holder, Blame *blame)
{
    const RcTypeObject *type = holder->type;
    const char *code = (const char *)(uintptr_t)type->tp_traverse;
    char field[64] = "";
    int givers[2], line;

    blame->kind = "bad-traverse";
    if (_RcLedger_BlameFunction(code, "tp_traverse", blame)) {
        find_givers(blame->site.file, type, givers);
        line =
            _RcLedger_MissingVisit(blame->site.file, blame->site.line, givers, code + 1, field, sizeof field);
        blame->site.line = line > 0 ? line : blame->site.line;
    }
    snprintf(
        blame->what, sizeof blame->what,
        "the tp_traverse of %s does not visit each field that owns a reference: Rc_VISIT is missing%s%s, "
        "and a "
        "cycle through that field is never collected",
        holder->type_name, *field != '\0' ? " for " : "", field);
}

void _RcLedger_BlameTraverse(const Record *holder, const RcObject *op, Blame *blame)
{
    const void *place = op != NULL ? _RcLedger_PlaceOfVisit(holder, op) : holder->more->ghost_visit;
    Line line;

    blame->kind = "bad-traverse";
    if (place != NULL && _RcLedger_LineOf(place, &line)) {
        _RcLedger_SiteFromLine(&line, place, &blame->site);
    } else {
        _RcLedger_BlameFunction((const void *)(uintptr_t)holder->type->tp_traverse, "tp_traverse", blame);
    }
    snprintf(blame->what, sizeof blame->what,
             "the tp_traverse of %s must visit exactly the fields that own a reference, once each",
             holder->type_name);
}

static int is_visited_at(const Record *holder, const RcObject *op, int line)
{
    Line place;
    return _RcLedger_LineOf(_RcLedger_PlaceOfVisit(holder, op), &place) && place.line == line;
}

/* What a dealloc does not speak of it does not give back; so the object does not own it, and its traverse is wrong. */
int _RcLedger_BlameVisitOfLent(const Ledger *ledger, const Who *holder, const RcObject *op, Blame *blame)
{
    const Record *record = _RcLedger_Find(ledger, holder->object);
    Blame visit = {.kind = "bad-traverse"};
    RcTypeObject type;
    const char *code;
    int givers[2];

    if (record == NULL || record->serial != holder->serial ||
        !_RcLedger_Read(record->type, &type, sizeof type)) {
        return 0;
    }
    code = (const char *)(uintptr_t)type.tp_traverse;
    if (!_RcLedger_BlameFunction(code, "tp_traverse", &visit) ||
        (find_givers(visit.site.file, &type, givers), givers[0] == 0)) {
        return 0;
    }
    visit.site.line = _RcLedger_VisitOfLent(visit.site.file, visit.site.line, givers, code + 1);
    if (visit.site.line == 0 ||
        (record->state == RECORD_LIVE && !is_visited_at(record, op, visit.site.line))) {
        return 0;
    }
    snprintf(visit.what, sizeof visit.what,
             "the tp_traverse of %s visits a field which its tp_dealloc does not give back: only what the "
             "object owns "
             "is to be visited",
             holder->type_name);
    visit.entry = blame->entry;
    *blame = visit;
    return 1;
}

/* The line that frees the object: by then all must have been given back.  It may be no operation of its own. */
static void place_free(Site *site, const void *dealloc)
{
    int is_free = site->api != NULL && strstr(site->api, "Mem_") == NULL &&
                  (strstr(site->api, "_Del") != NULL || strstr(site->api, "_Free") != NULL);
    int line = is_free || site->file == NULL ? 0 : _RcLedger_LineOfFree(site->file, site->line, dealloc);

    site->line = line > 0 ? line : site->line;
}

/* The last operation in the dealloc if it was one of its own, else the dealloc's head. */
void _RcLedger_PlaceDealloc(const Record *record, Blame *blame)
{
    blame->kind = "bad-dealloc";
    if (!_RcLedger_BlameFunction(record->more->left_dealloc, "tp_dealloc", blame) ||
        (record->more->left_site != NULL && record->more->left_site->function != NULL &&
         strcmp(record->more->left_site->function, blame->site.function) == 0)) {
        blame->site = *record->more->left_site;
    }
    place_free(&blame->site, (const char *)record->more->left_dealloc + 1);
}

/* The head of the tp_clear, if the dealloc calls that. */
static int called_clear(const Record *record, const Site *dealloc)
{
    int head = head_in(dealloc->file, record->more->left_clear);
    return head > 0 &&
                   _RcLedger_DoesCall(dealloc->file, dealloc->line, _RcLedger_FunctionAt(dealloc->file, head))
               ? head
               : 0;
}

/* The field into which a reference to it was put, and which a function does not speak of. */
static int find_field_left(const Record *record, const char *file, int giver, const void *near, char *field,
                           size_t room)
{
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(&record->history, i - 1);
        const Site *site = &entry->operation.site;
        if ((entry->kind == ENTRY_TAKEN || entry->kind == ENTRY_CREATED) && site->file != NULL &&
            (_RcLedger_FieldKeptAt(site->file, site->line, site->pc, field, room) ||
             _RcLedger_FieldOfResult(site->file, site->line, site->pc, field, room)) &&
            !_RcLedger_SpeaksOf(file, giver, field, near)) {
            return 1;
        }
    }
    *field = '\0';
    return 0;
}

/* The line beside which a field's giving is missing: in the dealloc, or in the function, its tp_clear for one, to which it
 * leaves it to give back what the fields hold. */
static void place_beside_giving(const Record *record, Site *site, char *field, size_t room)
{
    const char *code = record->more->left_dealloc;
    Blame dealloc = {0};
    int giver, line, traverse;

    if (record->type == &RcType_Type || !_RcLedger_BlameFunction(code, "tp_dealloc", &dealloc)) {
        return;
    }
    traverse = head_in(dealloc.site.file, record->more->left_traverse);
    giver = _RcLedger_GiverOfFields(dealloc.site.file, dealloc.site.line, code + 1);
    giver = giver > 0 ? giver : called_clear(record, &dealloc.site);
    line =
        _RcLedger_NulledField(dealloc.site.file, giver > 0 ? giver : dealloc.site.line, traverse, code + 1);
    if (line == 0 && giver > 0) {
        line = _RcLedger_MissingGiving(dealloc.site.file, giver, traverse, code + 1, field, room);
    }
    if (*field == '\0') {
        find_field_left(record, dealloc.site.file, dealloc.site.line, code + 1, field, room);
    }
    if (line == 0) {
        return;
    }
    *site = (Site){
        .file = dealloc.site.file, .function = _RcLedger_FunctionAt(dealloc.site.file, line), .line = line};
}

/* What is an item of a field, whose items a loop gives back. */
static int blame_loop(const Record *record, Blame *blame)
{
    int line = 0;

    for (uint32_t i = record->history.used; i > 0 && line == 0; i--) {
        const Entry *entry = _RcLedger_Entry(&record->history, i - 1);
        const Site *site = &entry->operation.site;
        if ((entry->kind == ENTRY_TAKEN || entry->kind == ENTRY_CREATED) && site->file != NULL) {
            line = _RcLedger_LoopForItem(site->file, site->line, site->pc);
            blame->site.file = line > 0 ? site->file : blame->site.file;
        }
    }
    if (line == 0) {
        return 0;
    }
    blame->site = (Site){
        .file = blame->site.file, .line = line, .function = _RcLedger_FunctionAt(blame->site.file, line)};
    snprintf(blame->what, sizeof blame->what,
             "this loop gives back the others of its row, and not this one: it begins too late, or ends too "
             "early");
    return 1;
}

void _RcLedger_BlameDealloc(const Record *record, Blame *blame)
{
    char field[64] = "";

    _RcLedger_PlaceDealloc(record, blame);
    if (blame_loop(record, blame)) {
        return;
    }
    place_beside_giving(record, &blame->site, field, sizeof field);
    snprintf(
        blame->what, sizeof blame->what,
        "the tp_dealloc of %s does not give back each reference that the object owns: Rc_CLEAR is missing "
        "for %s",
        record->more->left_by.type_name,
        *field != '\0' ? field : "a field, or Rc_DECREF for the type of a heap type");
}

/* What an activation did to its references to an object, apart from those that dying holders had. */
int _RcLedger_SumWithoutSlots(const History *history, uint32_t activation)
{
    int sum = 0;
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->operation.activation == activation && entry->kind != ENTRY_SLOT_EMPTIED) {
            sum += _RcLedger_ChangeBy(entry->kind);
        }
    }
    return sum;
}

/* A visited object that the dealloc does not give back: it was never owned if whoever filled the slot did not
 * own it, or if there is no slot.  (An instance owns its type.) */
void _RcLedger_BlameLeftover(Ledger *ledger, const Record *record, Blame *blame)
{
    const History *history = &record->history;

    for (uint32_t i = 0; record->type != &RcType_Type && i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->kind == ENTRY_SLOT_FILLED && entry->other.serial == record->more->left_by.serial &&
            _RcLedger_SumWithoutSlots(history, entry->operation.activation) < 0) {
            if (_RcLedger_BlameVisitOfLent(ledger, &record->more->left_by, record->object, blame)) {
                return;
            }
            blame->kind = "bad-traverse";
            if (!_RcLedger_BlameFunction(record->more->left_traverse, "tp_traverse", blame)) {
                blame->site = entry->operation.site;
            }
            snprintf(blame->what, sizeof blame->what,
                     "the tp_traverse of %s visits it, though no reference to it was taken for it",
                     record->more->left_by.type_name);
            return;
        }
    }
    _RcLedger_BlameDealloc(record, blame);
}

static int blame_clear(const Record *record, Blame *blame)
{
    const char *code = (const char *)(uintptr_t)record->type->tp_clear;
    char field[64] = "";
    int giver, line;

    if (!_RcLedger_BlameFunction(code, "tp_clear", blame)) {
        return 0;
    }
    giver = _RcLedger_GiverOfFields(blame->site.file, blame->site.line, code + 1);
    if (giver > 0) {
        line = _RcLedger_MissingGiving(
            blame->site.file, giver,
            head_in(blame->site.file, (const void *)(uintptr_t)record->type->tp_traverse), code + 1, field,
            sizeof field);
        blame->site.line = line;
        blame->site.function = _RcLedger_FunctionAt(blame->site.file, line);
    }
    snprintf(blame->what, sizeof blame->what,
             "the tp_clear of %s does not give up each field that can be part of a cycle: Rc_CLEAR is "
             "missing%s%s",
             record->type_name, *field != '\0' ? " for " : "", field);
    return 1;
}

/* An instance of a heap type owns its type, and its tp_traverse has to tell of that. */
int _RcLedger_HidesType(const Record *instance)
{
    const RcTypeObject *type = instance->type;
    return RcType_HasFeature(type, Rc_TPFLAGS_HEAPTYPE) && _RcLedger_CanBeWalked(instance) &&
           !_RcLedger_IsLibraryCode(_Rc_ledger, (const void *)(uintptr_t)type->tp_traverse) &&
           _RcLedger_VisitsBy(type->tp_traverse, instance->object, (const RcObject *)type) == 0;
}

void _RcLedger_BlameHiddenType(const Record *instance, Blame *blame)
{
    const char *code = (const char *)(uintptr_t)instance->type->tp_traverse;
    int line;

    if (_RcLedger_BlameFunction(code, "tp_traverse", blame)) {
        line = _RcLedger_LastVisit(blame->site.file, blame->site.line, code + 1);
        blame->site.line = line > 0 ? line : blame->site.line;
    }
    blame->kind = "bad-traverse";
    snprintf(blame->what, sizeof blame->what,
             "the tp_traverse of %s does not visit its type, which each instance of a heap type owns: "
             "Rc_VISIT(Rc_TYPE(op)) is missing",
             instance->type_name);
}

/* Where an instance and its type are both left, and a tp_traverse does not tell of it, no collection can free them. */
static int blame_hidden_type(Ledger *ledger, Blame *blame)
{
    for (const Record *member = ledger->live.next; member != &ledger->live; member = member->next) {
        const Record *type = !member->immortal && RcType_HasFeature(member->type, Rc_TPFLAGS_HEAPTYPE)
                                 ? _RcLedger_Find(ledger, member->type)
                                 : NULL;
        if (type != NULL && _RcLedger_IsLeft(member) && _RcLedger_IsLeft(type) &&
            RECORD_EXTERNAL(member) == 0 && RECORD_EXTERNAL(type) == 0 && _RcLedger_HidesType(member)) {
            _RcLedger_BlameHiddenType(member, blame);
            return 1;
        }
    }
    return 0;
}

/* A member of the cycle that could have broken it: its tp_clear; if there is none, the line that closed the
 * cycle. */
void _RcLedger_BlameCycle(Ledger *ledger, const Record *record, Blame *blame)
{
    const Entry *last = NULL;

    blame->kind = "uncollected-cycle";
    if (blame_hidden_type(ledger, blame)) {
        return;
    }
    if (record->type->tp_clear != NULL && blame_clear(record, blame)) {
        return;
    }
    for (const Record *member = ledger->live.next; member != &ledger->live; member = member->next) {
        for (uint32_t i = 0; i < member->history.used; i++) {
            const Entry *entry = _RcLedger_Entry(&member->history, i);
            if (!member->immortal && entry->kind == ENTRY_SLOT_FILLED &&
                (last == NULL || entry->operation.number > last->operation.number)) {
                last = entry;
            }
        }
    }
    blame->entry = last;
    if (last != NULL) {
        blame->site = last->operation.site;
        _RcLedger_LineOfStore(last, &blame->site);
    }
    snprintf(blame->what, sizeof blame->what,
             "the last reference of the cycle is made here, and %s has no tp_clear", record->type_name);
}
