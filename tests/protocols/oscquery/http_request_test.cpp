#include "protocols/oscquery/http_request.h"

#include <gtest/gtest.h>

namespace aeolian {
namespace {

/** The request that `text` is; its head ends with it. */
HttpRequest request_of(const std::string& text) {
  const auto read = read_request(text);
  EXPECT_TRUE(read && *read) << text;
  if (!read || !*read) return {};
  EXPECT_EQ((*read)->size, text.size());
  return (*read)->request;
}

/** The status with which `text` is refused; 0 = it is not. */
int refusal_of(const std::string& text) {
  const auto read = read_request(text);
  return read ? 0 : read.error().status;
}

std::string get(const std::string& target, const std::string& headers = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

TEST(HttpRequestTest, IsTakenApart) {
  const auto request = request_of(get("/aeolian/g%61in?VALUE", "X-Two: a\r\nx-two:\tb , c \r\n"));
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.path, "/aeolian/gain");
  EXPECT_EQ(request.query, "VALUE");
  EXPECT_EQ(request.host, "localhost");
  EXPECT_EQ(request.header("x-two"), "a, b , c");
  EXPECT_EQ(request.elements("x-two"), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_TRUE(request.header_has("x-two", "b"));
  EXPECT_FALSE(request.header_has("x-two", "d"));
  EXPECT_EQ(request.header("x-three"), "");
  EXPECT_TRUE(request.keeps_alive);
  EXPECT_FALSE(request.has_body);
}

TEST(HttpRequestTest, IsAwaitedUntilItsHeadIsWhole) {
  const std::string text = get("/", "Accept: */*\r\n");
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto read = read_request(text.substr(0, size));
    ASSERT_TRUE(read) << size << ' ' << read.error().text;
    EXPECT_FALSE(*read) << size;
  }
  const auto two = read_request("\r\n" + text + text);
  ASSERT_TRUE(two && *two);
  EXPECT_EQ((*two)->size, text.size() + 2) << "the second is left";
}

TEST(HttpRequestTest, MayEndItsLinesWithLineFeedsAlone) {
  EXPECT_EQ(request_of("GET /x HTTP/1.0\nHost: a\n\n").path, "/x");
}

TEST(HttpRequestTest, NamesAHostOnceFromHttp11On) {
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 400);
  const auto old = request_of("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.host, "");
  EXPECT_FALSE(old.keeps_alive);
}

TEST(HttpRequestTest, MayAskWithAWholeUrlWhoseHostCounts) {
  const auto request = request_of(get("HTTP://127.0.0.1:9001/aeolian?VALUE"));
  EXPECT_EQ(request.host, "127.0.0.1:9001");
  EXPECT_EQ(request.path, "/aeolian");
  EXPECT_EQ(request.query, "VALUE");
  EXPECT_EQ(request_of(get("http://studio?HOST_INFO")).path, "/");
  EXPECT_EQ(request_of(get("http://studio")).path, "/");
  EXPECT_EQ(refusal_of(get("http:///x")), 400);
  EXPECT_EQ(refusal_of(get("https://studio/")), 400);
}

TEST(HttpRequestTest, AsksForTheServerAsAWholeByAnAsterisk) {
  EXPECT_EQ(request_of("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").path, "*");
  EXPECT_EQ(refusal_of(get("*")), 400);
}

TEST(HttpRequestTest, LeavesTheFragmentToTheBrowser) {
  EXPECT_EQ(request_of(get("/aeolian/gain#top")).path, "/aeolian/gain");
  EXPECT_EQ(request_of(get("/aeolian/gain?VALUE#top")).query, "VALUE");
}

TEST(HttpRequestTest, WithAWrongEscapeOrACharacterOutOfPlaceIsRefused) {
  for (const std::string target : {"/%", "/%4", "/%zz", "/%00", "/%0a", "/?%", "x"}) {
    EXPECT_EQ(refusal_of(get(target)), 400) << target;
  }
  EXPECT_EQ(refusal_of(get("/a b")), 400);
  EXPECT_EQ(refusal_of(get("/a\tb")), 400);
  EXPECT_EQ(refusal_of(get(std::string("/a\0b", 4))), 400);
  EXPECT_EQ(refusal_of(get("/", "X : y\r\n")), 400) << "a blank before the colon";
  EXPECT_EQ(refusal_of(get("/", "X: y\r\n folded\r\n")), 400) << "folded headers are out of use";
  EXPECT_EQ(refusal_of(get("/", "no colon\r\n")), 400);
  EXPECT_EQ(refusal_of(get("/", "X: a\rb\r\n")), 400);
  EXPECT_EQ(refusal_of(get("/", std::string("X: a\0b\r\n", 8))), 400);
  EXPECT_EQ(request_of(get("/S\xc3\xbc\xc3\x9f")).path, "/S\xc3\xbc\xc3\x9f");
}

TEST(HttpRequestTest, OfAnotherProtocolIsRefusedAtOnce) {
  EXPECT_EQ(refusal_of("\x16\x03\x01"), 400) << "HTTPS";
  EXPECT_EQ(refusal_of("GARBAGE\r\n"), 400);
  EXPECT_EQ(refusal_of("GET /\r\n"), 400);
  EXPECT_EQ(refusal_of("GET / HTTP/1\r\n"), 400);
  EXPECT_EQ(refusal_of("GET / HTTX/1.1\r\n"), 400);
  EXPECT_EQ(refusal_of("PRI * HTTP/2.0\r\n"), 505);
  EXPECT_EQ(request_of("GET / HTTP/1.9\r\nHost: a\r\n\r\n").path, "/");
}

TEST(HttpRequestTest, ThatIsTooLongIsRefusedBeforeItIsWhole) {
  EXPECT_EQ(refusal_of("GET /" + std::string(max_request_line_size, 'a')), 414);
  EXPECT_EQ(refusal_of(get("/" + std::string(max_request_line_size, 'a'))), 414);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nX: " + std::string(max_request_head_size, 'a')), 431);
  std::string many = "GET / HTTP/1.1\r\n";
  while (many.size() <= max_request_head_size) many += "X: y\r\n";
  EXPECT_EQ(refusal_of(many), 431);
  EXPECT_EQ(refusal_of(get("/" + std::string(3900, 'a'))), 0);
}

TEST(HttpRequestTest, SaysWhetherABodyFollows) {
  EXPECT_FALSE(request_of(get("/", "Content-Length: 0\r\n")).has_body);
  EXPECT_TRUE(request_of(get("/", "Content-Length: 3\r\n")).has_body);
  EXPECT_TRUE(request_of(get("/", "Content-Length: 3, 3\r\n")).has_body);
  EXPECT_TRUE(request_of(get("/", "Transfer-Encoding: chunked\r\n")).has_body);
  for (const std::string wrong :
       {"Content-Length: -5\r\n", "Content-Length: 3\r\nContent-Length: 4\r\n", "Content-Length: three\r\n",
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"}) {
    EXPECT_EQ(refusal_of(get("/", wrong)), 400) << wrong;
  }
}

TEST(HttpRequestTest, SaysWhetherTheConnectionGoesOn) {
  EXPECT_FALSE(request_of(get("/", "Connection: Close\r\n")).keeps_alive);
  EXPECT_TRUE(request_of(get("/", "Connection: keep-alive, Upgrade\r\n")).keeps_alive);
}

}  // namespace
}  // namespace aeolian
