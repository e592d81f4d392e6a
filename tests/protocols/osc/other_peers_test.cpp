#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "core/control/presets.h"
#include "protocols/osc/osc_server.h"
#include "tests/comes_true.h"
#include "tests/core/control/fake_instrument.h"

namespace aeolian {
namespace {

/** Programs of other people that speak OSC, against the server. */
class OtherPeersTest : public testing::Test {
 protected:
  /** What `command` prints; the port of the server stands in the variable PORT. */
  std::string printed_by(const std::string& command) const {
    const auto whole = "PORT=" + std::to_string(server_->address().port()) + "; " + command;
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(whole.c_str(), "r"), &pclose);
    std::string text;
    for (std::array<char, 256> part; pipe && fgets(part.data(), part.size(), pipe.get());)
      text += part.data();
    return text;
  }

  Parameters parameters_;
  Parameters::Source source_ = parameters_.add_source("OSC", [](const ControlEvent&) { return true; });
  Presets presets_{testing::TempDir(), parameters_};
  FakeInstrument instrument_;
  std::unique_ptr<OscServer> server_ =
      OscServer::start({.port = 0}, {parameters_, presets_, instrument_}, source_).value();
};

TEST_F(OtherPeersTest, OscsendOfLibloTools) {
  if (access("/usr/bin/oscsend", X_OK) != 0) GTEST_SKIP() << "oscsend (package liblo-tools) is not installed";
  printed_by("oscsend 127.0.0.1 $PORT /aeolian/gain d -6; oscsend 127.0.0.1 $PORT /aeolian/mute T");
  EXPECT_TRUE(comes_true([this] { return parameters_.number(ParameterId::mute) == 1.; }));
  EXPECT_EQ(parameters_.number(ParameterId::gain), -6.);
}

TEST_F(OtherPeersTest, PythonWithLiblo) {
  if (std::system("/usr/bin/python3 -c 'import liblo' 2>/dev/null") != 0) {
    GTEST_SKIP() << "Python's liblo (package python3-liblo) is not installed";
  }
  const auto printed = printed_by(R"(/usr/bin/python3 - $PORT <<'END'
import liblo, sys
server = liblo.Server()
server.add_method(None, None, lambda path, arguments, types: print(path, types, arguments))
there = liblo.Address('127.0.0.1', int(sys.argv[1]))
server.send(there, '/aeolian/temperature', ('d', 9.5))
server.send(there, '/aeolian/seed', ('h', 9007199254740993))
server.send(there, '/aeolian/seed')
server.send(there, '/aeolian/status')
for reply in range(3):
    server.recv(5000)
END
)");
  EXPECT_EQ(printed,
            "/aeolian/temperature f [2.0]\n"
            "/aeolian/seed s ['9007199254740993']\n"
            "/aeolian/status.reply sffffiiss ['playing', 0.25, 0.5, 48000.0, 47999.5, 3, 61, 'wind', 'JACK: sink']\n");
}

}  // namespace
}  // namespace aeolian
