// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/http_request.h"

#include <gtest/gtest.h>

namespace aeolian::oscquery {
namespace {

/** A GET of `target` with a Host header. */
ErrorOr<HttpRequest> get(std::string_view target, std::string host = "localhost") {
  HttpRequest request{.method = "GET", .path = {}, .query = {}, .host = {}};
  request.headers = {{"host", std::move(host)}};
  if (const auto read = read_target(target, true, request); !read) return tl::unexpected(read.error());
  return request;
}

TEST(HttpRequestTest, IsTakenApart) {
  auto request = get("/aeolian/g%61in?VALUE").value();
  EXPECT_EQ(request.path, "/aeolian/gain");
  EXPECT_EQ(request.query, "VALUE");
  EXPECT_EQ(request.host, "localhost");
  EXPECT_EQ(get("/S\xc3\xbc\xc3\x9f").value().path, "/S\xc3\xbc\xc3\x9f");
  request.headers = {{"x-two", "a"}, {"x-one", "z"}, {"x-two", "b , c"}};
  EXPECT_EQ(request.header("x-two"), "a, b , c");
  EXPECT_EQ(request.header("x-three"), "");
}

TEST(HttpRequestTest, NamesAHostOnceFromHttp11On) {
  HttpRequest request{.method = "GET", .path = {}, .query = {}, .host = {}};
  EXPECT_FALSE(read_target("/", true, request));
  EXPECT_TRUE(read_target("/", false, request));
  EXPECT_EQ(request.host, "");
  request.headers = {{"host", "a"}, {"host", "a"}};
  EXPECT_FALSE(read_target("/", true, request));
  EXPECT_FALSE(get("/", "a@b"));
  EXPECT_FALSE(get("/", "a b"));
}

TEST(HttpRequestTest, MayAskWithAWholeUrlWhoseHostCounts) {
  const auto request = get("HTTP://127.0.0.1:9001/aeolian?VALUE").value();
  EXPECT_EQ(request.host, "127.0.0.1:9001");
  EXPECT_EQ(request.path, "/aeolian");
  EXPECT_EQ(request.query, "VALUE");
  EXPECT_EQ(get("http://studio?HOST_INFO").value().path, "/");
  EXPECT_EQ(get("http://studio").value().path, "/");
  EXPECT_FALSE(get("http:///x"));
  EXPECT_FALSE(get("https://studio/"));
}

TEST(HttpRequestTest, AsksForTheServerAsAWholeByAnAsterisk) {
  HttpRequest request{.method = "OPTIONS", .path = {}, .query = {}, .host = {}};
  EXPECT_TRUE(read_target("*", false, request));
  EXPECT_EQ(request.path, "*");
  EXPECT_FALSE(get("*"));
}

TEST(HttpRequestTest, LeavesTheFragmentToTheBrowser) {
  EXPECT_EQ(get("/aeolian/gain#top").value().path, "/aeolian/gain");
  EXPECT_EQ(get("/aeolian/gain?VALUE#top").value().query, "VALUE");
}

TEST(HttpRequestTest, WithAWrongEscapeIsRefused) {
  for (const char* target : {"/%", "/%4", "/%zz", "/%00", "/%0a", "/?%", "x"})
    EXPECT_FALSE(get(target)) << target;
}

}  // namespace
}  // namespace aeolian::oscquery
