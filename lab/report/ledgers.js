/* The books by function, and the collections. */

/* -- by function -- */

/* What each function did: {name, calls, made, taken, given, put, out, returned, lent, first}. */
function booksByFunction(run) {
    const books = new Map();
    const fields = {"n": "made", "+": "taken", "-": "given", "h": "put", "d": "out", "r": "returned", "l": "lent"};
    for (let step = 0; step < run.length; step++) {
        const field = fields[run.kind[step]];
        if (field === undefined) {
            continue;
        }
        const call = run.callOf[step];
        const name = run.functionOf(call);
        if (!books.has(name)) {
            books.set(name, {name, calls: new Set(), made: 0, taken: 0, given: 0, put: 0, out: 0, returned: 0, lent: 0,
                first: step});
        }
        const book = books.get(name);
        book.calls.add(call);
        book[field]++;
    }
    return [...books.values()].map((book) => ({...book, calls: book.calls.size,
        rest: book.made + book.taken + book.out - book.given - book.put - book.returned}));
}

function restWords(rest) {
    return rest > 0 ? `${rest} more than it gave: its callers', or too many` : rest < 0 ? `${-rest} of its callers' given away`
        : "balanced";
}

function functionsView(run, page) {
    const books = booksByFunction(run).sort((a, b) => Math.abs(b.rest) - Math.abs(a.rest) || a.first - b.first);
    const names = ["made", "taken", "out", "given", "put", "returned"];
    const columns = [{name: "function"}, {name: "calls", num: true}, {name: "made", num: true}, {name: "+ taken", num: true},
        {name: "+ from objects", num: true}, {name: "− given back", num: true}, {name: "− to objects", num: true},
        {name: "− returned", num: true}, {name: "= rest", num: true}, {name: "that is"}, {name: "borrowed", num: true}];
    const rows = books.map((book) => ({
        cells: [book.name, String(book.calls), ...names.map((name) => String(book[name])), String(book.rest),
            (book.rest !== 0 ? "≠ " : "") + restWords(book.rest), String(book.lent)],
        look: book.rest !== 0 && "odd-one",
        choose: () => page.go(book.first, run.objectOf[book.first], "steps"),
    }));
    return el("div", {}, el("p", {class: "quiet"}, "References that each function's code took and gave. What a function has"
        + " left over when it ends is its caller's: so the sum over all rows is what is left at the end. Choose a row to go to"
        + " its first step."), el("div", {class: "panel scroll"}, table("The ledger by function", columns, rows)));
}

/* -- collections -- */

/* What the collector deduces: a candidate's count less the edges from candidates is what holds it from outside. */
function deduce(run, collection) {
    const trash = new Set(collection.trashObjects);
    const all = collection.aliveObjects.concat(collection.trashObjects);
    const candidates = new Set(all);
    const {step} = collection;
    return all.map((object) => {
        const {count} = run.equation(object, step);
        const edges = run.edgesInto(object, step).filter((edge) => edge.letter === "O");
        const inner = edges.filter((edge) => candidates.has(edge.by));
        const outer = edges.find((edge) => !candidates.has(edge.by));
        const living = inner.find((edge) => !trash.has(edge.by) && edge.by !== object);
        const rest = count - inner.length;
        const saved = outer ? `held by ${run.name(outer.by)}` : rest > 0 ? "held by C code"
            : living ? `reached from ${run.name(living.by)}` : "kept";
        return {object, count, inner: inner.length, rest, isTrash: trash.has(object),
            fate: trash.has(object) ? "trash: nothing outside holds it" : saved};
    });
}

function subtraction(run, facts) {
    const shown = facts.slice(0, 60);
    const unit = Math.min(24, 420 / Math.max(1, ...shown.map(({count}) => count)));
    const row = 24;
    return svg("svg", {width: 860, height: shown.length * row + 24, viewBox: `0 0 860 ${shown.length * row + 24}`, role: "img",
                       "aria-label": "Each candidate's count, less the edges from other candidates"},
        svg("text", {x: 0, y: 14, class: "head"}, "filled: references from outside; dashed: from other candidates"),
        shown.map(({object, inner, rest, fate, isTrash}, i) => svg("g", {transform: `translate(0 ${i * row + 24})`},
            svg("text", {x: 0, y: 14}, `${isTrash ? "✗" : "✓"} ${cut(run.fullName(object), 24)}`),
            svg("rect", {class: "bar", x: 190, y: 3, height: 14, width: Math.max(0, rest) * unit}),
            svg("rect", {class: "bar inner", x: 190 + Math.max(0, rest) * unit, y: 3, height: 14, width: inner * unit}),
            svg("text", {x: 200 + (Math.max(0, rest) + inner) * unit, y: 14, class: "quiet"}, cut(fate, 34)))));
}

function collectionDetail(run, page, collection) {
    const facts = deduce(run, collection);
    const columns = [{name: "candidate"}, {name: "count", num: true}, {name: "− from candidates", num: true},
        {name: "= from outside", num: true}, {name: "so it is"}];
    const rows = facts.map(({object, count, inner, rest, fate, isTrash}) => ({
        cells: [run.fullName(object), String(count), String(inner), String(rest), `${isTrash ? "✗" : "✓"} ${fate}`],
        choose: () => page.go(collection.step, object, "steps"),
    }));
    return [el("div", {class: "panel drawing"}, subtraction(run, facts)),
        el("details", {class: "twin", open: true}, el("summary", {}, "As a table"),
            el("div", {class: "panel scroll"}, table(`The collection at step ${collection.step + 1}`
                + (collection.more > 0 ? `; ${plural(collection.more, "more candidate")} not named` : ""), columns, rows)))];
}

function collectionsView(run, page) {
    if (run.collections.length === 0) {
        return el("p", {}, "No collection ran.");
    }
    const detail = el("div", {});
    const show = (collection) => detail.replaceChildren(...collectionDetail(run, page, collection));
    const columns = [{name: "step", num: true}, {name: "candidates", num: true}, {name: "alive", num: true},
        {name: "trash", num: true}, {name: "freed", num: true}, {name: "stuck", num: true}, {name: "line"}];
    const rows = run.collections.map((collection) => ({
        cells: [collection.step + 1, collection.alive + collection.trash + collection.more, collection.alive,
            collection.trash, collection.freed, collection.stuck].map(String).concat(run.place(run.siteOf[collection.step])),
        look: collection.stuck > 0 && "odd-one",
        choose: () => show(collection),
    }));
    show(run.collections.find(({trash}) => trash > 0) ?? run.collections[0]);
    return el("div", {}, el("p", {class: "quiet"}, "The collector takes each candidate's count and subtracts the references"
        + " that other candidates hold. What is left comes from outside; what nothing outside holds or leads to is trash."),
        el("div", {class: "panel scroll", style: "max-height:14rem;margin-bottom:1rem"},
            table(plural(run.collections.length, "collection"), columns, rows)), detail);
}
