// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/device_choice.h"

#include <gtest/gtest.h>

namespace aeolian::daemon {
namespace {

Device jack(std::string label, bool is_default = false) {
  return {.kind = DeviceKind::jack,
          .host = jack_host,
          .label = std::move(label),
          .channels = 2,
          .rate = 48000,
          .is_default = is_default};
}

Device alsa(std::string label, bool is_default = false) {
  const bool is_card = label.find("(hw:") != std::string::npos;
  return {.kind = is_card ? DeviceKind::hardware : DeviceKind::plugin,
          .host = "ALSA",
          .label = std::move(label),
          .channels = 2,
          .rate = 44100,
          .is_default = is_default,
          .low_latency = 0.0086};
}

std::string chosen(const std::vector<Device>& devices, const std::string& wanted) {
  const auto device = choose_device(devices, wanted);
  return device ? device->name() : device.error().message;
}

const std::vector<Device> a_studio{jack("recorder"),   jack("system", true), alsa("USB Audio (hw:1,0)"),
                                   alsa("jack", true), alsa("sysdefault"),   alsa("default")};

TEST(DeviceChoice, NativeJackIsTheDefaultWhereAServerRuns) {
  EXPECT_EQ(chosen(a_studio, ""), "JACK Audio Connection Kit: system");
}

TEST(DeviceChoice, JackBehindAnAlsaPluginIsTakenOnlyByItsWholeName) {
  EXPECT_EQ(chosen(a_studio, "jack"), "JACK Audio Connection Kit: system");
  EXPECT_EQ(chosen(a_studio, "JACK Audio"), "JACK Audio Connection Kit: system");
  EXPECT_EQ(chosen(a_studio, "alsa: jack"), "ALSA: jack");
  EXPECT_EQ(chosen({alsa("jack", true), alsa("default")}, ""), "ALSA: default");
  EXPECT_EQ(chosen({alsa("jack", true)}, "jack"),
            "no sound device is called \"jack\"; --list-devices shows what is available");
}

TEST(DeviceChoice, AnExactNameWinsOverThoseThatHoldIt) {
  EXPECT_EQ(chosen(a_studio, "default"), "ALSA: default") << "not sysdefault, which comes before it";
  EXPECT_EQ(chosen(a_studio, "recorder"), "JACK Audio Connection Kit: recorder");
  EXPECT_EQ(chosen(a_studio, "usb"), "ALSA: USB Audio (hw:1,0)");
}

TEST(DeviceChoice, WithoutJackTheSystemsDefaultIsTaken) {
  EXPECT_EQ(chosen({alsa("pulse"), alsa("default", true)}, ""), "ALSA: default");
  EXPECT_EQ(chosen({}, ""), "no sound device: neither ALSA nor JACK offers one");
  EXPECT_EQ(chosen({}, "USB"), "no sound device: neither ALSA nor JACK offers one");
}

TEST(DeviceChoice, TheLatencyFollowsTheKindOfDevice) {
  EXPECT_EQ(first_latency(jack("system")), 0.) << "JACK has its own";
  EXPECT_EQ(first_latency(alsa("USB Audio (hw:1,0)")), 0.0086);
  EXPECT_GE(first_latency(alsa("default")), 0.04) << "a sound server cannot do what a card can";
  EXPECT_GE(first_block(alsa("default"), 0.04, 44100.), 512);
  EXPECT_EQ(first_block(alsa("USB Audio (hw:1,0)"), 0.0086, 44100.), 0);
}

}  // namespace
}  // namespace aeolian::daemon
