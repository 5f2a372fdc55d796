// A card for each group.
import {count, perSecond, seconds, swatch} from './text.js';

const list = document.getElementById('groups');
const template = document.getElementById('group');
const cards = new Map();

export function showGroups(snapshot, history) {
    snapshot.groups.forEach((group, index) => {
        if (!cards.has(group.name)) cards.set(group.name, addCard(group.name, index));
        fill(cards.get(group.name), group, snapshot.at, history.latest(group.name, 'rate'));
    });
}

function addCard(name, index) {
    const card = template.content.firstElementChild.cloneNode(true);
    card.dataset.group = name;
    card.querySelector('.name').textContent = name;
    card.querySelector('.swatch').className = swatch(index);
    list.append(card);
    return card;
}

function fill(card, group, now, rate) {
    const set = (selector, text) => {
        const place = card.querySelector(selector);
        if (place.textContent !== text) place.textContent = text;
    };
    const state = stateOf(group);
    const [oldest] = group.tasks;
    set('.state', state);
    card.querySelector('.state').dataset.state = state;
    set('.active strong', count(group.active));
    set('.rate', perSecond(rate));
    set('.oldest', oldest ? `${oldest.name} for ${seconds(oldest.age)}` : '–');
    set('.accepted', count(group.accepted));
    set('.completed', count(group.completed));
    set('.failed', count(group.failed));
    set('.refused', count(group.refused));
    set('.timeout', seconds(group.timeout));
    showDrain(card.querySelector('.drain'), group, now);
}

function stateOf(group) {
    if (group.drain) return 'draining';
    if (group.state !== 'stopped') return group.state;
    return group.stragglers.length ? 'timed out' : 'drained';
}

function showDrain(place, group, now) {
    place.hidden = !group.drain;
    if (!group.drain) return;
    const {since, time, activeAtStart} = group.drain;
    place.querySelector('progress').value = Math.min(1, (now - since) / Math.max(1, time));
    place.querySelector('progress').setAttribute('aria-label', `time of the drain of ${group.name} that is used`);
    place.querySelector('p').textContent =
        `${count(group.active)} left, ${count(activeAtStart)} at the start, ${seconds(Math.max(0, since + time - now))} to go`;
}
