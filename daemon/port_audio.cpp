#include "daemon/port_audio.h"

#include <fcntl.h>
#include <pa_jack.h>
#include <pa_linux_alsa.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

#include "core/file_descriptor.h"

namespace aeolian {
namespace {

/** Sends what libraries print to nowhere for as long as it lives: a machine without sound prints pages. */
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

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::vector<Device> find_devices() {
  std::vector<Device> devices;
  for (PaDeviceIndex index = 0; index < Pa_GetDeviceCount(); ++index) {
    const PaDeviceInfo& info = *Pa_GetDeviceInfo(index);
    if (info.maxOutputChannels > 0) {
      devices.push_back({.index = index,
                         .name = std::string(Pa_GetHostApiInfo(info.hostApi)->name) + ": " + info.name,
                         .channels = info.maxOutputChannels,
                         .rate = info.defaultSampleRate,
                         .is_default = index == Pa_GetDefaultOutputDevice()});
    }
  }
  return devices;
}

bool is_alsa(const Device& device) {
  return Pa_GetHostApiInfo(Pa_GetDeviceInfo(device.index)->hostApi)->type == paALSA;
}

int portaudio_callback(const void*, void* output, unsigned long frames, const PaStreamCallbackTimeInfo*,
                       PaStreamCallbackFlags flags, void* callback) {
  static_cast<DeviceCallback*>(callback)->fill(static_cast<float*>(output), frames,
                                               (flags & paOutputUnderflow) != 0);
  return paContinue;
}

}  // namespace

ErrorOr<PortAudio> PortAudio::initialise() {
  const Hush hush;
  PaJack_SetClientName("aeolian-output");
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

ErrorOr<Device> PortAudio::find(const std::string& part) const {
  if (devices_.empty()) {
    return fail("no sound device: neither ALSA nor JACK offers one");
  }
  const auto found = std::ranges::find_if(devices_, [&](const Device& device) {
    return part.empty() ? device.is_default : lower(device.name).find(lower(part)) != std::string::npos;
  });
  if (found != devices_.end()) {
    return *found;
  }
  if (part.empty()) {
    return devices_.front();
  }
  return fail("no sound device is called \"" + part + "\"; --list-devices shows those that there are");
}

ErrorOr<DeviceStream> DeviceStream::open(const Device& device, int channels, double rate, int block,
                                         DeviceCallback& callback) {
  const PaStreamParameters parameters{
      .device = device.index,
      .channelCount = channels,
      .sampleFormat = paFloat32,
      .suggestedLatency = Pa_GetDeviceInfo(device.index)->defaultLowOutputLatency,
      .hostApiSpecificStreamInfo = nullptr};
  const auto frames = block > 0 ? static_cast<unsigned long>(block) : paFramesPerBufferUnspecified;
  PaStream* stream = nullptr;
  PaError error = Pa_OpenStream(&stream, nullptr, &parameters, rate, frames,
                                paPrimeOutputBuffersUsingStreamCallback, portaudio_callback, &callback);
  if (error == paNoError) {
    if (is_alsa(device)) {
      PaAlsa_EnableRealtimeScheduling(stream, 1);
    }
    error = Pa_StartStream(stream);
  }
  if (error != paNoError) {
    return fail(device.name + " cannot be opened at " + std::to_string(static_cast<int>(rate)) +
                " Hz: " + Pa_GetErrorText(error));
  }
  return DeviceStream(stream);
}

double DeviceStream::latency() const {
  const PaStreamInfo* info = Pa_GetStreamInfo(stream_);
  return info == nullptr ? 0. : info->outputLatency;
}

}  // namespace aeolian
