// The stream of snapshots. When it is lost the page keeps the last picture, says so, and tries again.
const AGAIN_AFTER = 2000;

const connection = document.getElementById('connection');
const notice = document.getElementById('notice');

export function connect(onSnapshot) {
    const live = new EventSource('/live');
    const again = () => {
        live.close();
        setTimeout(connect, AGAIN_AFTER, onSnapshot);
    };
    live.addEventListener('snapshot', event => {
        show('live', '');
        onSnapshot(JSON.parse(event.data));
    });
    live.addEventListener('end', event => {
        const last = JSON.parse(event.data);
        onSnapshot(last);
        show('ended', `${outcome(last)} The server stops now; this is the last picture.`);
        again();
    });
    live.addEventListener('error', () => {
        if (connection.dataset.state !== 'ended') {
            show('lost', `No connection since ${new Date().toLocaleTimeString()}. This is the last picture; trying again.`);
        }
        again();
    });
}

function outcome({groups}) {
    const timedOut = groups.filter(group => group.stragglers.length).map(group => group.name);
    return timedOut.length ? `All groups have drained but ${timedOut.join(', ')}.` : 'The groups have drained.';
}

function show(state, message) {
    if (connection.dataset.state === state) return;
    connection.dataset.state = state;
    connection.textContent = state;
    notice.textContent = message;
    notice.hidden = !message;
}
