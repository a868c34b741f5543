// What keeps people from using a page who hear it, or use no mouse: a finding for each rule that
// parser/access judges by.
#include <fmt/format.h>

#include <array>
#include <deque>
#include <string>
#include <vector>

#include "explore/findings/markup/markup_findings.h"

namespace explore {
namespace {

struct Rule {
  std::string_view name;  // axe-core's
  Severity severity;
  std::string_view title, meaning, remedy;
};

constexpr Severity kWarning = Severity::kWarning;
constexpr Severity kNotice = Severity::kNotice;

constexpr std::array kRules{
    Rule{"accesskeys", kWarning, "Access keys that stand twice",
         "Two elements have the same accesskey: which one it reaches is up to the browser.",
         "Give each a key of its own, or none."},
    Rule{"area-alt", kWarning, "Areas of image maps without a name",
         "A screen reader has nothing to say for the link.", "Say in alt where the area leads."},
    Rule{"aria-allowed-attr", kWarning, "ARIA attributes that the role does not take",
         "The attribute means nothing on an element of that role, or says something false.",
         "Take it away, or give the element the role that has it."},
    Rule{"aria-command-name", kWarning, "Buttons and links by ARIA without a name",
         "Elements with the role button, link or menuitem that say nothing.",
         "Put words inside, or add aria-label."},
    Rule{"aria-dialog-name", kNotice, "Dialogs without a name",
         "A screen reader announces a dialog, and not which.",
         "Add aria-labelledby or aria-label."},
    Rule{"aria-hidden-body", kWarning, "Pages that are hidden as a whole",
         "aria-hidden stands on the body: screen readers find the page empty.",
         "Take aria-hidden away from the body."},
    Rule{"aria-hidden-focus", kWarning, "Hidden elements that take the focus",
         "Who uses the keyboard gets to an element that the screen reader does not know.",
         "Take it out of the order of the tab key, or show it."},
    Rule{"aria-input-field-name", kWarning, "Fields by ARIA without a name",
         "Elements with a role such as textbox, combobox or slider whose purpose nobody hears.",
         "Add aria-label or aria-labelledby."},
    Rule{"aria-meter-name", kWarning, "Meters without a name",
         "A screen reader says a number, and not of what.", "Add aria-label or aria-labelledby."},
    Rule{"aria-progressbar-name", kWarning, "Progress bars without a name",
         "A screen reader says how far something is, and not what.",
         "Add aria-label or aria-labelledby."},
    Rule{"aria-prohibited-attr", kWarning, "ARIA names where none is read",
         "aria-label or aria-labelledby stands on an element whose role takes no name, such as a "
         "plain div or span: it is not read.",
         "Give the element a role that is named, or write the words as text."},
    Rule{"aria-required-attr", kWarning, "ARIA roles without what they need",
         "The role needs an attribute that is missing, as a checkbox aria-checked.",
         "Add the attribute, or use HTML's own element."},
    Rule{"aria-roles", kWarning, "Roles that there are not",
         "No role has that name, so the element has none.", "Write one of WAI-ARIA."},
    Rule{"aria-toggle-field-name", kWarning, "Switches by ARIA without a name",
         "Elements with the role checkbox, radio, switch or option whose purpose nobody hears.",
         "Put words inside, or add aria-label."},
    Rule{"aria-tooltip-name", kWarning, "Tooltips without a name",
         "An element with the role tooltip says nothing.", "Put words inside."},
    Rule{"aria-treeitem-name", kWarning, "Items of trees without a name",
         "An element with the role treeitem says nothing.", "Put words inside."},
    Rule{"aria-valid-attr", kWarning, "ARIA attributes that there are not",
         "No attribute has that name; often it is misspelt.", "Write one of WAI-ARIA."},
    Rule{"aria-valid-attr-value", kWarning, "Wrong values of ARIA attributes",
         "The attribute does not take that value, or names an id that is not on the page.",
         "Write a value that it takes."},
    Rule{"autocomplete-valid", kWarning, "Wrong values of autocomplete",
         "Browsers can't tell what the field is for, and fill in nothing.",
         "Write a value of the HTML standard, such as email or street-address."},
    Rule{"blink", kWarning, "Text that blinks", "Some readers can't read it, and some are harmed.",
         "Take the blink element away."},
    Rule{"button-name", kWarning, "Buttons without a name",
         "A screen reader says button, and not for what.",
         "Put words inside, or add aria-label to one that is an image."},
    Rule{"bypass", kNotice, "Pages without a way past the navigation",
         "There is no heading, no landmark and no link to skip what is the same on each page.",
         "Add a main element, and a link to it at the beginning."},
    Rule{"definition-list", kWarning, "Lists of definitions with other elements",
         "In a dl stands something else than dt, dd, div, script and template.",
         "Move it out of the list."},
    Rule{"dlitem", kWarning, "Definitions outside of a list", "dt or dd stands outside of a dl.",
         "Put them into a dl."},
    Rule{"document-title", kWarning, "Pages without a title to hear",
         "The title is the first that a screen reader says.", "Give the page a title."},
    Rule{"duplicate-id-aria", kNotice, "Ids that ARIA refers to and that stand twice",
         "Labels and descriptions go to the first element of that id alone.",
         "Give each element an id of its own."},
    Rule{"empty-heading", kNotice, "Headings that say nothing",
         "Screen readers announce a heading, and then nothing.",
         "Take it out, or say something in it."},
    Rule{"empty-table-header", kNotice, "Headers of tables that say nothing",
         "A th without words names no row and no column.", "Write td where there is no header."},
    Rule{"form-field-multiple-labels", kNotice, "Fields with several labels",
         "Screen readers say the first, the last or all of them.", "Keep one."},
    Rule{"frame-title", kWarning, "Frames without a title",
         "A screen reader says frame, and not of what.", "Add a title."},
    Rule{"frame-title-unique", kNotice, "Frames with the same title",
         "Who hears them can't tell them apart.", "Give each a title of its own."},
    Rule{"heading-order", kNotice, "Levels of headings that are skipped",
         "Who goes from heading to heading looks for the one between.",
         "Number the levels by what belongs to what."},
    Rule{"html-has-lang", kWarning, "Pages that state no language",
         "A screen reader takes its own language for the page's.", "Add lang to the html element."},
    Rule{"html-lang-valid", kWarning, "Pages that state a language that there is not",
         "No language has that code.", "Write one of BCP 47, such as en or pt-BR."},
    Rule{"html-xml-lang-mismatch", kNotice, "Pages that state two languages",
         "lang and xml:lang of the html element differ.", "Let them say the same."},
    Rule{"image-alt", kWarning, "Images without a name",
         "No alt, no aria-label and no title: who hears the page learns nothing of the image.",
         "Say in alt what it says, or write alt= with nothing in it for decoration."},
    Rule{"image-redundant-alt", kNotice, "Images that say their link again",
         "The alt repeats the words beside the image in the same link or button.",
         "Leave that alt empty."},
    Rule{"input-button-name", kWarning, "Input buttons without a name",
         "A screen reader says button, and not for what.", "Say it in value."},
    Rule{"input-image-alt", kWarning, "Image buttons without a name",
         "A screen reader says button, and not for what.", "Say it in alt."},
    Rule{"label", kWarning, "Form fields without a label",
         "A screen reader says field, and not for what.", "Add a label element with for."},
    Rule{"landmark-no-duplicate-banner", kNotice, "Pages with several banners",
         "Only one header, or element of the role banner, can be that of the page.",
         "Put the others into a section."},
    Rule{"landmark-no-duplicate-contentinfo", kNotice, "Pages with several footers",
         "Only one footer, or element of the role contentinfo, can be that of the page.",
         "Put the others into a section."},
    Rule{"landmark-no-duplicate-main", kNotice, "Pages with several main parts",
         "Only one element can be the main part.", "Keep one main element."},
    Rule{"landmark-one-main", kNotice, "Pages without a main part",
         "Who hears the page can't go straight to what it is about.",
         "Put what it is about into a main element."},
    Rule{"link-name", kWarning, "Links without a name",
         "A screen reader says link, and not where to.",
         "Put words inside, or an alt where it is an image."},
    Rule{"list", kWarning, "Lists with other elements",
         "In ul or ol stands something else than li, script and template.",
         "Put it into an li, or out of the list."},
    Rule{"listitem", kWarning, "List items outside of a list", "li stands outside of ul and ol.",
         "Put it into a list."},
    Rule{"marquee", kWarning, "Text that moves", "Some readers can't read it.",
         "Take the marquee element away."},
    Rule{"meta-refresh", kWarning, "Pages that reload by themselves",
         "The page goes elsewhere, or begins anew, while somebody hears it.",
         "Use a redirect, or leave it to the reader."},
    Rule{"meta-viewport", kWarning, "Pages that can't be enlarged twice",
         "The viewport forbids it, and some need it to read.",
         "Take user-scalable=no and maximum-scale out of the viewport."},
    Rule{"nested-interactive", kWarning, "Controls inside of controls",
         "A button or link has another one inside that screen readers don't announce.",
         "Put them side by side."},
    Rule{"object-alt", kWarning, "Objects without a name",
         "A screen reader has nothing to say of the object.", "Add title or aria-label."},
    Rule{"page-has-heading-one", kNotice, "Pages without a first heading to go to",
         "Who goes by headings looks for the h1 first.", "Give the page an h1."},
    Rule{"presentation-role-conflict", kNotice, "Decoration that takes the focus",
         "An element with the role none or presentation has a tabindex or a global ARIA "
         "attribute, so that the role does not count.",
         "Take one of them away."},
    Rule{"role-img-alt", kWarning, "Images by role without a name",
         "An element with the role img says nothing.", "Add aria-label."},
    Rule{"scope-attr-valid", kNotice, "scope where it means nothing",
         "scope stands on another element than th, or has a value that there is not.",
         "Write row or col on a th."},
    Rule{"select-name", kWarning, "Lists to choose from without a label",
         "A screen reader says list, and not of what.", "Add a label element with for."},
    Rule{"server-side-image-map", kNotice, "Image maps of the server",
         "An image with ismap can be used with a mouse alone.", "Use links, or a map element."},
    Rule{"summary-name", kWarning, "Summaries without words",
         "A screen reader says that something opens, and not what.", "Put words inside."},
    Rule{"svg-img-alt", kWarning, "Drawings without a name",
         "An svg with a role of images says nothing.", "Add a title element, or aria-label."},
    Rule{"tabindex", kWarning, "An order of their own for the tab key",
         "tabindex above 0 takes elements out of the order in which they are read.",
         "Write 0, and put the elements into the right order."},
    Rule{"td-headers-attr", kWarning, "Cells that name headers that there are not",
         "headers of a cell names an id that is no header of the same table.",
         "Name the ids of its th."},
    Rule{"valid-lang", kWarning, "Parts in a language that there is not",
         "lang of an element names no language.", "Write one of BCP 47, such as en or pt-BR."},
    Rule{"video-caption", kNotice, "Videos without captions",
         "There is no track with captions for who does not hear.", "Add one."},
};

struct Made {
  std::deque<std::string> texts;  // these stay where they are
  std::vector<Finding> findings;
};

Made make() {
  Made made;
  for (const Rule& rule : kRules) {
    const std::string& id = made.texts.emplace_back(fmt::format("access-{}", rule.name));
    const std::string& sql = made.texts.emplace_back(
        fmt::format("SELECT url, elements, example AS for_example\nFROM audit_access\n"
                    "WHERE rule = '{}'\nORDER BY elements DESC, url",
                    rule.name));
    made.findings.push_back(
        {id, rule.title, "Accessibility", rule.severity, rule.meaning, rule.remedy, sql});
  }
  return made;
}

}  // namespace

std::span<const Finding> access_findings() {
  static const Made made = make();
  return made.findings;
}

}  // namespace explore
