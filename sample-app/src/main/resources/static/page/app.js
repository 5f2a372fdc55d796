// What comes from the server goes to each part of the page.
import {connect} from './connection.js';
import {History} from './history.js';
import {showGroups} from './groups.js';
import {Plots} from './plots.js';
import {showTimeline} from './timeline.js';
import {showStragglers, showTasks} from './tasks.js';
import {takeOrders} from './orders.js';

const history = new History();
const plots = new Plots(history);

connect(snapshot => {
    history.add(snapshot);
    showGroups(snapshot, history);
    plots.draw();
    showTimeline(snapshot);
    showTasks(snapshot);
    showStragglers(snapshot);
});
takeOrders();
