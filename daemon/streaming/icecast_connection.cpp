// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/streaming/icecast_connection.h"

#include <shout/shout.h>

#include <chrono>
#include <mutex>

#include "daemon/streaming/user_timeout.h"

namespace aeolian::daemon {
namespace {

constexpr std::chrono::seconds patience_with_silence{5};  // with a server that takes no bytes

struct FreeShout {
  void operator()(shout_t* shout) const {
    shout_close(shout);
    shout_free(shout);
  }
};
using Shout = std::unique_ptr<shout_t, FreeShout>;

void configure(shout_t* shout, const StreamSettings& settings, const std::string& mount,
               const std::string& password, int sample_rate) {
  const bool is_opus = stream_format_of(settings, mount) == StreamFormat::opus;
  shout_set_host(shout, settings.host.c_str());
  shout_set_port(shout, settings.port);
  shout_set_user(shout, settings.user.c_str());
  shout_set_password(shout, password.c_str());
  shout_set_mount(shout, mount.c_str());
  shout_set_protocol(shout, SHOUT_PROTOCOL_HTTP);
  shout_set_content_format(shout, SHOUT_FORMAT_OGG, SHOUT_USAGE_AUDIO, nullptr);
  shout_set_nonblocking(shout, SHOUT_BLOCKING_NONE);
  shout_set_public(shout, settings.is_public ? 1 : 0);
  shout_set_meta(shout, SHOUT_META_NAME, settings.name.c_str());
  shout_set_meta(shout, SHOUT_META_DESCRIPTION, settings.description.c_str());
  shout_set_audio_info(shout, SHOUT_AI_CHANNELS, "2");
  shout_set_audio_info(shout, SHOUT_AI_SAMPLERATE, std::to_string(is_opus ? 48000 : sample_rate).c_str());
  if (is_opus) shout_set_audio_info(shout, SHOUT_AI_BITRATE, std::to_string(settings.bitrate).c_str());
}

class ShoutConnection final : public IcecastConnection {
 public:
  ShoutConnection(Shout shout, std::uint16_t port) : shout_(std::move(shout)), port_(port) {}

  ConnectedOr<bool> open() {
    const int code = shout_open(shout_.get());
    return progress(code == SHOUTERR_SUCCESS ? SHOUTERR_CONNECTED : code);
  }

  ConnectedOr<bool> is_accepted() override {
    const auto accepted = progress(shout_get_connected(shout_.get()));
    if (accepted && *accepted) set_user_timeout(port_, patience_with_silence);
    return accepted;
  }

  ConnectedOr<void> send(std::string_view bytes) override {
    const ssize_t sent =
        shout_send_raw(shout_.get(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    if (sent < 0 && sent != SHOUTERR_BUSY) return lost();
    return {};
  }

  std::size_t waiting() const override {
    const ssize_t length = shout_queuelen(shout_.get());
    return length > 0 ? static_cast<std::size_t>(length) : 0;
  }

 private:
  ConnectedOr<bool> progress(int code) {
    was_accepted_ = code == SHOUTERR_CONNECTED;
    if (was_accepted_) return true;
    if (code == SHOUTERR_BUSY || code == SHOUTERR_RETRY) return false;
    return lost();
  }

  tl::unexpected<LostConnection> lost() const {
    switch (shout_get_errno(shout_.get())) {
      case SHOUTERR_NOLOGIN:
        return tl::unexpected(LostConnection{
            "the server refused the stream: is the password right, and is the mount free?", true});
      case SHOUTERR_NOCONNECT:
      case SHOUTERR_SOCKET:
      case SHOUTERR_UNCONNECTED:
        return tl::unexpected(
            LostConnection{was_accepted_ ? "the connection was lost" : "the server does not answer"});
      default:
        return tl::unexpected(LostConnection{shout_get_error(shout_.get())});
    }
  }

  Shout shout_;
  const std::uint16_t port_;
  bool was_accepted_ = false;
};

}  // namespace

ConnectedOr<std::unique_ptr<IcecastConnection>> IcecastConnection::begin(const StreamSettings& settings,
                                                                         const std::string& mount,
                                                                         const std::string& password,
                                                                         int sample_rate) {
  static std::once_flag once;
  std::call_once(once, shout_init);
  Shout shout(shout_new());
  if (!shout) return tl::unexpected(LostConnection{"there is not enough memory"});
  configure(shout.get(), settings, mount, password, sample_rate);
  auto connection = std::make_unique<ShoutConnection>(std::move(shout), settings.port);
  if (auto opened = connection->open(); !opened) return tl::unexpected(opened.error());
  return connection;
}

std::string why_no_streaming() {
  return {};
}

}  // namespace aeolian::daemon
