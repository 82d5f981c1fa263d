// Draws CTR and conversion per version over time; shaded bands say which picture was seen live when.
(() => {
  const palette = ['#066fd1', '#d6336c', '#0ca678', '#f76707', '#7048e8', '#495057'];

  function draw(element) {
    const { points = [], bands = [] } = JSON.parse(element.dataset.figures);
    const versions = [...new Set(points.map(point => point.version))];
    const colour = version => palette[Math.max(0, versions.indexOf(version)) % palette.length];
    const metrics = [['ctr', element.dataset.ctr, 'solid'], ['conversion', element.dataset.conversion, 'dashed']];
    const series = versions.flatMap(version => metrics.map(([metric, name, type]) => ({
      name: `${version} ${name}`,
      type: 'line',
      showSymbol: true,
      symbolSize: 4,
      itemStyle: { color: colour(version) },
      lineStyle: { type, color: colour(version) },
      data: points.filter(point => point.version === version && point[metric] != null).map(point => [point.date, point[metric]]),
    }))).filter(line => line.data.length > 0);
    if (series.length > 0) {
      series[0].markArea = {
        silent: true,
        label: { fontSize: 10 },
        data: bands.map(band => [
          { name: band.version ?? element.dataset.foreign, xAxis: band.from, itemStyle: { color: band.version ? colour(band.version) : '#868e96', opacity: 0.07 } },
          { xAxis: band.to },
        ]),
      };
    }

    const percent = value => `${(value * 100).toFixed(2)} %`;
    const chart = echarts.init(element);
    chart.setOption({
      tooltip: { trigger: 'axis', valueFormatter: value => (value == null ? '–' : percent(value)) },
      legend: { type: 'scroll', bottom: 0 },
      grid: { left: 56, right: 16, top: 24, bottom: 48 },
      xAxis: { type: 'time' },
      yAxis: { type: 'value', axisLabel: { formatter: percent }, scale: true },
      series,
    });
    new ResizeObserver(() => chart.resize()).observe(element);
  }

  document.querySelectorAll('[data-figures]').forEach(draw);
})();
