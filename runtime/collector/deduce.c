/* Deducing what is unreachable.
 *
 * From a copy of each object's count the references from within the set are subtracted.  What is left above 0 is
 * held from outside: a root.  What has 0 left is unproven until a root is found to lead to it, and unreachable if
 * none does.  There are two walks through memory,
 *   subtract_inner_references  visits each reference
 *   follow_roots               visits what the roots lead to, until nothing is unproven; links the survivors again
 * and two over what was unproven when the second came by, which is little where most is alive:
 *   follow_late                visits what was proven afterwards
 *   part                       tells survivors from trash
 *
 * Meanwhile an object's prev word is no link, but its marks and above them its copied count.
 *
 * Where few roots hold many objects the second walk would traverse all of these again.  So the first one guesses: what
 * had to be followed as a root in the last full collection claims what it refers to, and what is claimed when the walk
 * comes by claims what it refers to in its turn.  If each of those roots has a copied count above 0 in the end, all
 * that is claimed is alive, and what has passed a claim on need not be followed again.  If one has not, all claims are
 * forgotten.  Only a large set that is the whole heap is guessed at: a small one has the order of CPython's. */
#include "collector/deduce.h"

#include "collector/checks.h"
#include "core/runtime.h"

#include <recount/errors.h>
#include <recount/gc.h>
#include <recount/none.h>
#include <recount/objectprotocol.h>
#include <recount/tuple.h>
#include <recount/weakref.h>

/* Objects on their way into the cache: enough to hide the time that it takes. */
#define RC_GC_QUEUE 32
/* A set of so many objects is in the cache. */
#define RC_GC_SMALL 30000

/* What is nearer than this to the object that is traversed is in the cache. */
#define RC_GC_NEAR 2048

/* Prev words.  Of the late each has the next one's address above the marks. */
#define ONE ((uintptr_t)1 << RC_GC_COUNT_SHIFT)
#define UNPROVEN RC_GC_COLLECTING
#define PROVEN (RC_GC_COLLECTING | RC_GC_CLAIMED | ONE)
#define BELATED (RC_GC_COLLECTING | RC_GC_CLAIMED) /* claimed after the first walk had come by */
#define PASSED (RC_GC_COLLECTING | RC_GC_FOLLOWED) /* the walk came by, and it was unproven */

typedef struct Deduction {
    RcGC_Head *set;
    int whole;            /* the set is all that is tracked and not frozen */
    Rc_ssize_t size;      /* of the set, known after the first walk */
    Rc_ssize_t unproven;  /* members with a copied count of 0 that are not claimed */
    int claims;           /* something has been claimed */
    uint32_t refuted;     /* not 0: a root of last time is none now */
    RcGC_Head *last;      /* of the survivors that have their links again */
    Rc_ssize_t untracked; /* tuples */
    RcGC_Head late;       /* the first of those that were passed, and proven later, in its prev word */
    RcGC_Head *last_late;
    /* References lead anywhere in memory.  So each object that is visited is fetched into the cache, and waits
     * until some more have been: its turn comes when it is there. */
    uintptr_t waiting[RC_GC_QUEUE]; /* a free place holds None, which is not the collector's */
    size_t turn, drained;           /* what turn it is; what it was when all places were free */
    size_t claimed;                 /* what turn it was after the last claim came to wait */
    uintptr_t near;                 /* where what is claimed and traversed begins, less RC_GC_NEAR */
} Deduction;

static inline int traverse(RcGC_Head *head, Rc_visitproc visit, Deduction *deduction)
{
    RcObject *op = _RcGC_ObjectOf(head);
    return Rc_TYPE(op)->tp_traverse(op, visit, deduction);
}

/* Neighbours need not wait: what comes next in memory is claimed before the walk comes by. */
static inline int is_near(const Deduction *deduction, const RcObject *op)
{
    return (uintptr_t)op - deduction->near < 2 * RC_GC_NEAR;
}

/* What waits for its turn: an object, and the claim that is laid to it. */
static inline RcObject *object_of(uintptr_t waiting)
{
    return (RcObject *)(waiting & ~RC_GC_CLAIMED);
}

/* What has its turn now, as op waits from now on, which is claimed or not (0). */
static inline uintptr_t exchange(Deduction *deduction, RcObject *op, uintptr_t claim)
{
    uintptr_t *place = &deduction->waiting[deduction->turn++ % RC_GC_QUEUE], due = *place;

    RC_PREFETCH((const char *)op - sizeof(RcGC_Block)); /* if it has a head */
    *place = (uintptr_t)op | claim;
    return due;
}

/* It is each one's turn. */
static inline void drain(Deduction *deduction, void (*look)(Deduction *, uintptr_t))
{
    size_t waiting = deduction->turn - deduction->drained;

    for (size_t i = waiting < RC_GC_QUEUE ? waiting : RC_GC_QUEUE; i > 0; i--) {
        uintptr_t *place = &deduction->waiting[(deduction->turn - i) % RC_GC_QUEUE], due = *place;
        *place = (uintptr_t)Rc_None;
        look(deduction, due);
    }
    deduction->drained = deduction->turn;
}

/* -- checks -- */

void _RcGC_Validate(const RcGC_Head *list, uintptr_t marks)
{
    const RcGC_Head *prev = list;

    if (!RC_GC_CHECKS) {
        return;
    }
    for (const RcGC_Head *node = _RcGC_Next(list); node != list; node = _RcGC_Next(node)) {
        if (_RcGC_Prev(node) != prev || (node->prev & RC_GC_FLAGS) != marks) {
            RcObject_Dump(_RcGC_ObjectOf(node));
            Rc_FatalError("the collector's lists are damaged at this object");
        }
        prev = node;
    }
    if (_RcGC_Prev(list) != prev) {
        Rc_FatalError("a list of the collector does not end where it says");
    }
}

/* -- the subtraction -- */

/* A count that cannot be. */
static void wrong_count(RcObject *op)
{
    RcObject_Dump(op);
    Rc_FatalError(
        Rc_REFCNT(op) == 0
            ? "a collection meets an object under dealloc: a tp_dealloc without RcObject_GC_UnTrack"
            : "the object's count is lower than the number of references that containers hold to it: "
              "a missing Rc_INCREF, an Rc_DECREF too many, or a tp_traverse that visits what it does "
              "not own");
}

/* The marks and the copied count of a member of the set that has no mark yet. */
static inline uintptr_t copy_of_count(const RcObject *op)
{
    return (uintptr_t)Rc_REFCNT(op) << RC_GC_COUNT_SHIFT | RC_GC_COLLECTING;
}

/* The same where the set is the whole heap: with the guess. */
static inline uintptr_t first_word(const RcObject *op)
{
    return copy_of_count(op) | (op->ob_flags & RC_OBJECT_ROOT) / (RC_OBJECT_ROOT / RC_GC_CLAIMED);
}

/* The prev word of an object of the set, or 0 if it is none.  In a set that is the whole heap counts are copied when
 * an object is first met, by the walk or by a reference: it saves a walk through all memory. */
static inline uintptr_t meet(const Deduction *deduction, const RcGC_Head *head)
{
    if (_RcGC_IsCollecting(head)) {
        return head->prev;
    }
    if (!deduction->whole || head->next == 0 || (head->prev & RC_GC_FROZEN)) {
        return 0;
    }
    return first_word(_RcGC_ObjectOf(head));
}

static inline void subtract(Deduction *deduction, uintptr_t reference)
{
    RcObject *op = object_of(reference);
    RcGC_Head *head = _RcGC_HeadOf(op); /* looked at only if there is one */
    uintptr_t word;

    if (!RcObject_IS_GC(op) || (word = meet(deduction, head)) == 0) {
        return;
    }
    if (RC_UNLIKELY(word < ONE)) {
        wrong_count(op);
    }
    word = (word - ONE) | (reference & RC_GC_CLAIMED);
    head->prev = word;
    if (word < ONE) { /* that was the last reference to it */
        if (word == UNPROVEN) {
            deduction->unproven++;
        } else {
            deduction->refuted |= op->ob_flags & RC_OBJECT_ROOT;
        }
    }
}

static int visit_subtract(RcObject *op, void *arg)
{
    subtract(arg, exchange(arg, op, 0));
    return 0;
}

/* What is referred to is claimed, too; neighbours at once, before the walk comes by. */
static int visit_claim(RcObject *op, void *arg)
{
    Deduction *deduction = arg;

    if (is_near(deduction, op)) {
        subtract(deduction, (uintptr_t)op | RC_GC_CLAIMED);
    } else {
        uintptr_t due = exchange(deduction, op, RC_GC_CLAIMED);
        deduction->claimed = deduction->turn;
        subtract(deduction, due);
    }
    return 0;
}

/* The walk has come to what nobody claims yet.  It may be because the claim is still waiting. */
static void await_claim(Deduction *deduction, const RcGC_Head *node)
{
    uintptr_t claim = (uintptr_t)_RcGC_ObjectOf(node) | RC_GC_CLAIMED;

    for (size_t i = deduction->claimed; i > deduction->drained && deduction->turn - i < RC_GC_QUEUE; i--) {
        if (deduction->waiting[(i - 1) % RC_GC_QUEUE] == claim) {
            drain(deduction, subtract);
            return;
        }
    }
}

/* A set that is not the whole heap must be marked before the first reference is looked at.  It is small: the
 * young, or trash. */
static void copy_counts(Deduction *deduction)
{
    RcGC_Head *set = deduction->set;

    for (RcGC_Head *node = _RcGC_Next(set); node != set; node = _RcGC_Next(node)) {
        node->prev = copy_of_count(_RcGC_ObjectOf(node));
        if (node->prev < ONE) {
            wrong_count(_RcGC_ObjectOf(node));
        }
    }
}

/* Entry: set is a list; its members are marked, and their counts copied, unless it is the whole heap.
 * Exit: all are marked; the copied counts are the references from outside; set is linked by next only. */
static void subtract_inner_references(Deduction *deduction)
{
    RcGC_Head *set = deduction->set;
    Rc_ssize_t size = 0;

    for (RcGC_Head *node = _RcGC_Next(set); node != set; node = _RcGC_Next(node)) {
        if (!_RcGC_IsCollecting(node)) {
            node->prev = first_word(_RcGC_ObjectOf(node));
            if (RC_UNLIKELY(node->prev < ONE)) {
                wrong_count(_RcGC_ObjectOf(node));
            }
        }
        if (!(node->prev & RC_GC_CLAIMED) && deduction->claimed > deduction->drained) {
            await_claim(deduction, node);
        }
        if (node->prev & RC_GC_CLAIMED) {
            node->prev |= RC_GC_FOLLOWED;
            deduction->claims = 1;
            deduction->near = (uintptr_t)node - RC_GC_NEAR;
            traverse(node, visit_claim, deduction);
        } else {
            traverse(node, visit_subtract, deduction);
        }
        size++;
    }
    deduction->size = size;
    drain(deduction, subtract);
}

static int is_small_deduction(const Deduction *deduction)
{
    return deduction->size <= RC_GC_SMALL;
}

/* Entry: as after subtract_inner_references.
 * Exit: so it is, but nothing is claimed, and no root is guessed. */
static void forget_claims(Deduction *deduction)
{
    RcGC_Head *set = deduction->set;

    deduction->unproven = 0;
    for (RcGC_Head *node = _RcGC_Next(set); node != set; node = _RcGC_Next(node)) {
        node->prev &= ~(RC_GC_CLAIMED | RC_GC_FOLLOWED);
        deduction->unproven += node->prev == UNPROVEN;
        _RcGC_ObjectOf(node)->ob_flags &= ~RC_OBJECT_ROOT;
    }
}

/* -- tuples -- */

/* Can op never be part of a cycle? */
static int is_acyclic(RcObject *op)
{
    return op != NULL && (!RcObject_IS_GC(op) || (RcTuple_CheckExact(op) && !RcObject_GC_IsTracked(op)));
}

static int only_acyclic_items(RcObject *tuple)
{
    for (Rc_ssize_t i = 0; i < RcTuple_GET_SIZE(tuple); i++) {
        if (!is_acyclic(RcTuple_GET_ITEM(tuple, i))) {
            return 0; /* or not filled yet */
        }
    }
    return 1;
}

/* -- following -- */

/* op is reachable.  If the walk has not come by yet, it will follow it; else it is late. */
static void reach(Deduction *deduction, uintptr_t reference)
{
    RcObject *op = object_of(reference);
    RcGC_Head *head = _RcGC_HeadOf(op); /* looked at only if there is one */

    if (!RcObject_IS_GC(op)) {
        return;
    }
    if (head->prev == UNPROVEN) {
        head->prev = PROVEN;
    } else if (head->prev == PASSED) {
        head->prev |= (uintptr_t)deduction->set; /* not 0 */
        _RcGC_SetPrev(deduction->last_late, head);
        deduction->last_late = head;
    } else {
        return;
    }
    deduction->unproven--;
}

/* Called for all that a reachable object refers to.  Returns 1, which ends the traverse, when nothing is left to
 * prove. */
static int visit_reachable(RcObject *op, void *arg)
{
    Deduction *deduction = arg;

    reach(deduction, is_small_deduction(deduction) ? (uintptr_t)op : exchange(deduction, op, 0));
    return deduction->unproven == 0;
}

/* A survivor gets its links back, behind those that have theirs, and no mark.  But a tuple that holds nothing of
 * the collector's will never be in a cycle, for it does not change: no collection need look at it again. */
static inline RcGC_Head *keep(Deduction *deduction, RcGC_Head *last, RcGC_Head *node)
{
    RcObject *op = _RcGC_ObjectOf(node);

    if (RcTuple_CheckExact(op) && only_acyclic_items(op)) {
        node->next = node->prev = 0;
        deduction->untracked++;
        return last;
    }
    last->next = (uintptr_t)node;
    node->prev = (uintptr_t)last;
    return node;
}

/* Looks at what node leads to, if need be.  Returns 0 if node had better come later in the list: where what leads
 * to it comes first, one walk can do. */
static inline int follow(Deduction *deduction, RcGC_Head *node)
{
    uintptr_t was = node->prev;

    if (deduction->unproven == 0 || (was & RC_GC_FOLLOWED)) {
        return 1;
    }
    traverse(node, visit_reachable, deduction);
    if (!(was & RC_GC_CLAIMED) && deduction->whole && !is_small_deduction(deduction)) {
        _RcGC_ObjectOf(node)->ob_flags |= RC_OBJECT_ROOT; /* a guess for the next time */
    }
    return was != BELATED;
}

/* Entry: as after subtract_inner_references.
 * Exit: what is reachable is kept, or proven late; passed begins a chain by next, up to set, of the late and of what
 * is still unproven. */
static void follow_roots(Deduction *deduction, RcGC_Head *passed)
{
    RcGC_Head *set = deduction->set, *last = set, *last_passed = passed, *next;

    if (deduction->unproven == deduction->size) {
        passed->next = set->next; /* no roots: it is all trash */
        return;
    }
    for (RcGC_Head *node = _RcGC_Next(set); node != set; node = next) {
        next = _RcGC_Next(node);
        if (node->prev == UNPROVEN) {
            drain(deduction, reach); /* it may be among them */
        }
        if (node->prev == UNPROVEN) {
            node->prev = PASSED;
        } else if (follow(deduction, node)) {
            last = keep(deduction, last, node);
            continue;
        } else {
            node->prev = PASSED | (uintptr_t)set; /* not 0: it is proven */
        }
        last_passed->next = (uintptr_t)node;
        last_passed = node;
    }
    deduction->last = last;
    last_passed->next = (uintptr_t)set;
}

/* Exit: all that is reachable is kept, or late. */
static void follow_late(Deduction *deduction)
{
    RcGC_Head *node = &deduction->late;

    drain(deduction, reach);
    while (deduction->unproven > 0 && node != deduction->last_late) {
        node = _RcGC_Prev(node);
        traverse(node, visit_reachable, deduction);
        if (node == deduction->last_late) {
            drain(deduction, reach);
        }
    }
}

/* Takes note of one more object that is trash. */
static inline void survey(RcGCSurvey *trash, const RcObject *op)
{
    const RcTypeObject *type = Rc_TYPE(op);

    trash->count++;
    if (type != trash->type) { /* neighbours are often of the same type */
        trash->type = type;
        trash->has_weakrefs |= type->tp_weaklistoffset != 0 || RcWeakref_Check(op);
    }
    trash->has_finalizers |= type->tp_finalize != NULL && !(op->ob_flags & RC_OBJECT_FINALIZED);
}

/* Exit: the late are kept, the others that were passed are in unreachable.  In a small set the late come in the
 * order in which they were proven, as in CPython: in a large one each step along the list would be a cache miss ever
 * after.  There they are reversed: addresses are neighbours still, and what led backwards leads forward. */
static RcGCSurvey part(Deduction *deduction, const RcGC_Head *passed, RcGC_Head *unreachable)
{
    RcGCSurvey trash = {0};
    RcGC_Head *last = unreachable, *set = deduction->set, *late = set, *next;

    for (RcGC_Head *node = _RcGC_Next(passed); node != set; node = next) {
        next = _RcGC_Next(node);
        if (node->prev >> RC_GC_COUNT_SHIFT == 0) {
            last->next = (uintptr_t)node;
            node->prev = (uintptr_t)last | RC_GC_COLLECTING;
            last = node;
            survey(&trash, _RcGC_ObjectOf(node));
        } else if (!is_small_deduction(deduction)) {
            _RcGC_SetPrev(node, late);
            late = node;
        }
    }
    last->next = (uintptr_t)unreachable;
    unreachable->prev = (uintptr_t)last;
    if (is_small_deduction(deduction)) {
        late = _RcGC_Prev(&deduction->late);
    }
    for (RcGC_Head *node = late; node != set; node = next) {
        next = _RcGC_Prev(node);
        deduction->last = keep(deduction, deduction->last, node);
    }
    return trash;
}

RcGCSurvey _RcGC_Deduce(RcGC_Head *set, int whole, RcGC_Head *unreachable)
{
    Deduction deduction = {.set = set, .whole = whole, .last = set, .late = {0, (uintptr_t)set}};
    RcGC_Head passed;
    RcGCSurvey trash;

    deduction.last_late = &deduction.late;
    for (int i = 0; i < RC_GC_QUEUE; i++) {
        deduction.waiting[i] = (uintptr_t)Rc_None;
    }
    _RcGC_Validate(set, 0);
    if (!whole) {
        copy_counts(&deduction);
    }
    subtract_inner_references(&deduction);
    if (deduction.claims && (deduction.refuted != 0 || is_small_deduction(&deduction))) {
        forget_claims(&deduction);
    }
    follow_roots(&deduction, &passed);
    follow_late(&deduction);
    trash = part(&deduction, &passed, unreachable);
    trash.survivors = deduction.size - trash.count - deduction.untracked;
    deduction.last->next = (uintptr_t)set;
    set->prev = (uintptr_t)deduction.last;
    _RcGC_Validate(set, 0);
    _RcGC_Validate(unreachable, RC_GC_COLLECTING);
    return trash;
}
