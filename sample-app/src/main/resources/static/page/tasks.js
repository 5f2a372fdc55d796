// What is in flight by name, and what did not end in time.
import {element, seconds} from './text.js';

const MAX_TASKS = 20;

const tasks = document.getElementById('tasks');
const stragglers = document.getElementById('stragglers');

export function showTasks({groups}) {
    const oldest = groups
        .flatMap(group => group.tasks.map(task => ({...task, group: group.name})))
        .sort((a, b) => b.age - a.age)
        .slice(0, MAX_TASKS);
    tasks.tBodies[0].replaceChildren(...oldest.map(({name, group, age, startedBy, outlives}) => {
        const row = element('tr');
        row.append(
            element('td', '', name),
            element('td', '', group),
            element('td', '', startedBy ? startedBy + (outlives ? ', which has ended' : '') : '–'),
            element('td', 'number', seconds(age)));
        return row;
    }));
    showEmpty('tasks', !oldest.length);
}

let shown = '';

export function showStragglers({groups}) {
    const all = groups.flatMap(group => group.stragglers.map(straggler => ({...straggler, group: group.name})));
    if (shown !== JSON.stringify(all)) {
        shown = JSON.stringify(all);
        stragglers.replaceChildren(...all.map(straggler));
    }
    showEmpty('stragglers', !all.length);
}

function straggler({name, group, age, sinceStop, interrupted, frame}) {
    const made = element('li');
    made.append(
        element('strong', 'name', name),
        element('span', 'of', group),
        element('span', 'signalled', `age ${seconds(age)}, signalled ${seconds(sinceStop)} before, `
            + (interrupted ? 'interrupted' : 'not interrupted')));
    if (frame) made.append(element('code', 'frame', `at ${frame}`));
    return made;
}

function showEmpty(id, isEmpty) {
    document.getElementById(id).hidden = isEmpty;
    document.getElementById(`${id}-empty`).hidden = !isEmpty;
}
