// Names of files for URLs, and the links in files of Markdown.
#include "explore/export/markdown_file.h"

#include <gtest/gtest.h>

#include <string>

#include "explore/export/file_name.h"

namespace explore {
namespace {

std::string named(std::string_view href) {
  parser::Url url;
  EXPECT_EQ(url.assign(href), parser::UrlStatus::kOk) << href;
  url.normalise();
  return markdown_name(url);
}

TEST(MarkdownName, IsThatOfTheUrl) {
  EXPECT_EQ(named("https://a.test/"), "a.test/index.md");
  EXPECT_EQ(named("https://a.test:8443/"), "a.test-8443/index.md");
  EXPECT_EQ(named("http://a.test/docs/Intro.HTML?v=2&w"), "a.test/docs/Intro-v=2-w.md");
  EXPECT_EQ(named("http://a.test/%E6%BC%A2/%C3%A9.php"), "a.test/漢/é.md");
  EXPECT_EQ(named("http://[::1]/"), "_---1-/index.md");
}

TEST(MarkdownName, HasNothingThatAFileSystemCanNot) {
  EXPECT_EQ(named("http://a.test/x.md/y"), "a.test/x.md_/y.md");
  EXPECT_EQ(named("http://a.test/.git/con.x/aux"), "a.test/_.git/_con.x/_aux.md");
  EXPECT_EQ(named("http://a.test/a%2F..%2Fb%00%5C"), "a.test/a-..-b--.md");
  EXPECT_EQ(named("http://a.test//-a./%FF%E2%80%AE"), "a.test/_/_-a_/_--.md");
  const std::string deep = named("http://a.test/" + std::string(3000, 'x') + "/y/");
  EXPECT_LE(deep.size(), 250u);
  std::string folders = "http://a.test/";
  for (int i = 0; i < 300; ++i) folders += "folder/";
  EXPECT_LE(named(folders + "a").size(), 250u);
  EXPECT_NE(named(folders + "a"), named(folders + "folder/a"));
}

TEST(MarkdownName, OfSeveralUrlsIsMarked) {
  EXPECT_EQ(same_name_key("a.test/É.md"), same_name_key("A.test/e\u0301.md"));
  EXPECT_NE(same_name_key("a.test/e.md"), same_name_key("a.test/é.md"));
  const std::string marked = marked_name("a/b.md", "http://a/b", 1);
  EXPECT_EQ(marked, marked_name("a/b.md", "http://a/b", 1));
  EXPECT_NE(marked, marked_name("a/b.md", "http://a/B", 1));
  EXPECT_NE(marked, marked_name("a/b.md", "http://a/b", 2));
}

TEST(RelativeName, LeadsFromFileToFile) {
  EXPECT_EQ(relative_name("h/a/b.md", "h/a/c.md"), "c.md");
  EXPECT_EQ(relative_name("h/a/b.md", "h/ab/c.md"), "../ab/c.md");
  EXPECT_EQ(relative_name("h/a/b/c.md", "g/c.md"), "../../../g/c.md");
  EXPECT_EQ(relative_name("h/b.md", "h/b.md"), "b.md");
}

TEST(FrontMatter, QuotesWhatAPageSays) {
  FrontMatter facts;
  facts.url = "http://a/";
  facts.title = "\"a\\b\n---\nx: \x7F\u0085\u2028\u202E\u2069\uFEFF é😀\xFF";
  EXPECT_EQ(front_matter(facts),
            "---\nurl: \"http://a/\"\n"
            "title: \"\\\"a\\\\b\\u000A---\\u000Ax: \\u007F\\u0085\\u2028\\u202E\\u2069\\uFEFF "
            "é😀\uFFFD\"\n---\n\n");
}

std::string relinked(std::string_view markdown) {
  return with_targets(markdown, [](std::string_view url) {
    return url.starts_with("http://a/") ? "<" + std::string(url.substr(9)) + ">" : "";
  });
}

TEST(WithTargets, ChangesLinksAlone) {
  EXPECT_EQ(relinked("[x](http://a/1) ![i](http://a/2) [y](http://b/1)"),
            "[x](<1>) ![i](http://a/2) [y](http://b/1)");
  EXPECT_EQ(relinked("[![i](http://a/i)](http://a/1) \\![x](http://a/2)"),
            "[![i](http://a/i)](<1>) \\![x](<2>)");
  EXPECT_EQ(relinked("[![i](http://b/i)](http://a/1), [t](<http://a/(1)>)."),
            "[![i](http://b/i)](<1>), [t](<(1)>).");
  EXPECT_EQ(relinked("[two\nlines](http://a/1)"), "[two\nlines](<1>)");
  EXPECT_EQ(relinked("> - [x](http://a/1)\n> - | [y](http://a/2) |"),
            "> - [x](<1>)\n> - | [y](<2>) |");
  for (const std::string_view kept :
       {"\\[x\\](http://a/1)", "`[x](http://a/1)`", "``a` [x](http://a/1)``", "](http://a/1)",
        "> ```\n> [x](http://a/1)\n> ```", "1. ````html\n   ```\n   [x](http://a/1)\n   ````",
        "[x](http://a/1", "[x](<http://a/1)", "[x]http://a/1"})
    EXPECT_EQ(relinked(kept), kept);
  EXPECT_EQ(relinked("```\n[x](http://a/1)\n```\n[x](http://a/1)"),
            "```\n[x](http://a/1)\n```\n[x](<1>)");
  EXPECT_EQ(relinked("\\` [x](http://a/1) `"), "\\` [x](<1>) `");
}

}  // namespace
}  // namespace explore
