// What a dashboard asks of Prometheus, as Grafana would ask it.
import { FieldType, toDataFrame } from '@grafana/data';

const PIXELS_A_POINT = 2;

export class Prometheus {

	/**
	 * @param settings `begin` and `end` of the time shown and the `interval` of the scrapes in seconds, and
	 * `variables`, the values of the dashboard's variables
	 */
	constructor(settings) {
		this.settings = settings;
	}

	/** The frames of a panel's queries, or of an annotation's. */
	async frames(targets, width) {
		const many = targets.length > 1;
		const answers = await Promise.all(targets.map((target) => this.#answer(target, width)));
		return answers.flatMap(({ series, grid }, index) => {
			const target = targets[index];
			return (target.format === 'table')
				? [table(target.refId, many ? `Value #${target.refId}` : 'Value', series)]
				: series.map((one) => line(target, one, grid));
		});
	}

	/** Events: points of a series that follow each other at the step of the annotation are one. */
	async events(annotation) {
		const step = Number.parseInt(annotation.step ?? '60s', 10);
		const { series } = await this.#ask(annotation.expr, step);
		return series.flatMap((one) => {
			const events = [];
			for (const [time] of one.values.filter(([, value]) => Number(value) !== 0)) {
				const last = events.at(-1);
				if (last && time - last.end <= step) {
					last.end = time;
				}
				else {
					events.push({ begin: time, end: time, color: annotation.iconColor });
				}
			}
			return events;
		});
	}

	resolve(text, more = {}) {
		const values = { ...this.settings.variables, ...more };
		return text.replace(/\$(\w+)|\$\{(\w+)(?::\w+)?\}/g, (all, plain, braced) => values[plain ?? braced] ?? all);
	}

	#answer(target, width) {
		const { begin, end, interval } = this.settings;
		return target.instant
			? this.#ask(target.expr)
			: this.#ask(target.expr, Math.max(interval, Math.ceil((end - begin) * PIXELS_A_POINT / width)));
	}

	async #ask(expression, step) {
		const { begin, end, interval } = this.settings;
		const ranges = { __range: `${end - begin}s`,
			__rate_interval: `${Math.max((step ?? interval) + interval, 4 * interval)}s` };
		const query = this.resolve(expression, ranges);
		const [first, last] = [begin, end].map((time) => Math.floor(time / step) * step);
		const times = step ? { start: first, end: last, step } : { time: end };
		const response = await fetch(`api/v1/query${step ? '_range' : ''}?${new URLSearchParams({ query, ...times })}`);
		const answer = await response.json();
		if (answer.status !== 'success') {
			throw new Error(`${query}: ${answer.error}`);
		}
		const grid = step && Array.from({ length: (last - first) / step + 1 }, (none, index) => first + index * step);
		return { series: answer.data.result, grid };
	}

}

// Where a series has no point it has a gap, as Grafana's graphs see to themselves
function line(target, { metric, value, values = [value] }, grid) {
	const legend = target.legendFormat.replace(/\{\{\s*(\w+)\s*\}\}/g, (all, label) => metric[label] ?? '');
	const points = new Map(values.map(([time, number]) => [time, Number(number)]));
	const times = grid ?? [...points.keys()];
	return toDataFrame({ refId: target.refId, name: legend, fields: [
		{ name: 'Time', type: FieldType.time, values: times.map((time) => time * 1000) },
		{ name: 'Value', type: FieldType.number, labels: metric, values: times.map((time) => points.get(time) ?? null),
			config: { displayNameFromDS: legend } },
	] });
}

function table(refId, name, series) {
	const labels = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))].sort();
	return toDataFrame({ refId, fields: (series.length === 0) ? [] : [
		{ name: 'Time', type: FieldType.time, values: series.map(({ value }) => value[0] * 1000) },
		...labels.map((label) => ({ name: label, type: FieldType.string, values: series.map(({ metric }) => metric[label] ?? '') })),
		{ name, type: FieldType.number, values: series.map(({ value }) => Number(value[1])) },
	] });
}
