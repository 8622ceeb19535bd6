/* Hash tables: bins, the chain in each, and how a key is found: probe after probe. */

const BINS = {height: 34, pair: 236, most: 128};

/* The table after a step: {bins, pairs, resizes, maxLoad, chains: Map bin -> [[key, value], ...] or null,
 * lengths}. */
function tableAt(run, object, step) {
    let now = null;
    for (const state of run.tables.get(object) ?? []) {
        if (state.step > step) {
            break;
        }
        const chains = state.whole || now === null || now.chains === null ? new Map() : new Map(now.chains);
        for (const [bin, ...pairs] of state.chains ?? []) {
            pairs.length > 0 ? chains.set(bin, pairs) : chains.delete(bin);
        }
        now = {...state, chains: state.chains ? chains : null};
    }
    return now;
}

function lengthsOf(state) {
    if (state.lengths) {
        return state.lengths;
    }
    const lengths = [state.bins - state.chains.size];
    for (const pairs of state.chains.values()) {
        lengths[pairs.length] = (lengths[pairs.length] ?? 0) + 1;
    }
    return Array.from(lengths, (many) => many ?? 0);
}

class BinsView {
    constructor(run, page) {
        this.run = run;
        this.page = page;
        this.key = -1;
        this.followed = -1; /* the step that table and key were chosen for */
        const tables = [...run.tables.keys()];
        this.table = tables[0] ?? -1;
        this.choice = el(
            "select",
            {
                id: "bins-table",
                onchange: () => {
                    this.table = Number(this.choice.value);
                    this.show();
                },
            },
            tables.map((object) => el("option", {value: object}, run.name(object))),
        );
        this.body = el("div", {});
        this.element =
            this.table < 0
                ? el("p", {}, "No hash table was changed by this run.")
                : el(
                      "div",
                      {},
                      el("div", {class: "filters"}, el("label", {for: "bins-table"}, "Table", this.choice)),
                      this.body,
                  );
    }

    /* The table, and the key in it, that a new step is about. */
    follow() {
        const {run, page} = this;
        if (page.step === this.followed) {
            return;
        }
        this.followed = page.step;
        const object = run.objectOf[page.step];
        const by = run.by.get(page.step) ?? -1;
        const table = [object, by, page.object].find((candidate) => run.tables.has(candidate));
        if (table !== undefined) {
            this.table = table;
            this.choice.value = String(table);
        }
        const state = tableAt(run, this.table, page.step);
        for (const pairs of state?.chains?.values() ?? []) {
            const pair = pairs.find((two) => two.includes(object));
            if (pair) {
                this.key = pair[0];
            }
        }
    }

    show() {
        if (this.table < 0) {
            return;
        }
        this.follow();
        const state = tableAt(this.run, this.table, this.page.step);
        const name = this.run.name(this.table);
        if (state === null) {
            this.body.replaceChildren(el("p", {}, `${name} is not there yet, or empty, at this step.`));
            return;
        }
        this.body.replaceChildren(
            el("p", {}, `${this.tableSentence(name, state)} ${this.probeSentence(state)}`),
            this.isCut()
                ? el("p", {class: "thinned"}, "What became of tables after this is left out of the page.")
                : "",
            state.chains
                ? this.drawing(state)
                : el("p", {class: "quiet"}, "More than 256 pairs: only how long the chains are."),
            el("div", {class: "sides", style: "margin-top:1rem"}, this.histogram(state), this.changes()),
            state.chains ? this.twin(state) : "",
        );
    }

    /* Is this later than what the page has of tables? */
    isCut() {
        return this.run.tablesUntil >= 0 && this.page.step >= this.run.tablesUntil;
    }

    tableSentence(name, state) {
        const size = `${plural(state.pairs, "pair")} in ${plural(state.bins, "bin")}`;
        const load = `load ${(state.pairs / state.bins).toFixed(2)} of at most ${state.maxLoad}`;
        const resized = `resized ${plural(state.resizes, "time")}`;
        return `${name} after step ${this.page.step + 1}: ${size}, ${load}, ${resized}.`;
    }

    probeSentence(state) {
        for (const [bin, pairs] of state.chains ?? []) {
            const hops = pairs.findIndex(([key]) => key === this.key) + 1;
            if (hops > 0) {
                return `${this.run.fullName(this.key)} is in bin ${bin}, found with ${plural(hops, "probe")}.`;
            }
        }
        return "";
    }

    /* Rows of bins; more than three empty ones in a row are one row. */
    rows(state) {
        const rows = [];
        const used = [...state.chains.keys()].sort((a, b) => a - b).slice(0, BINS.most);
        let next = 0;
        for (const bin of [...used, state.bins]) {
            if (bin - next > 3) {
                rows.push({label: `[${next} … ${bin - 1}]`, pairs: []});
            } else {
                for (let empty = next; empty < bin; empty++) {
                    rows.push({label: `[${empty}]`, pairs: []});
                }
            }
            if (bin < state.bins) {
                rows.push({label: `[${bin}]`, pairs: state.chains.get(bin)});
            }
            next = bin + 1;
        }
        return rows;
    }

    drawing(state) {
        const rows = this.rows(state);
        const longest = Math.max(1, ...rows.map(({pairs}) => pairs.length));
        const width = 130 + longest * (BINS.pair + 16);
        const height = rows.length * BINS.height + 8;
        return el(
            "div",
            {class: "panel drawing scroll"},
            svg(
                "svg",
                {
                    width,
                    height,
                    viewBox: `0 0 ${width} ${height}`,
                    role: "img",
                    "aria-label": "The bins with their pairs; the table below says the same",
                },
                rows.map((row, i) => this.row(row, i)),
            ),
        );
    }

    row({label, pairs}, i) {
        const hops = pairs.findIndex(([key]) => key === this.key) + 1;
        return svg(
            "g",
            {transform: `translate(4 ${i * BINS.height + 4})`},
            svg("rect", {
                class: `bin${hops > 0 ? " probed" : ""}`,
                width: 104,
                height: BINS.height - 8,
                rx: 4,
            }),
            svg("text", {x: 8, y: 17}, label),
            pairs.map(([key, value], at) => this.pair(key, value, at, at < hops)),
        );
    }

    pair(key, value, at, probed) {
        const {run} = this;
        const x = 124 + at * (BINS.pair + 16);
        const short = (object) => cut(run.repr(object) || run.name(object), 14);
        const choose = () => {
            this.key = key;
            this.page.choose(key);
        };
        return svg(
            "g",
            {transform: `translate(${x} 0)`, class: "node", onclick: choose},
            svg("title", {}, `${run.fullName(key)}: ${run.fullName(value)}`),
            svg("path", {class: "edge O", d: "M-18 13H-2", "marker-end": "url(#tipO)"}),
            svg("rect", {class: "pair", width: BINS.pair, height: BINS.height - 8, rx: 4}),
            svg("text", {x: probed ? 26 : 8, y: 17}, `${short(key)}: ${short(value)}`),
            probed && svg("circle", {class: "hop", cx: 13, cy: 13, r: 9}),
            probed && svg("text", {class: "hop-number", x: 13, y: 17}, String(at + 1)),
        );
    }

    histogram(state) {
        const lengths = lengthsOf(state);
        const most = Math.max(...lengths);
        const rows = lengths.map((many, length) => ({
            cells: [
                String(length),
                String(many),
                svg(
                    "svg",
                    {width: 180, height: 12, "aria-hidden": "true"},
                    svg("rect", {class: "bar", width: most > 0 ? (many / most) * 180 : 0, height: 12}),
                ),
            ],
        }));
        return el(
            "div",
            {class: "panel scroll"},
            table(
                "How long the chains are",
                [{name: "pairs in a bin", num: true}, {name: "bins", num: true}, {name: ""}],
                rows,
            ),
        );
    }

    changes() {
        const {run, page} = this;
        let resizes = 0;
        const rows = [];
        for (const state of run.tables.get(this.table)) {
            if (state.resizes !== resizes) {
                const before = tableAt(run, this.table, state.step - 1);
                rows.push({
                    cells: [
                        String(state.step + 1),
                        `${before?.bins ?? "?"} → ${state.bins}`,
                        before ? `${lengthsOf(before).length - 1} → ${lengthsOf(state).length - 1}` : "",
                    ],
                    choose: () => page.go(state.step, this.table),
                });
                resizes = state.resizes;
            }
        }
        return el(
            "div",
            {class: "panel scroll"},
            table(
                "Resizes",
                [
                    {name: "step", num: true},
                    {name: "bins", num: true},
                    {name: "longest chain", num: true},
                ],
                rows,
            ),
        );
    }

    twin(state) {
        const {run} = this;
        const rows = [...state.chains]
            .sort((a, b) => a[0] - b[0])
            .flatMap(([bin, pairs]) =>
                pairs.map(([key, value], at) => ({
                    cells: [String(bin), String(at + 1), run.fullName(key), run.fullName(value)],
                    look: key === this.key && "here",
                    choose: () => {
                        this.key = key;
                        this.page.choose(key);
                    },
                })),
            );
        return el(
            "details",
            {class: "twin"},
            el("summary", {}, "As a table"),
            el(
                "div",
                {class: "panel scroll"},
                table(
                    "The pairs",
                    [{name: "bin", num: true}, {name: "probes", num: true}, {name: "key"}, {name: "value"}],
                    rows,
                ),
            ),
        );
    }
}
