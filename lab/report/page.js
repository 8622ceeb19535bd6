/* The page: which step and which object are looked at, and the views that show them. */

const AT_TITLE = "the step's number in the trace: recount tree --at takes it";

class Page {
    constructor(run, other) {
        this.run = run;
        this.step = 0;
        this.object = run.objectOf[0] ?? -1;
        this.tab = "steps";
        this.exercise = new Exercise(run, this);
        this.lanes = new Lanes(run, this);
        this.bins = new BinsView(run, this);
        this.rows = this.findRows();
        this.shownRow = null;
        this.makeViews(other);
        this.makePlayer();
        this.wireFindings();
        document.addEventListener("keydown", (event) => this.key(event));
    }

    /* -- views -- */

    makeViews(other) {
        const {run} = this;
        this.views = {
            steps: {name: "Steps", element: byId("view-steps"), show: () => this.showHeap()},
            objects: {name: "Objects", make: () => this.lanes.element, show: () => this.lanes.show()},
            functions: {name: "Functions", make: () => functionsView(run, this)},
            collections: {name: "Collections", make: () => collectionsView(run, this)},
            tables: {name: "Hash tables", make: () => this.bins.element, show: () => this.bins.show()},
            ...(other ? {compare: {name: "Compare", make: () => compareView(run, other, this)}} : {}),
            about: {name: "About", element: byId("view-about")},
        };
        const tabs = byId("tabs");
        for (const [id, view] of Object.entries(this.views)) {
            view.tab = el(
                "button",
                {
                    type: "button",
                    role: "tab",
                    id: `tab-${id}`,
                    "aria-controls": `view-${id}`,
                    onclick: () => this.open(id),
                },
                view.name,
            );
            tabs.append(view.tab);
            if (!view.element) {
                view.element = el("section", {id: `view-${id}`, "aria-labelledby": `tab-${id}`});
                byId("views").append(view.element);
            }
            view.element.setAttribute("role", "tabpanel");
        }
        tabs.hidden = false;
        byId("heap").hidden = false;
    }

    open(id) {
        this.tab = id;
        this.show();
    }

    /* A view is made when it is first looked at. */
    show() {
        for (const [id, view] of Object.entries(this.views)) {
            const isOpen = id === this.tab;
            view.tab.setAttribute("aria-selected", String(isOpen));
            view.element.hidden = !isOpen;
            if (isOpen && view.make) {
                view.element.append(view.make());
                view.make = undefined;
            }
        }
        this.views[this.tab].show?.();
        this.showPlayer();
    }

    go(step, object, tab) {
        this.step = Math.max(0, Math.min(step, this.run.length - 1));
        const own = this.run.objectOf[this.step];
        this.object = object ?? (own >= 0 ? own : this.object);
        this.tab = tab ?? this.tab;
        this.show();
        byId("say").textContent =
            `Step ${this.step + 1}: ${sentenceOf(this.run, this.step, this.hides(own))}`;
    }

    choose(object) {
        this.object = object;
        this.show();
    }

    hides(object) {
        return this.exercise.hides(object);
    }

    /* -- steps: the event, the heap, the source -- */

    showHeap() {
        const options = {hidden: (object) => this.hides(object), choose: (object) => this.choose(object)};
        byId("heap").replaceChildren(
            this.eventCard(),
            this.exercise.element,
            ...heapView(this.run, this.object, this.step, options),
        );
        this.exercise.show();
        this.showLine();
    }

    eventCard() {
        const {run, step} = this;
        const finding = run.findingAt.get(step);
        const gap = run.gaps.get(step);
        return el(
            "div",
            {class: "panel event"},
            el(
                "div",
                {class: "where"},
                `${this.where()} · `,
                el("span", {title: AT_TITLE}, `--at ${run.number[step]}`),
            ),
            finding ? this.findingLines(finding) : this.stepLines(),
            gap
                ? el("p", {class: "thinned"}, `Before this ${plural(gap, "step")} of others are left out.`)
                : "",
            this.object >= 0 ? this.equation() : "",
        );
    }

    findingLines({kind, what, there}) {
        return [el("p", {class: "sentence answer wrong"}, `✗ ${kind}: ${what}`), el("p", {}, there ?? "")];
    }

    stepLines() {
        const {run, step} = this;
        const letter = run.letter(step);
        const sentence = sentenceOf(run, step, this.hides(run.objectOf[step]));
        return [
            el("p", {class: "sentence"}, letterMark(letter), letter ? " " : "", sentence),
            letter ? el("p", {class: "quiet"}, LETTER_WORDS[letter]) : "",
        ];
    }

    /* "app.c:7 · main › helper" */
    where() {
        const {run, step} = this;
        const place = run.place(run.siteOf[step]) || "no line known";
        const stack = run.stackOf(step);
        const [line, inFunction] = place.split(" in ");
        return !stack
            ? place
            : stack.endsWith(inFunction ?? "")
              ? `${line} · ${stack}`
              : `${place} · ${stack}`;
    }

    equation() {
        const {run, object, step} = this;
        if (run.isImmortal(object)) {
            return el(
                "p",
                {class: "equation"},
                "immortal ",
                el("small", {}, `${run.name(object)} has no count that matters`),
            );
        }
        const {count, edges, code, wrong, midway} = run.equation(object, step);
        const hide = (number) => (this.hides(object) ? "?" : number);
        const words = wrong
            ? `✗ count ${hide(count)} ≠ ${plural(edges, "edge")} `
            : midway
              ? `count ${hide(count)} ≠ ${plural(edges, "edge")}, for the moment `
              : `count ${hide(count)} = ${plural(edges, "edge")} + ${hide(code)} in C code `;
        const look = `equation${wrong ? " wrong" : ""}`;
        return el("p", {class: look, id: "equation"}, words, el("small", {}, run.fullName(object)));
    }

    /* The static page has the source; here its rows are found again, by file and line. */
    findRows() {
        const rows = new Map();
        for (const row of document.querySelectorAll("#source tr[data-line]")) {
            rows.set(`${row.closest(".file").dataset.file}:${row.dataset.line}`, row);
        }
        return rows;
    }

    showLine() {
        const site = this.run.siteOf[this.step];
        const {file, line} = this.run.sites;
        const row = site >= 0 ? this.rows.get(`${file[site]}:${line[site]}`) : undefined;
        this.shownRow?.classList.remove("here");
        this.shownRow?.removeAttribute("aria-current");
        this.shownRow = row ?? null;
        const shownFile = row?.closest(".file");
        for (const other of document.querySelectorAll("#source .file")) {
            other.hidden = shownFile !== undefined && other !== shownFile;
        }
        if (row) {
            row.classList.add("here");
            row.setAttribute("aria-current", "step");
            this.scrollTo(row);
        }
    }

    scrollTo(row) {
        const box = byId("source");
        const top = row.getBoundingClientRect().top - box.getBoundingClientRect().top;
        if (top < 40 || top > box.clientHeight - 80) {
            box.scrollTop += top - box.clientHeight / 3;
        }
    }

    /* -- player and keyboard -- */

    makePlayer() {
        const button = (text, label, key, act) =>
            el(
                "button",
                {type: "button", "aria-label": label, title: label, onclick: act},
                text,
                el("kbd", {"aria-hidden": "true"}, key),
            );
        this.slider = el("input", {
            type: "range",
            min: 1,
            max: Math.max(1, this.run.length),
            "aria-label": "Step",
            oninput: () => this.go(Number(this.slider.value) - 1),
        });
        this.at = el("span", {class: "at"});
        this.exerciseButton = button("Exercise", "Exercise: asks for the count", "x", () =>
            this.exercise.toggle(),
        );
        const hasFindings = this.run.findings.length > 0;
        byId("player").append(
            button("◀", "Step back", "←", () => this.move(-1)),
            this.at,
            button("▶", "Next step", "→", () => this.move(1)),
            this.slider,
            ...(hasFindings ? [button("✗ next", "Next finding", "e", () => this.nextFinding(1))] : []),
            this.exerciseButton,
            button("?", "Keys", "?", () => this.help()),
        );
        byId("player").hidden = false;
    }

    showPlayer() {
        this.at.textContent = `${this.step + 1} / ${this.run.length}`;
        this.slider.value = this.step + 1;
        this.slider.setAttribute("aria-valuetext", `step ${this.step + 1} of ${this.run.length}`);
        this.exerciseButton.setAttribute("aria-pressed", String(this.exercise.isOn));
    }

    move(direction) {
        this.go(this.step + direction);
    }

    /* To the next operation, that is line of the program's. */
    moveOperation(direction) {
        const {opOf} = this.run;
        this.go(
            Math.max(
                0,
                this.run.seek(this.step, direction, (step) => opOf[step] !== opOf[this.step]),
            ),
        );
    }

    /* To where the selected object's next step is. */
    moveObject(direction) {
        this.object = this.lanes.neighbour(this.object, direction);
        this.show();
    }

    moveAlongObject(direction) {
        const step = this.run.seek(this.step, direction, (i) => this.run.objectOf[i] === this.object);
        if (step >= 0) {
            this.go(step, this.object);
        }
    }

    nextFinding(direction) {
        const steps = [...this.run.findingAt.keys()].sort((a, b) => (a - b) * direction);
        const step = steps.find((i) => (i - this.step) * direction > 0) ?? steps[0];
        if (step !== undefined) {
            this.showFinding(this.run.findingAt.get(step));
        }
    }

    showFinding(finding) {
        const shown = String(this.run.findings.indexOf(finding));
        for (const item of document.querySelectorAll("[data-finding]")) {
            const isShown = item.dataset.finding === shown;
            item.setAttribute("aria-current", String(isShown));
            isShown && item.scrollIntoView({block: "nearest"});
        }
        this.go(finding.step, finding.object >= 0 ? finding.object : undefined, "steps");
    }

    wireFindings() {
        for (const item of document.querySelectorAll("[data-finding]")) {
            const finding = this.run.findings[Number(item.dataset.finding)];
            if (finding) {
                item.querySelector(".what").prepend(
                    el("button", {type: "button", onclick: () => this.showFinding(finding)}, "Show"),
                );
            }
        }
    }

    /* In a field keys are text; where a count is asked for only digits are. */
    isText(event) {
        const field = event.target;
        return field.id === "guess"
            ? /^[0-9]$/.test(event.key)
            : field.matches("input:not([type=range]), select") && !event.key.startsWith("Arrow");
    }

    key(event) {
        if (event.ctrlKey || event.metaKey || event.altKey || this.isText(event) || byId("help")?.open) {
            return;
        }
        const act =
            {
                ArrowLeft: () => (event.shiftKey ? this.moveOperation(-1) : this.move(-1)),
                ArrowRight: () => (event.shiftKey ? this.moveOperation(1) : this.move(1)),
                ArrowUp: () => this.moveObject(-1),
                ArrowDown: () => this.moveObject(1),
                Home: () => this.go(0),
                End: () => this.go(this.run.length - 1),
                p: () => this.moveAlongObject(-1),
                n: () => this.moveAlongObject(1),
                e: () => this.nextFinding(1),
                E: () => this.nextFinding(-1),
                x: () => this.exercise.toggle(),
                "?": () => this.help(),
            }[event.key] ?? this.tabKey(event.key);
        if (act && !event.target.matches("select")) {
            event.preventDefault();
            act();
        }
    }

    tabKey(key) {
        const id = /^[1-9]$/.test(key) ? Object.keys(this.views)[Number(key) - 1] : undefined;
        return id && (() => this.open(id));
    }

    help() {
        let dialog = byId("help");
        if (!dialog) {
            const keys = [
                ["← →", "step back, next step"],
                ["Shift ← →", "operation back, next operation"],
                ["↑ ↓", "object before, next object"],
                ["p n", "the object's step before, its next step"],
                ["e E", "next finding, finding before"],
                ["1 … 7", "views"],
                ["x", "exercise"],
                ["Home End", "first step, last step"],
                ["Esc", "closes this"],
            ];
            dialog = el(
                "dialog",
                {id: "help", "aria-label": "Keys"},
                el("h2", {}, "Keys"),
                el(
                    "dl",
                    {},
                    keys.flatMap(([key, text]) => [el("dt", {class: "mono"}, key), el("dd", {}, text)]),
                ),
                el("form", {method: "dialog"}, el("button", {}, "Close")),
            );
            document.body.append(dialog);
        }
        dialog.showModal();
    }
}

/* Where a reader wants to begin: at the first finding, else at the first step.  Of a run without steps the
 * static page says all. */
function start() {
    const run = new Run(JSON.parse(byId("trace").textContent));
    const text = byId("other").textContent;
    if (run.length === 0) {
        document.body.classList.remove("scripted");
        return;
    }
    const page = new Page(run, text.trim() ? new Run(JSON.parse(text)) : null);
    const first = run.findings[0];
    first ? page.showFinding(first) : page.go(0);
    performance.mark("ready");
}

/* What needs no script is painted first, however long the trace is. */
requestAnimationFrame(() => setTimeout(start));
