// Three plots with a line for each group. Colours are those of the style sheet, so they follow the theme.
import {element, perSecond, seconds, swatch} from './text.js';

const SHORTEST = 10; // seconds; until there is more, so that the first lines can be seen
const HEIGHT = 150;

const UP_FROM_ZERO = {
    scale: {range: (_, from, to) => [0, Math.max(1, (to ?? 0) * 1.1)]},
    axis: {incrs: [1, 2, 5].flatMap(step => [step, step * 10, step * 100, step * 1000]).sort((a, b) => a - b)},
};

/** Some tasks last as long as the application, and others no time. */
const POWERS_OF_TEN = {
    scale: {distr: 3, range: (_, from, to) => [0.01, 10 ** Math.max(1, Math.ceil(Math.log10(to ?? 1)))]},
    axis: {filter: powersOfTen, values: (_, at) => at.map(value => value === null ? '' : String(value))},
    grid: {filter: powersOfTen},
};

const legend = document.getElementById('legend');

export class Plots {
    #history;
    #groups = [];
    #plots = [];

    constructor(history) {
        this.#history = history;
        document.addEventListener('theme', () => this.#plots.forEach(plot => plot.uplot.redraw(false)));
    }

    draw() {
        const groups = this.#history.groups;
        if (groups.join() !== this.#groups.join()) {
            this.#groups = groups;
            this.#rebuild();
        }
        const x = this.#history.seconds;
        for (const {uplot, place, what, format} of this.#plots) {
            uplot.setData([x, ...groups.map(group => this.#history.series(group, what))]);
            place.setAttribute('aria-label',
                groups.map(group => `${group}: ${format(this.#history.latest(group, what))}`).join(', '));
        }
    }

    #rebuild() {
        const swatches = this.#groups.map((_, index) => element('span', swatch(index)));
        legend.replaceChildren(...this.#groups.map((group, index) => {
            const entry = element('span', 'entry');
            entry.append(swatches[index], group);
            return entry;
        }));
        this.#plots.forEach(plot => plot.close());
        this.#plots = [
            open('plot-active', 'active', String, swatches, UP_FROM_ZERO),
            open('plot-rate', 'rate', perSecond, swatches, UP_FROM_ZERO),
            open('plot-age', 'age', age => seconds((age ?? 0) * 1000), swatches, POWERS_OF_TEN),
        ];
    }
}

function open(id, what, format, swatches, y) {
    const place = document.getElementById(id);
    const colour = (of, property) => getComputedStyle(of)[property];
    const axis = {
        stroke: () => colour(place, 'color'),
        grid: {stroke: () => colour(place, 'borderTopColor'), width: 1},
        ticks: {show: false},
        font: '12px system-ui, sans-serif',
    };
    const uplot = new uPlot({
        width: place.clientWidth,
        height: HEIGHT,
        legend: {show: false},
        cursor: {show: false},
        scales: {
            x: {time: false, range: (_, from) => [Math.min(from ?? 0, -SHORTEST), 0]},
            y: y.scale,
        },
        axes: [
            {...axis, size: 28, space: 56, incrs: [5, 10, 20, 30, 60], values: (_, at) => at.map(ago)},
            {...axis, size: 40, space: 30, ...y.axis, grid: {...axis.grid, ...y.grid}},
        ],
        series: [{}, ...swatches.map(of => ({
            stroke: () => colour(of, 'backgroundColor'),
            width: 2,
            points: {show: false},
        }))],
    }, [[], ...swatches.map(() => [])], place);
    const resized = new ResizeObserver(() => uplot.setSize({width: place.clientWidth, height: HEIGHT}));
    resized.observe(place);
    const close = () => {
        resized.disconnect();
        uplot.destroy();
    };
    return {uplot, place, what, format, close};
}

function powersOfTen(_, splits) {
    return splits.map(value => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-6 ? value : null);
}

const ago = second => second ? `${second} s` : 'now';
