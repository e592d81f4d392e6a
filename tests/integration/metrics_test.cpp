// SPDX-License-Identifier: GPL-3.0-or-later
// The figures of the whole program, as Prometheus reads them.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "tests/comes_true.h"
#include "tests/integration/daemon_process.h"
#include "tests/protocols/oscquery/program.h"
#include "tests/protocols/oscquery/web_peer.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

TEST(Metrics, AreReadByPrometheussOwnToolWithoutAWarning) {
  if (!are_installed({"promtool"}))
    GTEST_SKIP() << "promtool (package prometheus) is not installed: the metrics were not checked by it";
  const auto port = static_cast<std::uint16_t>(20000 + getpid() % 20000);
  const DaemonProcess daemon({"--test-tone", "440", "--output", "null", "--midi", "off", "--osc-port", "0",
                              "--http-port", std::to_string(port)});
  ASSERT_TRUE(comes_true([&] { return http_get(port, "/health").status == 200; })) << daemon.log();
  const ScratchFolder folder;
  std::ofstream(folder / "metrics") << http_get(port, "/metrics").body;
  EXPECT_EQ(output_of("promtool check metrics < " + (folder / "metrics").string() + " 2>&1; echo $?"), "0\n");
}

}  // namespace
}  // namespace aeolian
