#include "parser/select/form_state.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "parser/html/html.h"
#include "parser/select/input_value.h"
#include "parser/select/selection.h"

namespace parser {
namespace {

// The ids of what a selector chooses in a page.
std::string chosen(std::string_view html, std::string_view text) {
  HtmlParser parser;
  HtmlLimits limits;
  limits.attributes = Attributes::kAll;
  EXPECT_EQ(parser.parse(html, limits), HtmlEnd::kComplete);
  Tree tree;
  tree.read(parser);
  Selection selection;
  selection.begin(tree, std::chrono::seconds(60));
  SelectorProblem problem;
  const auto selector = Selector::compile(text, problem);
  if (!selector) return problem.what;
  std::vector<NodeId> found;
  selection.all(*selector, kNoNode, found, SIZE_MAX / 2);
  std::string ids;
  for (const NodeId id : found)
    ids.append(ids.empty() ? "" : " ").append(tree.attribute(tree[id], "id").value_or("?"));
  return ids;
}

TEST(FormState, TheDefaultButtonIsTheFirstOfItsForm) {
  EXPECT_EQ(chosen("<form><button type=button id=a></button><button id=b></button>"
                   "<input type=submit id=c></form><input type=submit id=d>"
                   "<button form=f id=e></button><form id=f><input type=image id=g></form>",
                   ":default"),
            "b e");
  EXPECT_EQ(chosen("<input type=checkbox checked id=a><input type=radio checked id=b>"
                   "<select><option selected id=c><option id=d></select><input checked id=e>",
                   ":default"),
            "a b c");
}

TEST(FormState, OneOptionOfASelectIsChosen) {
  EXPECT_EQ(chosen("<select><option disabled id=a><option id=b><option id=c></select>", ":checked"),
            "b");
  EXPECT_EQ(chosen("<select><optgroup disabled><option id=a></optgroup><option id=b></select>",
                   ":checked"),
            "b");
  EXPECT_EQ(chosen("<select><option selected id=a><option selected id=b></select>", ":checked"),
            "b");
  EXPECT_EQ(chosen("<select multiple><option selected id=a><option selected id=b></select>"
                   "<select multiple><option id=c></select><select size=4><option id=d></select>",
                   ":checked"),
            "a b");
  EXPECT_EQ(chosen("<select><option id=a><option selected id=b></select>", ":checked"), "b");
}

TEST(FormState, TheNamesOfElementsMayBeWords) {
  EXPECT_EQ(
      chosen("<select><option disabled id=a>option</option><option id=b>x</select>", ":checked"),
      "b");
  EXPECT_EQ(chosen("<form><b>button</b><button id=a></button></form>", ":default"), "a");
}

TEST(FormState, AGroupOfRadioButtonsWithoutAChoiceIsIndeterminate) {
  EXPECT_EQ(chosen("<input type=radio name=r id=a><input type=radio name=r id=b>"
                   "<input type=radio name=s id=c><input type=radio name=s checked id=d>"
                   "<form><input type=radio name=s id=e></form><input type=radio id=f>"
                   "<progress id=g></progress><progress value=1 id=h></progress>"
                   "<input type=checkbox id=i>",
                   ":indeterminate"),
            "a b e f g");
}

TEST(FormState, RangesAreOfNumbersDatesAndTimes) {
  const std::string page =
      "<input id=a type=number min=1 max=5 value=3><input id=b type=number max=5 value=6>"
      "<input id=c type=number value=6><input id=d type=date min=2000-01-01 value=1999-12-31>"
      "<input id=e type=date min=2000-01-01 value=2000-02-30><input id=f type=month max=2020-05 "
      "value=2020-06><input id=g type=week min=2020-W10 value=2020-W09><input id=h type=time "
      "min=22:00 max=06:00 value=23:30><input id=i type=time min=22:00 max=06:00 value=12:00>"
      "<input id=j type=datetime-local max=2020-01-01T10:00 value='2020-01-01 10:00:00.5'>"
      "<input id=k type=range min=0 max=9 value=99><input id=l type=number max=5 value=6 readonly>"
      "<input id=m type=number max=5 value=6 disabled><input id=n max=5 value=6>"
      "<input id=o type=range><input id=p type=date min=x value=1999-12-31>";
  EXPECT_EQ(chosen(page, ":in-range"), "a e h k o");
  EXPECT_EQ(chosen(page, ":out-of-range"), "b d f g i j");
}

TEST(FormState, ValuesAreAsTheStandardWritesThem) {
  for (const auto& [type, text] :
       std::vector<std::pair<const char*, const char*>>{{"number", "1."},
                                                        {"number", "+1"},
                                                        {"number", "inf"},
                                                        {"number", "1x"},
                                                        {"number", ""},
                                                        {"number", "-"},
                                                        {"date", "2001-2-03"},
                                                        {"date", "0000-01-01"},
                                                        {"date", "2001-02-29"},
                                                        {"date", "99999-01-01"},
                                                        {"time", "24:00"},
                                                        {"time", "1:00"},
                                                        {"time", "10:00:00."},
                                                        {"time", "10:00:00.1234"},
                                                        {"week", "2020-W54"},
                                                        {"week", "0000-W01"},
                                                        {"month", "2020-13"},
                                                        {"month", "0000-01"},
                                                        {"datetime-local", "2020-01-01"},
                                                        {"text", "1"}})
    EXPECT_FALSE(input_number(type, text)) << type << " " << text;
  EXPECT_EQ(input_number("number", "-1.5e2"), -150);
  EXPECT_EQ(input_number("range", ".5"), 0.5);
  EXPECT_EQ(input_number("Date", "1970-01-02"), 1);
  EXPECT_EQ(input_number("time", "01:01:01.5"), 3661.5);
  EXPECT_EQ(input_number("datetime-local", "1970-01-01T00:01"), 60);
}

TEST(FormState, PlaceholdersAreShownByWhatIsWrittenInto) {
  EXPECT_EQ(chosen("<input id=a placeholder=h><input id=b type=x placeholder=h>"
                   "<input id=c type=date placeholder=h><input id=d type=checkbox placeholder=h>"
                   "<input id=e placeholder=h value=v><textarea id=f placeholder=h></textarea>"
                   "<textarea id=g placeholder=h>t</textarea><input id=h>",
                   ":placeholder-shown"),
            "a b f");
}

TEST(FormState, OnlyElementsOfHtmlAreReadOnly) {
  EXPECT_EQ(chosen("<div id=a></div><svg id=s><text id=t></text></svg><p contenteditable id=b>"
                   "<p contenteditable=x id=c><input id=d><input readonly id=e>",
                   "body :read-only"),
            "a c e");
}

}  // namespace
}  // namespace parser
