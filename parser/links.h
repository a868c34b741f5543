// Outlinks of a page: the table {element, attribute, kind}, base, nofollow, srcset, meta refresh.
#pragma once
