// SPDX-License-Identifier: GPL-3.0-or-later
#include <ableton/Link.hpp>
#include <chrono>

#include "core/tempo/tempo.h"
#include "protocols/link/link_session.h"

namespace aeolian::link {
namespace {

class AbletonLinkSession final : public Session {
 public:
  explicit AbletonLinkSession(double tempo) : link_(tempo) { link_.enable(true); }

  BeatLine line() const override {
    const auto state = link_.captureAppSessionState();
    // Link has its own clock, so the beat is read at this moment.
    const double beat = state.beatAtTime(link_.clock().micros(), beats_per_bar);
    return {state.tempo(), beat, BeatTime::clock::now()};
  }
  std::size_t peers() const override { return link_.numPeers(); }
  void set_tempo(double tempo) override {
    auto state = link_.captureAppSessionState();
    state.setTempo(tempo, link_.clock().micros());
    link_.commitAppSessionState(state);
  }

 private:
  ableton::Link link_;
};

}  // namespace

ErrorOr<std::unique_ptr<Session>> join_link_session(double tempo) {
  return std::make_unique<AbletonLinkSession>(tempo);
}

}  // namespace aeolian::link
