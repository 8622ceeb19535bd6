/* The exercise: before a count is shown, it is asked for.  Answers are counted in the page and go nowhere. */

class Exercise {
    constructor(run, page) {
        this.run = run;
        this.page = page;
        this.isOn = false;
        this.asked = 0;
        this.right = 0;
        this.answered = new Set();
        this.element = el("div", {});
    }

    toggle() {
        this.isOn = !this.isOn;
        document.body.classList.toggle("exercising", this.isOn);
        if (this.isOn && !this.isAsking()) {
            this.next();
        } else {
            this.page.show();
        }
    }

    /* The step's count is hidden until it has been answered. */
    isAsking() {
        const {step} = this.page;
        return this.isOn && this.run.changesCount(step) && !this.answered.has(step);
    }

    hides(object) {
        return this.isAsking() && object === this.run.objectOf[this.page.step];
    }

    next() {
        const step = this.run.seek(
            this.page.step,
            1,
            (i) => this.run.changesCount(i) && !this.run.isImmortal(this.run.objectOf[i]),
        );
        if (step >= 0) {
            this.page.go(step, this.run.objectOf[step]);
        }
    }

    answer(text) {
        const {step} = this.page;
        if (!/^\d+$/.test(text.trim())) {
            return;
        }
        const isRight = Number(text) === this.run.after[step];
        this.asked++;
        this.right += isRight;
        this.answered.add(step);
        this.last = {step, isRight, text: text.trim()};
        this.page.show();
        this.element.querySelector("button")?.focus();
    }

    show() {
        this.element.replaceChildren(...(this.isOn ? [this.panel()] : []));
        if (this.isAsking()) {
            this.element.querySelector("input").focus({preventScroll: true});
        }
    }

    panel() {
        return el(
            "div",
            {class: "panel event exercise"},
            el("h2", {}, `Exercise: ${this.right} of ${this.asked} right`),
            this.isAsking() ? this.question() : this.reply(),
        );
    }

    question() {
        const object = this.run.objectOf[this.page.step];
        const input = el("input", {id: "guess", inputmode: "numeric", autocomplete: "off"});
        const submit = (event) => {
            event.preventDefault();
            this.answer(input.value);
        };
        return el(
            "form",
            {onsubmit: submit},
            el(
                "label",
                {for: "guess"},
                `The count of ${this.run.fullName(object)} was ` +
                    `${this.run.before(this.page.step)}. What is it after this step?`,
            ),
            input,
            el("button", {type: "submit"}, "Answer"),
        );
    }

    reply() {
        const more = el(
            "form",
            {onsubmit: (event) => event.preventDefault()},
            el("button", {type: "button", onclick: () => this.next()}, "Next question"),
        );
        if (this.last?.step !== this.page.step) {
            return more;
        }
        const {isRight, text} = this.last;
        const count = this.run.after[this.page.step];
        const letter = this.run.letter(this.page.step);
        const why = letter ? ` ${letter}: ${LETTER_WORDS[letter]}.` : "";
        return el(
            "div",
            {},
            el(
                "p",
                {class: `answer ${isRight ? "right" : "wrong"}`, role: "status"},
                `${isRight ? "✓ Right" : `✗ Not ${text}`}: it is ${count}.${why}`,
            ),
            more,
        );
    }
}
