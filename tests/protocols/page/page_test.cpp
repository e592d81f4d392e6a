// SPDX-License-Identifier: GPL-3.0-or-later
// Tests the page in a real browser, served by a real server.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ifaddrs.h>
#include <net/if.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "protocols/oscquery/oscquery_server.h"
#include "tests/comes_true.h"
#include "tests/protocols/oscquery/control_context_of_a_test.h"
#include "tests/protocols/oscquery/program.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

using nlohmann::json;

class PageInABrowser : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!oscquery::are_installed({"node", "chromium"})) return;
    folder = std::make_unique<ScratchFolder>();
    browser = std::make_unique<oscquery::Program>(
        std::vector<std::string>{"node", AEOLIAN_BROWSER, "chromium", folder->path().string()});
  }
  static void TearDownTestSuite() {
    browser.reset();
    folder.reset();
  }

  void SetUp() override {
    if (!browser) GTEST_SKIP() << "node or chromium is not installed: the page was not tried in a browser";
    start(0);
    open("127.0.0.1");
    ASSERT_TRUE(shows("document.body.dataset.link === 'open' && !document.getElementById('main').hidden"));
  }
  void TearDown() override {
    if (!browser) return;
    EXPECT_EQ(browse("errors"), json::array());
  }

  void start(std::uint16_t port, std::string address = "127.0.0.1", std::string password = {},
             std::vector<std::string> origins = {}) {
    server_ = oscquery::Server::start(
                  {.address = std::move(address),
                   .port = port,
                   .access = oscquery::web_access_here({}, std::move(origins), std::move(password)),
                   .page = AEOLIAN_PAGE},
                  test_.context(), source_)
                  .value();
    port_ = server_->port();
  }
  void open(const std::string& host) const {
    browse("open http://" + host + ":" + std::to_string(port_) + "/");
  }

  static json browse(const std::string& line) {
    browser->say(line);
    return json::parse(browser->line(), nullptr, false);
  }
  static void drag(const std::string& from_and_to) {
    browse("hold " + from_and_to);
    browse("release");
    value_of("new Promise((done) => setTimeout(done, 100))");  // the last value is sent a moment later
  }
  static json value_of(const std::string& expression) { return browse("eval " + expression); }
  static bool shows(const std::string& condition) {
    return comes_true([&] { return value_of(condition) == json(true); });
  }
  double number(ParameterId id) const { return test_.parameters.number(id); }

  static inline std::unique_ptr<ScratchFolder> folder;
  static inline std::unique_ptr<oscquery::Program> browser;
  oscquery::HandsOfATest test_;
  Parameters::Source source_ =
      test_.parameters.add_source("OSCQuery", [](const ControlEvent&) { return true; });
  std::unique_ptr<oscquery::Server> server_;
  std::uint16_t port_ = 0;
};

constexpr auto gain_text = "document.querySelector('[data-path=\"/gain\"] .number').value";

TEST_F(PageInABrowser, ShowsEveryParameterOfTheRegistry) {
  for (const auto& spec : parameter_specs()) {
    if (spec.type != ParameterType::number) continue;
    EXPECT_EQ(value_of("document.querySelectorAll('[data-path=\"" + std::string(spec.path) + "\"]').length"),
              1)
        << spec.path;
  }
  EXPECT_EQ(value_of("[...document.querySelectorAll('#stage button')].map((b) => b.textContent).join()"),
            "Play,Freeze,New seed,Drift,Panic");
  EXPECT_TRUE(shows("document.querySelectorAll('#map .sound').length === 3"));
}

TEST_F(PageInABrowser, ADraggedSliderSetsTheValueAndFollowsOthers) {
  drag("[data-path=\"/gain\"]>.track .9 .5 .25 .5");
  EXPECT_TRUE(comes_true([&] {
    return number(ParameterId::gain) < -40. && number(ParameterId::gain) > -44.;
  })) << number(ParameterId::gain);
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::gain, -12.));
  EXPECT_TRUE(shows(std::string(gain_text) + " === '−12.0'")) << value_of(gain_text);
}

TEST_F(PageInABrowser, ASliderFollowsNobodyWhileItIsHeld) {
  browse("hold [data-path=\"/gain\"]>.track .9 .5 .25 .5");
  ASSERT_TRUE(
      comes_true([&] { return number(ParameterId::gain) < -40. && number(ParameterId::gain) > -44.; }));
  const auto held = value_of(gain_text);
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::gain, 6.));
  ASSERT_TRUE(test_.parameters.set_encoding(test_.source, "wind"));
  ASSERT_TRUE(shows("document.querySelector('#present strong').textContent === 'wind'"))
      << "later updates have arrived";
  EXPECT_EQ(value_of(gain_text), held);
  browse("release");
  EXPECT_TRUE(shows(std::string(gain_text) + " === '6.00'")) << "then it shows the value in force";
}

TEST_F(PageInABrowser, KeysMoveASlider) {
  value_of("document.querySelector('[data-path=\"/temperature\"]>.track').focus()");
  browse("key ArrowRight");
  EXPECT_TRUE(comes_true([&] { return number(ParameterId::temperature) > 1.01; }));
  EXPECT_NEAR(number(ParameterId::temperature), 1.02, 1e-6);
}

TEST_F(PageInABrowser, TheMapMovesBetweenSoundsAndShowsWhichPlays) {
  ASSERT_TRUE(shows("document.querySelectorAll('#map .sound').length === 3"));
  drag("#map .4 .4 .5 .25");
  const auto wanted = test_.parameters.encodings()->at_place({.5, .75}).value();
  EXPECT_TRUE(comes_true([&] {
    const auto morph = test_.parameters.morph();
    return morph.from.name == wanted.from.name && morph.to.name == wanted.to.name &&
           std::abs(morph.weight - wanted.weight) < .02;  // the last position of the drag, not the one before
  }));
  ASSERT_TRUE(test_.parameters.set_encoding(test_.source, "sea"));
  EXPECT_TRUE(shows("document.querySelector('#present strong').textContent === 'sea'"));
  EXPECT_TRUE(shows("document.querySelector('#map [title=sea]').getAttribute('aria-pressed') === 'true'"));
}

TEST_F(PageInABrowser, VoicesAreShownAsTheyPlayAndMovedOneByOne) {
  const std::string voices =
      "[...document.querySelectorAll('summary')].filter((each) => each.textContent.startsWith('Voice '))";
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::voices, 3.));
  ASSERT_TRUE(shows(voices + ".length === 3"));
  EXPECT_TRUE(shows("document.querySelector('[data-path=\"/voices\"] .number').value === '3'"))
      << "3, not 3.00";
  value_of("document.querySelector('[data-path=\"/voices\"]>.track').focus()");
  browse("key ArrowRight");
  EXPECT_TRUE(comes_true([&] { return number(ParameterId::voices) == 4.; })) << "a key moves it by one";
  browse("key ArrowLeft");
  ASSERT_TRUE(shows(voices + ".length === 3"));
  value_of(voices + "[1].click()");
  ASSERT_TRUE(
      shows("document.querySelector('[data-path=\"/voice/2/encoding\"] select')?.options.length > 3"));
  value_of("document.querySelector('[data-path=\"/voice/2/transpose\"]>.track').focus()");
  browse("key ArrowRight");
  EXPECT_TRUE(comes_true([&] { return test_.parameters.number(ParameterId::transpose, 2) > 0.; }));
  EXPECT_EQ(number(ParameterId::transpose), 0.);
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::voices, 1.));
  EXPECT_TRUE(shows("document.querySelectorAll('[data-path^=\"/voice/\"]').length === 0"));
}

TEST_F(PageInABrowser, ShowsTheLevelOfEachChannel) {
  const auto text_of = [](const std::string& channel) {
    return "document.querySelector('[role=meter][aria-label=\"Level, " + channel +
           "\"]').getAttribute('aria-valuetext')";
  };
  EXPECT_TRUE(shows(text_of("left") + " === '−30.0 dB'")) << value_of(text_of("left"));
  EXPECT_TRUE(shows(text_of("right") + " === '−12.0 dB'")) << value_of(text_of("right"));
}

TEST_F(PageInABrowser, ListsWhatMovesByMidiSetsItsRangeAndShowsWhatComesIn) {
  const std::string binding = "document.querySelector('details.binding')";
  ASSERT_TRUE(shows(binding + "?.querySelector('summary').textContent === 'Gain: cc 7'"));
  EXPECT_EQ(value_of(binding + ".querySelector('p').textContent"),
            "absolute, -60 to 0, logarithmic, with pickup");
  value_of(binding + ".querySelector('summary').click()");
  value_of("(() => { const form = " + binding +
           ".querySelector('form'); form.querySelector('input').value = '-30'; form.requestSubmit(); })()");
  EXPECT_TRUE(
      shows("document.getElementById('said').textContent === 'cc 7, logarithmic sets gain from -30 to 0.'"))
      << value_of("document.getElementById('said').textContent");
  const std::string forget = binding + ".querySelector('form button[type=button]').click()";
  value_of(forget);
  value_of(forget);  // the page asks once more
  EXPECT_TRUE(shows("document.getElementById('said').textContent === 'cc 7 no longer controls gain.'"));

  const std::string came_in = "document.querySelector('[role=log][aria-label=MIDI]')";
  test_.instrument.hear_midi("cc 1: 64", "/temperature 1");
  value_of(came_in + ".parentElement.open = true");
  EXPECT_TRUE(shows(came_in + ".firstChild?.textContent === 'cc 1: 64: /temperature 1'"));
}

TEST_F(PageInABrowser, SaysThatNoProgramReadsThePipe) {
  server_.reset();
  test_.instrument.status_report.device = "pipe:fifo";
  test_.instrument.status_report.state = "waiting for device";
  start(port_);
  EXPECT_TRUE(shows("document.getElementById('link').textContent === 'Silent: nothing reads pipe:fifo'"));
  EXPECT_TRUE(
      shows("document.getElementById('troubles').textContent.startsWith('No program reads pipe:fifo.')"));
}

TEST_F(PageInABrowser, APresetIsSavedListedAndLoaded) {
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::temperature, 1.5));
  value_of(
      "(() => { const name = document.querySelector('[placeholder=\"Name of a new preset\"]');"
      " name.value = 'dawn'; name.form.requestSubmit(); })()");
  ASSERT_TRUE(shows("document.querySelector('.names').querySelector('button')?.textContent === 'dawn'"));
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::temperature, .5));
  value_of("document.querySelector('.names').querySelector('button').click()");
  EXPECT_TRUE(comes_true([&] { return number(ParameterId::temperature) == 1.5; }));
  EXPECT_TRUE(shows("document.getElementById('said').textContent === 'dawn was loaded.'"));
}

TEST_F(PageInABrowser, AMomentIsSavedListedAndGoneOnFrom) {
  value_of(
      "(() => { const name = document.querySelector('[placeholder=\"Name of this moment\"]');"
      " name.value = 'noon'; name.form.requestSubmit(); })()");
  EXPECT_TRUE(shows("document.getElementById('said').textContent === 'noon was saved.'"));
  EXPECT_EQ(test_.instrument.saved_moment(), "noon");
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::quantum, 4.));
  ASSERT_TRUE(shows("document.querySelector('[data-path=\"/quantum\"] .number').value === '4.00'"));
  value_of(
      "window.plainTimeout = setTimeout, window.waits = [],"
      " window.setTimeout = (...of) => (waits.push(of[1]), plainTimeout(...of)), 0");
  value_of(
      "[...document.querySelectorAll('.names button')].find((one) => one.textContent === 'dusk').click()");
  EXPECT_TRUE(comes_true([&] {
    const auto asked = test_.instrument.asked();
    return asked.size() == 1 && asked[0].what == "load_moment dusk";
  }));
  EXPECT_TRUE(shows("document.getElementById('said').textContent === 'Continuing from dusk at the beat.'"));
  EXPECT_THAT(value_of("waits"), testing::Contains(312'000))
      << "as long as it may wait for the beat and load";
}

TEST_F(PageInABrowser, BlendsAModelShowsWhichOneAndMovesItsWeight) {
  const std::string weight = "document.querySelector('[data-path=\"/model/weight\"]')";
  ASSERT_TRUE(shows(weight + ".hidden"));
  value_of(
      "[...document.querySelectorAll('#aside button')].find((one) => one.textContent === 'Blend').click()");
  ASSERT_TRUE(comes_true([&] {
    const auto asked = test_.instrument.asked();
    return asked.size() == 1 && asked[0].what == "blend_model sea 0.500000 default";
  }));
  test_.instrument.status_report.second = "sea";
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::model_weight, .5));
  EXPECT_TRUE(shows("document.getElementById('aside').textContent.includes('sea is blended in.')"));
  EXPECT_TRUE(shows("!" + weight + ".hidden && " + weight + ".querySelector('.number').value === '0.50'"))
      << value_of(weight + ".querySelector('.number').value");
  drag("[data-path=\"/model/weight\"]>.track .5 .5 .25 .5");
  EXPECT_TRUE(comes_true([&] { return std::abs(number(ParameterId::model_weight) - .25) < .05; }))
      << number(ParameterId::model_weight);
}

TEST_F(PageInABrowser, OffersTheSoundsOfAnotherModelAndNewPresetsInOpenMenusAndForms) {
  const auto details = [](const std::string& summary) {
    return "[...document.querySelectorAll('details')].find((one) => one.firstChild.textContent.startsWith('" +
           summary + "'))";
  };
  const std::string voice = "document.querySelector('[data-path=\"/voice/2/encoding\"]')";
  const auto offers = [](const std::string& place, const std::string& name) {
    return shows("[..." + place + ".querySelectorAll('option')].some((one) => one.value === '" + name + "')");
  };
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::voices, 2.));
  ASSERT_TRUE(shows(details("Voice 2") + " !== undefined"));
  const auto more = details("More ways to play"), every = details("Every path");
  for (const auto& one : {details("Voice 2"), more, every}) value_of(one + ".open = true");
  for (const auto& place : {voice, more, every}) ASSERT_TRUE(offers(place, "rain drops")) << place;

  test_.parameters.replace_encodings(
      EncodingBank::create({"wind", "sea", "bells"}, std::vector<float>{1, 0, 0, 0, 1, 0, 0, 0, 1}, 3)
          .value());
  for (const auto& place : {voice, more, every}) {
    EXPECT_TRUE(offers(place, "bells")) << place;
    EXPECT_EQ(value_of(place + ".textContent.includes('rain drops')"), json(false)) << place;
  }
  ASSERT_TRUE(test_.presets.save("dawn"));
  EXPECT_TRUE(offers(every, "dawn"));
}

TEST_F(PageInABrowser, ComesBackByItselfWithTheValuesThenInForce) {
  server_.reset();
  EXPECT_TRUE(shows("document.body.dataset.link === 'lost' && document.getElementById('main').inert"));
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::gain, -6.));
  start(port_);
  EXPECT_TRUE(shows("document.body.dataset.link === 'open' && !document.getElementById('main').inert"));
  EXPECT_TRUE(shows(std::string(gain_text) + " === '−6.00'")) << value_of(gain_text);
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::gain, -20.));
  EXPECT_TRUE(shows(std::string(gain_text) + " === '−20.0'")) << "it listens again";
}

/** A non-loopback address of this machine; empty = none. */
std::string address_in_a_network() {
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(first, &freeifaddrs);
  for (const auto* one = first; one; one = one->ifa_next) {
    if (!one->ifa_addr || one->ifa_addr->sa_family != AF_INET || (one->ifa_flags & IFF_LOOPBACK)) continue;
    std::array<char, INET_ADDRSTRLEN> text{};
    const auto& address = reinterpret_cast<const sockaddr_in*>(one->ifa_addr)->sin_addr;
    return inet_ntop(AF_INET, &address, text.data(), text.size());
  }
  return {};
}

TEST_F(PageInABrowser, OnAnotherMachineOnlyLooksUntilThereIsAPassword) {
  const auto far = address_in_a_network();
  if (far.empty()) GTEST_SKIP() << "this machine is in no network: the page was not opened from another one";
  server_.reset();
  start(0, "0.0.0.0");
  open(far);
  ASSERT_TRUE(shows("document.body.dataset.link === 'open' && !document.getElementById('locked').hidden"));
  EXPECT_EQ(value_of("[...document.querySelectorAll('main :is(button, input, select)')].filter((control) => "
                     "!control.matches(':disabled')).length"),
            0);
  drag("[data-path=\"/gain\"]>.track .9 .5 .25 .5");
  drag("#map .4 .4 .5 .25");
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::temperature, .5));
  EXPECT_TRUE(shows("document.querySelector('[data-path=\"/temperature\"] .number').value === '0.50'"));
  EXPECT_EQ(number(ParameterId::gain), 0.);
  EXPECT_EQ(test_.parameters.encoding_name(), "");

  browse("cancel on");
  server_.reset();
  start(port_, "0.0.0.0", "open sesame");
  EXPECT_TRUE(
      shows("document.getElementById('link').textContent.startsWith('The instrument needs a password')"));
  browse("cancel off");
  open("player:open%20sesame@" + far);
  ASSERT_TRUE(shows("document.body.dataset.link === 'open' && document.getElementById('locked').hidden"));
  drag("[data-path=\"/gain\"]>.track .9 .5 .25 .5");
  EXPECT_TRUE(comes_true([&] { return number(ParameterId::gain) < -40.; }));
}

TEST_F(PageInABrowser, OfAnotherOriginChangesNothingUnlessItIsAllowed) {
  std::ofstream(*folder / "stranger.html") << "<!doctype html><title>Stranger</title>";
  browse("open file://" + (*folder / "stranger.html").string());
  const std::string instrument = "127.0.0.1:" + std::to_string(port_);
  const auto asks = [&](const std::string& path, const std::string& request) {
    return value_of("fetch('http://" + instrument + "/aeolian" + path + "', " + request +
                    ").then(({status}) => status, () => 'refused')");
  };
  const std::string put = "{method: 'PUT', body: '-20'}",
                    blind = "{method: 'POST', mode: 'no-cors', body: '-20'}";
  const auto opens_a_web_socket = [&] {
    return value_of("new Promise((done) => { const socket = new WebSocket('ws://" + instrument +
                    "/'); socket.onopen = () => done(true); socket.onerror = () => done(false); })");
  };
  EXPECT_EQ(asks("/gain", put), "refused");
  asks("/panic", blind);  // the browser sends the request, but withholds the reply
  EXPECT_EQ(opens_a_web_socket(), false);
  EXPECT_EQ(number(ParameterId::gain), 0.);
  EXPECT_EQ(number(ParameterId::play), 1.) << "the panic was refused";
  EXPECT_GT(browse("errors").size(), 0u) << "the browser says why";

  server_.reset();
  start(port_, "127.0.0.1", {}, {"null"});
  EXPECT_EQ(asks("/gain", put), 200);
  EXPECT_EQ(number(ParameterId::gain), -20.);
  EXPECT_EQ(opens_a_web_socket(), true);
}

TEST_F(PageInABrowser, FitsAPhoneAndAWall) {
  for (const std::string size : {"360 740 dark", "1280 800 light", "2560 1440 light", "3840 2160 dark"}) {
    browse("look " + size);
    const std::string width = size.substr(0, size.find(' '));
    EXPECT_TRUE(shows("document.documentElement.scrollWidth <= " + width)) << size;
  }
}

TEST_F(PageInABrowser, EveryControlHasAName) {
  EXPECT_EQ(value_of("[...document.querySelectorAll('button, input, select')].filter((control) =>"
                     " !control.textContent.trim() && !control.getAttribute('aria-label') &&"
                     " !control.labels?.length).map((control) => control.outerHTML)"),
            json::array());
}

TEST_F(PageInABrowser, AScreenReaderIsToldTheRoleAndTheNameOfEveryControl) {
  ASSERT_TRUE(shows("document.querySelectorAll('#map .sound').length === 3"));
  const std::set<std::string> controls{"button",  "switch",     "slider",
                                       "textbox", "combobox",   "checkbox",
                                       "listbox", "spinbutton", "DisclosureTriangle",
                                       "link"};
  std::map<std::string, std::set<std::string>> names;
  for (const auto& node : browse("tree")) {
    const std::string role = node["role"], name = node["name"];
    names[role].insert(name);
    EXPECT_FALSE(controls.contains(role) && name.empty()) << "a " << role << " without a name";
  }
  const auto sliders = value_of(
      "[...document.querySelectorAll('[data-path]>.track')].filter((track) => track.checkVisibility())"
      ".map((track) => track.getAttribute('aria-label'))");
  EXPECT_GT(sliders.size(), 10u);
  for (const auto& name : sliders) EXPECT_TRUE(names["slider"].contains(name)) << name;
  EXPECT_TRUE(names["switch"].contains("Freeze"));
  EXPECT_TRUE(names["button"].contains("Panic"));
  EXPECT_EQ(names["main"].size(), 1u);
  EXPECT_GE(names["heading"].size(), 8u) << "a heading for each part, to jump between";
}

/** A folder with packages of the npm registry. */
class NpmPackage {
 public:
  explicit NpmPackage(const std::string& package) {
    if (!oscquery::are_installed({"node", "npm"})) {
      missing_ = "npm (packages nodejs and npm) is not installed: " + package + " was not asked";
      return;
    }
    const std::string install = "cd '" + folder_.path().string() +
                                "' && echo '{}' > package.json && timeout 60 npm install --no-audit "
                                "--no-fund " +
                                package + " >npm.log 2>&1";
    if (std::system(install.c_str()) != 0)
      missing_ = "the npm registry cannot be reached: " + package + " was not asked";
  }
  const std::string& missing() const { return missing_; }  ///< the reason; empty = it is available
  std::string folder() const { return folder_.path().string(); }
  std::string file(const std::string& name) const { return folder_ / ("node_modules/" + name); }

 private:
  ScratchFolder folder_;
  std::string missing_;
};

/** A suite of its own, because it may wait for the network. */
class PageUnderAxe : public PageInABrowser {};

TEST_F(PageUnderAxe, HasNothingSeriousAgainstIt) {
  const NpmPackage axe("axe-core@4.10.2");
  if (!axe.missing().empty()) GTEST_SKIP() << axe.missing();
  ASSERT_TRUE(shows("document.querySelectorAll('#map .sound').length === 3"));
  for (const std::string look : {"360 740 dark", "1280 800 light"}) {
    browse("look " + look);
    browse("load " + axe.file("axe-core/axe.min.js"));
    EXPECT_EQ(value_of("axe.run().then(({violations}) => violations"
                       ".filter(({impact}) => ['serious', 'critical'].includes(impact))"
                       ".map(({id, help, nodes}) => [id, help, nodes.map(({html}) => html).slice(0, 5)]))"),
              json::array())
        << look;
  }
}

TEST(ScriptsOfThePage, AgreeWithALinter) {
  const NpmPackage eslint("eslint@9.17.0 @eslint/js@9.17.0 globals@15.14.0");
  if (!eslint.missing().empty()) GTEST_SKIP() << eslint.missing();
  // ESLint reads only files below its configuration, which finds packages only beside itself.
  EXPECT_EQ(oscquery::output_of("cd '" + eslint.folder() +
                                "' && cp " AEOLIAN_PAGE "/*.js '" AEOLIAN_ESLINT_CONFIG
                                "' . && node node_modules/eslint/bin/eslint.js --max-warnings 0 *.js"),
            "");
}

TEST(ScriptsOfThePage, AgreeWithATypeChecker) {
  const NpmPackage typescript("typescript@5.6.3");
  if (!typescript.missing().empty()) GTEST_SKIP() << typescript.missing();
  EXPECT_EQ(oscquery::output_of(
                "cd " AEOLIAN_PAGE " && node '" + typescript.file("typescript/bin/tsc") +
                "' --allowJs --checkJs --noEmit --target es2022 --module es2022 --lib es2022,dom,dom.iterable"
                " --noUnusedLocals --noImplicitReturns *.js"),
            "");
}

}  // namespace
}  // namespace aeolian
