/* The books by function, and the collections. */

/* -- by function -- */

const BOOK_FIELDS = {n: "made", "+": "taken", d: "out", "-": "given", h: "put", l: "lent"};

/* What each call did, by its index; a call without a name is its caller's part. */
function booksByCall(run) {
    const books = new Map();
    for (let step = 0; step < run.length; step++) {
        const field = BOOK_FIELDS[run.kind[step]];
        if (field !== undefined) {
            const call = run.namedCall(run.callOf[step]);
            const book = books.get(call) ?? newBook(step);
            book[field]++;
            books.set(call, book);
        }
    }
    return books;
}

function newBook(first) {
    return {made: 0, taken: 0, out: 0, received: 0, given: 0, put: 0, lent: 0, first};
}

function restOf(book) {
    return book.made + book.taken + book.out + book.received - book.given - book.put;
}

/* A call that has ended has handed what is left over to its caller: callees first. */
function handOver(run, books) {
    for (const call of [...books.keys()].sort((a, b) => b - a)) {
        const book = books.get(call);
        const caller = run.namedCall(run.callerOf(call));
        book.rest = restOf(book);
        book.hasEnded = call >= 0 && run.calls.end[call] >= 0;
        if (book.hasEnded && caller >= 0 && book.rest !== 0) {
            books.set(caller, books.get(caller) ?? newBook(book.first));
            books.get(caller).received += book.rest;
        }
    }
}

/* The books of all calls of a function, added up; `rests` are what each call handed over. */
function booksByFunction(run) {
    const calls = booksByCall(run);
    handOver(run, calls);
    const books = new Map();
    for (const [call, book] of calls) {
        const name = run.functionOf(call);
        const sum = books.get(name) ?? {...newBook(book.first), name, calls: 0, rests: [], hasEnded: true};
        for (const field of ["made", "taken", "out", "received", "given", "put", "lent"]) {
            sum[field] += book[field];
        }
        sum.calls++;
        sum.hasEnded &&= book.hasEnded;
        sum.rests.push(book.rest ?? restOf(book));
        books.set(name, sum);
    }
    return [...books.values()];
}

/* What the calls of a function had in common: its contract, as observed. */
function contractWords({rests, hasEnded}) {
    const least = Math.min(...rests.slice(0, 50000));
    const most = Math.max(...rests.slice(0, 50000));
    if (!hasEnded) {
        return most === 0
            ? "nothing is left over"
            : most > 0
              ? `${most} left over`
              : `${-most} too many given`;
    }
    if (least !== most) {
        return `not always the same: ${least} to ${most} a call`;
    }
    return least === 0
        ? "nothing: balanced"
        : least > 0
          ? `${plural(least, "new reference")} a call`
          : `${-least} of others' a call: stolen, or too many given`;
}

function functionsView(run, page) {
    const guilty = new Set(run.findings.map(({site}) => run.functions[run.sites.function[site]]));
    const uneven = (book) =>
        Math.max(...book.rests.slice(0, 50000)) !== Math.min(...book.rests.slice(0, 50000));
    const weight = (book) => (guilty.has(book.name) ? 2 : 0) + (uneven(book) ? 1 : 0);
    const books = booksByFunction(run).sort((a, b) => weight(b) - weight(a) || a.first - b.first);
    const fields = ["made", "taken", "out", "received", "given", "put"];
    const columns = [
        {name: "function"},
        {name: "calls", num: true},
        {name: "made", num: true},
        {name: "+ taken", num: true},
        {name: "+ from objects", num: true},
        {name: "+ from callees", num: true},
        {name: "− given back", num: true},
        {name: "− to objects", num: true},
        {name: "= for its caller", num: true},
        {name: "that is"},
        {name: "borrowed", num: true},
    ];
    const rows = books.map((book) => ({
        cells: [
            (guilty.has(book.name) ? "✗ " : uneven(book) ? "≠ " : "") + book.name,
            String(book.calls),
            ...fields.map((field) => String(book[field])),
            String(book.rests.reduce((sum, rest) => sum + rest, 0)),
            contractWords(book),
            String(book.lent),
        ],
        look: guilty.has(book.name) && "odd-one",
        choose: () => page.go(book.first, run.objectOf[book.first], "steps"),
    }));
    return el(
        "div",
        {},
        el(
            "p",
            {class: "quiet"},
            "The references that each function took and gave. What a call has left over when" +
                " it ends is its caller's. ✗: a finding names the function; ≠: its calls did not all" +
                " hand over as many." +
                " Choose a row to" +
                " go to its first step.",
        ),
        el("div", {class: "panel scroll"}, table("The ledger by function", columns, rows)),
    );
}

/* -- collections -- */

/* What the collector deduces: a candidate's count less the edges from candidates is what holds it from
 * outside. */
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
        const saved = outer
            ? `held by ${run.name(outer.by)}`
            : rest > 0
              ? "held by C code"
              : living
                ? `reached from ${run.name(living.by)}`
                : "kept";
        return {
            object,
            count,
            inner: inner.length,
            rest,
            isTrash: trash.has(object),
            fate: trash.has(object) ? "trash: nothing outside holds it" : saved,
        };
    });
}

function subtraction(run, facts) {
    const shown = facts.slice(0, 60);
    const unit = Math.min(24, 420 / Math.max(1, ...shown.map(({count}) => count)));
    const row = 24;
    return svg(
        "svg",
        {
            width: 860,
            height: shown.length * row + 24,
            viewBox: `0 0 860 ${shown.length * row + 24}`,
            role: "img",
            "aria-label": "Each candidate's count, less the edges from other candidates",
        },
        svg(
            "text",
            {x: 0, y: 14, class: "head"},
            "filled: references from outside; dashed: from other candidates",
        ),
        shown.map(({object, inner, rest, fate, isTrash}, i) =>
            svg(
                "g",
                {transform: `translate(0 ${i * row + 24})`},
                svg("text", {x: 0, y: 14}, `${isTrash ? "✗" : "✓"} ${cut(run.fullName(object), 24)}`),
                svg("rect", {class: "bar", x: 190, y: 3, height: 14, width: Math.max(0, rest) * unit}),
                svg("rect", {
                    class: "bar inner",
                    x: 190 + Math.max(0, rest) * unit,
                    y: 3,
                    height: 14,
                    width: inner * unit,
                }),
                svg(
                    "text",
                    {x: 200 + (Math.max(0, rest) + inner) * unit, y: 14, class: "quiet"},
                    cut(fate, 34),
                ),
            ),
        ),
    );
}

function collectionDetail(run, page, collection) {
    const facts = deduce(run, collection);
    const columns = [
        {name: "candidate"},
        {name: "count", num: true},
        {name: "− from candidates", num: true},
        {name: "= from outside", num: true},
        {name: "so it is"},
    ];
    const rows = facts.map(({object, count, inner, rest, fate, isTrash}) => ({
        cells: [
            run.fullName(object),
            String(count),
            String(inner),
            String(rest),
            `${isTrash ? "✗" : "✓"} ${fate}`,
        ],
        choose: () => page.go(collection.step, object, "steps"),
    }));
    return [
        el("div", {class: "panel drawing"}, subtraction(run, facts)),
        el(
            "details",
            {class: "twin", open: true},
            el("summary", {}, "As a table"),
            el(
                "div",
                {class: "panel scroll"},
                table(
                    `The collection at step ${collection.step + 1}` +
                        (collection.more > 0
                            ? `; ${plural(collection.more, "more candidate")} not named`
                            : ""),
                    columns,
                    rows,
                ),
            ),
        ),
    ];
}

function collectionsCaption(run) {
    const all = run.collectionsInTrace;
    return all > run.collections.length
        ? `The first ${run.collections.length} of ${all} collections`
        : plural(all, "collection");
}

function collectionsView(run, page) {
    if (run.collections.length === 0) {
        return el("p", {}, "No collection ran.");
    }
    const detail = el("div", {});
    const show = (collection) => detail.replaceChildren(...collectionDetail(run, page, collection));
    const columns = [
        {name: "step", num: true},
        {name: "candidates", num: true},
        {name: "alive", num: true},
        {name: "trash", num: true},
        {name: "freed", num: true},
        {name: "stuck", num: true},
        {name: "line"},
    ];
    const rows = run.collections.map((collection) => ({
        cells: [
            collection.step + 1,
            collection.alive + collection.trash + collection.more,
            collection.alive,
            collection.trash,
            collection.freed,
            collection.stuck,
        ]
            .map(String)
            .concat(run.place(run.siteOf[collection.step])),
        look: collection.stuck > 0 && "odd-one",
        choose: () => show(collection),
    }));
    show(run.collections.find(({trash}) => trash > 0) ?? run.collections[0]);
    return el(
        "div",
        {},
        el(
            "p",
            {class: "quiet"},
            "The collector takes each candidate's count and subtracts the references" +
                " that other candidates hold. What is left comes from outside;" +
                " what nothing outside holds or leads to is trash.",
        ),
        el(
            "div",
            {class: "panel scroll", style: "max-height:14rem;margin-bottom:1rem"},
            table(collectionsCaption(run), columns, rows),
        ),
        detail,
    );
}
