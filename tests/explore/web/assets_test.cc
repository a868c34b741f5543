// The files inside of the program.
#include "explore/web/assets.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <sstream>

namespace explore {
namespace {

std::string file_in_tree(const std::string& name) {
  std::ifstream file(std::string(CRAWL_SOURCE_DIR "/explore/web/") + name, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

TEST(Assets, EachIsTheFileInTheTree) {
  EXPECT_GE(assets().size(), 3u);
  for (const Asset& each : assets()) {
    EXPECT_EQ(asset(each.name).data(), each.bytes.data());
    if (each.name == "chart.js") continue;
    EXPECT_EQ(each.bytes, file_in_tree(std::string(each.name)));
  }
  EXPECT_NE(asset("chart.js").find("Chart.js v"), std::string_view::npos);
  EXPECT_EQ(asset("none.js").data(), nullptr);
  EXPECT_EQ(csp_hash("none.js"), "");
}

// Inside of a page they stand in their element as they are: nothing in them may end it, and
// browsers must read each byte as it was hashed.
TEST(Assets, EachCanStandInAPage) {
  for (const Asset& each : assets()) {
    if (each.name.ends_with(".html")) continue;  // a page itself
    EXPECT_EQ(each.bytes.find("</script"), std::string_view::npos) << each.name;
    EXPECT_EQ(each.bytes.find("</style"), std::string_view::npos) << each.name;
    EXPECT_EQ(each.bytes.find("<!--"), std::string_view::npos) << each.name;
    EXPECT_EQ(each.bytes.find('\r'), std::string_view::npos) << each.name;
    EXPECT_EQ(each.bytes.find('\0'), std::string_view::npos) << each.name;
    EXPECT_EQ(csp_hash(each.name).size(), 44 + std::string_view("'sha256-'").size());
    EXPECT_TRUE(csp_hash(each.name).ends_with("='")) << csp_hash(each.name);
  }
}

TEST(Assets, TheHashIsTheOneBrowsersCount) {
  const std::string command =
      "openssl dgst -sha256 -binary " CRAWL_SOURCE_DIR "/explore/web/look.css | openssl base64 -A";
  std::FILE* pipe = popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string said(64, '\0');
  said.resize(std::fread(said.data(), 1, said.size(), pipe));
  ASSERT_EQ(pclose(pipe), 0);
  EXPECT_EQ(csp_hash("look.css"), "'sha256-" + said + "'");
}

}  // namespace
}  // namespace explore
