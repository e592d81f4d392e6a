#include "protocols/midi/midi_ports.h"

#include <rtmidi/RtMidi.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <utility>

namespace aeolian {
namespace {

constexpr const char* client_name = "aeolian";

bool contains_in_any_case(const std::string& text, const std::string& part) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  return !std::ranges::search(text, part, same).empty();
}

bool has_alsa_sequencer() {
  std::error_code error;
  return std::filesystem::exists("/dev/snd/seq", error);
}

void keep_error(RtMidiError::Type, const std::string& text, void* last_error) {
  *static_cast<std::string*>(last_error) = text;
}

void deliver(double, std::vector<unsigned char>* message, void* sink) {
  (*static_cast<MidiPorts::Sink*>(sink))(*message);
}

}  // namespace

ErrorOr<std::unique_ptr<MidiPorts>> MidiPorts::open(Sink sink) {
  std::unique_ptr<JackPresence> jack;
  // RtMidi's own choice throws where ALSA has no sequencer, even if JACK is there.
  if (!has_alsa_sequencer()) {
    jack = JackPresence::find();
    if (!jack) return fail("no MIDI: there is neither an ALSA sequencer (/dev/snd/seq) nor a JACK server");
  }
  std::unique_ptr<MidiPorts> ports(new MidiPorts(std::move(sink), std::move(jack)));
  auto input = ports->make_input();
  if (!input) return tl::unexpected(input.error());
  ports->virtual_ = std::move(*input);
  ports->virtual_->openVirtualPort("in");
  if (!ports->last_error_.empty()) return fail("no MIDI: " + ports->last_error_);
  return ports;
}

MidiPorts::MidiPorts(Sink sink, std::unique_ptr<JackPresence> jack)
    : sink_(std::move(sink)), jack_(std::move(jack)) {}

MidiPorts::~MidiPorts() = default;

bool MidiPorts::system_lives() const {
  return !jack_ || jack_->server_lives();
}

void MidiPorts::follow(const std::string& wanted) {
  const auto present = names();
  if (connected_ && (std::ranges::find(present, connected_name_) == present.end() || connection_was_lost())) {
    connected_.reset();
    connected_name_.clear();
  }
  if (connected_) return;
  const auto match =
      std::ranges::find_if(present, [&](const auto& name) { return contains_in_any_case(name, wanted); });
  if (match != present.end()) connect(*match);
}

bool MidiPorts::connection_was_lost() const {
  // A port that left and came back between two looks has its name, but not its connections. Where nothing
  // left, a connection that is missing was taken out by hand, and stays so.
  return jack_ && jack_->a_port_left() && !jack_->is_connected(connected_name_, client_name);
}

ErrorOr<std::unique_ptr<RtMidiIn>> MidiPorts::make_input() {
  try {
    auto input = std::make_unique<RtMidiIn>(jack_ ? RtMidi::UNIX_JACK : RtMidi::LINUX_ALSA, client_name);
    last_error_.clear();
    input->setErrorCallback(&keep_error, &last_error_);
    input->setCallback(&deliver, &sink_);
    return input;
  } catch (const RtMidiError& error) {
    return fail("no MIDI: " + error.getMessage());
  }
}

std::vector<std::string> MidiPorts::names() const {
  std::vector<std::string> result;
  for (unsigned i = 0; i < virtual_->getPortCount(); ++i) result.push_back(virtual_->getPortName(i));
  return result;
}

void MidiPorts::connect(const std::string& name) {
  auto input = make_input();
  if (!input) return;
  // Numbers shift when a port comes or goes, so the name is looked up again right before it is opened.
  const auto present = names();
  const auto number = std::ranges::find(present, name) - present.begin();
  if (number == std::ssize(present)) return;
  (*input)->openPort(static_cast<unsigned>(number), "from");
  if (!last_error_.empty()) return;
  connected_ = std::move(*input);
  connected_name_ = name;
}

}  // namespace aeolian
