// Places orders, a few at a time, and counts the answers.
import {count} from './text.js';

const AT_A_TIME = 4;

const form = document.getElementById('orders');
const placed = document.getElementById('placed');
const answers = {accepted: 0, refused: 0, 'not answered': 0};

export function takeOrders() {
    form.addEventListener('submit', event => {
        event.preventDefault();
        const {item, quantity, count: orders} = Object.fromEntries(new FormData(form));
        const order = {item, quantity: Number(quantity)};
        let left = Number(orders);
        const placeAll = async () => {
            while (left-- > 0) record(await place(order));
        };
        for (let i = 0; i < AT_A_TIME; i++) placeAll();
    });
}

async function place(order) {
    try {
        const answer = await fetch('/orders', {
            method: 'POST',
            headers: {'Content-Type': 'application/json'},
            body: JSON.stringify(order),
        });
        return answer.ok ? 'accepted' : 'refused';
    } catch {
        return 'not answered';
    }
}

function record(answer) {
    answers[answer]++;
    placed.textContent = Object.entries(answers)
        .filter(([, number]) => number)
        .map(([name, number]) => `${count(number)} ${name}`)
        .join(', ');
}
