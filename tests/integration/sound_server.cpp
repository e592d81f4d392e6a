// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/sound_server.h"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/comes_true.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t frame = 2 * sizeof(float);

/** The path of ALSA's plugin `name` below `usr_lib`; empty if it is not there. */
fs::path find_plugin_below(const fs::path& usr_lib, const std::string& name) {
  std::error_code error;
  for (const auto& folder : fs::directory_iterator(usr_lib, error)) {
    if (const fs::path file = folder.path() / "alsa-lib" / name; fs::exists(file, error)) {
      return file;
    }
  }
  return {};
}

/**
 * PipeWire's own plugin. Its package cannot be installed beside PulseAudio, but is unpacked into the build
 * folder.
 */
fs::path find_pipewire_plugin() {
  const std::string name = "libasound_module_pcm_pipewire.so";
  if (fs::path installed = find_plugin_below("/usr/lib", name); !installed.empty()) {
    return installed;
  }
  const fs::path folder = AEOLIAN_PIPEWIRE_ALSA;
  if (find_plugin_below(folder / "usr/lib", name).empty()) {
    fs::create_directories(folder);
    (void)!std::system(
        ("cd '" + folder.string() +
         "' && { timeout 60 apt-get download pipewire-alsa && dpkg-deb -x pipewire-alsa_*.deb .; } "
         ">log 2>&1")
            .c_str());
  }
  return find_plugin_below(folder / "usr/lib", name);
}

bool is_by_pulse_plugin(SoundServer::Kind kind) {
  return kind != SoundServer::Kind::pipewire_alsa;
}

fs::path find_plugin(SoundServer::Kind kind) {
  return is_by_pulse_plugin(kind) ? find_plugin_below("/usr/lib", "libasound_module_pcm_pulse.so")
                                  : find_pipewire_plugin();
}

std::vector<std::string> programs_of(SoundServer::Kind kind) {
  if (kind == SoundServer::Kind::pulseaudio) {
    return {"pulseaudio", "pactl", "parec"};
  }
  return {"dbus-daemon", "pipewire", "wireplumber", "pipewire-pulse", "pactl", "parec"};
}

}  // namespace

std::string SoundServer::missing(Kind kind) {
  for (const std::string& program : programs_of(kind)) {
    if (!is_installed(program)) {
      return program + " is not installed";
    }
  }
  if (!find_plugin(kind).empty()) {
    return "";
  }
  return is_by_pulse_plugin(kind) ? "ALSA's pulse plugin (libasound2-plugins) is not installed"
                                  : "the package pipewire-alsa is neither installed nor could be downloaded";
}

SoundServer::SoundServer(Kind kind) : kind_(kind) {
  const fs::path run = folder_ / "run";
  fs::create_directories(run / "pulse");
  fs::permissions(run, fs::perms::owner_all);
  // Two devices, because PortAudio exits if it finds only one.
  const std::string type = is_by_pulse_plugin(kind) ? "pulse" : "pipewire";
  std::ofstream(folder_ / "asound.conf")
      << "pcm_type." << type << " { lib \"" << find_plugin(kind).string() << "\" }\n"
      << "pcm.server { type " << type << " hint { show on description server } }\n"
      << "pcm.!default { type " << type << " hint { show on description default } }\n";
  const std::string nobody = "nobody-" + std::to_string(getpid());
  setenv("ALSA_CONFIG_PATH", (folder_ / "asound.conf").c_str(), 1);
  setenv("HOME", folder_.path().c_str(), 1);
  setenv("XDG_RUNTIME_DIR", run.c_str(), 1);
  setenv("PULSE_SERVER", ("unix:" + (run / "pulse/native").string()).c_str(), 1);
  setenv("DBUS_SESSION_BUS_ADDRESS", ("unix:path=" + (run / "bus").string()).c_str(), 1);
  setenv("DISABLE_RTKIT", "1", 1);
  setenv("JACK_DEFAULT_SERVER", nobody.c_str(), 1);
  setenv("JACK_NO_START_SERVER", "1", 1);
  if (kind_ != Kind::pulseaudio) {
    bus_.emplace(std::vector<std::string>{"dbus-daemon", "--session", "--nofork",
                                          "--address=" + std::string(getenv("DBUS_SESSION_BUS_ADDRESS"))});
    comes_true([&] { return fs::exists(run / "bus"); });
  }
}

bool SoundServer::start() {
  if (kind_ == Kind::pulseaudio) {
    processes_.emplace_back(std::vector<std::string>{
        "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes",
        "-L",
        "module-native-protocol-unix auth-anonymous=1 socket=" + (folder_ / "run/pulse/native").string()});
  } else {
    processes_.emplace_back(std::vector<std::string>{"pipewire"});
    if (!comes_true([&] { return fs::exists(folder_ / "run/pipewire-0"); })) {
      return false;
    }
    processes_.emplace_back(std::vector<std::string>{"wireplumber"});
    processes_.emplace_back(std::vector<std::string>{"pipewire-pulse"});
  }
  return comes_true([&] { return control("info"); }) &&
         control("load-module module-null-sink sink_name=room rate=" + std::to_string(rate) + " channels=2");
}

bool SoundServer::suspend(bool suspended) const {
  return control(std::string("suspend-sink room ") + (suspended ? "1" : "0"));
}

bool SoundServer::speak(std::span<const float> sound) {
  mouth_.reset();
  std::ofstream(folder_ / "said", std::ios::binary)
      .write(reinterpret_cast<const char*>(sound.data()), static_cast<std::streamsize>(sound.size_bytes()));
  if (!control("load-module module-null-sink sink_name=mouth rate=" + std::to_string(rate) + " channels=1") ||
      !control("set-default-sink room") || !control("set-default-source mouth.monitor"))
    return false;
  mouth_.emplace(std::vector<std::string>{"pacat", "--device=mouth", "--raw", "--format=float32le",
                                          "--channels=1", "--rate=" + std::to_string(rate),
                                          (folder_ / "said").string()});
  return true;
}

void SoundServer::listen(int latency_ms) {
  ear_.reset();
  fs::remove(folder_ / "heard");
  ear_.emplace(std::vector<std::string>{"parec", "--device=room.monitor", "--raw", "--format=float32le",
                                        "--channels=2", "--rate=" + std::to_string(rate),
                                        "--latency-msec=" + std::to_string(latency_ms)},
               folder_ / "heard");
}

std::vector<float> SoundServer::heard() const {
  std::ifstream file(folder_ / "heard", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<float> left(bytes.size() / frame);
  for (std::size_t i = 0; i < left.size(); ++i) {
    bytes.copy(reinterpret_cast<char*>(&left[i]), sizeof(float), i * frame);
  }
  return left;
}

bool SoundServer::control(const std::string& command) const {
  return std::system(("timeout 5 pactl " + command + " >/dev/null 2>&1").c_str()) == 0;
}

}  // namespace aeolian
