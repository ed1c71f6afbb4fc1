// One dashboard as a page. window.picture settles when there is nothing left to wait for.
import { createRoot } from 'react-dom/client';
import { createTheme, dateTimeFormat, locationUtil, ThemeContext } from '@grafana/data';
import { GlobalStyles, Icon, InlineField, InlineLabel, PanelChrome, Text } from '@grafana/ui';
import { Panel, prepare } from './panels';
import { Prometheus } from './query';
import './page.css';

const CELL = 38;
const GAP = 8;
const COLUMNS = 24;
const PADDING = 16;
const LATE = 2000; // milliseconds for icons and rows of tables, which tell nobody when they are there

const theme = createTheme({ colors: { mode: 'dark' } });

function Header({ dashboard, settings }) {
	const time = (seconds) => dateTimeFormat(seconds * 1000, { timeZone: 'utc', format: 'HH:mm:ss' });
	return <header>
		<Text element="h1" variant="h4">{dashboard.title}</Text>
		{dashboard.templating.list.filter(({ name }) => name in settings.shown).map(({ name, label }) => (
			<InlineField key={name} label={label} transparent={false}>
				<InlineLabel width="auto" transparent>{settings.shown[name]}</InlineLabel>
			</InlineField>))}
		<span className="range"><Icon name="clock-nine" /> {time(settings.begin)} to {time(settings.end)}</span>
	</header>;
}

function Cell({ panel, frames, context }) {
	const { x, y, w, h } = panel.gridPos;
	const column = (context.settings.width - 2 * PADDING + GAP) / COLUMNS;
	const box = { left: x * column, top: y * CELL, width: w * column - GAP, height: h * CELL - GAP };
	return <div className="cell" style={box}>
		{(panel.type === 'row')
			? <div className="row"><Icon name="angle-down" /> <Text variant="h5">{panel.title}</Text></div>
			: <PanelChrome title={panel.title} description={panel.description} width={box.width} height={box.height}
				padding={(panel.type === 'table') ? 'none' : 'md'}>
				{(width, height) => <Panel panel={panel} frames={frames} width={width} height={height} {...context} />}
			</PanelChrome>}
	</div>;
}

async function draw() {
	const { dashboard, ...settings } = await (await fetch('request.json')).json();
	locationUtil.initialize({ config: { appSubUrl: '' }, getVariablesUrlParams: () => ({}), getTimeRangeForUrl: () => ({}) });
	const prometheus = new Prometheus(settings);
	const context = { settings, theme, resolve: (text) => prometheus.resolve(text) };
	context.events = (await Promise.all(dashboard.annotations.list.map((one) => prometheus.events(one)))).flat()
		.sort((one, other) => (other.end - other.begin) - (one.end - one.begin)); // short ones last, on top
	const cells = await Promise.all(dashboard.panels.map(async (panel) => {
		open(panel.fieldConfig);
		const width = settings.width * panel.gridPos.w / COLUMNS;
		const frames = panel.targets ? await prepare(panel, await prometheus.frames(panel.targets, width), context) : [];
		return <Cell key={panel.id} panel={panel} frames={frames} context={context} />;
	}));
	const rows = Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
	await new Promise((resolve, reject) => {
		const root = createRoot(document.getElementById('root'), { onUncaughtError: reject });
		const render = (...content) => root.render(
			<ThemeContext.Provider value={theme}><GlobalStyles />{content}</ThemeContext.Provider>);
		render();
		fonts().then(() => {
			render(<Header key="header" dashboard={dashboard} settings={settings} />,
				<main key="main" style={{ height: rows * CELL }}>{cells}</main>);
			setTimeout(resolve, LATE);
		}, reject);
	});
	return Math.ceil(document.getElementById('root').getBoundingClientRect().height);
}

/** Waits for what is drawn on canvas, where a font that comes late is never seen. */
async function fonts() {
	const asked = ['400 12px Inter', '500 12px Inter'];
	while (!(await Promise.all(asked.map((font) => document.fonts.load(font)))).every((loaded) => loaded.length > 0)) {
		await new Promise(requestAnimationFrame);
	}
}

/** JSON has no infinity, so that the lowest threshold has no value there. */
function open(fieldConfig) {
	const overridden = fieldConfig?.overrides.flatMap(({ properties }) => properties).filter(({ id }) => id === 'thresholds');
	for (const { steps } of [fieldConfig?.defaults.thresholds, ...(overridden ?? []).map(({ value }) => value)].filter(Boolean)) {
		steps[0].value = -Infinity;
	}
}

window.picture = draw();
