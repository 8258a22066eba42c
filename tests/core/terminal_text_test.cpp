#include "fovea/core/terminal_text.h"

#include <boost/test/unit_test.hpp>

#include "fovea/core/error.h"

namespace fovea {
namespace {

std::string shown(std::string_view text) { return terminal_text(text); }

BOOST_AUTO_TEST_SUITE(terminal_text)

BOOST_AUTO_TEST_CASE(plain_text_stays) {
  for (const char* text : {"", "conv1", "Bär", "猫", "🐈", "a 'b' \\ c"}) {
    BOOST_TEST(shown(text) == text);
  }
}

BOOST_AUTO_TEST_CASE(what_acts_on_a_terminal_is_written_out) {
  BOOST_TEST(shown("\x1b[2J\x1b]0;owned\x07") == "\\x1b[2J\\x1b]0;owned\\x07");
  BOOST_TEST(shown("a\nb\r\tc\x7f") == "a\\nb\\r\\tc\\x7f");
  BOOST_TEST(shown(std::string_view("a\0b", 3)) == "a\\x00b");
  BOOST_TEST(shown("\u009b31m") == "\\u009b31m");            // the escape sequence of one byte
  BOOST_TEST(shown("a\u202egnp.exe") == "a\\u202egnp.exe");  // right to left from here on
  BOOST_TEST(shown("a\u200bb\ufeff") == "a\\u200bb\\ufeff");
}

BOOST_AUTO_TEST_CASE(what_is_no_utf8_is_written_out) {
  BOOST_TEST(shown("\xff") == "\\xff");
  BOOST_TEST(shown("B\xe4r") == "B\\xe4r");
  BOOST_TEST(shown("\xc3") == "\\xc3");                             // cut
  BOOST_TEST(shown("\xc0\xaf") == "\\xc0\\xaf");                    // overlong
  BOOST_TEST(shown("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // a surrogate
  BOOST_TEST(shown("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // after the last code point
}

BOOST_AUTO_TEST_CASE(errors_are_one_short_line) {
  const std::string name(5000, 'n');
  const std::string text = Error("no '{}'", name).at("a\x1b[31m\nb").hint("see the help").what();
  BOOST_TEST(text.size() < 2000);
  BOOST_TEST(text.starts_with("a\\x1b[31m\\nb: no 'nnn"));
  BOOST_TEST(text.ends_with("nnn'; see the help"));
  std::string letters;
  for (int i = 0; i < 2000; ++i) letters += "ä";
  const std::string cut = Error("{}", letters).what();
  BOOST_TEST(cut.size() < 2000);
  BOOST_TEST(cut.find('\\') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea
