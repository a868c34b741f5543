// XHTML that came as XML, for a parser that knows HTML only: what the syntax of XML means is
// written as HTML does. Thread: pure. Cost: linear.
#pragma once

#include <string>
#include <string_view>

namespace parser {

// `xml` (UTF-8) as HTML: elements that "/>" closes have end tags, CDATA sections are text, and the
// text of scripts is what an XML parser would read. The document is in no quirks mode. The answer
// replaces what `storage` held; `xml` must not lie in it.
// Limits: the tree is built by HTML's rules, so that what HTML never nests (a <div> in a <p>, an
// <a> in an <a>) is not nested; names count in any case; prefixes of names and entities of the
// document's own mean nothing; what is not well-formed is read as HTML would.
std::string_view html_of_xml(std::string_view xml, std::string& storage);

}  // namespace parser
