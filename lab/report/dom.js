/* Elements made by hand: nothing from the trace is ever read as HTML. */

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
        if (name.startsWith("on")) {
            element.addEventListener(name.slice(2), value);
        } else if (value !== false && value !== undefined) {
            element.setAttribute(name, value === true ? "" : value);
        }
    }
    element.append(
        ...children.flat().filter((child) => child !== "" && child !== undefined && child !== null),
    );
    return element;
}

function el(tag, attributes = {}, ...children) {
    return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
    return fill(document.createElementNS(SVG, tag), attributes, children);
}

function byId(id) {
    return document.getElementById(id);
}

function cut(text, length) {
    return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/* A table with a caption.  A column is {name, num}; a row is cells, and what to do when it is chosen. */
function table(caption, columns, rows) {
    const cell = (tag, i, content) => el(tag, {class: columns[i].num ? "num" : false}, content);
    return el(
        "table",
        {class: "data"},
        el("caption", {}, caption),
        el(
            "thead",
            {},
            el(
                "tr",
                {},
                columns.map((column, i) => cell("th", i, column.name)),
            ),
        ),
        el(
            "tbody",
            {},
            rows.map(({cells, look, choose}) => {
                const press = (event) => event.key === "Enter" && choose();
                const attributes = choose
                    ? {class: look, tabindex: 0, onclick: choose, onkeydown: press}
                    : {class: look};
                return el(
                    "tr",
                    attributes,
                    cells.map((content, i) => cell("td", i, content)),
                );
            }),
        ),
    );
}

function letterMark(letter) {
    return letter ? el("span", {class: `letter ${letter}`, title: LETTER_WORDS[letter]}, letter) : "";
}
