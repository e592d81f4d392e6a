#pragma once

#include <atomic>
#include <memory>
#include <string>

struct _jack_client;

namespace aeolian {

/**
 * Tells whether a JACK server is there, and when it ends, which RtMidi does not: a client without ports. Its
 * methods are called by one thread.
 */
class JackPresence {
 public:
  /** Nothing = no server runs. Starts none, and keeps libjack's own messages off the terminal. */
  static std::unique_ptr<JackPresence> find();
  ~JackPresence();
  JackPresence(const JackPresence&) = delete;
  JackPresence& operator=(const JackPresence&) = delete;

  bool server_lives() const { return !ended_; }

  /** Whether a port has left since the last call. */
  bool a_port_left() { return port_left_.exchange(false); }

  /** Whether the output port `from` is connected to a port of a client whose name begins with `client`. */
  bool is_connected(const std::string& from, const std::string& client) const;

 private:
  JackPresence() = default;

  _jack_client* client_ = nullptr;
  std::atomic<bool> ended_ = false;
  std::atomic<bool> port_left_ = false;
};

}  // namespace aeolian
