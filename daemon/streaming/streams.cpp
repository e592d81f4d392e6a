// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/streaming/streams.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace aeolian::daemon {

std::string stream_title(const std::string& model, const std::string& encoding, const std::string& preset) {
  return model + (encoding.empty() ? "" : ": " + encoding) + (preset.empty() ? "" : " (" + preset + ")");
}

Streams::Streams(StreamSettings settings, int sample_rate)
    : sample_rate_(sample_rate), settings_(settings), on_(settings.on) {
  configure(std::move(settings));
}

/** Makes all streams end at the same time. */
Streams::~Streams() {
  for (const auto& mount : mounts_) mount->end();
}

void Streams::configure(StreamSettings settings) {
  const std::lock_guard lock(mutex_);
  retire(std::exchange(mounts_, {}));
  if (settings.on != settings_.on) on_ = settings.on;
  settings_ = std::move(settings);
  if (settings_.host.empty()) return;
  if (const std::string why = why_no_streaming(); !why.empty())
    return spdlog::error("not streaming: {}", why);
  for (const std::string& mount : settings_.mounts) {
    auto stream = std::make_unique<MountStream>(settings_, mount, sample_rate_);
    stream->set_title(title_);
    stream->set_on(on_);
    mounts_.push_back(std::move(stream));
  }
}

ControlInterface::Answer Streams::start() {
  return set_on(true);
}

ControlInterface::Answer Streams::stop() {
  return set_on(false);
}

std::vector<StreamReport> Streams::reports() const {
  const std::lock_guard lock(mutex_);
  std::vector<StreamReport> reports;
  for (const auto& mount : mounts_) reports.push_back(mount->report());
  return reports;
}

void Streams::set_title(const std::string& title) {
  const std::lock_guard lock(mutex_);
  if (title == title_) return;
  title_ = title;
  for (const auto& mount : mounts_) mount->set_title(title);
}

void Streams::push(std::span<const StereoFrame> frames) {
  const std::lock_guard lock(mutex_);
  for (const auto& mount : mounts_) mount->push(frames);
}

ControlInterface::Answer Streams::set_on(bool on) {
  if (const std::string why = why_no_streaming(); !why.empty()) {
    return refuse(ControlError::Kind::no_device, why);
  }
  const std::lock_guard lock(mutex_);
  if (mounts_.empty()) {
    return refuse(ControlError::Kind::no_device, "no stream is configured: set host in [stream]");
  }
  on_ = on;
  std::string names;
  for (const auto& mount : mounts_) {
    mount->set_on(on);
    names += (names.empty() ? "" : ", ") + mount->report().mount;
  }
  return names;
}

/** Ends streams without waiting for them; the resolution of a name may delay one for a while. */
void Streams::retire(Mounts mounts) {
  std::erase_if(retired_, [](const auto& mount) { return mount->has_ended(); });
  for (auto& mount : mounts) {
    mount->end();
    retired_.push_back(std::move(mount));
  }
}

}  // namespace aeolian::daemon
