// What was, for as long as the plots go back. Another process begins another history.
const KEPT_MILLIS = 120_000;
const RATE_MILLIS = 2_000;

export class History {
    #startedAt = 0;
    #samples = [];

    add(snapshot) {
        if (snapshot.startedAt !== this.#startedAt) {
            this.#startedAt = snapshot.startedAt;
            this.#samples = [];
        }
        const sample = {at: snapshot.at, groups: new Map()};
        const before = this.#samples.findLast(old => snapshot.at - old.at >= RATE_MILLIS) ?? this.#samples[0];
        for (const group of snapshot.groups) {
            sample.groups.set(group.name, {
                active: group.active,
                completed: group.completed,
                rate: rate(before, snapshot.at, group),
                age: group.tasks.length ? Math.max(group.tasks[0].age / 1000, 0.01) : null, // a gap if none is active
            });
        }
        this.#samples.push(sample);
        this.#samples = this.#samples.filter(old => snapshot.at - old.at <= KEPT_MILLIS);
    }

    get groups() {
        return [...this.#samples.at(-1)?.groups.keys() ?? []];
    }

    /** Seconds before the latest sample: from minus something to 0. */
    get seconds() {
        return this.#samples.map(sample => (sample.at - this.#samples.at(-1).at) / 1000);
    }

    series(group, what) {
        return this.#samples.map(sample => sample.groups.get(group)?.[what] ?? null);
    }

    latest(group, what) {
        return this.#samples.at(-1)?.groups.get(group)?.[what];
    }
}

function rate(before, now, group) {
    const completed = before?.groups.get(group.name)?.completed;
    return completed === undefined ? 0 : (group.completed - completed) * 1000 / (now - before.at);
}
