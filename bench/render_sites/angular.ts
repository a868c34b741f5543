import 'zone.js';
import '@angular/compiler';
import { Component } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';

const templates = {
  Whole: `<main><nav><a *ngFor="let link of page.links" [href]="link.to">{{ link.title }}</a></nav><h1>{{ page.title }}</h1>
    <section *ngFor="let text of page.paragraphs; index as at"><h2>Part {{ at }}</h2><p>{{ text }}</p></section></main>`,
  Items: `<ul><li *ngFor="let item of page.items"><a [href]="item.to">{{ item.title }}</a> <p>{{ item.text }}</p></li></ul>`,
  Counter: `<button (click)="count = count + 1">Liked {{ count }} times</button>`,
};

export async function show(at: Element, part: keyof typeof templates, page: unknown) {
  const { CommonModule } = await import('@angular/common');
  const inner = document.createElement('app-part');
  at.replaceChildren(inner);
  class Part { page = page; count = 0; }
  await bootstrapApplication(Component({ selector: 'app-part', imports: [CommonModule], template: templates[part] })(Part) as never);
}
