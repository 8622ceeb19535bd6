/* Steps in words. */

const LETTER_WORDS = {
    O: "owned: somebody has a reference more",
    S: "stolen: C code's reference is an object's now",
    B: "borrowed: nothing changes",
    W: "weak: nothing changes",
    R: "released: a reference was given back",
};

/* "count 1 → 2", or that it stays; hidden: in the exercise, "?" for what is asked. */
function changeOf(run, step, hidden) {
    const before = run.before(step);
    const after = run.after[step];
    const shown = hidden ? "?" : after;
    return before === after && !hidden ? `the count stays ${after}` : `count ${before} → ${shown}`;
}

function sentenceOf(run, step, hidden) {
    const object = run.objectOf[step];
    const what = object >= 0 ? run.fullName(object) : "";
    const by = run.by.has(step) ? run.fullName(run.by.get(step)) : "";
    const api = run.api(step);
    const inside = run.functionOf(run.callOf[step]);
    const change = object >= 0 ? `; ${changeOf(run, step, hidden)}` : "";
    switch (run.kind[step]) {
        case "n":
            return `${api} makes ${what}${change}`;
        case "+":
            return `${api} takes a reference to ${what}${change}`;
        case "-":
            return `${api} gives a reference to ${what} back${change}`;
        case "g":
            return `${api} returns ${what} to ${inside} as a new reference${change}`;
        case "l":
            return `${api} lends ${what} to ${inside}: borrowed${change}`;
        case "r":
            return `${inside} returns ${what} as a new reference${change}`;
        case "h":
            return `${by} refers to ${what} from now on${change}`;
        case "d":
            return `${by} refers to ${what} no longer${change}`;
        case "s":
            return `plain code stores a pointer to ${what}${change}`;
        case "w":
            return `${by} refers weakly to ${what}${change}`;
        case "x":
            return `the last reference to ${what} is gone: its dealloc begins`;
        case "f":
            return `${what} is gone: its memory is given back`;
        case "v":
            return `${what} is alive again: its finalizer brought it back${change}`;
        case "m":
            return `${what} got another size and moved${change}`;
        case "i":
            return `${what} is immortal from now on`;
        case "o":
            return `the ledger gives ${what} the reference that its count lacks${change}`;
        case "a":
            return "audit: the edges that follow changed since the last one";
        case "~":
            return `${plural(run.folds.get(step).many, "step")} of ${what} are folded here${change}`;
        case "c":
            return collectionSentence(run, step);
        case "e":
            return collectionEnd(run, step);
        default:
            return `finding: ${run.findingAt.get(step)?.kind ?? ""} ${what}`;
    }
}

function collectionSentence(run, step) {
    const found = run.collections.find((collection) => collection.step === step);
    const all = found.alive + found.trash + found.more;
    return `a collection has looked at ${plural(all, "object")}: ${found.trash} are trash`;
}

function collectionEnd(run, step) {
    const found = run.collections.find((collection) => collection.end === step);
    return found ? `the collection ends: ${found.freed} freed, ${found.stuck} stuck` : "the collection ends";
}
