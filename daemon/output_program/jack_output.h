// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <jack/jack.h>

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "daemon/output_program/chosen_ports.h"
#include "daemon/output_program/device_callback.h"
#include "daemon/output_program/device_choice.h"
#include "daemon/output_program/device_stream.h"
#include "daemon/output_program/jack_connections.h"

namespace aeolian::daemon {

/**
 * A client of a running JACK server. Its name and ports ("NAME:out_1", "NAME:out_2", and so on) are the same
 * at every start, so that patchbays keep their connections. Never destroyed normally, because that would hang
 * if the server is gone.
 */
class JackOutput final : public DeviceStream {
 public:
  /** Connects to a running JACK server, and does not start one; null = none is running. */
  static std::unique_ptr<JackOutput> connect(const std::string& name);

  /** Returns the name assigned by the server: the requested one, or another if that is taken. */
  std::string name() const { return jack_get_client_name(client_); }

  double rate() const { return jack_get_sample_rate(client_); }  ///< Hz

  /** Lists the devices that can be played to: clients with audio inputs. */
  std::vector<Device> devices() const;

  /**
   * Registers a port for each channel of `stream`, connects them to as many inputs as `device` has, calls
   * `callback` for each block, and tells `stream` where JACK's transport is; both must outlive it. If the
   * device has a single input, each port of a pair plays both channels, mixed.
   *
   * With `input` it also registers input ports ("NAME:in_1", "NAME:in_2"), and passes their sound on to
   * `stream`. They are connected to the client whose name contains `input`, or to the sound card's inputs if
   * it is empty.
   *
   * keep_connected() connects all of them when the other client appears or returns. Connections made or
   * removed by hand stay as they are.
   */
  ErrorOr<void> play(const Device& device, DeviceCallback& callback, SharedStream& stream,
                     const std::optional<std::string>& input);

  bool active() const override { return active_.load(std::memory_order_relaxed); }
  double latency() const override;
  void keep_connected() override;
  void close() override;

 private:
  static constexpr std::size_t channels_heard = 2;

  explicit JackOutput(jack_client_t* client) : client_(client) {}
  ErrorOr<void> register_inputs();
  std::vector<std::string> inputs(const std::string& of, unsigned long flags) const;
  std::vector<std::string> sources_to_listen_to() const;
  std::vector<JackConnection> wanted_outputs();
  std::vector<JackConnection> wanted_inputs();
  void process(jack_nframes_t frames) noexcept;
  void tell_transport() noexcept;

  jack_client_t* client_;
  DeviceCallback* callback_ = nullptr;
  SharedStream* stream_ = nullptr;
  std::string plays_to_;  // a client
  std::vector<jack_port_t*> ports_;
  std::atomic<bool> is_mono_{false};
  std::optional<std::string> listens_to_;
  std::array<jack_port_t*, channels_heard> in_ports_{};
  std::optional<JackConnections> connections_;  // once it plays
  ChosenPorts to_;
  ChosenPorts from_;
  jack_nframes_t block_ = 0;  // JACK's frames at the last keep_connected()
  std::atomic<bool> active_{true};
  std::atomic<bool> was_late_{false};
};

}  // namespace aeolian::daemon
