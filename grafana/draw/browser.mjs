// A headless browser by its debugging pipe.
import { spawn } from 'node:child_process';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--hide-scrollbars',
	'--disable-background-networking', '--disable-component-update', '--disable-sync', '--remote-debugging-pipe'];
// Called until the page has set the promise
const PICTURE = `new Promise((resolve) => {
	const look = () => window.picture ? resolve(window.picture) : setTimeout(look, 50);
	look();
})`;

export class Browser {

	#waiting = new Map();

	#calls = 0;

	constructor(executable, profile) {
		this.process = spawn(executable, [...FLAGS, `--user-data-dir=${profile}`],
			{ stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
		this.process.on('error', (error) => this.#fail(error));
		this.process.on('exit', (code) => this.#fail(new Error(`${executable} ended with ${code}`)));
		let rest = '';
		this.process.stdio[4].setEncoding('utf8').on('data', (text) => {
			const messages = (rest + text).split('\0');
			rest = messages.pop();
			messages.forEach((message) => this.#receive(JSON.parse(message)));
		});
	}

	/** A PNG of a page, as high as the page says that it is. */
	async picture(url, width, scale) {
		const { targetId } = await this.#call('Target.createTarget', { url: 'about:blank' });
		const { sessionId } = await this.#call('Target.attachToTarget', { targetId, flatten: true });
		const screen = (height) => this.#call('Emulation.setDeviceMetricsOverride',
			{ width, height, deviceScaleFactor: scale, mobile: false }, sessionId);
		await screen(width);
		await this.#call('Page.navigate', { url }, sessionId);
		const { result, exceptionDetails } = await this.#call('Runtime.evaluate',
			{ expression: PICTURE, awaitPromise: true, returnByValue: true }, sessionId);
		if (exceptionDetails) {
			throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
		}
		await screen(result.value);
		const { data } = await this.#call('Page.captureScreenshot', { format: 'png' }, sessionId);
		return Buffer.from(data, 'base64');
	}

	async close() {
		const ended = new Promise((resolve) => this.process.once('exit', resolve));
		this.#call('Browser.close').catch(() => this.process.kill());
		await ended;
	}

	#call(method, params = {}, sessionId) {
		const id = ++this.#calls;
		return new Promise((resolve, reject) => {
			this.#waiting.set(id, { resolve, reject });
			this.process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
		});
	}

	#receive({ id, result, error }) {
		const { resolve, reject } = this.#waiting.get(id) ?? {};
		this.#waiting.delete(id);
		if (error) {
			reject?.(new Error(error.message));
		}
		else {
			resolve?.(result);
		}
	}

	#fail(error) {
		this.#waiting.forEach(({ reject }) => reject(error));
		this.#waiting.clear();
	}

}
