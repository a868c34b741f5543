// The only file that sees the headers of all libraries, and it asks them for nothing else.
#include "crawler/library_versions.h"

#include <ares.h>
#include <brotli/decode.h>
#include <crawl_commit.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <libpsl.h>
#include <microhttpd.h>
#include <openssl/crypto.h>
#include <sqlite3.h>
#include <unicode/uversion.h>
#include <uv.h>
#include <zstd.h>

#define ZLIB_CONST  // as where bodies are inflated: files that are compiled as one have one zlib.h
#include <zlib.h>

#include <array>

namespace crawler {
namespace {

std::string icu_version() {
  UVersionInfo version{};
  u_getVersion(version);
  std::array<char, U_MAX_VERSION_STRING_LENGTH> text{};
  u_versionToString(version, text.data());
  return text.data();
}

// 0xMMMmmmppp, with 12 bits for each of the last two.
std::string brotli_version() {
  const uint32_t version = BrotliDecoderVersion();
  return fmt::format("{}.{}.{}", version >> 24, version >> 12 & 0xfff, version & 0xfff);
}

// 150004: 15.4
std::string postgres_version() {
  const int version = PQlibVersion();
  return fmt::format("{}.{}", version / 10'000, version % 10'000);
}

const char* name_of_compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "gcc " __VERSION__;
#endif
}

std::string features(const curl_version_info_data& curl) {
  std::string text = "PostgreSQL, brotli, zstd";
  if ((curl.features & CURL_VERSION_HTTP2) != 0) text += ", HTTP/2";
  if ((curl.features & CURL_VERSION_HTTPS_PROXY) != 0) text += ", HTTPS proxies";
#ifndef NDEBUG
  text += ", assertions";
#endif
  return text;
}

}  // namespace

std::string versions_in_detail() {
  const curl_version_info_data& curl = *curl_version_info(CURLVERSION_NOW);
  const auto line = [](std::string_view name, std::string_view version) {
    return fmt::format("  {:<14}{}\n", name, version);
  };
  std::string text = "crawl " CRAWL_VERSION "\n";
  text += fmt::format("commit {}\nbuilt by {}\nfeatures: {}\n", CRAWL_COMMIT, name_of_compiler(),
                      features(curl));
  text += "libraries, as loaded:\n";
  text += line("libcurl", fmt::format("{} ({}{}{})", curl.version, curl.ssl_version,
                                      curl.nghttp2_version == nullptr ? "" : ", nghttp2 ",
                                      curl.nghttp2_version == nullptr ? "" : curl.nghttp2_version));
  text += line("openssl", OpenSSL_version(OPENSSL_VERSION_STRING));
  text += line("libuv", uv_version_string());
  text += line("c-ares", ares_version(nullptr));
  text += line("sqlite", sqlite3_libversion());
  text += line("libpq", postgres_version());
  text += line("icu", icu_version());
  text += line("libpsl", psl_get_version());
  text += line("zlib", zlibVersion());
  text += line("brotli", brotli_version());
  text += line("zstd", ZSTD_versionString());
  text += line("libmicrohttpd", MHD_get_version());
  return text + "libraries, as built with:\n  " CRAWL_BUILT_WITH "\n";
}

}  // namespace crawler
