// SPDX-License-Identifier: GPL-3.0-or-later
// Tests the example of a proxy with TLS, run by nginx with a certificate of the test's own.
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "protocols/oscquery/listening_socket.h"
#include "protocols/oscquery/oscquery_server.h"
#include "tests/comes_true.h"
#include "tests/free_port.h"
#include "tests/protocols/oscquery/control_context_of_a_test.h"
#include "tests/protocols/oscquery/program.h"
#include "tests/scratch_folder.h"

namespace aeolian::oscquery {
namespace {

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

class BehindNginx : public testing::Test {
 protected:
  void SetUp() override {
    if (!are_installed({"nginx", "openssl", "curl"})) {
      GTEST_SKIP() << "nginx, openssl or curl is not installed: the example of a proxy was not tried";
    }
    output_of("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=aeolian.example.org -keyout " +
              path("key") + " -out " + path("pem") + " 2>&1");
  }

  /** Starts the server with this password, and nginx in front of it. */
  void start(std::string password) {
    server_ = Server::start({.port = 0,
                             .access = web_access_here({"aeolian.example.org"},
                                                       {"https://aeolian.example.org"}, std::move(password))},
                            test_.context(), source_)
                  .value();
    std::ostringstream text;
    text << std::ifstream(AEOLIAN_NGINX_EXAMPLE).rdbuf();
    std::string example = replaced(text.str(), "listen 443", "listen 127.0.0.1:" + port_);
    example = replaced(example, "/etc/ssl/certs/aeolian.pem", path("pem"));
    example = replaced(example, "/etc/ssl/private/aeolian.key", path("key"));
    example = replaced(example, "127.0.0.1:9001", "127.0.0.1:" + std::to_string(server_->port()));
    std::ofstream(path("example")) << example;
    std::ofstream configuration(path("nginx.conf"));
    configuration << "daemon off; master_process off; pid " << path("pid")
                  << "; events {} http { access_log off;";
    for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
      configuration << kind << "_temp_path " << path(kind) << ";";
    }
    configuration << "include " << path("example") << "; }" << std::flush;
    nginx_ = std::make_unique<Program>(std::vector<std::string>{
        "nginx", "-e", path("log"), "-p", folder_.path().string(), "-c", path("nginx.conf")});
    ASSERT_TRUE(comes_true([this] { return status_of("/health") != "000"; }));
  }

  /** The status of a request for `target` with these arguments of curl. */
  std::string status_of(const std::string& target, const std::string& arguments = {}) {
    return output_of("curl -s --noproxy '*' --cacert " + path("pem") + " --resolve aeolian.example.org:" +
                     port_ + ":127.0.0.1 -o /dev/null -w '%{http_code}' " + arguments +
                     " https://aeolian.example.org:" + port_ + target);
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  ScratchFolder folder_;
  const ReservedPort reserved_;
  const std::string port_ = std::to_string(reserved_.number());
  HandsOfATest test_;
  Parameters::Source source_ =
      test_.parameters.add_source("OSCQuery", [](const ControlEvent&) { return true; });
  std::unique_ptr<Server> server_;
  std::unique_ptr<Program> nginx_;
};

TEST_F(BehindNginx, ThePasswordOpensHttpAndWebSocketOverTls) {
  start("open sesame");
  EXPECT_EQ(status_of("/health"), "401");
  EXPECT_EQ(status_of("/health", "-u ':open sesame'"), "200");
  EXPECT_EQ(status_of("/aeolian/gain", "-u ':open sesame' -X PUT -d -6"), "200");
  EXPECT_EQ(test_.parameters.number(ParameterId::gain), -6.);
  EXPECT_EQ(status_of("/health", "-u ':open sesame' -H 'Origin: https://aeolian.example.org'"), "200");
  EXPECT_EQ(status_of("/health", "-u ':open sesame' -H 'Origin: https://other.example.org'"), "403");
  EXPECT_EQ(
      output_of("python3 -c \"\n"
                "import socket, ssl, sys\n"
                "context = ssl.create_default_context(cafile='" +
                path("pem") +
                "')\n"
                "context.check_hostname = False\n"
                "s = context.wrap_socket(socket.create_connection(('127.0.0.1', " +
                port_ +
                ")))\n"
                "s.sendall(b'GET / HTTP/1.1\\r\\nHost: aeolian.example.org\\r\\nUpgrade: websocket\\r\\n'\n"
                "          b'Connection: Upgrade\\r\\nSec-WebSocket-Version: 13\\r\\n'\n"
                "          b'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n'\n"
                "          b'Authorization: Basic Om9wZW4gc2VzYW1l\\r\\n\\r\\n')\n"
                "print(s.recv(12).decode())\" 2>&1"),
      "HTTP/1.1 101\n");
}

TEST_F(BehindNginx, WithoutAPasswordOneMayOnlyLook) {
  start("");
  EXPECT_EQ(status_of("/health"), "200");
  EXPECT_EQ(status_of("/aeolian/gain", "-X PUT -d -6"), "403");
  EXPECT_EQ(test_.parameters.number(ParameterId::gain), 0.);
}

}  // namespace
}  // namespace aeolian::oscquery
