// How numbers are written.
export const seconds = millis => `${(millis / 1000).toFixed(millis < 100_000 ? 1 : 0)} s`;

export const perSecond = rate => rate.toFixed(rate < 10 ? 1 : 0);

export const count = number => number.toLocaleString('en');

/** The same series has the same colour everywhere. */
export const swatch = index => `swatch series-${index % 6 + 1}`;

export function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
}
