// Draws per version over time: CTR above, conversion below it. Conversion is often ten times CTR; on one axis CTR would lie flat on the floor.
// Shaded bands say which picture was seen live when. The same numbers stand in the table beside the chart.
(() => {
  const palette = ['#066fd1', '#d6336c', '#0ca678', '#f76707', '#7048e8', '#495057'];

  function draw(element) {
    const { points = [], bands = [], completeUpTo } = JSON.parse(element.dataset.figures);
    const versions = [...new Set(points.map(point => point.version))];
    const colour = version => palette[Math.max(0, versions.indexOf(version)) % palette.length];
    const metrics = [['ctr', element.dataset.ctr], ['conversion', element.dataset.conversion]]
      .filter(([metric]) => points.some(point => point[metric] != null));
    const areas = bands.map(band => [
      { name: band.version ?? element.dataset.foreign, xAxis: band.from, itemStyle: { color: band.version ? colour(band.version) : '#868e96', opacity: 0.07 } },
      { xAxis: band.to },
    ]);
    const dates = points.map(point => point.date).concat(bands.map(band => band.from), bands.map(band => band.to)).sort();
    // Days after the last complete one still change: they lie right of the line.
    const stillOpen = completeUpTo && dates.at(-1) > completeUpTo
      ? { silent: true, symbol: 'none', lineStyle: { type: 'dashed', color: '#868e96' }, label: { formatter: `${element.dataset.incomplete} →`, position: 'end', distance: 2, fontSize: 10 }, data: [{ xAxis: completeUpTo }] }
      : undefined;
    const percent = value => `${(value * 100).toFixed(2)} %`;
    const room = 100 / metrics.length;
    const chart = echarts.init(element);
    chart.setOption({
      tooltip: { trigger: 'axis', valueFormatter: value => (value == null ? '–' : percent(value)) },
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      legend: { type: 'scroll', bottom: 0 },
      grid: metrics.map((_, row) => ({ left: 64, right: 16, top: `${row * room * 0.9 + 7}%`, height: `${room * 0.9 - 16}%` })),
      xAxis: metrics.map((_, row) => ({ type: 'time', gridIndex: row, min: dates[0], max: dates.at(-1) })),
      yAxis: metrics.map(([, name], row) => ({ type: 'value', gridIndex: row, name, nameTextStyle: { align: 'left', fontWeight: 'bold' }, axisLabel: { formatter: percent }, min: 0 })),
      series: metrics.flatMap(([metric], row) => versions.map((version, at) => ({
        name: version,
        type: 'line',
        xAxisIndex: row,
        yAxisIndex: row,
        showSymbol: true,
        symbolSize: 4,
        itemStyle: { color: colour(version) },
        lineStyle: { color: colour(version) },
        data: points.filter(point => point.version === version && point[metric] != null).map(point => [point.date, point[metric]]),
        markLine: at === 0 ? stillOpen : undefined,
        markArea: at === 0 ? { silent: true, label: { fontSize: 10 }, data: areas } : undefined,
      }))),
    });
    new ResizeObserver(() => chart.resize()).observe(element);
  }

  document.querySelectorAll('[data-figures]').forEach(draw);
})();
