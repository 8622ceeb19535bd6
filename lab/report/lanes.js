/* A lane for each object: its count over the steps.  Only the lanes in sight are in the page, so that a
 * hundred thousand objects scroll as well as ten. */

const LANE = {height: 44, inner: 34, most: 500, around: 100};

const STATES = {all: "all", wrong: "with a finding", left: "left at the end", gone: "came and went"};

function stateOfObject(run, object) {
    if (run.accused.has(object)) {
        return "wrong";
    }
    return run.isImmortal(object) || run.objects.early[object] || run.ends[object] < Infinity
        ? "gone"
        : "left";
}

class Lanes {
    constructor(run, page) {
        this.run = run;
        this.page = page;
        this.accusedFirst = (a, b) => run.accused.has(b) - run.accused.has(a) || a - b;
        this.wholeRun = true;
        this.search = el("input", {type: "search", id: "lane-search", oninput: () => this.filter()});
        this.state = el(
            "select",
            {id: "lane-state", onchange: () => this.filter()},
            Object.entries(STATES).map(([value, text]) => el("option", {value}, text)),
        );
        this.zoom = el(
            "button",
            {type: "button", "aria-pressed": "false", onclick: () => this.toggleZoom()},
            "Around the step",
        );
        this.how = el("span", {class: "quiet"});
        this.space = el("div", {class: "space"});
        this.box = el(
            "div",
            {
                id: "lanes",
                class: "panel",
                tabindex: 0,
                "aria-label": "Lanes: the count of each object",
                onscroll: () => this.draw(),
            },
            this.space,
        );
        this.references = el("div", {class: "panel scroll"});
        this.element = el(
            "div",
            {},
            el(
                "div",
                {class: "filters"},
                el("label", {for: "lane-search"}, "Type, text or line", this.search),
                el("label", {for: "lane-state"}, "Objects", this.state),
                this.zoom,
                this.how,
            ),
            this.box,
            el("h2", {style: "margin:1rem 0 .5rem"}, "Every reference of the object"),
            this.references,
        );
        this.filter();
    }

    toggleZoom() {
        this.wholeRun = !this.wholeRun;
        this.zoom.setAttribute("aria-pressed", String(!this.wholeRun));
        this.filter();
    }

    filter() {
        const text = this.search.value.toLowerCase();
        const {run} = this;
        const matches = (object) =>
            !text ||
            run.fullName(object).toLowerCase().includes(text) ||
            (/^:?\d+$/.test(text) && this.touchesLine(object, Number(text.replace(":", ""))));
        const all = run.objects.number
            .map((_, object) => object)
            .filter((object) => run.stepsOfObject.of(object).length > 0);
        const state = this.state.value;
        this.shown = all.filter(
            (object) =>
                (state === "all" || stateOfObject(run, object) === state) &&
                matches(object) &&
                (this.wholeRun || this.isInRange(object)),
        );
        this.shown.sort(this.accusedFirst);
        this.how.textContent = `${this.shown.length} of ${plural(all.length, "object")}`;
        this.space.style.height = `${this.shown.length * LANE.height}px`;
        this.draw();
    }

    /* Does anything happen to the object in the range that is shown? */
    isInRange(object) {
        const [first, last] = this.range();
        const steps = this.run.stepsOfObject.of(object);
        return countUpTo(steps, last) > countUpTo(steps, first - 1);
    }

    touchesLine(object, line) {
        return [...this.run.stepsOfObject.of(object)].some((step) => {
            const site = this.run.siteOf[step];
            return site >= 0 && this.run.sites.line[site] === line;
        });
    }

    /* The lane of the next object in a direction. */
    neighbour(object, direction) {
        const at = this.shown.indexOf(object) + direction;
        return this.shown[Math.max(0, Math.min(at, this.shown.length - 1))] ?? object;
    }

    show() {
        if (!this.wholeRun) {
            this.filter();
        }
        const at = this.shown.indexOf(this.page.object);
        const top = at * LANE.height;
        if (
            at >= 0 &&
            (top < this.box.scrollTop || top + LANE.height > this.box.scrollTop + this.box.clientHeight)
        ) {
            this.box.scrollTop = top - this.box.clientHeight / 3;
        }
        this.draw();
        this.references.replaceChildren(this.page.object >= 0 ? this.referenceTable(this.page.object) : "");
    }

    range() {
        if (this.wholeRun) {
            return [0, Math.max(1, this.run.length - 1)];
        }
        const first = Math.max(0, this.page.step - LANE.around);
        return [first, Math.max(first + 1, Math.min(this.run.length - 1, this.page.step + LANE.around))];
    }

    draw() {
        const first = Math.floor(this.box.scrollTop / LANE.height);
        const last = Math.min(
            this.shown.length,
            first + Math.ceil((this.box.clientHeight || 640) / LANE.height) + 1,
        );
        const lanes = [];
        for (let i = first; i < last; i++) {
            lanes.push(this.lane(this.shown[i], i * LANE.height));
        }
        this.space.replaceChildren(...lanes);
    }

    lane(object, top) {
        const {run, page} = this;
        const mark = {wrong: "✗ ", left: "● ", gone: ""}[stateOfObject(run, object)];
        const count = page.hides(object)
            ? "?"
            : run.exists(object, page.step)
              ? String(run.count(object, page.step))
              : "–";
        return el(
            "div",
            {
                class: `lane${object === page.object ? " selected" : ""}`,
                style: `top:${top}px;height:${LANE.height}px`,
                onclick: () => page.choose(object),
            },
            el(
                "div",
                {class: "name", title: run.fullName(object)},
                mark && el("span", {class: "mark wrong"}, mark),
                run.fullName(object),
            ),
            this.curve(object),
            el("div", {class: "count"}, count),
        );
    }

    curve(object) {
        const {run, page} = this;
        const [first, last] = this.range();
        const x = (step) =>
            (((Math.min(Math.max(step, first), last) - first) / (last - first)) * 1000).toFixed(1);
        const limit = page.exercise.isOn ? page.step - (page.hides(object) ? 1 : 0) : Infinity;
        const steps = run.stepsOfObject.of(object).filter((step) => step <= limit);
        const stride = Math.ceil(steps.length / LANE.most);
        const points = steps.filter((step, i) => i % stride === 0 || i === steps.length - 1);
        const highest = points.reduce((most, step) => Math.max(most, run.after[step]), 1);
        const y = (count) => (LANE.inner + 3 - (count / highest) * LANE.inner).toFixed(1);
        const end = Math.min(run.ends[object], limit);
        let path = "";
        points.forEach((step, i) => {
            path += i === 0 ? `M${x(step)} ${y(run.after[step])}` : `H${x(step)}V${y(run.after[step])}`;
        });
        const until = x(end === Infinity ? last : end);
        return svg(
            "svg",
            {viewBox: "0 0 1000 40", preserveAspectRatio: "none", "aria-hidden": "true"},
            points.length > 0 &&
                svg("rect", {
                    class: "life",
                    x: x(points[0]),
                    y: 3,
                    height: LANE.inner,
                    width: Math.max(0, until - x(points[0])),
                }),
            svg("path", {class: "steps", d: path + (points.length > 0 ? `H${until}` : "")}),
            svg("path", {class: "now", d: `M${x(page.step)} 0V40`}),
        );
    }

    /* -- the lane in words -- */

    referenceTable(object) {
        const {run, page} = this;
        const columns = [
            {name: "step", num: true},
            {name: ""},
            {name: "what"},
            {name: "count", num: true},
            {name: "line"},
        ];
        const steps = [...run.stepsOfObject.of(object)];
        const from = Math.max(0, Math.min(countUpTo(steps, page.step) - 60, steps.length - 120));
        const rows = steps
            .slice(from, from + 120)
            .filter((step) => !page.exercise.isOn || step <= page.step)
            .map((step) => ({
                cells: [
                    String(step + 1),
                    letterMark(run.letter(step)),
                    sentenceOf(run, step, page.hides(object)).split("; ")[0],
                    page.hides(object) ? "?" : String(run.after[step]),
                    run.place(run.siteOf[step]),
                ],
                look: step === page.step && "here",
                choose: () => page.go(step, object),
            }));
        const more = steps.length > 120 ? `, ${plural(steps.length, "step")}, 120 of them here` : "";
        return table(`${run.fullName(object)}${more}`, columns, rows);
    }
}
