#include "explore/export/offline_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "explore/export/html_tags.h"
#include "explore/export/url_use.h"
#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/page/meta_refresh.h"
#include "parser/page/srcset.h"

namespace explore {

namespace ascii = ground::ascii;

namespace {

constexpr std::string_view kPolicy =
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src file: data: blob: "
    "'unsafe-inline'; script-src 'none'; connect-src 'none'; base-uri 'none'\">";

const TagAttribute* attribute_of(const WrittenTag& tag, std::string_view name) {
  const auto found = std::find_if(tag.attributes.begin(), tag.attributes.end(),
                                  [name](const TagAttribute& one) { return one.name == name; });
  return found == tag.attributes.end() ? nullptr : &*found;
}

std::string value_of(const WrittenTag& tag, std::string_view name) {
  const TagAttribute* const found = attribute_of(tag, name);
  return found == nullptr ? "" : decoded_value(found->written);
}

class PageRewriting {
 public:
  PageRewriting(std::string_view html, const parser::Url& page, bool is_xml, const LocalFile& local)
      : html_(html), is_xml_(is_xml), base_(page), local_(local) {
    find_base(page);
  }

  std::string write() {
    std::string out;
    out.reserve(html_.size() + html_.size() / 8);
    HtmlTags tags(html_, is_xml_);
    WrittenTag tag;
    while (tags.next(tag)) {
      if (is_xml_ && tag.name == "script") rename_script(tag, out);
      look_at(tag);
      for (const TagAttribute& attribute : tag.attributes) change(tag, attribute, out);
      if (tag.name != "style" || tag.text.empty()) continue;
      copy_to(tag.end, out);
      out += offline_css(tag.text, base_, local_);
      done_ = tag.end + tag.text.size();
    }
    copy_to(html_.size(), out);
    return out;
  }

 private:
  // The first that has an address counts, wherever it stands.
  void find_base(const parser::Url& page) {
    if (is_xml_) return;
    HtmlTags tags(html_, is_xml_);
    WrittenTag tag;
    while (!has_base_ && tags.next(tag)) {
      const bool is_base = tag.name == "base" && !tag.is_end;
      if (!is_base || attribute_of(tag, "href") == nullptr) continue;
      parser::Url base;
      has_base_ = true;
      if (base.assign(value_of(tag, "href"), &page) != parser::UrlStatus::kOk) return;
      base.set_query_encoding(page.query_encoding());
      base_ = base;
    }
  }

  void copy_to(std::size_t end, std::string& out) {
    out += html_.substr(done_, end - done_);
    done_ = end;
  }

  void rename_script(const WrittenTag& tag, std::string& out) {
    copy_to(tag.begin + (tag.is_end ? 2 : 1), out);
    out += "metadata";
    done_ += tag.name.size();
  }

  void replace(const TagAttribute& attribute, std::string_view value, std::string& out) {
    copy_to(attribute.name_end, out);
    out += '=' + quoted_value(value);
    done_ = attribute.end;
  }

  void put_away(const TagAttribute& attribute, std::string& out) {
    copy_to(attribute.begin, out);
    // Of a name as of XML no part is one of ours.
    out += "data-absent-";
    std::string name = attribute.name;
    std::replace(name.begin(), name.end(), ':', '-');
    out += name;
    done_ = attribute.name_end;
  }

  UrlUse use_in(const WrittenTag& tag, const TagAttribute& attribute) const {
    if (tag.is_end) return UrlUse::kNothing;
    if (is_xml_ && attribute.name.starts_with("on")) return UrlUse::kDrop;
    const UrlUse use = use_of(tag.name, attribute.name);
    if (use != UrlUse::kLoad || tag.name != "link" || attribute.name != "href") return use;
    return is_quiet_ ? UrlUse::kNavigation : use;
  }

  void change(const WrittenTag& tag, const TagAttribute& attribute, std::string& out) {
    if (tag.name == "meta" && !tag.is_end) {
      change_meta(attribute, out);
      return;
    }
    const UrlUse use = use_in(tag, attribute);
    if (use == UrlUse::kNothing) return;
    if (use == UrlUse::kDrop) {
      put_away(attribute, out);
      return;
    }
    const std::string value = decoded_value(attribute.written);
    if (use == UrlUse::kStyle) {
      const std::string style = offline_css(value, base_, local_);
      if (style != value) replace(attribute, style, out);
      return;
    }
    const auto target = use == UrlUse::kCandidates
                            ? candidates(value)
                            : target_in_copy(value, use == UrlUse::kLoad, base_, has_base_, local_);
    if (!target)
      put_away(attribute, out);
    else if (*target != value)
      replace(attribute, *target, out);
  }

  // A candidate that is not in the copy is left out.
  std::optional<std::string> candidates(const std::string& srcset) {
    constexpr std::size_t kMostCandidates = 1'000;
    std::vector<std::string_view> urls;
    parser::parse_srcset(srcset, kMostCandidates, urls);
    std::string out;
    for (std::size_t i = 0; i < urls.size(); ++i) {
      const auto target = target_in_copy(urls[i], true, base_, has_base_, local_);
      if (!target) continue;
      const std::size_t behind =
          static_cast<std::size_t>(urls[i].data() - srcset.data()) + urls[i].size();
      const std::size_t next = i + 1 < urls.size()
                                   ? static_cast<std::size_t>(urls[i + 1].data() - srcset.data())
                                   : srcset.size();
      std::string_view descriptor = std::string_view(srcset).substr(behind, next - behind);
      descriptor = ascii::trim(descriptor.substr(0, descriptor.find(',')));
      out += fmt::format("{}{}{}{}", out.empty() ? "" : ", ", *target,
                         descriptor.empty() ? "" : " ", descriptor);
    }
    return out.empty() ? std::nullopt : std::optional(out);
  }

  // What attributes of a tag mean for each other, once for all of them: a tag may have a million.
  void look_at(const WrittenTag& tag) {
    is_quiet_ = tag.name == "link" && is_quiet_link(value_of(tag, "rel"));
    meta_ = {};
    if (tag.name != "meta" || tag.is_end) return;
    const std::string what = ascii::lowered(ascii::trim(value_of(tag, "http-equiv")));
    meta_.is_refused = what.starts_with("content-security-policy");
    if (what != "refresh") return;
    const std::string content = value_of(tag, "content");
    const auto refresh = parser::parse_meta_refresh(content);
    if (refresh && !refresh->url.empty())
      if (const auto target = target_in_copy(refresh->url, true, base_, has_base_, local_))
        meta_.content = fmt::format("{};url={}", refresh->seconds, *target);
    meta_.is_refused = meta_.content.empty();
  }

  void change_meta(const TagAttribute& attribute, std::string& out) {
    if (attribute.name == "http-equiv" && meta_.is_refused) put_away(attribute, out);
    if (attribute.name != "content" || meta_.content.empty()) return;
    replace(attribute, std::exchange(meta_.content, ""), out);
  }

  // Of the tag that is changed now.
  struct Meta {
    bool is_refused = false;  // a policy of the site's, or a refresh that leads out of the copy
    std::string content;      // in place of that of a refresh; "": it was written, or there is none
  };

  std::string_view html_;
  bool is_xml_;
  parser::Url base_;
  bool has_base_ = false;
  const LocalFile& local_;
  Meta meta_;
  bool is_quiet_ = false;  // it is a link that nobody loads
  std::size_t done_ = 0;   // of the text
};

// Behind it comes what is put first: without it the page would be shown by other rules.
std::size_t end_of_doctype(std::string_view html) {
  const std::size_t at = html.find_first_not_of(" \t\r\n\f");
  if (at == std::string_view::npos || !ascii::equals(html.substr(at, 9), "<!doctype")) return 0;
  const std::size_t end = html.find('>', at);
  return end == std::string_view::npos ? html.size() : end + 1;
}

std::string_view without_mark(std::string_view text) {
  if (text.starts_with(ground::kByteOrderMark)) text.remove_prefix(ground::kByteOrderMark.size());
  return text;
}

}  // namespace

std::string offline_html(std::string_view html, const parser::Url& page, const LocalFile& local) {
  html = without_mark(html);
  const std::size_t doctype = end_of_doctype(html);
  std::string out(ground::kByteOrderMark);
  out += html.substr(0, doctype);
  out += kPolicy;
  return out += PageRewriting(html.substr(doctype), page, false, local).write();
}

std::string offline_xml(std::string_view xml, const parser::Url& page, const LocalFile& local) {
  return PageRewriting(xml, page, true, local).write();
}

std::string offline_redirect(std::string_view target, bool is_local) {
  const std::string quoted = quoted_value(target);
  std::string out(ground::kByteOrderMark);
  out += "<!DOCTYPE html>";
  out += kPolicy;
  if (is_local)
    out += fmt::format("<meta http-equiv=refresh content={}>",
                       quoted_value(fmt::format("0;url={}", target)));
  return out += fmt::format("<title>Moved</title><p><a href={}>{}</a></p>\n", quoted,
                            std::string_view(quoted).substr(1, quoted.size() - 2));
}

}  // namespace explore
