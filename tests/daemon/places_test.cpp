#include "daemon/places.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <string>

namespace aeolian {
namespace {

/** Sets a variable of the environment, and puts the old value back. */
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    const char* before = getenv(name);
    was_set_ = before != nullptr;
    before_ = was_set_ ? before : "";
    value == nullptr ? unsetenv(name) : setenv(name, value, 1);
  }
  ~Variable() { was_set_ ? setenv(name_, before_.c_str(), 1) : unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  bool was_set_;
  std::string before_;
};

TEST(Places, StateLiesWhereSystemdSaysElseWhereXdgSaysElseAtHome) {
  const Variable home("HOME", "/home/ada");
  {
    const Variable systemd("STATE_DIRECTORY", "/var/lib/aeolian:/var/lib/other");
    const Variable xdg("XDG_STATE_HOME", "/state");
    EXPECT_EQ(default_places().presets, "/var/lib/aeolian/presets");
  }
  const Variable systemd("STATE_DIRECTORY", nullptr);
  {
    const Variable xdg("XDG_STATE_HOME", "/state");
    EXPECT_EQ(default_places().recordings, "/state/aeolian/recordings");
  }
  {
    const Variable xdg("XDG_STATE_HOME", "relative");
    EXPECT_EQ(default_places().samples, "/home/ada/.local/state/aeolian/samples");
  }
  const Variable xdg("XDG_STATE_HOME", nullptr);
  EXPECT_EQ(default_places().midi_map, "/home/ada/.local/state/aeolian/midi.json");
  EXPECT_EQ(default_places().models, "") << "the folder of the checkpoint";
}

}  // namespace
}  // namespace aeolian
