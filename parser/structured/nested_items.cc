// Microdata and RDFa differ in the names of attributes and in what counts as a value, and share
// everything else; so there is one reader with two dialects. Items may refer to elements elsewhere
// (itemref) and to each other: each element is visited once for itself and once per reference, and
// a reference that would close a circle is dropped, so the result is always a tree.
#include "parser/structured/nested_items.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/html/element_value.h"
#include "parser/structured/json_ld.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Json = nlohmann::ordered_json;
using Node = Tree::Node;

constexpr std::size_t kNoItem = static_cast<std::size_t>(-1);
constexpr std::size_t kMaxItems = 10'000;      // of a page, nested ones too
constexpr std::size_t kMaxProperties = 2'000;  // of an item: names are compared with each other
constexpr std::size_t kMaxPropertyBytes = 64u << 10;
// dump() goes down as deep as the items do.
constexpr std::size_t kDeepestItem = 32;
// RDFa's vocab and prefix: real ones are far shorter, and stand on one or two elements.
constexpr std::size_t kMaxScopeBytes = 2'000;
constexpr int kMostLevels = 4;

struct Property {
  std::string name;
  std::string text;
  NodeId element = 0;          // that says it
  std::size_t item = kNoItem;  // its value, if it is one
  bool closes_circle = false;  // that item holds the one whose property this is
};

struct Item {
  std::string type, id;
  std::string_view refers;  // itemref
  bool is_bare = false;     // RDFa: something that has nothing but a name, unless it has properties
  std::vector<Property> properties;
};

// The parts in which the two differ.
struct Dialect {
  std::string_view item, type, id, property;
};
constexpr Dialect kMicrodata = {"itemscope", "itemtype", "itemid", "itemprop"};
constexpr Dialect kRdfa = {"typeof", "typeof", "resource", "property"};

class ItemReader {
 public:
  ItemReader(const Tree& tree, const Url& base, Syntax syntax, std::size_t max_bytes)
      : tree_(tree),
        base_(base),
        is_rdfa_(syntax == Syntax::kRdfa),
        names_(is_rdfa_ ? kRdfa : kMicrodata),
        syntax_(syntax),
        max_bytes_(max_bytes) {}

  bool read(std::vector<StructuredItem>& items) {
    if (is_rdfa_) find_scopes();
    read_range(0, tree_.end(), kNoItem);
    if (!is_rdfa_) follow_references();
    write(items);
    return is_whole_;
  }

 private:
  // The properties inside of a range of nodes, for `outer` and for the items that begin there.
  void read_range(NodeId begin, NodeId end, std::size_t outer) {
    struct Open {
      std::size_t item;
      NodeId end;
    };
    std::vector<Open> open;
    for (NodeId id = begin; id < end; ++id) {
      while (!open.empty() && open.back().end <= id) open.pop_back();
      const Node& node = tree_[id];
      if (!node.is_element() || node.attributes == 0) continue;
      const std::size_t owner = open.empty() ? outer : open.back().item;
      const auto property = tree_.attribute(node, names_.property);
      std::size_t item = kNoItem;
      if (tree_.attribute(node, names_.item)) item = item_at(id);
      if (property && owner != kNoItem) add_properties(owner, *property, id, item);
      if (property && owner == kNoItem && is_rdfa_ && item == kNoItem) say_of_page(*property, id);
      if (item == kNoItem && is_rdfa_ && !property) item = subject_at(id);
      if (item != kNoItem) open.push_back({item, node.end});
    }
  }

  std::size_t item_at(NodeId id) {
    if (const auto known = by_element_.find(id); known != by_element_.end()) return known->second;
    if (all_.size() >= kMaxItems) {
      is_whole_ = false;
      return kNoItem;
    }
    const Node& node = tree_[id];
    Item item;
    std::string_view types = tree_.attribute(node, names_.type).value_or("");
    for (auto type = ascii::next_token(types); !type.empty() && bytes_ <= max_bytes_;
         type = ascii::next_token(types)) {
      const std::string full = name_in_vocabulary(type, id);
      item.type.append(item.type.empty() ? "" : " ").append(full);
      bytes_ += full.size();
    }
    if (const auto name = tree_.attribute(node, names_.id); name && bytes_ <= max_bytes_) {
      item.id = resolved(*name);
      bytes_ += item.id.size();
    }
    if (!is_rdfa_) item.refers = tree_.attribute(node, "itemref").value_or("");
    return by_element_[id] = is_rdfa_ && !item.id.empty() ? typed_subject(item) : add(item);
  }

  std::size_t add(Item& item) {
    all_.push_back(std::move(item));
    return all_.size() - 1;
  }

  // One that had but a name until now gets its type.
  std::size_t typed_subject(Item& item) {
    const auto known = subjects_.find(item.id);
    if (known == subjects_.end()) {
      subjects_.emplace(item.id, all_.size());
      return add(item);
    }
    Item& before = all_[known->second];
    if (!before.is_bare) return add(item);
    before.type = std::move(item.type);
    before.is_bare = false;
    return known->second;
  }

  // RDFa: `resource` without `typeof` says of what the properties inside are: of a thing that was
  // named before, or of a new one. kNoItem without it.
  std::size_t subject_at(NodeId id) {
    const auto resource = tree_.attribute(tree_[id], names_.id);
    return resource && bytes_ <= max_bytes_ ? subject(resolved(*resource)) : kNoItem;
  }

  std::size_t subject(std::string name) {
    if (const auto known = subjects_.find(name); known != subjects_.end()) return known->second;
    if (all_.size() >= kMaxItems) {
      is_whole_ = false;
      return kNoItem;
    }
    bytes_ += name.size();
    Item item;
    item.id = name;
    item.is_bare = true;
    subjects_.emplace(std::move(name), all_.size());
    return add(item);
  }

  // RDFa: properties outside of all items are the page's own. Those of meta elements with a prefix
  // are in cards (parser/structured/structured), and a name without one needs a vocabulary: many a
  // link is property="stylesheet".
  void say_of_page(std::string_view names, NodeId id) {
    std::string said;
    for (auto name = ascii::next_token(names); !name.empty(); name = ascii::next_token(names)) {
      const bool has_prefix = name.find(':') != name.npos;
      if (has_prefix ? tree_[id].tag != Tag::kMeta : has_vocabulary(id))
        said.append(said.empty() ? "" : " ").append(name);
    }
    if (said.empty()) return;
    const std::size_t page = subject(std::string(base_.href()));
    if (page != kNoItem) add_properties(page, said, id, kNoItem);
  }

  bool has_vocabulary(NodeId id) const {
    const NodeId at = scopes_[id].vocabulary;
    return at != kNoNode && !tree_.attribute(tree_[at], "vocab").value_or("").empty();
  }

  // RDFa: "schema:name" and names of the vocabulary schema.org are plain names here.
  std::string name_in_vocabulary(std::string_view name, NodeId id) const {
    name = without_schema_org(name);
    if (!is_rdfa_) return std::string(name);
    if (name.starts_with("schema:")) return std::string(name.substr(7));
    if (name.find(':') != name.npos) return name_by_prefix(name, id);
    if (const NodeId at = scopes_[id].vocabulary; at != kNoNode) {
      const auto vocabulary = tree_.attribute(tree_[at], "vocab");
      const std::string full = std::string(*vocabulary) + std::string(name);
      const std::string_view plain = without_schema_org(full);
      // "http://schema.org" is often written without its slash.
      return std::string(plain.size() < full.size() || vocabulary->ends_with("schema.org") ? name
                                                                                           : full);
    }
    return std::string(name);
  }

  // prefix="s: http://schema.org/": names of schema.org are plain, others stay as they are written.
  std::string name_by_prefix(std::string_view name, NodeId id) const {
    const std::size_t colon = name.find(':');
    const std::string prefix = lower(name.substr(0, colon + 1));
    NodeId at = scopes_[id].prefixes;
    for (int level = 0; at != kNoNode && level < kMostLevels; ++level) {
      std::string_view said = tree_.attribute(tree_[at], "prefix").value_or("");
      for (auto word = ascii::next_token(said); !word.empty(); word = ascii::next_token(said)) {
        if (!ascii::equals(word, prefix)) continue;
        std::string full(ascii::next_token(said));
        if (full.ends_with("schema.org")) full += '/';
        full += name.substr(colon + 1);
        const std::string_view plain = without_schema_org(full);
        return std::string(plain.size() < full.size() ? plain : name);
      }
      const NodeId parent = tree_[at].parent;
      at = parent == kNoNode ? kNoNode : scopes_[parent].prefixes;
    }
    return std::string(name);
  }

  static std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), ascii::lower);
    return out;
  }

  // The elements around each, itself too, that say what its names mean.
  void find_scopes() {
    scopes_.resize(tree_.size());
    for (NodeId id = 0; id < tree_.end(); ++id) {
      const Node& node = tree_[id];
      if (node.parent != kNoNode) scopes_[id] = scopes_[node.parent];
      if (!node.is_element() || node.attributes == 0) continue;
      const auto says = [&](std::string_view attribute) {
        const auto value = tree_.attribute(node, attribute);
        return value && value->size() <= kMaxScopeBytes;
      };
      if (says("vocab")) scopes_[id].vocabulary = id;
      if (says("prefix")) scopes_[id].prefixes = id;
    }
  }

  std::string resolved(std::string_view url) {
    return std::string(target_.assign(url, &base_) == UrlStatus::kOk ? target_.href() : url);
  }

  void add_properties(std::size_t owner, std::string_view names, NodeId id, std::size_t item) {
    if (bytes_ > max_bytes_) {  // a value may cost more to make than it is long
      is_whole_ = false;
      return;
    }
    const std::string value = item == kNoItem ? value_of(id) : "";
    for (auto name = ascii::next_token(names); !name.empty(); name = ascii::next_token(names)) {
      bytes_ += name.size() + value.size();
      if (bytes_ > max_bytes_ || all_[owner].properties.size() >= kMaxProperties) {
        is_whole_ = false;
        return;
      }
      std::string full = name_in_vocabulary(name, id);
      bytes_ += full.size();
      all_[owner].properties.push_back({std::move(full), value, id, item});
    }
  }

  // RDFa 1.1 Core, 7.5: where rel="dc:type" says what the address is, the words are the property.
  bool has_relation(const Node& node) const {
    const std::string_view relation = tree_.attribute(node, "rel").value_or("");
    return relation.find(':') != relation.npos;
  }

  // HTML 5.2.4, and RDFa Lite's order: what is said for programs before what readers see.
  std::string value_of(NodeId id) {
    const Node& node = tree_[id];
    if (const auto content = tree_.attribute(node, "content");
        content && (is_rdfa_ || node.tag == Tag::kMeta))
      return std::string(ground::utf8_prefix(*content, kMaxPropertyBytes));
    const std::string_view name = url_attribute(node);
    const bool is_link = !name.empty() && name != "cite" && node.tag != Tag::kMeta &&
                         node.tag != Tag::kForm && node.tag != Tag::kButton &&
                         !(is_rdfa_ && has_relation(node));
    if (is_link)
      if (const auto url = tree_.attribute(node, name)) return resolved(*url);
    if (const auto resource = tree_.attribute(node, "resource"); resource && is_rdfa_)
      return resolved(*resource);
    for (const std::string_view said : {"datetime", "value"}) {
      const bool applies =
          said == "datetime" ? node.text == "time" : node.text == "data" || node.text == "meter";
      if (!applies) continue;
      if (const auto value = tree_.attribute(node, said)) return std::string(*value);
    }
    // In microdata only meta has it, but shops write <span itemprop=price content=9.50>9,50</span>,
    // and search engines read it.
    if (const auto content = tree_.attribute(node, "content"))
      return std::string(ground::utf8_prefix(*content, kMaxPropertyBytes));
    std::string words;
    append_words(tree_, id, ' ', kMaxPropertyBytes, words);
    return words;
  }

  // itemref: properties elsewhere on the page (HTML 5.2.5). Each element is found once by its id.
  void follow_references() {
    const bool has_any = std::any_of(all_.begin(), all_.end(),
                                     [](const Item& item) { return !item.refers.empty(); });
    if (!has_any) return;
    std::map<std::string_view, NodeId> ids;
    for (NodeId id = 0; id < tree_.end(); ++id)
      if (tree_[id].is_element())
        if (const auto name = tree_.attribute(tree_[id], "id")) ids.emplace(*name, id);
    // A page may name the same large part again and again.
    std::size_t left = 4 * tree_.size();
    for (std::size_t i = 0; i < all_.size(); ++i) {
      std::string_view refers = all_[i].refers;
      for (auto name = ascii::next_token(refers); !name.empty(); name = ascii::next_token(refers)) {
        const auto found = ids.find(name);
        if (found == ids.end()) continue;
        const NodeId id = found->second, end = tree_[id].end;
        if (end - id > left) {
          is_whole_ = false;
          return;
        }
        left -= end - id;
        read_referred(i, id, end);
      }
      if (!all_[i].refers.empty()) put_in_tree_order(all_[i].properties);
    }
  }

  // HTML 5.2.5: in whatever order they were found, and each once, though it is inside of the item
  // and referred to.
  static void put_in_tree_order(std::vector<Property>& properties) {
    std::stable_sort(properties.begin(), properties.end(),
                     [](const Property& a, const Property& b) { return a.element < b.element; });
    std::set<std::pair<NodeId, std::string>> seen;
    std::erase_if(properties, [&seen](const Property& property) {
      return !seen.emplace(property.element, property.name).second;
    });
  }

  // As read_range(), but what belongs to items inside was read already.
  void read_referred(std::size_t owner, NodeId begin, NodeId end) {
    for (NodeId id = begin; id < end; ++id) {
      const Node& node = tree_[id];
      if (!node.is_element()) continue;
      std::size_t item = kNoItem;
      if (tree_.attribute(node, names_.item)) item = item_at(id);
      if (item == owner) {  // in itself
        id = node.end - 1;
        continue;
      }
      if (const auto property = tree_.attribute(node, names_.property))
        add_properties(owner, *property, id, item);
      if (item != kNoItem) id = node.end - 1;
    }
  }

  static void put(Json& object, const std::string& name, Json value) {
    if (!object.contains(name)) {
      object[name] = std::move(value);
      return;
    }
    Json& there = object[name];
    if (!there.is_array()) there = Json::array({std::move(there)});
    there.push_back(std::move(value));
  }

  // The items, each behind those that are values of it. A value that would close a circle is none.
  std::vector<std::size_t> in_writing_order() {
    enum class Seen : uint8_t { kNot, kOpen, kDone };
    struct Step {
      std::size_t item, next_property;
    };
    std::vector<Seen> seen(all_.size(), Seen::kNot);
    std::vector<std::size_t> order;
    std::vector<Step> open;
    for (std::size_t first = 0; first < all_.size(); ++first) {
      if (seen[first] != Seen::kNot) continue;
      open.push_back({first, 0});
      seen[first] = Seen::kOpen;
      while (!open.empty()) {
        Step& step = open.back();
        if (step.next_property == all_[step.item].properties.size()) {
          seen[step.item] = Seen::kDone;
          order.push_back(step.item);
          open.pop_back();
          continue;
        }
        Property& property = all_[step.item].properties[step.next_property++];
        if (property.item == kNoItem) continue;
        property.closes_circle = seen[property.item] == Seen::kOpen;
        if (seen[property.item] != Seen::kNot) continue;
        seen[property.item] = Seen::kOpen;
        open.push_back({property.item, 0});
      }
    }
    return order;
  }

  void write(std::vector<StructuredItem>& items) {
    // NOLINTNEXTLINE(bugprone-exception-escape): moving nlohmann's ordered objects is not noexcept
    struct Written {
      Json json;
      std::size_t depth = 1;
      std::size_t bytes = 0;
      bool is_embedded = false;
    };
    std::vector<Written> written(all_.size());
    std::size_t embedded = 0;  // each item is written again in each that holds it
    for (const std::size_t i : in_writing_order()) {
      const Item& item = all_[i];
      Written& here = written[i];
      here.json = Json::object();
      if (!item.type.empty()) here.json["@type"] = type_json(item.type);
      if (!item.id.empty()) here.json["@id"] = item.id;
      here.bytes = item.type.size() + item.id.size();
      for (const Property& property : item.properties) {
        const bool is_item = property.item != kNoItem;
        if (property.closes_circle) continue;
        const std::size_t bytes = is_item ? written[property.item].bytes : property.text.size();
        const bool fits = here.bytes + bytes <= max_bytes_ &&
                          embedded <= kDeepestItem * max_bytes_ / 8 &&
                          (!is_item || written[property.item].depth < kDeepestItem);
        if (!fits) {
          is_whole_ = false;
          continue;
        }
        if (is_item) {
          embedded += bytes;
          written[property.item].is_embedded = true;
        }
        here.bytes += bytes + property.name.size();
        if (is_item) here.depth = std::max(here.depth, written[property.item].depth + 1);
        put(here.json, property.name, is_item ? written[property.item].json : Json(property.text));
      }
    }
    for (std::size_t i = 0; i < all_.size(); ++i)
      if (!written[i].is_embedded && !(all_[i].is_bare && all_[i].properties.empty()))
        items.push_back({syntax_, all_[i].type,
                         written[i].json.dump(-1, ' ', false, Json::error_handler_t::replace)});
  }

  static Json type_json(std::string_view types) {
    Json all = Json::array();
    for (auto type = ascii::next_token(types); !type.empty(); type = ascii::next_token(types))
      all.push_back(type);
    return all.size() == 1 ? Json(all[0]) : all;
  }

  const Tree& tree_;
  const Url& base_;
  bool is_rdfa_;
  Dialect names_;
  Syntax syntax_;
  std::size_t max_bytes_;
  struct Scope {
    NodeId vocabulary = kNoNode, prefixes = kNoNode;
  };
  std::vector<Scope> scopes_;  // of each node; of RDFa only
  std::vector<Item> all_;
  std::unordered_map<NodeId, std::size_t> by_element_;
  std::unordered_map<std::string, std::size_t> subjects_;  // RDFa: items by their @id
  Url target_;
  std::size_t bytes_ = 0;
  bool is_whole_ = true;
};

}  // namespace

bool read_nested_items(const Tree& tree, const Url& base, Syntax syntax, std::size_t max_bytes,
                       std::vector<StructuredItem>& items) {
  return ItemReader(tree, base, syntax, max_bytes).read(items);
}

}  // namespace parser
