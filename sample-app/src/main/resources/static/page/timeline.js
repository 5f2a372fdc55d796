// The events of the shutdown, by the names that the documentation and the log give them. Only what is new is added, and so read out.
import {element} from './text.js';

const list = document.getElementById('timeline');
const empty = document.getElementById('timeline-empty');

let first;

export function showTimeline({timeline}) {
    if (timeline.length < list.children.length || timeline[0]?.at !== first) {
        list.replaceChildren(); // another process, or what was first is not kept any more
        first = timeline[0]?.at;
    }
    const start = (timeline.find(({event}) => event === 'close') ?? timeline[0])?.at;
    for (const entry of timeline.slice(list.children.length)) list.append(item(entry, start));
    empty.hidden = timeline.length > 0;
}

function item({at, event, group, message}, start) {
    const made = element('li');
    made.dataset.event = event;
    if (group) made.dataset.group = group;
    made.append(
        element('span', 'at', `${at < start ? '−' : '+'}${(Math.abs(at - start) / 1000).toFixed(3)} s`),
        element('span', 'event', event),
        element('span', 'message', message));
    return made;
}
