// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/port_audio.h"

#include <fcntl.h>
#include <pa_linux_alsa.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include "core/file_descriptor.h"
#include "core/lower_case.h"
#include "core/printable.h"

namespace aeolian::daemon {
namespace {

/** While it lives, discards what libraries print to stderr: without sound devices they print pages. */
class Hush {
 public:
  Hush() : kept_(dup(STDERR_FILENO)) {
    const FileDescriptor nowhere(open("/dev/null", O_WRONLY | O_CLOEXEC));
    dup2(*nowhere, STDERR_FILENO);
  }
  Hush(const Hush&) = delete;
  Hush& operator=(const Hush&) = delete;
  ~Hush() { dup2(*kept_, STDERR_FILENO); }

 private:
  FileDescriptor kept_;
};

/** While it lives, hides JACK servers from PortAudio and ALSA's plugins. */
class WithoutJack {
 public:
  WithoutJack() {
    if (const char* server = std::getenv(variable)) kept_ = server;
    setenv(variable, "no server of this name", 1);
  }
  WithoutJack(const WithoutJack&) = delete;
  WithoutJack& operator=(const WithoutJack&) = delete;
  ~WithoutJack() { kept_ ? setenv(variable, kept_->c_str(), 1) : unsetenv(variable); }

 private:
  static constexpr auto variable = "JACK_DEFAULT_SERVER";

  std::optional<std::string> kept_;
};

/** PortAudio names a sound card "HDA Intel: ALC295 Analog (hw:0,0)"; any other name is a plugin. */
bool is_hardware(const std::string& label) {
  return label.find("(hw:") != std::string::npos;
}

std::vector<Device> find_devices() {
  std::vector<Device> devices;
  for (PaDeviceIndex index = 0; index < Pa_GetDeviceCount(); ++index) {
    const PaDeviceInfo& info = *Pa_GetDeviceInfo(index);
    const PaHostApiInfo& host = *Pa_GetHostApiInfo(info.hostApi);
    if (info.maxOutputChannels > 0 && host.type != paJACK) {
      devices.push_back({.kind = is_hardware(info.name) ? DeviceKind::hardware : DeviceKind::plugin,
                         .index = index,
                         .host = host.name,
                         .label = info.name,
                         .channels = info.maxOutputChannels,
                         .rate = info.defaultSampleRate,
                         .is_default = index == Pa_GetDefaultOutputDevice(),
                         .low_latency = info.defaultLowOutputLatency});
    }
  }
  return devices;
}

/**
 * While it lives, gives the calling thread real-time scheduling, if permitted. A plugin's threads that start
 * meanwhile inherit it, and all sound goes to the server through them.
 */
class RealTimeMeanwhile {
 public:
  RealTimeMeanwhile() {
    pthread_getschedparam(pthread_self(), &policy_, &kept_);
    const sched_param asked{.sched_priority = priority};
    pthread_setschedparam(pthread_self(), SCHED_FIFO, &asked);
  }
  RealTimeMeanwhile(const RealTimeMeanwhile&) = delete;
  RealTimeMeanwhile& operator=(const RealTimeMeanwhile&) = delete;
  ~RealTimeMeanwhile() { pthread_setschedparam(pthread_self(), policy_, &kept_); }

 private:
  static constexpr int priority = 45;  // between the generator and PortAudio's callback

  int policy_ = SCHED_OTHER;
  sched_param kept_{};
};

bool is_alsa(const Device& device) {
  return Pa_GetHostApiInfo(Pa_GetDeviceInfo(device.index)->hostApi)->type == paALSA;
}

template <std::size_t Channels>
int portaudio_callback(const void*, void* output, unsigned long frames, const PaStreamCallbackTimeInfo*,
                       PaStreamCallbackFlags flags, void* callback) {
  static_cast<DeviceCallback*>(callback)->fill(
      DeviceBlock::interleaved(static_cast<float*>(output), Channels, frames),
      (flags & paOutputUnderflow) != 0);
  return paContinue;
}

/** The callbacks for 1, 2 and more channels. */
constexpr auto portaudio_callbacks = []<std::size_t... Index>(std::index_sequence<Index...>) {
  return std::array{&portaudio_callback<Index + 1>...};
}
(std::make_index_sequence<most_output_channels>());

/** Starts an opened stream, or closes it again: a card that stays open cannot be opened by the next try. */
PaError start_or_close(PaStream* stream) {
  const PaError error = Pa_StartStream(stream);
  if (error != paNoError) Pa_CloseStream(stream);
  return error;
}

/** Below this, sound servers' plugins lose input. */
constexpr double least_input_latency = 0.02;

template <int Channels>
int input_callback(const void* input, void*, unsigned long frames, const PaStreamCallbackTimeInfo*,
                   PaStreamCallbackFlags, void* stream) {
  const auto* samples = static_cast<const float*>(input);
  if (samples != nullptr) {
    pass_on({.left = samples,
             .right = Channels == 1 ? nullptr : samples + 1,
             .stride = Channels,
             .frames = frames},
            *static_cast<SharedStream*>(stream));
  }
  return paContinue;
}

/** paNoDevice = none. */
PaDeviceIndex find_input(const std::string& wanted) {
  if (wanted.empty()) return Pa_GetDefaultInputDevice();
  for (PaDeviceIndex index = 0; index < Pa_GetDeviceCount(); ++index) {
    const PaDeviceInfo& info = *Pa_GetDeviceInfo(index);
    if (info.maxInputChannels > 0 && lower_case(info.name).find(lower_case(wanted)) != std::string::npos)
      return index;
  }
  return paNoDevice;
}

}  // namespace

ErrorOr<PortAudio> PortAudio::initialise() {
  const Hush hush;
  const WithoutJack without_jack;
  const PaError error = Pa_Initialize();
  if (error != paNoError) {
    return fail(std::string("PortAudio cannot be started: ") + Pa_GetErrorText(error));
  }
  return PortAudio(find_devices());
}

void PortAudio::close() {
  const Hush hush;
  alarm(1);
  Pa_Terminate();
  alarm(0);
}

ErrorOr<std::unique_ptr<DeviceStream>> open_input(const std::string& wanted, SharedStream& stream) {
  const PaDeviceIndex index = find_input(wanted);
  if (index == paNoDevice) {
    return fail(wanted.empty() ? "there is no input device"
                               : "there is no input device with " + in_quotes(wanted) + " in its name");
  }
  const PaDeviceInfo& info = *Pa_GetDeviceInfo(index);
  const int channels = std::min(info.maxInputChannels, 2);
  const PaStreamParameters parameters{
      .device = index,
      .channelCount = channels,
      .sampleFormat = paFloat32,
      .suggestedLatency = std::max(info.defaultLowInputLatency, least_input_latency),
      .hostApiSpecificStreamInfo = nullptr};
  const RealTimeMeanwhile real_time;
  PaStream* input = nullptr;
  PaError error =
      Pa_OpenStream(&input, &parameters, nullptr, info.defaultSampleRate, paFramesPerBufferUnspecified,
                    paNoFlag, channels == 1 ? input_callback<1> : input_callback<2>, &stream);
  if (error == paNoError) error = start_or_close(input);
  if (error != paNoError)
    return fail(std::string(info.name) + " cannot be opened for input: " + Pa_GetErrorText(error));
  stream.counters().input_rate.store(static_cast<std::uint32_t>(info.defaultSampleRate),
                                     std::memory_order_release);
  return std::unique_ptr<DeviceStream>(new PortAudioStream(input));
}

ErrorOr<std::unique_ptr<DeviceStream>> PortAudioStream::open(const Device& device, const Format& format,
                                                             DeviceCallback& callback) {
  const PaStreamParameters parameters{.device = device.index,
                                      .channelCount = format.channels,
                                      .sampleFormat = paFloat32,
                                      .suggestedLatency = format.latency_s,
                                      .hostApiSpecificStreamInfo = nullptr};
  const auto frames =
      format.block > 0 ? static_cast<unsigned long>(format.block) : paFramesPerBufferUnspecified;
  const RealTimeMeanwhile real_time;
  PaStream* stream = nullptr;
  PaError error = Pa_OpenStream(
      &stream, nullptr, &parameters, format.rate, frames, paPrimeOutputBuffersUsingStreamCallback,
      portaudio_callbacks[static_cast<std::size_t>(format.channels) - 1], &callback);
  if (error == paNoError) {
    if (is_alsa(device)) {
      PaAlsa_EnableRealtimeScheduling(stream, 1);
    }
    error = start_or_close(stream);
  }
  if (error != paNoError) {
    return fail(device.name() + " cannot be opened at " + std::to_string(static_cast<int>(format.rate)) +
                " Hz: " + Pa_GetErrorText(error));
  }
  return std::unique_ptr<DeviceStream>(new PortAudioStream(stream));
}

double PortAudioStream::latency() const {
  const PaStreamInfo* info = Pa_GetStreamInfo(stream_);
  return info == nullptr ? 0. : info->outputLatency;
}

void PortAudioStream::close() {
  Pa_AbortStream(stream_);
  Pa_CloseStream(stream_);
}

}  // namespace aeolian::daemon
