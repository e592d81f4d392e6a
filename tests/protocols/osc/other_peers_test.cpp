// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "core/control/presets.h"
#include "protocols/osc/osc_server.h"
#include "tests/comes_true.h"
#include "tests/core/control/fake_control_interface.h"
#include "tests/protocols/osc/osc_peer.h"

namespace aeolian::osc {
namespace {

using testing::HasSubstr;

/** Tests OSC programs by others against the server. */
class OtherPeersTest : public testing::Test {
 protected:
  ~OtherPeersTest() override { std::filesystem::remove_all(folder_); }

  /** The output of `command`; PORT stands for the server's port, FOLDER for a folder of the test. */
  std::string printed_by(const std::string& command) const {
    const auto whole = "PORT=" + std::to_string(server_->address().port()) + "; FOLDER='" + folder_.string() +
                       "'; " + command;
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(whole.c_str(), "r"), &pclose);
    std::string text;
    for (std::array<char, 256> part{}; pipe && fgets(part.data(), part.size(), pipe.get());)
      text += part.data();
    return text;
  }

  static std::filesystem::path new_folder() {
    std::string name = std::filesystem::temp_directory_path() / "aeolian-osc-XXXXXX";
    return mkdtemp(name.data());
  }

  const std::filesystem::path folder_ = new_folder();
  Parameters parameters_;
  Parameters::Source source_ = parameters_.add_source("OSC", [](const ControlEvent&) { return true; });
  Presets presets_{testing::TempDir(), parameters_};
  FakeControlInterface instrument_;
  std::unique_ptr<Server> server_ =
      Server::start({.port = 0}, {parameters_, presets_, instrument_}, source_).value();
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
            "/aeolian/status.reply sffffiiss ['playing', 0.25, 0.5, 48000.0, 47999.5, 3, 61, 'wind', 'JACK: "
            "sink']\n");
}

TEST_F(OtherPeersTest, OscdumpOfLibloToolsHearsTheNewsOfASubscription) {
  if (access("/usr/bin/oscdump", X_OK) != 0) GTEST_SKIP() << "oscdump (package liblo-tools) is not installed";
  OscPeer free_port(server_->address().port());
  const std::string ear = std::to_string(free_port.port() + 1);
  const auto printed = printed_by("timeout 10 oscdump -L " + ear + R"( > "$FOLDER/heard" & DUMP=$!
for try in $(seq 40); do
  # Parameters are told once to each subscription, and oscdump may not have listened yet.
  oscsend 127.0.0.1 $PORT /aeolian/notify ii 0 )" +
                                  ear + R"(
  oscsend 127.0.0.1 $PORT /aeolian/notify iif 1 )" +
                                  ear + R"( 20
  sleep 0.2
  grep -q /aeolian/gain "$FOLDER/heard" && break
done
kill $DUMP
cat "$FOLDER/heard")");
  EXPECT_THAT(printed, HasSubstr("/aeolian/status.reply sffffiiss \"playing\""));
  for (const auto& spec : parameter_specs()) {
    EXPECT_THAT(printed, HasSubstr("/aeolian" + std::string(spec.path) + " "));
  }
}

TEST_F(OtherPeersTest, PythonWithLibloSendsABundleForALaterTime) {
  if (std::system("/usr/bin/python3 -c 'import liblo' 2>/dev/null") != 0) {
    GTEST_SKIP() << "Python's liblo (package python3-liblo) is not installed";
  }
  const auto printed = printed_by(R"(/usr/bin/python3 - $PORT <<'END'
import liblo, sys, time
server = liblo.Server()
server.add_method(None, None, lambda path, arguments, types: print(path, types, arguments))
there = liblo.Address('127.0.0.1', int(sys.argv[1]))
begin = time.monotonic()
server.send(there, liblo.Bundle(liblo.time() + 0.3, liblo.Message('/aeolian/gain', ('f', -9.0)),
                                liblo.Message('/aeolian/gain')))
server.recv(5000)
print(time.monotonic() - begin > 0.29)
server.send(there, liblo.Bundle(liblo.time() - 1.0, liblo.Message('/aeolian/mute', ('T', True))))
server.recv(5000)
END
)");
  EXPECT_THAT(printed, HasSubstr("/aeolian/gain f [-9.0]\nTrue\n/aeolian/late sf ['/aeolian/mute', "));
}

TEST_F(OtherPeersTest, NpmOsc) {
  if (std::system("node --version >/dev/null 2>&1 && npm --version >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "npm (packages nodejs and npm) is not installed: its package osc was not tried";
  }
  const std::string install = "cd '" + folder_.string() +
                              "' && echo '{}' > package.json && timeout 60 npm install --no-audit --no-fund "
                              "--omit=optional --ignore-scripts osc@2.4.5 >npm.log 2>&1";
  if (std::system(install.c_str()) != 0) {
    GTEST_SKIP() << "the npm registry cannot be reached: its package osc was not tried";
  }
  const auto printed = printed_by(R"(cd "$FOLDER" && timeout 20 node - $PORT <<'END'
const osc = require('osc');
const port = new osc.UDPPort({localAddress: '127.0.0.1', localPort: 0, remoteAddress: '127.0.0.1',
                              remotePort: Number(process.argv[2]), metadata: true});
let awaited = 2;
port.on('message', (message) => {
  console.log(message.address, message.args.map((argument) => argument.type + ':' + argument.value).join(' '));
  if (--awaited === 0) process.exit(0);
});
port.on('ready', () => {
  port.send({address: '/aeolian/temperature', args: [{type: 'd', value: 9.5}]});
  port.send({address: '/aeolian/model/current', args: []});
});
port.open();
END
)");
  EXPECT_EQ(printed, "/aeolian/temperature f:2\n/aeolian/model/current s:wind\n");
}

}  // namespace
}  // namespace aeolian::osc
