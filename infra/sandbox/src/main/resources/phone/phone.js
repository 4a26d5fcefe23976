// The page: who writes to whom, what is pressed, and the feed that tells what came of it.
import { Chat } from '/chat.js';
import { Journeys } from '/journeys.js';

const byId = id => document.getElementById(id);
const journeys = new Journeys(byId('journeys'), byId('empty'));
const names = new Map();
let run = null;

const post = async (path, body) => {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => null);
  byId('connection').textContent = answer?.ok ? '' : 'That could not be sent: is ./dev run still up?';
};

const chat = new Chat(byId('chat'), byId('presence'), (client, from, kind, id, text, answerTo) =>
  post('/messages', { client, contact: from, kind, how: 'once', text, id, answerTo }));

const contact = () => document.querySelector('input[name=customer]:checked')?.value;

const send = (kind, how, fallback) => {
  const text = byId('text').value.trim() || fallback;
  if (kind === 'text' && !text) return;
  byId('text').value = '';
  post('/messages', { client: byId('client').value, contact: contact(), kind, how, text });
};

const look = () => {
  const client = byId('client').value;
  byId('avatar').textContent = (names.get(client) ?? '?').slice(0, 1).toUpperCase();
  chat.show(client, contact());
  document.querySelectorAll('#people label').forEach(label => {
    label.classList.toggle('unread', chat.unread(client, label.querySelector('input').value));
  });
  [...byId('client').options].forEach(option => {
    const waits = option.value !== client && chat.unreadOf(option.value);
    option.textContent = names.get(option.value) + (waits ? ' •' : '');
  });
};

const hello = ({ run: now, clients, customers, workerAtHand }) => {
  if (run !== null && run !== now) location.reload();
  if (run !== null) return;
  run = now;
  byId('kill').hidden = !workerAtHand;
  clients.forEach(({ id, name, number }) => {
    names.set(id, `${name} (+${number})`);
    byId('client').add(new Option(names.get(id), id));
  });
  customers.forEach(({ contact: value, name, phone }, i) => {
    names.set(value, name);
    const input = Object.assign(document.createElement('input'), { type: 'radio', name: 'customer', value, checked: i === 0 });
    const label = document.createElement('label');
    label.title = phone || 'hides the phone number behind a username';
    label.append(input, name);
    byId('people').append(label);
  });
  look();
};

const weather = ({ on, workerIsDown }) => {
  document.querySelectorAll('[data-switch]').forEach(button => {
    button.setAttribute('aria-pressed', on.includes(button.dataset.switch));
  });
  byId('kill').disabled = workerIsDown;
  byId('kill').textContent = workerIsDown ? 'The worker is dead…' : 'Kill the worker';
};

const listen = () => {
  const feed = new EventSource('/feed');
  const on = (name, handle) => feed.addEventListener(name, event => handle(JSON.parse(event.data)));
  feed.onopen = () => { byId('connection').textContent = ''; };
  feed.onerror = () => { byId('connection').textContent = 'The connection is lost; trying again…'; };
  on('hello', hello);
  on('weather', weather);
  on('said', said => { chat.said(said); look(); });
  on('reply', reply => { chat.reply(reply); look(); });
  on('tick', tick => { chat.tick(tick); look(); });
  on('journey', journey => journeys.begin(journey, names));
  on('step', step => journeys.step(step));
};

byId('composer').addEventListener('submit', event => { event.preventDefault(); send('text', 'once', ''); });
byId('client').addEventListener('change', look);
byId('people').addEventListener('change', look);
document.querySelectorAll('[data-kind]').forEach(button =>
  button.addEventListener('click', () => send(button.dataset.kind, 'once', '')));
document.querySelectorAll('[data-action]').forEach(button =>
  button.addEventListener('click', () => {
    const text = byId('text').value.trim();
    byId('text').value = '';
    post('/actions', { client: byId('client').value, contact: contact(), action: button.dataset.action, text });
  }));
const words = { 'three-times': 'Did you get this?', 'out-of-order': 'This I wrote first', forged: 'I am not from Meta' };
document.querySelectorAll('[data-how]').forEach(button =>
  button.addEventListener('click', () => send('text', button.dataset.how, words[button.dataset.how])));
document.querySelectorAll('[data-switch]').forEach(button =>
  button.addEventListener('click', () =>
    post('/switches', { name: button.dataset.switch, on: button.getAttribute('aria-pressed') !== 'true' })));
byId('kill').addEventListener('click', () => post('/kill-worker', {}));
listen();
