// What the pages need beyond htmx: asking before harm, saying that something is under way, copying, and telling an outage.
(() => {
  const offline = away => {
    const banner = document.getElementById('offline');
    if (banner) banner.hidden = !away;
  };

  document.addEventListener('htmx:sendError', () => offline(true));
  document.addEventListener('htmx:responseError', event => offline(event.detail.xhr.status >= 500));
  document.addEventListener('htmx:afterRequest', event => { if (event.detail.successful) offline(false); });

  document.addEventListener('click', async event => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.dataset.confirm && !window.confirm(button.dataset.confirm)) {
      event.preventDefault();
    } else if (button.dataset.copy) {
      const source = document.getElementById(button.dataset.copy);
      if (navigator.clipboard) { // only over HTTPS and on this machine
        await navigator.clipboard.writeText(source.textContent);
        button.textContent = 'Copied';
      } else {
        getSelection().selectAllChildren(source);
      }
    }
  });

  document.addEventListener('submit', event => {
    const button = event.submitter;
    if (!button) return;
    // In the next turn, since a disabled button is not submitted.
    setTimeout(() => {
      button.disabled = true;
      if (button.dataset.busy) button.textContent = button.dataset.busy;
    });
  });

  // A page that comes back from the browser's memory must not keep its buttons disabled.
  window.addEventListener('pageshow', event => { if (event.persisted) location.reload(); });

  // A page that shows itself anew leaves selected text and a voice note that plays alone, and the keyboard's focus where it was.
  const same = element => `${element.tagName} ${element.id || element.getAttribute('href') || element.form?.action || ''} ${element.textContent}`;
  const focusable = root => [...root.querySelectorAll('a, button, input, select, textarea')];
  let focused = null;
  document.addEventListener('htmx:beforeSwap', event => {
    const selection = getSelection();
    const plays = [...event.detail.target.querySelectorAll('audio, video')].some(it => !it.paused);
    if (plays || (!selection.isCollapsed && event.detail.target.contains(selection.anchorNode))) {
      event.detail.shouldSwap = false;
      return;
    }
    const active = document.activeElement;
    focused = null;
    if (active && event.detail.target.contains(active)) {
      const alike = focusable(event.detail.target).filter(element => same(element) === same(active));
      focused = { what: same(active), place: alike.indexOf(active) };
    }
  });
  document.addEventListener('htmx:afterSettle', () => {
    const live = document.getElementById('live');
    if (!focused || !live) return;
    const alike = focusable(live).filter(element => same(element) === focused.what);
    (alike[focused.place] ?? alike[0])?.focus({ preventScroll: true });
    focused = null;
  });

  // A transcript stays at its end while it grows, unless somebody has scrolled up to read.
  const transcript = () => document.getElementById('transcript');
  let place = null;
  const settle = () => {
    if (transcript()) transcript().scrollTop = place ?? transcript().scrollHeight;
  };
  document.addEventListener('htmx:beforeSwap', () => {
    const list = transcript();
    place = list && list.scrollTop + list.clientHeight < list.scrollHeight - 20 ? list.scrollTop : null;
  });
  document.addEventListener('htmx:afterSettle', settle);
  settle();
})();
