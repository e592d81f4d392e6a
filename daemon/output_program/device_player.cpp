// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/device_player.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <thread>
#include <utility>

#include "core/printable.h"
#include "daemon/output_program/port_audio.h"

namespace aeolian::daemon {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds player_poll_interval{5};
constexpr milliseconds between_visits{2000};
constexpr milliseconds longest_fade{300};
constexpr double longest_drain = 0.3;   // seconds
constexpr milliseconds to_settle{250};  // a newly opened stream requests several blocks at once
constexpr milliseconds longest_handover{2000};
constexpr std::size_t longest_burst = 4096;  // frames

bool comes_within(milliseconds time, auto condition) {
  const auto until = Clock::now() + time;
  while (!condition()) {
    if (Clock::now() > until) return false;
    std::this_thread::sleep_for(player_poll_interval);
  }
  return true;
}

auto refused(std::string message) {
  return tl::unexpected(OutputFailure{output_exit::refused, std::move(message)});
}

void tell(const std::string& text) {
  std::fprintf(stderr, "aeolian-output: %s\n", printable_message(text).c_str());
}

std::string in_ms(double seconds) {
  return std::to_string(std::lround(1000. * seconds)) + " ms";
}

std::vector<Device> devices_of(const JackOutput& jack) {
  std::vector<Device> devices = jack.devices();
  if (devices.empty()) {  // usable all the same, and may be connected later
    devices.push_back({.kind = DeviceKind::jack,
                       .host = jack_host,
                       .label = "nothing to connect to",
                       .rate = jack.rate(),
                       .is_default = true});
  }
  return devices;
}

ErrorOr<std::vector<Device>> with_those_of_port_audio(std::vector<Device> devices) {
  const auto audio = PortAudio::initialise();
  if (!audio && devices.empty()) {
    return tl::unexpected(audio.error());
  }
  if (audio) {
    std::ranges::copy(audio->devices(), std::back_inserter(devices));
  }
  return devices;
}

}  // namespace

std::vector<Device> find_all_devices(const std::string& client) {
  std::vector<Device> devices;
  if (const auto jack = JackOutput::connect(client)) {
    devices = devices_of(*jack);
    jack->close();
  }
  auto all = with_those_of_port_audio(devices);
  return all ? std::move(*all) : devices;
}

tl::expected<std::unique_ptr<DevicePlayer>, OutputFailure> DevicePlayer::open(SharedStream& stream,
                                                                              const DeviceChoice& choice) {
  auto jack = JackOutput::connect(choice.client);
  std::vector<Device> devices = jack ? devices_of(*jack) : std::vector<Device>();
  const bool is_jack = std::ranges::any_of(
      devices, [&](const Device& device) { return choice.name.empty() || is_exactly(device, choice.name); });
  if (!is_jack) {
    auto all = with_those_of_port_audio(std::move(devices));
    if (!all) {
      return tl::unexpected(OutputFailure{output_exit::no_device, all.error().message});
    }
    devices = std::move(*all);
  }
  auto device = choose_device(devices, choice.name);
  if (jack && (!device || device->kind != DeviceKind::jack)) {
    jack->close();
    jack.reset();
  }
  if (!device) {
    return tl::unexpected(OutputFailure{output_exit::no_device, device.error().message});
  }
  std::unique_ptr<DevicePlayer> player(new DevicePlayer(stream, choice, std::move(*device)));
  return player->begin(std::move(jack)).map([&] { return std::move(player); });
}

tl::expected<void, OutputFailure> DevicePlayer::begin(std::unique_ptr<JackOutput> jack) {
  rate_ = choice_.rate > 0 ? choice_.rate : device_.rate;
  if (jack && rate_ != device_.rate) {
    return refused("JACK runs at " + std::to_string(std::lround(device_.rate)) + " Hz and cannot play at " +
                   std::to_string(choice_.rate) + ": leave out the rate, or start JACK with -r " +
                   std::to_string(choice_.rate));
  }
  auto playback = Playback::create(stream_, static_cast<int>(rate_));
  if (!playback) {
    return refused(playback.error().message);
  }
  playback_ = std::move(*playback);
  callback_ = make_callback();
  if (jack) {
    if (jack->name() != choice_.client) {
      tell("JACK has a client \"" + choice_.client + "\" already; this one is called \"" + jack->name() +
           "\". Give each instrument its own name");
    }
    if (auto played = jack->play(device_, *callback_, stream_, choice_.input); !played) {
      return refused(played.error().message);
    }
    next_visit_ = Clock::now() + between_visits;  // play() was the first
    output_ = std::move(jack);
  } else {
    const double latency_s = choice_.latency_ms > 0. ? 1e-3 * choice_.latency_ms : first_latency(device_);
    auto opened = open_stream(latency_s, *callback_);
    if (!opened) {
      return refused(opened.error().message);
    }
    output_ = std::move(*opened);
    if (choice_.latency_ms == 0.) {
      growth_.emplace(latency_s, longest_latency, Clock::now());
    }
  }
  tell_latency();
  tell_missing_channels();
  return {};
}

/** A mono device misses none of two channels, because it plays both mixed. */
void DevicePlayer::tell_missing_channels() const {
  const auto channels = static_cast<int>(stream_.channels());
  if (channels <= 2 || device_.channels == 0 || device_.channels >= channels) return;
  tell(device() + " has " + std::to_string(device_.channels) + " of the " + std::to_string(channels) +
       " output channels; the others are silent there");
}

std::unique_ptr<DeviceCallback> DevicePlayer::make_callback() const {
  return std::make_unique<DeviceCallback>(stream_, *playback_, rate_);
}

ErrorOr<std::unique_ptr<DeviceStream>> DevicePlayer::open_stream(double latency_s,
                                                                 DeviceCallback& callback) const {
  const int block = choice_.block > 0 ? choice_.block : first_block(device_, latency_s, rate_);
  return PortAudioStream::open(device_,
                               {.channels = std::min(device_.channels, static_cast<int>(stream_.channels())),
                                .rate = rate_,
                                .block = block,
                                .latency_s = latency_s},
                               callback);
}

/** Sees to all that the device is connected to, every two seconds. */
void DevicePlayer::visit() {
  if (Clock::now() < next_visit_) return;
  next_visit_ = Clock::now() + between_visits;
  if (device_.kind == DeviceKind::jack) {
    output_->keep_connected();
    tell_latency();  // which depends on the connections and on JACK's block size
  } else if (choice_.input) {
    listen();
  }
}

/** Opens PortAudio's input, and retries if it is lost or missing, which is logged once. */
void DevicePlayer::listen() {
  if (input_ && input_->active()) return;
  if (input_) input_->close();
  stream_.counters().input_rate.store(0, std::memory_order_release);
  auto opened = open_input(*choice_.input, stream_);
  input_ = opened ? std::move(*opened) : nullptr;
  if (!opened && !has_told_deafness_)
    tell(opened.error().message + "; playing on without an input, and retrying");
  has_told_deafness_ = !opened;
}

bool DevicePlayer::look() {
  visit();
  if (!growth_) {
    return true;
  }
  const StreamCounters& counters = stream_.counters();
  const DeviceFaults faults{
      .gaps = counters.gaps.load(std::memory_order_relaxed) + counters.xruns.load(std::memory_order_relaxed),
      .stalls = counters.stalls.load(std::memory_order_relaxed)};
  const double before = growth_->latency();
  const auto longer = growth_->look(faults, Clock::now());
  if (!longer) {
    return true;
  }
  tell(device() + " breaks up with a latency of " + in_ms(before) + "; raising it to " + in_ms(*longer));
  return reopen(*longer);
}

bool DevicePlayer::reopen(double latency_s) {
  const bool plays = device_.kind == DeviceKind::hardware ? fade_to(latency_s) : cross_fade_to(latency_s);
  if (!plays) return false;  // nothing may ask a closed stream for its latency
  growth_->reopened(Clock::now());
  stream_.counters().lengthened.fetch_add(1, std::memory_order_relaxed);
  tell_latency();
  return true;
}

/** If the second stream cannot be opened, the first one continues unchanged. */
bool DevicePlayer::cross_fade_to(double latency_s) {
  auto callback = make_callback();
  callback->rest();
  auto opened = open_stream(latency_s, *callback);
  if (!opened) {
    tell(opened.error().message + "; its latency was not changed");
    return true;
  }
  std::this_thread::sleep_for(to_settle);
  const std::size_t block = std::max(callback_->longest_block(), callback->longest_block());
  expect_bursts((*opened)->latency());
  // Two mebibytes, used by the streams until they end: not on the stack of a thread that may leave.
  handover_ = std::make_unique<Handover>(
      Handover::plan(rate_, output_->latency(), (*opened)->latency(), block), stream_.pairs());
  callback_->leave(*handover_);
  callback->arrive(*handover_);
  const bool arrived = comes_within(longest_handover, [&] { return callback->is_alone(); });
  if (!arrived) {
    (void)callback.release();  // the streams call both until the process ends
    return false;
  }
  std::this_thread::sleep_for(std::chrono::duration<double>(output_->latency()));
  output_->close();
  callback_->count_last_gap();
  callback_ = std::move(callback);
  output_ = std::move(*opened);
  return true;
}

bool DevicePlayer::fade_to(double latency_s) {
  playback_->leave();
  wait_for_silence();
  output_->close();
  callback_->count_last_gap();
  callback_ = make_callback();
  auto opened = open_stream(latency_s, *callback_);
  if (!opened) {
    tell(opened.error().message);
    return false;
  }
  output_ = std::move(*opened);
  playback_->stay();
  return true;
}

void DevicePlayer::wait_for_silence() const {
  comes_within(longest_fade,
               [&] { return stream_.counters().fade_level.load(std::memory_order_relaxed) <= 0.f; });
  std::this_thread::sleep_for(
      std::chrono::duration<double>(std::clamp(output_->latency(), 0., longest_drain)));
}

void DevicePlayer::fade_out() {
  playback_->leave();
  wait_for_silence();
}

void DevicePlayer::close() {
  alarm(1);
  if (device_.kind == DeviceKind::jack) {
    output_->close();
  } else {
    PortAudio::close();
  }
  alarm(0);
}

/** A sound server that was late requests several blocks at once, which the generator must have ready. */
void DevicePlayer::expect_bursts(double latency_s) {
  if (device_.kind == DeviceKind::plugin) {
    playback_->prepare(std::min(static_cast<std::size_t>(std::max(latency_s, 0.) * rate_), longest_burst));
  }
}

void DevicePlayer::tell_latency() {
  const double latency_s = std::max(output_->latency(), 0.);
  callback_->set_buffer(std::max(latency_s, 1e-3));
  expect_bursts(latency_s);
  stream_.counters().device_latency.store(static_cast<float>(latency_s), std::memory_order_relaxed);
}

}  // namespace aeolian::daemon
