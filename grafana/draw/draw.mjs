// Draws the dashboards with Grafana's components, from what a Prometheus has. README.md tells how it is used.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { Browser } from './browser.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const DASHBOARDS = join(HERE, '..', 'dashboards');
const ICONS = join(HERE, 'node_modules', '@grafana', 'ui', 'dist', 'public', 'img', 'icons');
const FONT = join(HERE, 'node_modules', '@fontsource-variable', 'inter', 'files', 'inter-latin-wght-normal.woff2');
const HTML = '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="page.css"><div id="root"></div>'
	+ '<script src="page.js"></script>';
const TYPES = { html: 'text/html', css: 'text/css', js: 'text/javascript', json: 'application/json', svg: 'image/svg+xml',
	woff2: 'font/woff2' };

const { values: options } = parseArgs({ options: {
	prometheus: { type: 'string', default: 'http://127.0.0.1:9090' },
	end: { type: 'string', default: String(Date.now() / 1000) },
	span: { type: 'string', default: '900' },
	interval: { type: 'string', default: '15' },
	task: { type: 'string' },
	width: { type: 'string', default: '1200' },
	scale: { type: 'string', default: '1.6667' },
	chromium: { type: 'string', default: 'chromium' },
	out: { type: 'string', default: '.' },
} });

async function request(name) {
	const dashboard = JSON.parse(await readFile(join(DASHBOARDS, `${name}.json`), 'utf8'));
	const end = Math.floor(Number(options.end));
	const single = dashboard.templating.list.some((variable) => variable.name === 'task' && !variable.includeAll);
	if (single && !options.task) {
		throw new Error(`${name} is about one task: name it with --task`);
	}
	const task = single ? options.task : '.+';
	const shown = { job: 'All', instance: 'All', task: single ? task : 'All' };
	return { dashboard, shown, begin: end - Number(options.span), end, interval: Number(options.interval),
		width: Number(options.width), variables: { job: '.+', instance: '.+', task } };
}

function serve(files) {
	const server = createServer(async (asked, answer) => {
		const { pathname, search } = new URL(asked.url, 'http://localhost');
		try {
			if (pathname.startsWith('/api/v1/query')) {
				const response = await fetch(options.prometheus + pathname + search);
				answer.writeHead(response.status, { 'Content-Type': TYPES.json }).end(await response.text());
				return;
			}
			const icon = pathname.match(/\/icons\/(\w+)\/([\w-]+\.svg)$/);
			const file = icon ? join(ICONS, icon[1], icon[2]) : pathname.match(/Inter-(Regular|Medium)/) ? FONT : undefined;
			const content = file ? await readFile(file) : files[pathname.slice(1)];
			answer.writeHead(content ? 200 : 404, { 'Content-Type': TYPES[pathname.split('.').pop()] ?? '' }).end(content);
		}
		catch (error) {
			answer.writeHead(502).end(JSON.stringify({ status: 'error', error: String(error.cause ?? error) }));
		}
	});
	return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const bundled = await build({ entryPoints: [join(HERE, 'page.jsx')], bundle: true, write: false, outdir: HERE, minify: true,
	jsx: 'automatic', define: { 'process.env.NODE_ENV': '"production"' }, loader: { '.ttf': 'empty' },
	logLevel: 'error' });
const files = { 'page.html': HTML };
for (const file of bundled.outputFiles) {
	files[basename(file.path)] = file.contents;
}
const profile = await mkdtemp(join(tmpdir(), 'draw-'));
const server = await serve(files);
const browser = new Browser(options.chromium, profile);
try {
	for (const name of ['corral-tasks', 'corral-task-detail']) {
		files['request.json'] = JSON.stringify(await request(name));
		const png = await browser.picture(`http://127.0.0.1:${server.address().port}/page.html`, Number(options.width),
			Number(options.scale));
		await writeFile(join(options.out, `${name}.png`), png);
		console.log(`${name}.png: ${Math.ceil(png.length / 1024)} KiB`);
	}
}
finally {
	await browser.close();
	server.close();
	server.closeAllConnections();
	await rm(profile, { recursive: true, force: true, maxRetries: 5 });
}
