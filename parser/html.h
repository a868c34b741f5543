// A page's tree: gumbo, run in an arena with a limit on memory and on time. The only user of
// gumbo.h. Thread: one HtmlParser per worker, used by that worker only. No recursion over a tree
// anywhere. Lifetime: what the visitor is shown lives in the arena or in the parsed text, until the
// next parse() or the end of the parser.
#pragma once
