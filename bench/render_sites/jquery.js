import $ from 'jquery';
import { written } from './plain.js';

export const show = (at, part, page) => { $(at).empty().append($(written(part, page))); };
export const wake = (at) => { $(at).on('click', 'h2', (event) => $(event.target).next().toggle()); };
export { written };
