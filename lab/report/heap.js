/* The heap around an object after a step: holders to the left of it, what it refers to on the right, two
 * edges far; and the functions of C code that hold references to it.  A drawing, and a table that says the
 * same. */

const NODE = {width: 158, height: 64, apart: 58, below: 16, most: 6};

/* -- what is shown -- */

class Neighbourhood {
    constructor(run, object, step) {
        this.run = run;
        this.step = step;
        this.focus = object;
        this.columns = new Map([[0, [object]]]);
        this.columnOf = new Map([[object, 0]]);
        this.hidden = new Map();
        this.edges = [];
        this.addSide(
            -1,
            (o) => this.edgesNow("edgesInto", o),
            (edge) => edge.by,
        );
        this.addSide(
            1,
            (o) => this.edgesNow("edgesOutOf", o),
            (edge) => edge.to,
        );
        this.code = run.isImmortal(object) ? [] : run.holders(object, step);
        this.findEdges();
    }

    /* With the edge that goes at this very step. */
    edgesNow(way, object) {
        const edges = this.run[way](object, this.step);
        const before = this.run.kind[this.step] === "d" ? this.run[way](object, this.step - 1) : [];
        return edges.concat(before.filter((edge) => edge.till === this.step));
    }

    addSide(side, edgesOf, otherEnd) {
        let reached = [this.focus];
        for (let far = 1; far <= 2; far++) {
            const next = [];
            for (const object of reached) {
                for (const edge of edgesOf(object)) {
                    const other = otherEnd(edge);
                    if (other >= 0 && !this.columnOf.has(other) && !next.includes(other)) {
                        next.push(other);
                    }
                }
            }
            reached = next.slice(0, far === 1 ? NODE.most : NODE.most - 2);
            reached.forEach((object) => this.columnOf.set(object, side * far));
            this.hidden.set(side * far, next.length - reached.length);
            if (reached.length > 0) {
                this.columns.set(side * far, reached);
            }
        }
    }

    /* Equal edges are one, with their number. */
    findEdges() {
        const seen = new Map();
        for (const object of this.columnOf.keys()) {
            for (const edge of this.edgesNow("edgesInto", object)) {
                if (!this.columnOf.has(edge.by)) {
                    continue;
                }
                const look = this.lookOf(edge);
                const key = `${edge.by} ${edge.to} ${look.letter} ${look.state}`;
                if (seen.has(key)) {
                    seen.get(key).many++;
                } else {
                    seen.set(key, {...edge, ...look, many: 1});
                }
            }
        }
        this.edges = [...seen.values()];
    }

    lookOf(edge) {
        if (edge.from === this.step) {
            return {letter: edge.letter === "W" ? "W" : this.run.letter(this.step), state: "new"};
        }
        return {letter: edge.letter, state: edge.till === this.step ? "gone" : ""};
    }

    objects() {
        return [...this.columnOf.keys()];
    }
}

function equationText(run, object, step, hidden) {
    if (run.isImmortal(object)) {
        return "immortal";
    }
    const {count, edges, code, wrong, midway} = run.equation(object, step);
    if (hidden) {
        return `? = ${plural(edges, "edge")} + ? C`;
    }
    if (wrong || midway) {
        return `${count} ≠ ${plural(edges, "edge")}${midway ? ", yet" : ""}`;
    }
    return `${count} = ${plural(edges, "edge")} + ${code} C`;
}

/* -- drawing -- */

class HeapDrawing {
    constructor(near, options) {
        this.near = near;
        this.run = near.run;
        this.options = options; /* {hidden(object), choose(object)} */
        this.place();
    }

    place() {
        const columns = [...this.near.columns.keys()];
        if (this.near.code.length > 0 || this.lent()) {
            columns.push(-1);
        }
        this.first = Math.min(...columns);
        this.last = Math.max(...columns);
        this.at = new Map();
        const rows = (column) =>
            (this.near.columns.get(column)?.length ?? 0) +
            (this.near.hidden.get(column) > 0 ? 0.5 : 0) +
            (column === -1 ? this.codeBoxes().length : 0);
        this.rows = Math.max(...columns.map(rows));
        for (const column of columns) {
            const top = (this.rows - rows(column)) / 2;
            (this.near.columns.get(column) ?? []).forEach((object, i) =>
                this.at.set(object, this.spot(column, top + i)),
            );
        }
        const held = this.near.columns.get(-1)?.length ?? 0;
        const top = (this.rows - rows(-1)) / 2 + held;
        this.codeAt = this.codeBoxes().map((_, i) => this.spot(-1, top + i));
    }

    spot(column, row) {
        return {
            x: (column - this.first) * (NODE.width + NODE.apart) + 8,
            y: row * (NODE.height + NODE.below) + 30,
            column,
        };
    }

    lent() {
        return this.run.kind[this.near.step] === "l" && this.run.objectOf[this.near.step] === this.near.focus;
    }

    /* [{call, many, letter}] in C code: who holds a reference, and who has just borrowed one. */
    codeBoxes() {
        const boxes = this.near.code.map(([call, many]) => ({call, many, letter: "O"}));
        if (this.lent()) {
            boxes.push({call: this.run.callOf[this.near.step], many: 0, letter: "B"});
        }
        return boxes;
    }

    draw(title) {
        const width = (this.last - this.first + 1) * (NODE.width + NODE.apart) - NODE.apart + 16;
        const height = this.rows * (NODE.height + NODE.below) + 44;
        return svg(
            "svg",
            {
                viewBox: `0 0 ${width} ${height}`,
                width,
                height,
                role: "group",
                "aria-label": title,
                style: `max-width:100%;height:auto;min-width:${Math.round(width * 0.7)}px`,
            },
            this.tips(),
            this.heads(),
            this.near.edges.map((edge) => this.edge(edge)),
            this.codeBoxes().map((box, i) => this.codeBox(box, i)),
            this.near.objects().map((object) => this.node(object)),
            this.mores(),
        );
    }

    tips() {
        return svg(
            "defs",
            {},
            ["O", "B", "S", "W"].map((letter) =>
                svg(
                    "marker",
                    {
                        id: `tip${letter}`,
                        viewBox: "0 0 8 8",
                        refX: 7,
                        refY: 4,
                        markerWidth: 8,
                        markerHeight: 8,
                        markerUnits: "userSpaceOnUse",
                        orient: "auto",
                    },
                    svg("path", {d: "M0 0L8 4L0 8z", class: `tip ${letter}`}),
                ),
            ),
        );
    }

    heads() {
        const words = {"-2": "their holders", "-1": "held by", 0: "", 1: "refers to", 2: "and these to"};
        const heads = [];
        for (let column = this.first; column <= this.last; column++) {
            heads.push(svg("text", {x: this.spot(column, 0).x, y: 16, class: "head"}, words[column]));
        }
        return heads;
    }

    node(object) {
        const {run, near} = this;
        const {x, y} = this.at.get(object);
        const hidden = this.options.hidden(object);
        const isWrong = !hidden && !run.isImmortal(object) && run.equation(object, near.step).wrong;
        const isDead = !run.exists(object, near.step);
        const equation = equationText(run, object, near.step, hidden);
        const text = !isDead ? equation : isWrong ? `gone: ${equation}` : "gone";
        const look = ["node", object === near.focus && "focus", isWrong && "wrong", isDead && "dead"].filter(
            Boolean,
        );
        const choose = () => this.options.choose(object);
        return svg(
            "g",
            {
                class: look.join(" "),
                transform: `translate(${x} ${y})`,
                tabindex: 0,
                role: "button",
                "aria-label": `${run.fullName(object)}: ${text}`,
                onclick: choose,
                onkeydown: (event) => event.key === "Enter" && choose(),
            },
            svg("title", {}, `${run.fullName(object)}: ${text}`),
            svg("rect", {width: NODE.width, height: NODE.height, rx: 8}),
            svg("text", {x: 10, y: 19, class: "strong"}, cut(run.name(object), 19) + (isWrong ? " ✗" : "")),
            svg(
                "text",
                {x: 10, y: 36, class: "quiet"},
                cut([run.variable(object), run.repr(object)].filter(Boolean).join(" · "), 19),
            ),
            svg("text", {x: 10, y: 54, class: "equals"}, text),
        );
    }

    isMidway() {
        return this.run.equation(this.near.focus, this.near.step).midway;
    }

    codeText({many, letter}) {
        if (letter === "B") {
            return "borrows";
        }
        if (this.options.hidden(this.near.focus)) {
            return "holds ?";
        }
        if (many < 0) {
            return this.isMidway() ? "gives its own back" : `gave ${-many} too many`;
        }
        return `holds ${plural(many, "reference")}`;
    }

    /* A function that gave too many has no reference that an arrow could be. */
    codeBox(box, i) {
        const {x, y} = this.codeAt[i];
        const target = this.at.get(this.near.focus);
        const from = {x: x + NODE.width, y: y + 22};
        const to = {x: target.x, y: target.y + NODE.height / 2 + 12};
        const label = box.many > 1 && !this.options.hidden(this.near.focus) ? `×${box.many}` : "";
        return svg(
            "g",
            {class: `node code${box.many < 0 && !this.isMidway() ? " wrong" : ""}`},
            box.many >= 0 ? this.arrow(from, to, {letter: box.letter, state: "", label}) : "",
            svg(
                "g",
                {transform: `translate(${x} ${y})`},
                svg("rect", {width: NODE.width, height: 46, rx: 0}),
                svg("text", {x: 10, y: 19, class: "strong"}, cut(`C: ${this.run.functionOf(box.call)}`, 19)),
                svg("text", {x: 10, y: 36}, cut(this.codeText(box), 20)),
            ),
        );
    }

    mores() {
        return [...this.near.hidden]
            .filter(([, many]) => many > 0)
            .map(([column, many]) => {
                const last = this.near.columns.get(column).at(-1);
                const {x, y} = this.at.get(last);
                return svg("text", {x: x + 10, y: y + NODE.height + 14, class: "quiet"}, `and ${many} more`);
            });
    }

    edge(edge) {
        const from = this.at.get(edge.by);
        const to = this.at.get(edge.to);
        const label = [
            edge.state === "new" ? "+" : edge.state === "gone" ? "−" : "",
            edge.slot >= 0 ? `[${edge.slot}]` : "",
            edge.many > 1 ? `×${edge.many}` : "",
        ].join("");
        const middle = NODE.height / 2;
        const look = {letter: edge.letter, state: edge.state, label};
        if (from.column < to.column) {
            return this.arrow(
                {x: from.x + NODE.width, y: from.y + middle},
                {x: to.x, y: to.y + middle},
                look,
            );
        }
        if (from.column === to.column) {
            return this.loop(from, to, look);
        }
        return this.arrow(
            {x: from.x, y: from.y + middle + 14},
            {x: to.x + NODE.width, y: to.y + middle + 14},
            look,
        );
    }

    arrow(from, to, look) {
        const bend = (to.x - from.x) / 2;
        const path = `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`;
        return this.line(path, {x: (from.x + to.x) / 2, y: (from.y + to.y) / 2}, look);
    }

    loop(from, to, look) {
        const x = from.x + NODE.width;
        const y1 = from.y + NODE.height - 14;
        const y2 = to.y + (from === to ? 14 : NODE.height / 2);
        return this.line(
            `M${x} ${y1}C${x + 44} ${y1} ${x + 44} ${y2} ${x} ${y2}`,
            {x: x + 33, y: (y1 + y2) / 2},
            look,
        );
    }

    line(path, middle, {letter, state, label}) {
        return svg(
            "g",
            {},
            svg("path", {class: `edge ${letter} ${state}`, d: path, "marker-end": `url(#tip${letter})`}),
            svg(
                "g",
                {class: `badge ${letter}`},
                svg("circle", {cx: middle.x, cy: middle.y, r: 8}),
                svg("text", {x: middle.x, y: middle.y + 3.5}, letter),
            ),
            label
                ? svg("text", {x: middle.x, y: middle.y - 11, "text-anchor": "middle", class: "slot"}, label)
                : "",
        );
    }
}

/* -- the table twin -- */

function heapTable(near, options) {
    const {run, step} = near;
    const columns = [
        {name: "object"},
        {name: "count", num: true},
        {name: "edges", num: true},
        {name: "C", num: true},
        {name: "held by"},
        {name: "refers to"},
    ];
    const names = (objects) =>
        objects.slice(0, 12).join(", ") + (objects.length > 12 ? `, and ${objects.length - 12} more` : "");
    const rows = near.objects().map((object) => {
        const {count, edges, code, wrong} = run.equation(object, step);
        const hide = (number) => (options.hidden(object) ? "?" : String(number));
        const calls =
            object === near.focus
                ? near.code.map(
                      ([call, many]) =>
                          `C: ${run.functionOf(call)}${options.hidden(object) ? "" : ` ×${many}`}`,
                  )
                : [];
        const holders = run.edgesInto(object, step).map((edge) => `${run.name(edge.by)} (${edge.letter})`);
        return {
            cells: [
                run.fullName(object),
                hide(count),
                String(edges),
                hide(code) + (wrong ? " ✗" : ""),
                names(holders.concat(calls)),
                names(run.edgesOutOf(object, step).map((edge) => run.name(edge.to))),
            ],
            look: object === near.focus ? "here" : wrong ? "odd-one" : false,
            choose: () => options.choose(object),
        };
    });
    return table("The same as a table", columns, rows);
}

function edgeKey() {
    const item = (letter, text) => el("span", {}, el("b", {class: letter}, letter), ` ${text}`);
    return el(
        "div",
        {class: "key"},
        item("O", "owned, solid"),
        item("B", "borrowed, dashed"),
        item("S", "stolen, dash and dot"),
        item("W", "weak, dotted"),
        el("span", {}, el("b", {}, "C"), " held by C code"),
    );
}

/* The event in words, the drawing, its key and its twin. */
function heapView(run, object, step, options) {
    if (object < 0) {
        return [];
    }
    const near = new Neighbourhood(run, object, step);
    const title = `The heap around ${run.fullName(object)} after step ${step + 1}`;
    return [
        el(
            "div",
            {class: "panel"},
            el("div", {class: "drawing"}, new HeapDrawing(near, options).draw(title)),
            edgeKey(),
            el(
                "details",
                {class: "twin"},
                el("summary", {}, "As a table"),
                el("div", {class: "scroll"}, heapTable(near, options)),
            ),
        ),
    ];
}
