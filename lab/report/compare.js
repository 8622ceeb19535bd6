/* Two runs beside each other: what is the same is passed over, from the first step on that differs they
 * are aligned. */

const COMPARE = {before: 4, window: 160};

/* What must be alike for two steps to be the same step of two runs; not lines, which an edit moves. */
function signature(run, step) {
    const object = run.objectOf[step];
    return [
        run.kind[step],
        run.api(step),
        run.functionOf(run.callOf[step]),
        object >= 0 ? run.typeOf(object) : "",
        object >= 0 ? run.after[step] : "",
    ].join(" ");
}

function firstDifference(one, two) {
    const shorter = Math.min(one.length, two.length);
    let step = 0;
    while (step < shorter && signature(one, step) === signature(two, step)) {
        step++;
    }
    return step;
}

/* Pairs [step of one or -1, step of two or -1]: a longest common subsequence of the two windows. */
function align(one, two, first) {
    const left = Array.from({length: Math.min(COMPARE.window, one.length - first)}, (_, i) => first + i);
    const right = Array.from({length: Math.min(COMPARE.window, two.length - first)}, (_, i) => first + i);
    const leftKeys = left.map((step) => signature(one, step));
    const rightKeys = right.map((step) => signature(two, step));
    const most = Array.from({length: left.length + 1}, () => new Int32Array(right.length + 1));
    for (let i = left.length - 1; i >= 0; i--) {
        for (let j = right.length - 1; j >= 0; j--) {
            most[i][j] =
                leftKeys[i] === rightKeys[j]
                    ? most[i + 1][j + 1] + 1
                    : Math.max(most[i + 1][j], most[i][j + 1]);
        }
    }
    const pairs = [];
    let i = 0;
    let j = 0;
    while (i < left.length || j < right.length) {
        if (i < left.length && j < right.length && leftKeys[i] === rightKeys[j]) {
            pairs.push([left[i++], right[j++]]);
        } else if (j >= right.length || (i < left.length && most[i + 1][j] >= most[i][j + 1])) {
            pairs.push([left[i++], -1]);
        } else {
            pairs.push([-1, right[j++]]);
        }
    }
    return pairs;
}

function verdictOf(run) {
    return run.findings.length > 0 ? `✗ ${plural(run.findings.length, "finding")}` : "✓ no finding";
}

function summaryTable(one, two) {
    const facts = (run) => [
        baseName(run.program),
        verdictOf(run),
        String(run.length),
        String(run.ops.site.length),
        String(run.objects.number.length),
        run.end ? String(run.end.live) : "unknown: no end",
    ];
    const rows = ["program", "verdict", "steps", "operations", "objects", "left at the end"].map(
        (name, i) => ({
            cells: [name, facts(one)[i], facts(two)[i]],
        }),
    );
    return el(
        "div",
        {class: "panel scroll"},
        table("The two runs", [{name: ""}, {name: "this run"}, {name: "the other run"}], rows),
    );
}

function compareView(one, two, page) {
    const first = firstDifference(one, two);
    if (first === one.length && first === two.length) {
        return el("div", {}, summaryTable(one, two), el("p", {}, "✓ The runs are the same, step by step."));
    }
    const start = Math.max(0, first - COMPARE.before);
    const say = (run, step) =>
        step < 0 ? "" : `${step + 1}. ${sentenceOf(run, step)} (${run.place(run.siteOf[step])})`;
    const rows = align(one, two, start).map(([left, right]) => ({
        cells: [left < 0 || right < 0 ? "≠" : "=", say(one, left), say(two, right)],
        look: (left < 0 || right < 0) && "odd-one",
        choose: left >= 0 ? () => page.go(left, one.objectOf[left], "steps") : undefined,
    }));
    return el(
        "div",
        {},
        summaryTable(one, two),
        el(
            "p",
            {},
            `The first ${plural(first, "step")} are the same. The first that differs: `,
            el("strong", {}, first < one.length ? sentenceOf(one, first) : "this run has ended"),
            ", in the other run: ",
            el("strong", {}, first < two.length ? sentenceOf(two, first) : "it has ended"),
            ".",
        ),
        el(
            "div",
            {class: "panel scroll", style: "max-height:none"},
            table(
                `From step ${start + 1} on, aligned; ≠ is in one run only`,
                [{name: ""}, {name: "this run"}, {name: "the other run"}],
                rows,
            ),
        ),
    );
}
