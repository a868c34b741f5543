import { hydrate, mount } from 'svelte';
import { render } from 'svelte/server';
import Counter from './Counter.svelte';
import Items from './Items.svelte';
import Whole from './Whole.svelte';

const parts = { Whole, Items, Counter };

export const show = (at, part, page) => { at.textContent = ''; mount(parts[part], { target: at, props: { page } }); };
export const wake = (at, part, page) => hydrate(parts[part], { target: at, props: { page } });
export const written = (part, page) => render(parts[part], { props: { page } }).body;
