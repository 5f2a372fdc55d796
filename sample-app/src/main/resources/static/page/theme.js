// Light or dark: as the system has it, until somebody chooses. Runs before anything is painted.
const theme = (() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const root = document.documentElement;
    const stored = localStorage.getItem('theme');
    if (stored) root.dataset.theme = stored;

    const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : system.matches;

    const notify = () => {
        document.getElementById('theme').setAttribute('aria-pressed', isDark());
        document.dispatchEvent(new Event('theme'));
    };

    addEventListener('DOMContentLoaded', () => {
        system.addEventListener('change', notify);
        document.getElementById('theme').addEventListener('click', () => {
            root.dataset.theme = isDark() ? 'light' : 'dark';
            localStorage.setItem('theme', root.dataset.theme);
            notify();
        });
        notify();
    });
})();
