// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/http_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aeolian::oscquery {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Pair;

HttpRequest request(std::string method, std::string host, std::string origin = {}) {
  HttpRequest request{.method = std::move(method), .path = "/", .query = "", .host = std::move(host)};
  if (!origin.empty()) request.headers.emplace_back("origin", std::move(origin));
  return request;
}

const WebAccess studio{"studio", {}, {"https://panel.example"}};

/** The status decided by the rules; 0 = none. */
int status_of(const HttpRequest& request) {
  const auto answer = answer_by_rule(request, studio, false);
  return answer ? answer->status : 0;
}

TEST(HttpRulesTest, LeaveToTheTreeWhatIsInOrder) {
  EXPECT_EQ(status_of(request("GET", "studio:9001")), 0);
  EXPECT_EQ(status_of(request("HEAD", "127.0.0.1")), 0);
  EXPECT_EQ(status_of(request("PUT", "studio")), 0);
  EXPECT_EQ(status_of(request("POST", "studio")), 0);
  EXPECT_EQ(status_of(request("GET", "")), 0) << "HTTP/1.0 may name no host";
  EXPECT_EQ(status_of(request("GET", "studio:9001", "https://panel.example")), 0);
}

TEST(HttpRulesTest, TellWhichMethodsThereAre) {
  for (const char* method : {"DELETE", "PATCH", "TRACE", "CONNECT"}) {
    const auto answer = answer_by_rule(request(method, "studio"), studio, false);
    ASSERT_TRUE(answer) << method;
    EXPECT_EQ(answer->status, 405) << method;
    EXPECT_THAT(answer->headers, Contains(Pair("allow", "GET, HEAD, OPTIONS, PUT, POST"))) << method;
  }
  EXPECT_EQ(status_of(request("FOO", "studio")), 501);
  EXPECT_EQ(status_of(request("get", "studio")), 501) << "methods are in capitals";
  const auto options = answer_by_rule(request("OPTIONS", "studio"), studio, false);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->status, 204);
  EXPECT_THAT(options->headers, Contains(Pair("allow", "GET, HEAD, OPTIONS, PUT, POST")));
}

TEST(HttpRulesTest, TellAForeignNameOrPageWhatToSet) {
  for (const char* host : {"studio.example.org", "studio.example.org:9001"}) {
    const auto name = answer_by_rule(request("GET", host), studio, false);
    ASSERT_TRUE(name);
    EXPECT_EQ(name->status, 403);
    EXPECT_THAT(name->body, HasSubstr("list \"studio.example.org\" in http_hosts")) << "without the port";
  }
  const auto page = answer_by_rule(request("GET", "studio", "https://other.example"), studio, false);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 403);
  EXPECT_THAT(page->body, HasSubstr("list \"https://other.example\" in http_origins"));
  EXPECT_EQ(status_of(request("GET", "", "https://panel.example")), 403) << "a page names a host";
  EXPECT_EQ(status_of(request("POST", "studio", "https://other.example")), 403);
}

TEST(HttpRulesTest, QuoteTheRequestOnOneLineAndShortened) {
  const std::string name = "x\n\xff" + std::string(10'000, 'a');
  for (const auto& refused : {request("GET", name), request("GET", "studio", "https://" + name)}) {
    const auto answer = answer_by_rule(refused, studio, false);
    ASSERT_TRUE(answer);
    EXPECT_LE(answer->body.size(), 1001u);
    EXPECT_THAT(answer->body, HasSubstr("x\\n\\xff"));
    EXPECT_EQ(answer->body.find('\n'), answer->body.size() - 1);
  }
}

TEST(HttpRulesTest, AllowAConfiguredPageWhatItsBrowserAsksBefore) {
  auto preflight = request("OPTIONS", "studio", "https://panel.example");
  preflight.headers.emplace_back("access-control-request-method", "GET");
  preflight.headers.emplace_back("access-control-request-headers", "x-mine");
  preflight.headers.emplace_back("access-control-request-private-network", "true");
  const auto answer = answer_by_rule(preflight, studio, false);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 204);
  for (const auto& [name, value] :
       {std::pair("access-control-allow-origin", "https://panel.example"),
        std::pair("access-control-allow-methods", "GET, HEAD, OPTIONS, PUT, POST"),
        std::pair("access-control-allow-headers", "x-mine"),
        std::pair("access-control-allow-private-network", "true"), std::pair("vary", "origin")}) {
    EXPECT_THAT(answer->headers, Contains(Pair(name, value)));
  }
}

TEST(HttpRulesTest, GrantAWebSocketOfTheRightVersionWithAKeyOnly) {
  const auto status_of = [](const std::string& version, const std::string& key) {
    auto upgrade = request("GET", "studio");
    upgrade.headers = {{"sec-websocket-version", version}, {"sec-websocket-key", key}};
    const auto refusal = refusal_of_web_socket(upgrade);
    return refusal ? refusal->status : 0;
  };
  EXPECT_EQ(status_of("13", "dGhlIHNhbXBsZSBub25jZQ=="), 0);
  EXPECT_EQ(status_of("12", "dGhlIHNhbXBsZSBub25jZQ=="), 426);
  EXPECT_EQ(status_of("", "dGhlIHNhbXBsZSBub25jZQ=="), 426);
  for (const char* key :
       {"", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ==, x", "dGhlIHNhbXBsZSBub25j*Q=="}) {
    EXPECT_EQ(status_of("13", key), 400) << key;
  }
}

}  // namespace
}  // namespace aeolian::oscquery
