/* The run: the packed trace, unpacked, and what can be asked about any of its steps.
 *
 * A step is an event of the trace that concerns an object, a collection, an audit or a finding; operations
 * and calls of functions are what steps belong to.  Objects, operations, calls and sites are their indices
 * in the page's tables here, -1 for none.  The state after a step is never stored as a whole: an object's
 * steps are indexed, and an edge knows from which step to which it was there, so that any step can be
 * asked for at once. */

/* So many steps of an object before and after one are looked at for those of the same operation. */
const SIBLINGS = 16;

function sumsOf(deltas) {
    const sums = new Int32Array(deltas.length);
    let sum = 0;
    for (let i = 0; i < deltas.length; i++) {
        sum += deltas[i];
        sums[i] = sum;
    }
    return sums;
}

/* An index of numbers by key: of(key) gives, in order, all i with keys[i] == key. */
class Index {
    constructor(keys, size) {
        this.start = new Int32Array(size + 1);
        for (const key of keys) {
            if (key >= 0) {
                this.start[key + 1]++;
            }
        }
        for (let key = 0; key < size; key++) {
            this.start[key + 1] += this.start[key];
        }
        const next = this.start.slice();
        this.all = new Int32Array(this.start[size]);
        keys.forEach((key, i) => {
            if (key >= 0) {
                this.all[next[key]++] = i;
            }
        });
    }

    of(key) {
        return this.all.subarray(this.start[key], this.start[key + 1]);
    }
}

/* How many of the ascending numbers are at most limit. */
function countUpTo(numbers, limit) {
    let low = 0;
    let high = numbers.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (numbers[middle] <= limit) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

class Run {
    constructor(packed) {
        Object.assign(this, packed);
        const {steps} = packed;
        this.length = steps.kind.length;
        this.kind = steps.kind;
        this.number = sumsOf(steps.number);
        this.objectOf = sumsOf(steps.object);
        this.opOf = sumsOf(steps.op);
        this.sites = rowsToColumns(packed.sites, ["file", "line", "function", "api"]);
        this.calls = rowsToColumns(packed.calls, ["parent", "function", "end"]);
        this.ops = {call: sumsOf(packed.ops.call), site: packed.ops.site};
        this.callOf = this.opOf.map((op) => (op >= 0 ? this.ops.call[op] : -1));
        this.siteOf = this.opOf.map((op) => (op >= 0 ? this.ops.site[op] : -1));
        this.after = new Int32Array(this.length);
        this.readHolders(steps);
        steps.call.forEach(([step, call]) => (this.callOf[step] = call));
        steps.site.forEach(([step, site]) => (this.siteOf[step] = site));
        this.indexOfNumber = new Map(this.objects.number.map((number, object) => [number, object]));
        this.stepsOfObject = new Index(this.objectOf, this.objects.number.length);
        this.folds = new Map(steps.folds.map(([step, many, edges]) => [step, {many, edges}]));
        this.readCounts(steps);
        this.readEdges();
        this.findEnds();
        this.findingAt = new Map(this.findings.map((finding) => [finding.step, finding]));
        this.accused = new Set(
            this.findings.map((finding) => finding.object).filter((object) => object >= 0),
        );
        this.gaps = new Map(steps.gaps);
        this.tables = groupByObject(packed.tables);
    }

    readCounts(steps) {
        const counts = Int32Array.from(this.objects.start);
        const other = new Map(steps.jumps);
        for (let i = 0; i < this.length; i++) {
            const object = this.objectOf[i];
            const change = "-0+".indexOf(steps.change[i]) - 1;
            if (object >= 0) {
                counts[object] += change === -2 ? other.get(i) : change;
                this.after[i] = counts[object];
            }
        }
    }

    /* `by` has a holder for each h, d and w, `slot` a number for each h; both in order of steps. */
    readHolders(steps) {
        const holders = sumsOf(steps.by);
        this.by = new Map();
        this.slot = new Map();
        for (let i = 0; i < this.length; i++) {
            if ("hdw".includes(this.kind[i])) {
                this.by.set(i, holders[this.by.size]);
            }
            if (this.kind[i] === "h") {
                this.slot.set(i, steps.slot[this.slot.size]);
            }
        }
    }

    /* Edges: {by, to, from, till, slot}; there after step `from`, no longer after step `till`.  Those that
     * came in steps which are folded are known by their number only. */
    readEdges() {
        const size = this.objects.number.length;
        const open = new Map();
        this.unnamed = new Map();
        this.into = new Map();
        this.outOf = new Map();
        const add = (map, object, edge) => {
            const edges = map.get(object);
            edges ? edges.push(edge) : map.set(object, [edge]);
        };
        for (const [step, by] of this.by) {
            const to = this.objectOf[step];
            const key = (by + 1) * (size + 1) + to;
            if (this.kind[step] === "h" || this.kind[step] === "w") {
                const edge = {
                    by,
                    to,
                    from: step,
                    till: Infinity,
                    slot: this.slot.get(step) ?? -1,
                    letter: this.kind[step] === "w" ? "W" : "O",
                };
                add(this.into, to, edge);
                add(this.outOf, by, edge);
                if (edge.letter === "O") {
                    add(open, key, edge);
                }
            } else if (this.kind[step] === "d" && open.get(key)?.length) {
                open.get(key).shift().till = step;
            } else if (this.kind[step] === "d") {
                add(this.unnamed, to, {step, change: -1});
            }
        }
        for (const [step, {edges}] of this.folds) {
            add(this.unnamed, this.objectOf[step], {step, change: edges});
        }
    }

    /* A weak reference ends with either of its ends.  An edge may lead to what is gone: that is a mistake. */
    findEnds() {
        this.born = new Int32Array(this.objects.number.length).fill(-1);
        this.ends = new Float64Array(this.objects.number.length).fill(Infinity);
        for (let i = 0; i < this.length; i++) {
            if (this.kind[i] === "n") {
                this.born[this.objectOf[i]] = i;
            } else if (this.kind[i] === "f") {
                this.ends[this.objectOf[i]] = i;
            }
        }
        for (const edge of [...this.into.values()].flat()) {
            if (edge.letter === "W") {
                edge.till = Math.min(this.ends[edge.by], this.ends[edge.to]);
            } else if (edge.by >= 0) {
                edge.till = Math.min(edge.till, this.ends[edge.by]);
            }
        }
    }

    /* -- an object after a step -- */

    count(object, step) {
        const steps = this.stepsOfObject.of(object);
        const many = countUpTo(steps, step);
        return many > 0 ? this.after[steps[many - 1]] : this.objects.start[object];
    }

    edgesInto(object, step) {
        return (this.into.get(object) ?? []).filter((edge) => edge.from <= step && step < edge.till);
    }

    edgesOutOf(object, step) {
        return (this.outOf.get(object) ?? []).filter((edge) => edge.from <= step && step < edge.till);
    }

    exists(object, step) {
        const steps = this.stepsOfObject.of(object);
        return (
            step < this.ends[object] &&
            (this.objects.early[object] === 1 || (steps.length > 0 && steps[0] <= step))
        );
    }

    isImmortal(object) {
        return this.objects.immortal[object] === 1;
    }

    /* count = edges + references in C code.  With more edges than its count has it is wrong, if the ledger says
     * so of the object.  Else it is `midway`: a reference is given back before its slot is emptied, and edges
     * may be measured later still. */
    equation(object, step) {
        const count = this.count(object, step);
        const named = this.edgesInto(object, step).filter((edge) => edge.letter === "O").length;
        const edges = (this.unnamed.get(object) ?? []).reduce(
            (sum, other) => sum + (other.step <= step ? other.change : 0),
            named,
        );
        const midway = count < edges && (!this.accused.has(object) || this.goesOn(object, step));
        return {count, edges, code: count - edges, midway, wrong: count < edges && !midway};
    }

    /* Does the operation of the object's last step do more to it? */
    goesOn(object, step) {
        const steps = this.stepsOfObject.of(object);
        const next = countUpTo(steps, step);
        return (
            next > 0 &&
            next < steps.length &&
            this.opOf[steps[next]] === this.opOf[steps[next - 1]] &&
            this.kind[steps[next]] !== "!"
        );
    }

    /* Which calls hold the references in C code: [[call, how many], ...]; -1 for what is not known, and
     * less than 0 of a call that gave too many.  A call that has ended has handed the rest over to its
     * caller. */
    holders(object, step) {
        const held = new Map();
        const add = (call, change) => held.set(call, (held.get(call) ?? 0) + change);
        for (const i of this.stepsOfObject.of(object)) {
            if (i > step) {
                break;
            }
            const call = this.callOf[i];
            add(call, {n: 1, "+": 1, d: 1, "-": -1, h: -1}[this.kind[i]] ?? 0);
        }
        for (const call of [...held.keys()].sort((a, b) => b - a)) {
            const heir = this.livingCaller(call, step);
            if (heir !== call) {
                add(heir, held.get(call));
                held.delete(call);
            }
        }
        const known = [...held.values()].reduce((sum, many) => sum + many, 0);
        held.set(-1, (held.get(-1) ?? 0) + this.equation(object, step).code - known);
        return settled(this.byFunction(held));
    }

    /* Calls of one function, as in a recursion, are one holder. */
    byFunction(held) {
        const first = new Map();
        const sums = new Map();
        for (const [call, many] of held) {
            const name = this.functionOf(call);
            first.set(name, first.get(name) ?? call);
            sums.set(first.get(name), (sums.get(first.get(name)) ?? 0) + many);
        }
        return sums;
    }

    callerOf(call) {
        return call >= 0 ? this.calls.parent[call] : -1;
    }

    livingCaller(call, step) {
        const hasEnded = () => this.calls.end[call] >= 0 && this.calls.end[call] <= step;
        while (call >= 0 && (this.calls.function[call] < 0 || hasEnded())) {
            call = this.callerOf(call);
        }
        return call;
    }

    /* -- names -- */

    typeOf(object) {
        const name = this.types[this.objects.type[object]] ?? "object";
        return name.slice(name.lastIndexOf(".") + 1);
    }

    name(object) {
        return object < 0 ? "the error indicator" : `${this.typeOf(object)} #${this.objects.number[object]}`;
    }

    repr(object) {
        return object < 0 ? "" : this.objects.repr[object] || "";
    }

    /* What the program calls it. */
    variable(object) {
        return object < 0 ? "" : this.objects.variable[object] || "";
    }

    /* "ada (str 'Ada', #312)" */
    fullName(object) {
        const repr = this.repr(object);
        const variable = this.variable(object);
        if (!variable) {
            return repr ? `${this.name(object)} ${repr}` : this.name(object);
        }
        const type = this.typeOf(object) + (repr ? ` ${repr}` : "");
        return `${variable} (${type}, #${this.objects.number[object]})`;
    }

    /* A call without a name is its caller's part. */
    namedCall(call) {
        while (call >= 0 && this.calls.function[call] < 0) {
            call = this.callerOf(call);
        }
        return call;
    }

    functionOf(call) {
        const named = this.namedCall(call);
        return named >= 0 ? this.functions[this.calls.function[named]] : "C code";
    }

    api(step) {
        const site = this.siteOf[step];
        return site >= 0 ? (this.apis[this.sites.api[site]] ?? "plain code") : "plain code";
    }

    place(site) {
        if (site < 0 || this.sites.file[site] < 0) {
            return "";
        }
        const inFunction = this.functions[this.sites.function[site]];
        return (
            `${baseName(this.files[this.sites.file[site]])}:${this.sites.line[site]}` +
            (inFunction ? ` in ${inFunction}` : "")
        );
    }

    /* "main › helper" */
    stackOf(step) {
        const names = [];
        for (let call = this.callOf[step]; call >= 0 && names.length < 5; call = this.callerOf(call)) {
            if (this.calls.function[call] >= 0) {
                names.unshift(this.functionOf(call));
            }
        }
        return names.join(" › ");
    }

    /* -- steps -- */

    /* The letter of a step; "" for what has none.  An edge is owned if its operation took a reference for
     * it, and stolen if not; where an edge goes without a reference given back, C code owns that now. */
    letter(step) {
        switch (this.kind[step]) {
            case "n":
            case "+":
            case "g":
            case "r":
                return "O";
            case "-":
                return "R";
            case "l":
                return "B";
            case "w":
                return "W";
            case "h":
                return this.hasSibling(step, "+n") ? "O" : "S";
            case "d":
                return this.hasSibling(step, "-") ? "R" : "O";
            default:
                return "";
        }
    }

    /* Did the step's operation do any of these kinds to the same object? */
    hasSibling(step, kinds) {
        const steps = this.stepsOfObject.of(this.objectOf[step]);
        const at = countUpTo(steps, step) - 1;
        const near = steps.subarray(Math.max(0, at - SIBLINGS), at + SIBLINGS);
        return near.some((other) => this.opOf[other] === this.opOf[step] && kinds.includes(this.kind[other]));
    }

    before(step) {
        return this.count(this.objectOf[step], step - 1);
    }

    /* Where the count changes. */
    changesCount(step) {
        return this.objectOf[step] >= 0 && this.before(step) !== this.after[step];
    }

    /* The nearest step in a direction for which test holds; -1: none. */
    seek(step, direction, test) {
        for (let i = step + direction; i >= 0 && i < this.length; i += direction) {
            if (test(i)) {
                return i;
            }
        }
        return -1;
    }
}

/* What one call owes is taken from what another one has: [[call, how many], ...] without 0. */
function settled(held) {
    for (const [debtor, debt] of held) {
        for (const [owner, owned] of held) {
            const paid = Math.min(-held.get(debtor), held.get(owner));
            if (debt < 0 && owned > 0 && paid > 0) {
                held.set(debtor, held.get(debtor) + paid);
                held.set(owner, held.get(owner) - paid);
            }
        }
    }
    return [...held].filter(([, many]) => many !== 0);
}

/* [[1, 2], [3, 4]] as {one: [1, 3], other: [2, 4]} */
function rowsToColumns(rows, names) {
    return Object.fromEntries(names.map((name, i) => [name, rows.map((row) => row[i])]));
}

function baseName(path) {
    return path.slice(path.lastIndexOf("/") + 1);
}

function plural(many, word) {
    return `${many} ${word}${many === 1 ? "" : "s"}`;
}

function groupByObject(states) {
    const groups = new Map();
    for (const state of states) {
        groups.has(state.object) ? groups.get(state.object).push(state) : groups.set(state.object, [state]);
    }
    return groups;
}
