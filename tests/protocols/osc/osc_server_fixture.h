// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/control/parameters.h"
#include "core/control/presets.h"
#include "protocols/osc/osc_server.h"
#include "tests/core/control/fake_control_interface.h"
#include "tests/protocols/osc/osc_peer.h"

namespace aeolian::osc {

inline EncodingBank two_encodings() {
  const std::vector<float> vectors{1.f, 0.f, 0.f, 1.f};
  return EncodingBank::create({"wind", "sea"}, vectors, 2).value();
}

/** A server on a free port of the loopback address, and a liblo client. */
class OscServerTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::vector<ControlEvent> sent() {
    const std::lock_guard lock(mutex_);
    return sent_;
  }
  std::vector<Message> exchange(const std::string& path, std::vector<Argument> arguments = {}) {
    return peer_.exchange({"/aeolian" + path, std::move(arguments)});
  }
  /** The code of a reply that consists of one /fail about `path`; 0 = any other reply. */
  int failure(const std::string& path, std::vector<Argument> arguments = {}) {
    return failure(peer_, path, std::move(arguments));
  }
  static int failure(OscPeer& peer, const std::string& path, std::vector<Argument> arguments) {
    const auto replies = peer.exchange({"/aeolian" + path, std::move(arguments)});
    if (replies.size() != 1 || replies[0].path != "/aeolian/fail" || replies[0].arguments.size() != 4)
      return 0;
    if (replies[0].arguments[0] != Argument{"/aeolian" + path}) return 0;
    return std::get<std::int32_t>(replies[0].arguments[2]);
  }

  std::mutex mutex_;
  std::vector<ControlEvent> sent_;
  bool full_ = false;
  Parameters parameters_{two_encodings()};
  Parameters::Source source_ = parameters_.add_source("OSC", [this](const ControlEvent& event) {
    const std::lock_guard lock(mutex_);
    if (!full_) sent_.push_back(event);
    return !full_;
  });
  const std::filesystem::path directory_ =
      std::filesystem::path(testing::TempDir()) / ("osc presets " + std::to_string(::getpid()));
  Presets presets_{directory_, parameters_};
  FakeControlInterface instrument_;
  std::unique_ptr<Server> server_ =
      Server::start({.port = 0}, {parameters_, presets_, instrument_}, source_).value();
  OscPeer peer_{server_->address().port()};
};

}  // namespace aeolian::osc
