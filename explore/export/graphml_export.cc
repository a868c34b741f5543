#include <fmt/format.h>

#include <array>

#include "explore/export/exports.h"
#include "explore/export/xml_text.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::Result;

struct Key {
  std::string_view name;
  std::string_view type;
};

// In the order of the columns that are read for them.
constexpr std::array kNodeKeys{
    Key{"url", "string"},          Key{"title", "string"}, Key{"status", "int"},
    Key{"content_type", "string"}, Key{"depth", "int"},    Key{"size", "long"},
    Key{"word_count", "int"},      Key{"total_ms", "int"}, Key{"lang", "string"}};
constexpr std::array kEdgeKeys{Key{"kind", "string"}, Key{"anchor", "string"}, Key{"rel", "string"},
                               Key{"nofollow", "boolean"}};

class GraphmlExport {
 public:
  explicit GraphmlExport(ExportJob& job)
      : job_(job),
        db_(job.file.database()),
        node_(db_.prepare("SELECT url, title, status, content_type, depth, size, word_count, "
                          "total_ms, lang FROM pages WHERE id = ?1")),
        edge_(db_.prepare(
            "SELECT l.kind, l.anchor, l.rel, iif(l.nofollow, 'true', 'false'), t.page_id "
            "FROM page_links l JOIN url_rows t ON t.id = l.target_id "
            "WHERE l.page_id = ?1 AND t.page_id IS NOT NULL ORDER BY l.id")) {}

  // All nodes come first: some readers want to know both ends of an edge.
  Result<void> write() {
    head();
    each(0, [this](int64_t id) { return node(id); });
    each(1, [this](int64_t id) { return edges(id); });
    put("</graph>\n</graphml>\n");
    return db_.take_failure();
  }

 private:
  void put(std::string_view text) { job_.to.output().write(text); }

  template <typename Use>
  void each(int round, const Use& use) {
    job_.choice.each([&](int64_t id, uint64_t done, uint64_t all) {
      use(id);
      job_.progress.show(done + static_cast<uint64_t>(round) * all, 2 * all, [this] {
        return fmt::format("{} pages, {} links", terminal::with_thousands(job_.pages),
                           terminal::with_thousands(edges_));
      });
      return job_.to.output().is_open();
    });
  }

  void head() {
    put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" "
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
        "xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns "
        "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n");
    for (const Key& key : kNodeKeys) declare("node", key);
    for (const Key& key : kEdgeKeys) declare("edge", key);
    put("<graph id=\"crawl\" edgedefault=\"directed\">\n");
  }

  void declare(std::string_view of, const Key& key) {
    put(fmt::format("<key id=\"{0}\" for=\"{1}\" attr.name=\"{0}\" attr.type=\"{2}\"/>\n", key.name,
                    of, key.type));
  }

  template <std::size_t kSize>
  static void add_data(const storage::Statement& row, const std::array<Key, kSize>& keys,
                       std::string* text) {
    for (std::size_t i = 0; i < kSize; ++i) {
      const int column = static_cast<int>(i);
      if (row.is_null(column)) continue;
      *text += fmt::format("<data key=\"{}\">{}</data>", keys[i].name, xml_text(row.text(column)));
    }
  }

  void node(int64_t id) {
    if (node_.with(id).step()) {
      std::string text = fmt::format("<node id=\"n{}\">", id);
      add_data(node_, kNodeKeys, &text);
      put(text + "</node>\n");
      ++job_.pages;
    }
    node_.reset();
  }

  void edges(int64_t id) {
    edge_.with(id);
    while (edge_.step()) {
      const int64_t target = edge_.integer(static_cast<int>(kEdgeKeys.size()));
      if (!job_.choice.holds(target)) continue;
      std::string text = fmt::format("<edge source=\"n{}\" target=\"n{}\">", id, target);
      add_data(edge_, kEdgeKeys, &text);
      put(text + "</edge>\n");
      ++edges_;
    }
  }

  ExportJob& job_;
  storage::Database& db_;
  storage::Statement node_, edge_;
  uint64_t edges_ = 0;
};

}  // namespace

Result<void> export_graphml(ExportJob& job) { return GraphmlExport(job).write(); }

}  // namespace explore
