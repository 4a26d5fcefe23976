// The chats of the phone, one for each client and customer, drawn as a telephone draws them.
const ORDER = ['sending', 'sent', 'delivered', 'read'];
const TYPING_MS = 25_000; // Meta takes the indicator away after this long
const WHAT = { image: 'Photo', voice: 'Voice note', location: 'Location', button: 'Button reply', list: 'Chosen from the list', form: 'Form', video: 'Video', audio: 'Sound', document: 'Document', sticker: 'Sticker', contacts: 'Contact', template: 'Template', edit: 'Edited', delete: 'Deleted', group: 'In a group', number: 'New number', echo: 'A person' };

const element = (name, className, text) => {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

const tickMark = tick => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 20 12');
  svg.setAttribute('class', `tick ${tick}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', tick);
  const shapes = {
    sending: 'M8 1.5a4.5 4.5 0 1 0 .01 0M8 3.5V6l2 1',
    sent: 'M4 6.5l3.5 3.5L14 2.5',
    failed: 'M10 2v5M10 9.2v.8',
  };
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', shapes[tick] ?? 'M1 6.5L4.5 10 11 2.5M8.2 8.7L9.5 10 16 2.5');
  svg.append(path);
  return svg;
};

const option = (text, title, press) => {
  const made = element('button', 'option', text);
  made.type = 'button';
  if (title) made.title = title;
  made.addEventListener('click', press);
  return made;
};

/** What a reply that is more than text looks like, by Meta's own objects; what is chosen goes to answer(kind, id, text). */
const drawn = ({ kind, content }, answer) => {
  const parts = [];
  const words = text => { if (text) parts.push(element('span', 'text', text)); };
  switch (kind) {
    case 'image': case 'video': case 'document':
      if (kind === 'image' && content.id) {
        parts.push(Object.assign(element('img', 'picture'), { src: `/media/${encodeURIComponent(content.id)}`, alt: content.caption ?? 'a photo' }));
      }
      words(content.caption ?? content.filename);
      break;
    case 'location':
      words([content.name, content.address, `${content.latitude}, ${content.longitude}`].filter(Boolean).join('\n'));
      break;
    case 'contacts':
      content.forEach(card => words([card.name?.formatted_name, ...(card.phones ?? []).map(one => one.phone)].filter(Boolean).join('\n')));
      break;
    case 'template':
      words(content.name);
      break;
    case 'reaction':
      words(content.emoji);
      break;
    case 'interactive': {
      if (content.header?.type && content.header.type !== 'text') parts.push(element('span', 'kind', WHAT[content.header.type]));
      words(content.header?.text);
      words(content.body?.text);
      words(content.footer?.text);
      const { action } = content;
      action.buttons?.forEach(({ reply }) => parts.push(option(reply.title, '', () => answer('button', reply.id, reply.title))));
      action.sections?.forEach(({ title, rows }) => {
        if (title) parts.push(element('strong', 'section', title));
        rows.forEach(row => {
          const made = option(row.title, row.description, () => answer('list', row.id, row.title));
          if (row.description) made.append(element('small', '', row.description));
          parts.push(made);
        });
      });
      if (content.type === 'flow') parts.push(form(action.parameters.flow_cta, answer));
      if (content.type === 'cta_url') parts.push(element('span', 'text link', `${action.parameters.display_text}: ${action.parameters.url}`));
      break;
    }
  }
  return parts;
};

/** A demo of a flow: two fields, which come back in the JSON that Meta sends. */
const form = (label, answer) => {
  const made = element('form', 'flow');
  const guests = Object.assign(element('input', ''), { name: 'guests', type: 'number', min: 1, max: 20, value: 2, ariaLabel: 'guests' });
  const date = Object.assign(element('input', ''), { name: 'date', type: 'date', value: '2026-12-24', ariaLabel: 'date' });
  made.append(guests, date, element('button', 'option', label || 'Send'));
  made.addEventListener('submit', event => {
    event.preventDefault();
    answer('form', '', JSON.stringify({ flow_token: 'of the demo', guests: guests.value, date: date.value }));
  });
  return made;
};

export class Chat {
  #list;
  #answer;
  #presence;
  #chats = new Map();
  #byWamid = new Map();
  #shown = null;

  /** @param answer is given (client, contact, kind, id, text, wamid) when something is chosen in a reply */
  constructor(list, presence, answer) {
    this.#answer = answer;
    this.#list = list;
    this.#presence = presence;
  }

  #chat(client, contact) {
    const key = `${client}|${contact}`;
    if (!this.#chats.has(key)) this.#chats.set(key, { key, client, contact, messages: [], typing: 0, unread: false });
    return this.#chats.get(key);
  }

  #add(chat, message) {
    chat.messages.push(message);
    this.#byWamid.set(message.wamid, { chat, message });
    if (chat === this.#shown) this.#draw(message);
  }

  said({ wamid, client, contact, kind, text, at }) {
    this.#add(this.#chat(client, contact), { wamid, mine: true, kind, text, at, tick: 'sent' });
  }

  reply({ wamid, client, contact, kind = 'text', text, at, content }) {
    const chat = this.#chat(client, contact);
    chat.typing = 0;
    chat.unread = chat !== this.#shown;
    this.#add(chat, { wamid, mine: false, kind, text, at, content });
    this.#presenceOf(chat);
  }

  /** A tick never goes back; one that reads a message reads those before it. */
  tick({ wamid, tick, typing }) {
    const found = this.#byWamid.get(wamid);
    if (!found || !found.message.mine) return;
    const { chat, message } = found;
    const upTo = tick === 'read' ? chat.messages.filter(one => one.mine && one.at <= message.at) : [message];
    upTo.filter(one => one.tick !== 'failed' && ORDER.indexOf(tick) > ORDER.indexOf(one.tick) || tick === 'failed')
      .forEach(one => {
        one.tick = tick;
        one.mark?.replaceWith(one.mark = tickMark(tick));
      });
    if (typing) {
      chat.typing = Date.now() + TYPING_MS;
      this.#presenceOf(chat);
      setTimeout(() => this.#presenceOf(chat), TYPING_MS + 50);
    }
  }

  unread(client, contact) {
    return this.#chat(client, contact).unread;
  }

  unreadOf(client) {
    return [...this.#chats.values()].some(chat => chat.client === client && chat.unread);
  }

  show(client, contact) {
    const chat = this.#chat(client, contact);
    chat.unread = false;
    if (chat === this.#shown) return;
    this.#shown = chat;
    this.#list.replaceChildren();
    chat.messages.forEach(message => this.#draw(message));
    this.#presenceOf(chat);
  }

  #presenceOf(chat) {
    if (chat !== this.#shown) return;
    const typing = chat.typing > Date.now();
    this.#presence.textContent = typing ? 'typing…' : 'online';
    this.#presence.classList.toggle('typing', typing);
    this.#list.querySelector('.dots')?.remove();
    if (typing) {
      const dots = element('li', 'bubble theirs dots');
      dots.setAttribute('aria-label', 'typing');
      dots.append(element('i', ''), element('i', ''), element('i', ''));
      this.#list.append(dots);
      this.#scroll();
    }
  }

  #draw(message) {
    const bubble = element('li', `bubble ${message.mine ? 'mine' : 'theirs'} ${message.kind}`);
    if (WHAT[message.kind]) bubble.append(element('span', 'kind', WHAT[message.kind]));
    if (message.text) bubble.append(element('span', 'text', message.text));
    if (!message.mine && message.kind !== 'text' && message.content) {
      const { client, contact } = this.#shown;
      bubble.append(...drawn(message, (kind, id, text) => this.#answer(client, contact, kind, id, text, message.wamid)));
    }
    const foot = element('span', 'foot', new Date(message.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
    if (message.mine) foot.append(message.mark = tickMark(message.tick));
    bubble.append(foot);
    this.#list.append(bubble);
    const dots = this.#list.querySelector('.dots');
    if (dots) this.#list.append(dots);
    this.#scroll();
  }

  #scroll() {
    this.#list.scrollTop = this.#list.scrollHeight;
  }
}
