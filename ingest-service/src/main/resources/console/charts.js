// The charts of the traffic page, from the numbers that stand in the page; new numbers move the charts that are there.
(() => {
  const live = () => document.getElementById('live');
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const charts = [];

  const numbers = () => {
    const { items = [], from, to, bucket } = JSON.parse(live().dataset.series);
    if (!from) return { labels: [], of: () => [] };
    const hour = bucket === 'hour';
    const step = hour ? 3_600_000 : 86_400_000;
    const known = new Map(items.map(item => [Date.parse(item.bucket), item]));
    const times = [];
    for (let time = Math.floor(Date.parse(from) / step) * step; time < Date.parse(to); time += step) times.push(time);
    const words = hour ? { hour: '2-digit', minute: '2-digit' } : { month: 'short', day: 'numeric', timeZone: 'UTC' };
    return {
      labels: times.map(time => new Date(time).toLocaleString([], words)),
      of: (name, none) => times.map(time => known.get(time)?.[name] ?? none),
    };
  };

  const seconds = values => values.map(value => (value === null ? null : value / 1000));

  const line = (label, name, data) => ({
    type: 'line', label, data, borderColor: colour(name), backgroundColor: colour(name), tension: 0.25, pointRadius: 2, borderWidth: 2, spanGaps: false,
  });
  const bar = (label, name, data) => ({ type: 'bar', label, data, backgroundColor: colour(name), borderRadius: 3, maxBarThickness: 28 });

  const sets = {
    messages: given => [bar('Messages', 'chart-1', given.of('messagesIn', 0)), bar('Replies', 'chart-2', given.of('repliesOut', 0))],
    failures: given => [bar('Failures', 'chart-3', given.of('failures', 0))],
    times: given => [
      line('Median', 'chart-1', seconds(given.of('medianReplyMs', null))),
      line('95th percentile', 'chart-4', seconds(given.of('p95ReplyMs', null)))],
  };

  const options = name => {
    const ticks = { color: colour('quiet'), maxRotation: 0, autoSkipPadding: 12 };
    const whole = name === 'times' ? { callback: value => `${value} s` } : { precision: 0 };
    return {
      responsive: true, maintainAspectRatio: false, animation: false, interaction: { mode: 'index', intersect: false },
      plugins: { legend: { display: name !== 'failures', labels: { color: colour('ink'), boxWidth: 12 } } },
      scales: {
        x: { grid: { display: false }, ticks },
        y: { beginAtZero: true, suggestedMax: name === 'times' ? 1 : 5, grid: { color: colour('line') }, ticks: { ...ticks, ...whole } },
      },
    };
  };

  const draw = () => {
    charts.splice(0).forEach(chart => chart.destroy());
    const given = numbers();
    Object.keys(sets).forEach(name => {
      const canvas = document.getElementById(name);
      if (canvas) charts.push(new Chart(canvas, { data: { labels: given.labels, datasets: sets[name](given) }, options: options(name) }));
    });
  };

  const move = () => {
    const given = numbers();
    charts.forEach(chart => {
      chart.data.labels = given.labels;
      sets[chart.canvas.id](given).forEach((set, i) => { chart.data.datasets[i].data = set.data; });
      chart.update('none');
    });
  };

  if (!live()) return;
  draw();
  document.addEventListener('htmx:afterSettle', move);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
})();
