// The way of each message: six stages that light up, and below them every single thing that was seen.
const STAGES = ['webhook', 'confirm', 'route', 'claim', 'ask', 'send'];
const RANK = { note: 0, begun: 1, late: 2, done: 3, lost: 4 };
const OPEN = 3; // so many of the newest are unfolded
const KEPT = 100;

const element = (name, className, text) => {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

const span = ms => (ms < 10_000 ? `${Math.max(0, ms).toFixed(ms < 100 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(1)} s`);

export class Journeys {
  #list;
  #empty;
  #journeys = new Map();

  constructor(list, empty) {
    this.#list = list;
    this.#empty = empty;
  }

  begin({ wamid, client, contact, title }, names) {
    this.#empty.hidden = true;
    const card = element('li', 'journey');
    card.dataset.wamid = wamid;
    const details = element('details', '');
    details.open = true;
    const summary = element('summary', '');
    const who = names.has(client) ? `${names.get(contact) ?? 'somebody'} to ${names.get(client)}` : 'a webhook';
    const head = element('div', 'head');
    const outcome = element('span', 'outcome', 'on its way');
    head.append(element('span', 'title', title), element('span', 'who', who), outcome);
    const stages = element('ol', 'stages');
    const chips = new Map(STAGES.map(stage => {
      const chip = element('li', 'stage idle', stage);
      chip.append(element('small', '', ''));
      stages.append(chip);
      return [stage, chip];
    }));
    summary.append(head, stages);
    const steps = element('ol', 'steps');
    details.append(summary, steps);
    card.append(details);
    this.#list.prepend(card);
    this.#journeys.set(wamid, { card, details, outcome, chips, steps, seen: [], start: null });
    this.#fold();
  }

  #fold() {
    [...this.#list.children].slice(OPEN).forEach(card => { card.firstChild.open = false; });
    [...this.#list.children].slice(KEPT).forEach(card => {
      this.#journeys.delete(card.dataset.wamid);
      card.remove();
    });
  }

  step(step) {
    const journey = this.#journeys.get(step.wamid);
    if (!journey) return;
    journey.seen.push(step);
    journey.seen.sort((one, other) => one.at - other.at);
    journey.start = journey.seen[0].at;
    journey.steps.replaceChildren(...journey.seen.map(one => this.#line(one, journey.start)));
    STAGES.forEach(stage => this.#light(journey, stage));
    this.#conclude(journey);
  }

  #line(step, start) {
    const line = element('li', `step ${step.tone}`);
    line.append(
      element('time', '', `+${span(step.at - start)}`),
      element('span', `source ${step.source.toLowerCase()}`, step.source),
      element('span', 'what', step.text));
    if (step.told.length) line.append(this.#told(step.told));
    return line;
  }

  /** The conversation as the AI was told it, the question last. */
  #told(turns) {
    const list = element('ol', 'told');
    list.setAttribute('aria-label', 'What the AI was told');
    turns.forEach(({ role, words }) => {
      const turn = element('li', role);
      turn.append(element('span', 'role', `${role}: `), words);
      list.append(turn);
    });
    return list;
  }

  /** The last word counts, but a note says nothing about how a stage goes. */
  #light(journey, stage) {
    const chip = journey.chips.get(stage);
    const said = journey.seen.filter(step => step.stage === stage && RANK[step.tone] > 0);
    const last = said.at(-1);
    chip.className = `stage ${last ? last.tone : 'idle'}`;
    chip.lastChild.textContent = last ? `+${span(last.at - journey.start)}` : '';
  }

  #conclude(journey) {
    const last = journey.seen.filter(step => RANK[step.tone] > 0).at(-1);
    const answered = journey.seen.findLast(step => step.stage === 'send' && step.tone === 'done');
    const lost = last?.tone === 'lost';
    const late = last?.tone === 'late';
    const refused = lost && last.stage === 'confirm';
    const text = refused ? 'refused' : lost ? 'given up' : answered ? `answered in ${span(answered.at - journey.start)}` : late ? 'waiting' : 'on its way';
    journey.outcome.textContent = text;
    journey.outcome.className = `outcome ${lost ? 'lost' : answered ? 'done' : late ? 'late' : 'begun'}`;
  }
}
