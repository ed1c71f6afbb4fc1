// Panels, drawn with the components that Grafana's own panels are made of.
import { useLayoutEffect } from 'react';
import { applyFieldOverrides, cacheFieldDisplayNames, dateTime, FieldConfigOptionsRegistry, FieldType, getFieldDisplayValues, standardTransformers,
	standardTransformersRegistry, transformDataFrame } from '@grafana/data';
import { BigValue, TimeSeries, useTheme2 } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';

const PROPERTIES = ['unit', 'decimals', 'min', 'max', 'noValue', 'displayName', 'color', 'thresholds', 'mappings', 'links'];
const DASH = [5, 5];

standardTransformersRegistry.setInit(() => [standardTransformers.mergeTransformer, standardTransformers.organizeFieldsTransformer]
	.map((transformer) => ({ id: transformer.id, name: transformer.name, transformation: async () => transformer })));

/** What a panel has to show: its frames transformed, and with the panel's configuration of fields. */
export async function prepare(panel, frames, context) {
	const transformed = await new Promise((resolve, reject) => {
		transformDataFrame(panel.transformations ?? [], frames).subscribe({ next: resolve, error: reject });
	});
	const finite = (panel.type === 'timeseries') ? transformed.map(finiteOnly) : transformed;
	const shown = applyFieldOverrides({ data: finite, fieldConfig: panel.fieldConfig, fieldConfigRegistry: registry(panel),
		theme: context.theme, timeZone: 'utc', replaceVariables: (text) => context.resolve(text) });
	cacheFieldDisplayNames(shown);
	return shown;
}

export function Panel({ panel, frames, ...rest }) {
	const Drawn = { stat: Stat, timeseries: Graph, table: Table }[panel.type];
	if (!Drawn) {
		throw new Error(`Panel "${panel.title}": nothing draws the type "${panel.type}"`);
	}
	return (frames.every((frame) => frame.length === 0))
		? <Nothing text={panel.fieldConfig.defaults.noValue ?? 'No data'} {...rest} />
		: <Drawn panel={panel} frames={frames} {...rest} />;
}

function Nothing({ text, width, height }) {
	return <div style={{ width, height, display: 'flex', alignItems: 'center', justifyContent: 'center' }}>{text}</div>;
}

function Stat({ panel, frames, width, height, resolve }) {
	const theme = useTheme2();
	const { options } = panel;
	const [shown, ...more] = getFieldDisplayValues({ fieldConfig: panel.fieldConfig, reduceOptions: options.reduceOptions,
		replaceVariables: resolve, theme, data: frames, sparkline: options.graphMode !== 'none', timeZone: 'utc' });
	if (more.length > 0) {
		throw new Error(`Panel "${panel.title}": more than one value`);
	}
	return <BigValue theme={theme} width={width} height={height} value={shown.display} sparkline={shown.sparkline}
		colorMode={options.colorMode} graphMode={options.graphMode} justifyMode={options.justifyMode}
		textMode={options.textMode} wideLayout={options.wideLayout} />;
}

function Graph({ panel, frames, width, height, settings, events }) {
	const range = { from: dateTime(settings.begin * 1000), to: dateTime(settings.end * 1000) };
	return <TimeSeries frames={frames} width={width} height={height} timeZone="utc" timeRange={{ ...range, raw: range }}
		legend={panel.options.legend} options={panel.options}>
		{(config) => <Events config={config} events={events} />}
	</TimeSeries>;
}

/** Annotations, for which the packages have no component: a line or a span, with a mark on the axis. */
function Events({ config, events }) {
	const theme = useTheme2();
	useLayoutEffect(() => config.addHook('draw', (plot) => {
		const { ctx, bbox } = plot;
		const bottom = bbox.top + bbox.height;
		ctx.save();
		ctx.lineWidth = devicePixelRatio;
		ctx.setLineDash(DASH.map((length) => length * devicePixelRatio));
		for (const event of events) {
			const [left, right] = [event.begin, event.end].map((time) => plot.valToPos(time * 1000, 'x', true));
			ctx.strokeStyle = ctx.fillStyle = theme.visualization.getColorByName(event.color);
			for (const x of new Set([left, right])) {
				ctx.beginPath();
				ctx.moveTo(x, bbox.top);
				ctx.lineTo(x, bottom);
				ctx.stroke();
			}
			if (left === right) {
				ctx.beginPath();
				ctx.moveTo(left - 4 * devicePixelRatio, bottom + 5 * devicePixelRatio);
				ctx.lineTo(left + 4 * devicePixelRatio, bottom + 5 * devicePixelRatio);
				ctx.lineTo(left, bottom);
				ctx.fill();
			}
			else {
				ctx.fillRect(left, bottom, right - left, 4 * devicePixelRatio);
				ctx.globalAlpha = 0.1;
				ctx.fillRect(left, bbox.top, right - left, bbox.height);
				ctx.globalAlpha = 1;
			}
		}
		ctx.restore();
	}), [config, events, theme]);
	return null;
}

function Table({ panel, frames, width, height }) {
	const { options } = panel;
	return <TableNG data={frames[options.frameIndex]} width={width} height={height} cellHeight={options.cellHeight}
		noHeader={!options.showHeader} sortBy={options.sortBy} noValue={panel.fieldConfig.defaults.noValue}
		enableVirtualization={false} structureRev={1} />;
}

/** Properties as the panel has them; an override of one that is not known here is an error, not left out. */
function registry(panel) {
	const { defaults, overrides } = panel.fieldConfig;
	const custom = new Set(Object.keys(defaults.custom ?? {}).map((name) => `custom.${name}`));
	for (const { id } of overrides.flatMap(({ properties }) => properties)) {
		if (id.startsWith('custom.')) {
			custom.add(id);
		}
		else if (!PROPERTIES.includes(id)) {
			throw new Error(`Panel "${panel.title}": nothing draws the property "${id}"`);
		}
	}
	return new FieldConfigOptionsRegistry(() => [
		...PROPERTIES.map((id) => property(id, id, false)),
		...[...custom].map((id) => property(id, id.slice('custom.'.length), true)),
	]);
}

function property(id, path, isCustom) {
	return { id, path, isCustom, name: id, process: (value) => value, shouldApply: () => true };
}

function finiteOnly(frame) {
	return { ...frame, fields: frame.fields.map((field) => (field.type !== FieldType.number) ? field
		: { ...field, values: field.values.map((value) => Number.isFinite(value) ? value : null) }) };
}
