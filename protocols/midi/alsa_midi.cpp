// SPDX-License-Identifier: GPL-3.0-or-later
#include <rtmidi/RtMidi.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <utility>

#include "protocols/midi/midi_system.h"

namespace aeolian::midi {
namespace {

/** An RtMidi input, whose thread writes incoming bytes to the pipe. */
class AlsaInput {
 public:
  /** Throws RtMidiError if there is no sequencer. */
  AlsaInput(const std::string& client, const WireWriter& wire, Dropped& dropped)
      : forwarder_(wire, dropped), input_(RtMidi::LINUX_ALSA, client) {
    input_.setErrorCallback([](RtMidiError::Type, const std::string& text,
                               void* error) { *static_cast<std::string*>(error) = text; },
                            &error_);
    input_.ignoreTypes(true, false, true);  // skips all but a clock's already here
    input_.setCallback([](double, std::vector<unsigned char>* message,
                          void* self) { static_cast<AlsaInput*>(self)->push(*message); },
                       this);
  }

  RtMidiIn& midi() { return input_; }
  const std::string& error() const { return error_; }
  bool flush() {
    const std::lock_guard lock(mutex_);
    return forwarder_.flush();
  }

 private:
  void push(const std::vector<unsigned char>& message) {
    const std::lock_guard lock(mutex_);
    forwarder_.push(message, std::chrono::steady_clock::now().time_since_epoch().count());
  }

  std::mutex mutex_;
  Forwarder forwarder_;
  std::string error_;  ///< RtMidi's last one
  RtMidiIn input_;     // destroyed first, along with its thread
};

/** An RtMidi output. */
class AlsaOutput {
 public:
  /** Throws RtMidiError if there is no sequencer. */
  explicit AlsaOutput(const std::string& client) : output_(RtMidi::LINUX_ALSA, client) {
    output_.setErrorCallback([](RtMidiError::Type, const std::string& text,
                                void* error) { *static_cast<std::string*>(error) = text; },
                             &error_);
  }

  RtMidiOut& midi() { return output_; }
  const std::string& error() const { return error_; }

 private:
  std::string error_;  ///< RtMidi's last one
  RtMidiOut output_;
};

/**
 * Our ports, and a separate input and output for followed ports, because RtMidi connects each of them only
 * once. RtMidi does not report who listens to our port "out".
 */
class AlsaMidi final : public System {
 public:
  AlsaMidi(std::string client, const WireWriter& wire, Dropped& dropped)
      : client_(std::move(client)),
        wire_(wire),
        dropped_(dropped),
        own_(client_, wire, dropped),
        own_out_(client_) {}

  ErrorOr<void> open() {
    own_.midi().openVirtualPort("in");
    own_out_.midi().openVirtualPort("out");
    for (const auto& error : {own_.error(), own_out_.error()})
      if (!error.empty()) return fail("the ALSA sequencer does not accept our port (" + error + ")");
    return {};
  }

  bool is_alive() const override { return true; }
  std::string port() const override { return client_ + ":in"; }
  void follow(const std::string& wanted) override;
  std::string connected_to() const override { return connected_to_; }
  bool follow_listener(const std::string& wanted) override;
  std::string listeners() const override { return listener_.empty() ? client_ + ":out" : listener_; }
  std::vector<std::string> ports_to_follow() override { return others(own_.midi()); }
  std::vector<std::string> listeners_to_follow() override { return others(own_out_.midi()); }
  bool send(const ShortMidiMessage& message) override {
    own_out_.midi().sendMessage(message.bytes.data(), message.size);
    if (followed_out_) followed_out_->midi().sendMessage(message.bytes.data(), message.size);
    return true;
  }
  bool flush() override {
    const bool waits = own_.flush();
    return (followed_ && followed_->flush()) || waits;
  }

 private:
  std::vector<std::string> names(RtMidi& midi) const;
  std::vector<std::string> others(RtMidi& midi) const;
  void connect(const std::string& name);
  void connect_listener(const std::string& name);

  const std::string client_;
  const WireWriter& wire_;
  Dropped& dropped_;
  AlsaInput own_;
  std::unique_ptr<AlsaInput> followed_;
  AlsaOutput own_out_;
  std::unique_ptr<AlsaOutput> followed_out_;
  std::string connected_to_, listener_;
};

void AlsaMidi::follow(const std::string& wanted) {
  const auto present = names(own_.midi());
  if (followed_ && std::ranges::find(present, connected_to_) == present.end()) {
    followed_.reset();
    connected_to_.clear();
  }
  if (followed_) return;
  if (const auto name = first_containing(present, wanted); !name.empty()) connect(name);
}

bool AlsaMidi::follow_listener(const std::string& wanted) {
  const auto present = names(own_out_.midi());
  if (followed_out_ && std::ranges::find(present, listener_) == present.end()) {
    followed_out_.reset();
    listener_.clear();
  }
  if (followed_out_) return true;
  if (const auto name = first_containing(present, wanted); !name.empty()) connect_listener(name);
  return followed_out_ != nullptr;
}

/** Empty strings stand for our own ports, to which nothing of ours is connected. */
std::vector<std::string> AlsaMidi::names(RtMidi& midi) const {
  std::vector<std::string> result;
  for (unsigned i = 0; i < midi.getPortCount(); ++i) {
    auto name = midi.getPortName(i);
    result.push_back(name.starts_with(client_ + ":") ? std::string() : std::move(name));
  }
  return result;
}

std::vector<std::string> AlsaMidi::others(RtMidi& midi) const {
  auto result = names(midi);
  std::erase(result, "");
  return result;
}

void AlsaMidi::connect(const std::string& name) {
  auto input = std::make_unique<AlsaInput>(client_, wire_, dropped_);
  // Port numbers shift when ports come and go, so the name is looked up right before opening.
  const auto present = names(own_.midi());
  const auto number = std::ranges::find(present, name) - present.begin();
  if (number == std::ssize(present)) return;
  input->midi().openPort(static_cast<unsigned>(number), "from");
  if (!input->error().empty()) return;
  followed_ = std::move(input);
  connected_to_ = name;
}

void AlsaMidi::connect_listener(const std::string& name) {
  auto output = std::make_unique<AlsaOutput>(client_);
  const auto present = names(own_out_.midi());
  const auto number = std::ranges::find(present, name) - present.begin();
  if (number == std::ssize(present)) return;
  output->midi().openPort(static_cast<unsigned>(number), "to");
  if (!output->error().empty()) return;
  followed_out_ = std::move(output);
  listener_ = name;
}

}  // namespace

ErrorOr<std::unique_ptr<System>> open_alsa_midi(const SystemOptions& options, const WireWriter& wire,
                                                Dropped& dropped) {
  std::error_code error;
  if (!std::filesystem::exists("/dev/snd/seq", error))
    return fail("there is no ALSA sequencer (/dev/snd/seq)");
  try {
    auto system = std::make_unique<AlsaMidi>(options.client, wire, dropped);
    if (auto opened = system->open(); !opened) return tl::unexpected(opened.error());
    return system;
  } catch (const RtMidiError& thrown) {
    return fail("the ALSA sequencer cannot be opened (" + thrown.getMessage() + ")");
  }
}

}  // namespace aeolian::midi
